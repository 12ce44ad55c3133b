package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/intake"
	"postkamer/intake/scanner"
	"postkamer/store"
	"postkamer/store/storetest"
)

// lookingAt brings in a stack that waits to be looked at: a page per sign. s is a
// separator sheet, ! a page that is blurred, = one like the page before it, ? one that
// looks like a sheet, b an empty page, anything else is fine.
func (st *site) lookingAt(t *testing.T, signs string) postkamer.Batch {
	t.Helper()
	ctx := t.Context()
	key := fmt.Sprint(t.Name(), time.Now().UnixNano())
	sha, err := storetest.PutOriginal(ctx, st.cfg.Store, []byte(key))
	if err != nil {
		t.Fatal(err)
	}
	b := postkamer.Batch{Reference: postkamer.NewReference("ST", deskDay), Channel: postkamer.Scan, Key: key, ReceivedOn: deskDay, ReceivedAt: deskDay.Add(9 * time.Hour),
		Source: postkamer.SourceUpload, By: "Sevda", State: postkamer.Splitting, Attended: true,
		Files: []postkamer.File{{Name: "scan.tif", SHA256: sha, Size: int64(len(key)), Kind: postkamer.TIFF, Pages: len(signs)}}}
	st.inTx(t, func(tx *store.Tx) (err error) { b, err = tx.AddBatch(ctx, b); return err })
	st.inTx(t, func(tx *store.Tx) error { return tx.MakePages(ctx, b) })
	for i, p := range st.pagesOf(t, b) {
		st.inTx(t, func(tx *store.Tx) error { return tx.PagePrepared(ctx, p, st.preparedAs(t, p, signs[i])) })
	}
	st.inTx(t, func(tx *store.Tx) error { _, err := intake.GroupBatch(ctx, tx, b.ID); return err })
	return b
}

// preparedAs is what the preparation finds on a page of this sign.
func (st *site) preparedAs(t *testing.T, p postkamer.Page, sign byte) postkamer.Prepared {
	t.Helper()
	image, err := st.cfg.Store.PutView(t.Context(), cornered(t, 124, 175))
	if err != nil {
		t.Fatal(err)
	}
	found := postkamer.Prepared{View: postkamer.View{Key: image, Width: 124, Height: 175, DPI: 150}, Quality: postkamer.Quality{Measured: true, Edge: .15, Contrast: .8, Paper: .9, DPI: 300}}
	switch sign {
	case 's':
		found.Barcodes = []postkamer.Barcode{{Kind: "qr", Value: postkamer.SeparatorValue("W3M7")}}
	case '!':
		found.Quality.Edge = 1
	case '?':
		found.Barcodes = []postkamer.Barcode{{Kind: postkamer.SheetUnread, Value: postkamer.SheetUnreadMarks}}
	case 'b':
		found.Blank, found.Quality = true, postkamer.Quality{Measured: true, Blank: true, DPI: 300}
	}
	return found
}

