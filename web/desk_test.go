package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

// deskDay is the day on which everything in these tests arrived.
var deskDay = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

// colleague returns a person of the database and a browser in which they are logged in.
func (st *site) colleague(t *testing.T, name string, queues []postkamer.Queue, roles ...postkamer.Role) (*browser, postkamer.Person) {
	t.Helper()
	p, err := st.cfg.Store.SaveLogin(t.Context(), name, name, roles, queues)
	if err != nil {
		t.Fatal(err)
	}
	b := st.browser(t)
	ctx, err := st.sessions.Load(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	st.put(ctx, personKey, p)
	token, _, err := st.sessions.Commit(ctx)
	if err != nil {
		t.Fatal(err)
	}
	home, _ := url.Parse(st.url)
	b.client.Jar.SetCookies(home, []*http.Cookie{{Name: st.sessions.Cookie.Name, Value: token, Path: "/"}})
	return b, p
}

// A letter is a case of a scanned letter with one page.
type letter struct {
	Case postkamer.CaseID
	Page postkamer.PageID
	File postkamer.FileID
}

// scanned brings in a stack of one letter per verdict. Each letter is one page;
// they share a file when shared says so.
func (st *site) scanned(t *testing.T, shared bool, verdicts ...postkamer.Verdict) []letter {
	t.Helper()
	key := fmt.Sprint(t.Name(), time.Now().UnixNano())
	b := postkamer.Batch{Reference: postkamer.NewReference("ST", deskDay), Channel: postkamer.Scan, Key: key, ReceivedOn: deskDay,
		ReceivedAt: deskDay.Add(9 * time.Hour), Source: postkamer.SourceUpload, By: "Sevda", State: postkamer.Splitting}
	pages := []int{len(verdicts)}
	if !shared {
		pages = make([]int, len(verdicts))
		for i := range pages {
			pages[i] = 1
		}
	}
	for i, n := range pages {
		data := fmt.Appendf(nil, "%s, file %d", key, i)
		sha, err := storetest.PutOriginal(t.Context(), st.cfg.Store, data)
		if err != nil {
			t.Fatal(err)
		}
		b.Files = append(b.Files, postkamer.File{Name: `brief van Zoë "1".tif`, SHA256: sha, Size: int64(len(data)), Kind: postkamer.TIFF, Pages: n})
	}
	st.inTx(t, func(tx *store.Tx) (err error) { b, err = tx.AddBatch(t.Context(), b); return err })
	st.inTx(t, func(tx *store.Tx) error { return tx.MakePages(t.Context(), b) })
	return st.routed(t, b, verdicts)
}

func (st *site) inTx(t *testing.T, f func(*store.Tx) error) {
	t.Helper()
	if err := st.cfg.Store.InTx(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// routed prepares, reads and routes every page of a stack as a letter of its own.
func (st *site) routed(t *testing.T, b postkamer.Batch, verdicts []postkamer.Verdict) []letter {
	t.Helper()
	ctx := t.Context()
	pages, err := st.cfg.Store.BatchPages(ctx, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		image, err := st.cfg.Store.PutView(ctx, fmt.Appendf(nil, "view of page %d", p.ID))
		if err != nil {
			t.Fatal(err)
		}
		found := postkamer.Prepared{View: postkamer.View{Key: image, Width: 1240, Height: 1754, DPI: 150}}
		st.inTx(t, func(tx *store.Tx) error { return tx.PagePrepared(ctx, p, found) })
	}
	st.inTx(t, func(tx *store.Tx) error { return tx.BatchSplit(ctx, b.ID) })
	letters := make([]letter, len(verdicts))
	for i, p := range pages {
		p.TextState = postkamer.TextWaiting
		piece := postkamer.Piece{BatchID: b.ID, Reference: postkamer.NewReference("PS", deskDay), Channel: postkamer.Scan,
			ReceivedOn: b.ReceivedOn, ReceivedAt: b.ReceivedAt, Pages: []postkamer.Page{p}}
		st.inTx(t, func(tx *store.Tx) (err error) { piece.ID, err = tx.AddPiece(ctx, piece, i); return err })
		p.PieceID = piece.ID
		text := postkamer.PageText{Page: p.ID, Number: 1, Width: 1240, Height: 1754, Source: postkamer.SourceOCR, Body: "Beste gemeente,\nik verhuis."}
		st.inTx(t, func(tx *store.Tx) error { return tx.PageRead(ctx, p, postkamer.Reading{Text: text}) })
		letters[i] = letter{Page: p.ID, File: p.FileID}
		st.inTx(t, func(tx *store.Tx) (err error) {
			letters[i].Case, err = tx.Route(ctx, piece, postkamer.Text{Pages: []postkamer.PageText{text}}, verdicts[i])
			return err
		})
	}
	return letters
}

// doubtful is a move with one wrong field, one to look at, one not found and two right.
func doubtful() postkamer.Verdict {
	return postkamer.Verdict{CaseType: postkamer.Verhuizing, Probability: .99, Destination: postkamer.ToQueue, Queue: "burgerzaken", Priority: postkamer.Normal,
		Doubts: []postkamer.Doubt{
			{Code: postkamer.MoveDateMissing, Why: "De datum van de verhuizing staat er niet bij.", Field: postkamer.FieldMoveDate},
			{Code: postkamer.BSNInvalid, Why: "Het burgerservicenummer klopt niet.", Field: postkamer.FieldBSN},
		},
		Fields: []postkamer.Field{
			{Name: postkamer.FieldFullName, Value: "Zoë de Groot", State: postkamer.FieldOK, Page: 0, X: 100, Y: 100, W: 200, H: 30, Confidence: .9},
			{Name: postkamer.FieldBSN, Value: "999990018", State: postkamer.FieldWrong, Why: "Dit nummer klopt niet.", Page: 0, X: 100, Y: 200, W: 200, H: 30, Confidence: .9},
			{Name: postkamer.FieldMoveDate, State: postkamer.FieldMissing, Page: -1},
			{Name: postkamer.FieldNewCity, Value: "Den Haag", State: postkamer.FieldCheck, Page: 0, X: 100, Y: 300, W: 200, H: 30, Confidence: .5},
			{Name: postkamer.FieldPhone, Value: "0612345678", State: postkamer.FieldOK, Page: 0, X: 100, Y: 400, W: 200, H: 30, Confidence: .9},
		}}
}

// asked is the same move, for a caller.
func toBeCalled() postkamer.Verdict {
	v := doubtful()
	v.Destination = postkamer.ToCaller
	return v
}

// form returns what a browser would post from the form with this CSS selector.
func formOf(t *testing.T, doc *goquery.Document, selector string) url.Values {
	t.Helper()
	found := doc.Find(selector)
	if found.Length() != 1 {
		t.Fatalf("%d forms for %s", found.Length(), selector)
	}
	values := url.Values{}
	for _, in := range found.Find("input[name]").EachIter() {
		kind, name := in.AttrOr("type", "text"), in.AttrOr("name", "")
		if _, on := in.Attr("checked"); kind != "checkbox" && kind != "radio" || on {
			values.Add(name, in.AttrOr("value", ""))
		}
	}
	for _, area := range found.Find("textarea[name]").EachIter() {
		values.Set(area.AttrOr("name", ""), area.Text())
	}
	return values
}

// caseOf reads a case from the database.
func (st *site) caseOf(t *testing.T, id postkamer.CaseID) postkamer.Case {
	t.Helper()
	c, err := st.cfg.Store.Case(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// views counts how often somebody looked at a case.
func (st *site) views(t *testing.T, id postkamer.CaseID, who string) int {
	t.Helper()
	var n int
	err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM events WHERE kind = 'viewed' AND case_id = $1 AND actor = $2`, id, who).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