func (st *site) pagesOf(t *testing.T, b postkamer.Batch) []postkamer.Page {
	t.Helper()
	pages, err := st.cfg.Store.BatchPages(t.Context(), b.ID)
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

func (st *site) batchOf(t *testing.T, id postkamer.BatchID) postkamer.Batch {
	t.Helper()
	b, err := st.cfg.Store.Batch(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// look is the address of a page of a stack.
func look(p postkamer.Page) string {
	return fmt.Sprintf("/stapel/%d/nakijken/%d", p.BatchID, p.ID)
}

// TestStackIsLookedAtAndClosedWithoutScripts walks the whole road with forms only.
func TestStackIsLookedAtAndClosedWithoutScripts(t *testing.T) {
	st := newStoredSite(t, nil)
	sevda, _ := st.colleague(t, "Sevda", nil, postkamer.Operator)
	b := st.lookingAt(t, "s.!s.?.")
	pages := st.pagesOf(t, b)
	path := fmt.Sprintf("/stapel/%d", b.ID)

	doc := sevda.get(path + "/nakijken").page(t)
	if got := text(doc, "h1"); got != "Blad 3 nakijken" {
		t.Fatalf("the first page that needs eyes: %q", got)
	}
	if got := doc.Find(".pk-strip li").Length(); got != 7 {
		t.Errorf("%d pages in the strip", got)
	}
	if got := text(doc, ".pk-bevind"); !strings.Contains(got, "onscherp") {
		t.Errorf("found: %q", got)
	}
	// A good page leads to the next one, and that is a sheet that cannot be read.
	doc = sevda.post(look(pages[2]), url.Values{"doe": {"goed"}}).page(t)
	if got := text(doc, "h1"); got != "Blad 6 nakijken" || !strings.Contains(text(doc, "button[data-toets=n]"), "Dit is een scheidingsblad") {
		t.Fatalf("%q, %q", got, text(doc, "button[data-toets=n]"))
	}
	doc = sevda.post(look(pages[5]), url.Values{"doe": {"nieuw"}}).page(t)
	if got := text(doc, "h1"); !strings.HasPrefix(got, "Stapel 1 van") || !strings.HasSuffix(got, "afsluiten") {
		t.Fatalf("after the last page: %q", got)
	}
	// Two sheets less than counted: it stops until somebody says why.
	doc = sevda.post(path+"/afsluiten", url.Values{"bladen": {"9"}, "brieven": {"3"}}).page(t)
	if got := text(doc, "#verschil"); !strings.Contains(got, "Je telde 9 bladen, er zijn 7 bladen gescand: 2 bladen te weinig. Kijk of er dubbel doorgevoerd is") {
		t.Fatalf("the difference: %q", got)
	}
	if st.batchOf(t, b.ID).State != postkamer.Looking {
		t.Fatal("a stack whose counts differ was released")
	}
	doc = sevda.post(path+"/afsluiten", url.Values{"bladen": {"9"}, "brieven": {"3"}, "verklaring": {"herteld"}}).page(t)
	if got := text(doc, "main"); !strings.Contains(got, "In welke doos gaat het papier?") {
		t.Fatalf("after the release: %q", got)
	}
	released := st.batchOf(t, b.ID)
	if released.State != postkamer.Split || released.ReleasedBy != "Sevda" || released.SheetsCounted != 9 || !strings.Contains(released.CountWhy, "opnieuw geteld") {
		t.Errorf("released: %+v", released)
	}
	doc = sevda.post(path+"/doos", formOf(t, doc, "form[action$='/doos']")).page(t)
	if got := text(doc, "main"); !strings.Contains(got, "De stapel is afgesloten: 7 bladen") || !strings.Contains(got, "plek 1") {
		t.Errorf("after closing: %q", got)
	}
	if closed := st.batchOf(t, b.ID); closed.ClosedAt.IsZero() || closed.BoxID == 0 {
		t.Errorf("not closed: %+v", closed)
	}
	if again := sevda.post(path+"/doos", url.Values{"doos": {newBox}}).page(t); !strings.Contains(text(again, "main"), "De stapel is afgesloten") {
		t.Errorf("a second click: %q", text(again, "main"))
	}
}

// TestStackIsNotReleasedWhileASheetIsOnItsWay: scanned again, and then released at once.
func TestStackIsNotReleasedWhileASheetIsOnItsWay(t *testing.T) {
	st := stationSite(t)
	sevda, _ := st.colleague(t, "Sevda", nil, postkamer.Operator)
	b := st.lookingAt(t, "..")
	counted := url.Values{"bladen": {"2"}, "brieven": {"1"}}
	says := func(p scanner.Progress) {
		t.Helper()
		p.Stack = b.Key
		report := scanner.Report{Now: true, Status: scanner.Status{Stacks: []scanner.Progress{p}}}
		if _, err := st.cfg.Stations.Poll(t.Context(), "balie-1", report); err != nil {
			t.Fatal(err)
		}
	}
	for name, p := range map[string]scanner.Progress{"the scanner feeds": {Running: true}, "a page waits to be sent": {Scanned: 1, Waiting: 1}} {
		says(p)
		doc := sevda.post(fmt.Sprintf("/stapel/%d/afsluiten", b.ID), counted).page(t)
		if got := text(doc, "main"); !strings.Contains(got, "Er komt nog een blad van deze stapel") || st.batchOf(t, b.ID).State != postkamer.Looking {
			t.Errorf("%s: %q", name, got)
		}
	}
	says(scanner.Progress{Scanned: 1, Stored: 1})
	sevda.post(fmt.Sprintf("/stapel/%d/afsluiten", b.ID), counted)
	if got := st.batchOf(t, b.ID).State; got != postkamer.Split {
		t.Errorf("nothing is under way, and it is %s", got)
	}
}

// TestEachKeyIsAButton: what a key does, a button does, and it can be taken back.
func TestEachKeyIsAButton(t *testing.T) {
	st := newStoredSite(t, nil)
	sevda, _ := st.colleague(t, "Sevda", nil, postkamer.Operator)
	for _, c := range []struct {
		name  string
		form  url.Values
		page  int
		holds func(p postkamer.Page, order []postkamer.PageID) bool
	}{
		{"a good page was looked at", url.Values{"doe": {"goed"}}, 1, func(p postkamer.Page, _ []postkamer.PageID) bool { return p.LookedBy == "Sevda" }},
		{"a quarter turn", url.Values{"toets": {"d"}}, 1, func(p postkamer.Page, _ []postkamer.PageID) bool { return p.Turned && p.Turn == 90 }},
		{"a letter begins", url.Values{"doe": {"nieuw"}}, 2, func(p postkamer.Page, _ []postkamer.PageID) bool { return p.Starts }},
		{"an empty page", url.Values{"doe": {"leeg"}}, 2, func(p postkamer.Page, _ []postkamer.PageID) bool { return p.Mark == postkamer.MarkBlank }},
		{"not good", url.Values{"doe": {"afkeuren"}}, 2, func(p postkamer.Page, _ []postkamer.PageID) bool { return p.Mark == postkamer.MarkRejected }},
		{"paper that stays", url.Values{"bewaar": {"return"}}, 2, func(p postkamer.Page, _ []postkamer.PageID) bool { return p.KeepPaper == postkamer.KeepReturn }},
		{"one place earlier", url.Values{"toets": {"["}}, 2, func(p postkamer.Page, order []postkamer.PageID) bool { return slices.Index(order, p.ID) == 1 }},
		{"one place later", url.Values{"toets": {"]"}}, 1, func(p postkamer.Page, order []postkamer.PageID) bool { return slices.Index(order, p.ID) == 2 }},
		{"to the front", url.Values{"doe": {"naar"}, "naar": {"1"}}, 3, func(p postkamer.Page, order []postkamer.PageID) bool { return slices.Index(order, p.ID) == 0 }},
		{"to the end", url.Values{"doe": {"naar"}, "naar": {"4"}}, 0, func(p postkamer.Page, order []postkamer.PageID) bool { return slices.Index(order, p.ID) == 3 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := st.lookingAt(t, ".!..")
			page := st.pagesOf(t, b)[c.page]
			state := func() (postkamer.Page, []postkamer.PageID) {
				var now postkamer.Page
				var order []postkamer.PageID
				for _, p := range st.pagesOf(t, b) {
					order = append(order, p.ID)
					if p.ID == page.ID {
						now = p
					}
				}
				return now, order
			}
			if p, order := state(); c.holds(p, order) {
				t.Fatal("it is so already")
			}
			if key := c.form.Get("toets"); key != "" { // its button says where to, so that two clicks do it once
				button := sevda.get(look(page)).page(t).Find(`button[data-toets="` + key + `"]`)
				c.form = url.Values{button.AttrOr("name", ""): {button.AttrOr("value", "")}}
				sevda.post(look(page), c.form)
			}
			if got := sevda.post(look(page), c.form); got.StatusCode != 200 {
				t.Fatalf("status %d", got.StatusCode)
			}
			if p, order := state(); !c.holds(p, order) {
				t.Errorf("it is not so: %+v, %v", p, order)
			}
			doc := sevda.post(look(page), url.Values{"doe": {"ongedaan"}}).page(t)
			if p, order := state(); c.holds(p, order) || !strings.Contains(text(doc, ".pk-flash"), "Ongedaan gemaakt") {
				t.Errorf("not taken back: %+v, %v, %q, %s", p, order, text(doc, ".pk-flash"), text(doc, "main"))
			}
		})
	}
}

func TestLookRefusesWhatCannotBe(t *testing.T) {
	st := newStoredSite(t, nil)
	sevda, _ := st.colleague(t, "Sevda", nil, postkamer.Operator)
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	b, other := st.lookingAt(t, ".!"), st.lookingAt(t, "!")
	pages := st.pagesOf(t, b)
	for _, c := range []struct {
		name string
		path string
		form url.Values
		who  *browser
		want int
	}{
		{"another role", look(pages[0]), url.Values{"doe": {"goed"}}, tom, 403},
		{"no such act", look(pages[0]), url.Values{"doe": {"verbrand"}}, sevda, 400},
		{"a place that is not there", look(pages[0]), url.Values{"doe": {"naar"}, "naar": {"3"}}, sevda, 422},
		{"a page of another stack", fmt.Sprintf("/stapel/%d/nakijken/%d", b.ID, st.pagesOf(t, other)[0].ID), url.Values{"doe": {"goed"}}, sevda, 404},
		{"release before all is looked at", fmt.Sprintf("/stapel/%d/afsluiten", b.ID), url.Values{"bladen": {"2"}, "brieven": {"1"}}, sevda, 422},
		{"counts that are no number", fmt.Sprintf("/stapel/%d/afsluiten", b.ID), url.Values{"bladen": {"veel"}}, sevda, 422},
	} {
		if got := c.who.post(c.path, c.form); got.StatusCode != c.want {
			t.Errorf("%s: status %d, want %d", c.name, got.StatusCode, c.want)
		}
	}
	if got := st.batchOf(t, b.ID); got.State != postkamer.Looking {
		t.Errorf("the stack is %s", got.State)
	}
	if doc := sevda.post(look(pages[0]), url.Values{"doe": {"ongedaan"}}).page(t); !strings.Contains(text(doc, ".pk-flash"), "niets meer om ongedaan te maken") {
		t.Errorf("undo of nothing: %q", text(doc, ".pk-flash"))
	}
}

// TestImagesOfAStackAreNotKeptAndLogged: small, large and turned ones.
func TestImagesOfAStackAreNotKeptAndLogged(t *testing.T) {
	st := newStoredSite(t, nil)
	sevda, _ := st.colleague(t, "Sevda", nil, postkamer.Operator)
	b := st.lookingAt(t, ".!")
	page := st.pagesOf(t, b)[1]
	image := fmt.Sprintf("/stapel/%d/blad/%d", b.ID, page.ID)
	for path, want := range map[string]int{image: 200, image + "/klein": 200, image + "?draai=90": 200, image + "/klein?draai=270": 200, image + "?draai=45": 404,
		fmt.Sprintf("/stapel/%d/blad/%d/klein", b.ID+1, page.ID): 404} {
		got := sevda.get(path)
		if got.StatusCode != want || want == 200 && (got.Header.Get("Cache-Control") != "no-store" || got.Header.Get("Content-Type") != "image/jpeg") {
			t.Errorf("%s: status %d, %v", path, got.StatusCode, got.Header)
		}
	}
	var views int
	if err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM events WHERE kind = 'viewed' AND batch_id = $1`, b.ID).Scan(&views); err != nil || views == 0 {
		t.Errorf("%d views are logged, %v", views, err)
	}
}
