package web

import (
	"strings"
	"testing"

	"postkamer"
	"postkamer/store"
)

// alarming is a letter that nobody could place, with words that were read.
func alarming(to postkamer.Destination) postkamer.Verdict {
	v := doubtful()
	v.Destination, v.Queue, v.Rule = to, postkamer.Triage, "danger"
	v.Kinds = []postkamer.LikelyKind{{CaseType: "bezwaar", Probability: .5}, {CaseType: "klacht", Probability: .2}}
	v.Clues = []postkamer.Clue{{Text: "niet eens", Weight: 2}}
	v.Doubts = []postkamer.Doubt{{Code: postkamer.Urgent, Why: "De schrijver noemt: ontruiming.", Say: "Daarom bel ik {je|u} vandaag.", Quote: "ontruirning.", Page: 0, X: 300, Y: 500, W: 90, H: 20}}
	return v
}

// tied keeps the decision about a letter, and ties it to another.
func (st *site) tied(t *testing.T, one letter, v postkamer.Verdict, other letter) {
	t.Helper()
	c, related := st.caseOf(t, one.Case), st.caseOf(t, other.Case)
	st.inTx(t, func(tx *store.Tx) error {
		e := postkamer.Earlier{PieceID: related.PieceID, CaseID: related.ID}
		if err := tx.Relate(t.Context(), c.PieceID, e, postkamer.RelationBelongs, postkamer.Doubt{}); err != nil {
			return err
		}
		return tx.AddDecision(t.Context(), postkamer.Decision{PieceID: c.PieceID, CaseID: c.ID, Verdict: v})
	})
}

func TestCaseShowsWhatWasReadAndWhy(t *testing.T) {
	st := newStoredSite(t, nil)
	letters := st.scanned(t, false, alarming(postkamer.ToTriage), doubtful())
	st.tied(t, letters[0], alarming(postkamer.ToTriage), letters[1])
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	doc := tom.post(casePath(letters[0].Case)+"/pak", nil).page(t)
	if got := text(doc, ".pk-twijfels li q"); got != "ontruirning" {
		t.Errorf("the words are %q", got)
	}
	box, _ := doc.Find(".pk-twijfels li").First().Attr("data-box")
	if box == "" || doc.Find("rect#"+box).Length() != 1 {
		t.Errorf("the box %q is not on the page", box)
	}
	if why := doc.Find("details").Text(); !strings.Contains(why, "niet eens") || !strings.Contains(why, "Bezwaar, 50 %") {
		t.Errorf("it does not say why: %q", why)
	}
	if got := text(doc, "#verband + ul li"); !strings.HasPrefix(got, "Hoort bij PS-") {
		t.Errorf("related: %q", got)
	}
	form := formOf(t, doc, "#velden")
	choice := doc.Find("button[name=soort][data-toets='2']")
	if v, _ := choice.Attr("value"); v != "klacht" {
		t.Fatalf("the second choice is %q", v)
	}
	form.Set("soort", "klacht")
	if got := tom.post(casePath(letters[0].Case)+"/indelen", form); got.StatusCode != 200 || st.caseOf(t, letters[0].Case).CaseType != "klacht" {
		t.Errorf("chosen: %d, %s", got.StatusCode, st.caseOf(t, letters[0].Case).CaseType)
	}
	other := tom.post(casePath(letters[1].Case)+"/pak", nil).page(t)
	if got := text(other, "#verband + ul li"); !strings.HasPrefix(got, "Later kwam hierover PS-") {
		t.Errorf("on the other case: %q", got)
	}
}

func TestCallerReadsWhatToSayAboutThisLetter(t *testing.T) {
	st := newStoredSite(t, nil)
	v := alarming(postkamer.ToCaller)
	st.scanned(t, false, v)
	lekha, _ := st.colleague(t, "Lekha", nil, postkamer.Caller)
	doc := lekha.post("/bellen/volgende", nil).page(t)
	if said := doc.Find(".pk-script q").Text(); !strings.Contains(said, "Daarom bel ik u vandaag.") {
		t.Errorf("the caller says %q", said)
	}
	if doc.Find("dd svg.pk-snip").Length() != 1 || !strings.Contains(doc.Find("dd").Text(), "ontruirning") {
		t.Error("the caller does not see what was read")
	}
}

// TestBothCasesSayThatThePersonDiffers: who looks at either case reads in words that
// the letter that names it is of somebody else.
func TestBothCasesSayThatThePersonDiffers(t *testing.T) {
	st := newStoredSite(t, nil)
	mine, theirs := doubtful(), doubtful()
	mine.Fields = []postkamer.Field{{Name: postkamer.FieldBSN, Value: "999990019", State: postkamer.FieldOK, Page: -1}}
	theirs.Fields = []postkamer.Field{{Name: postkamer.FieldBSN, Value: "999990020", State: postkamer.FieldOK, Page: -1}}
	mine.Rule = "look"
	letters := st.scanned(t, false, mine, theirs)
	st.tied(t, letters[0], mine, letters[1])
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	for _, one := range letters {
		doc := tom.get(casePath(one.Case)).page(t)
		if got := text(doc, "#verband + ul li"); !strings.Contains(got, "ander burgerservicenummer") {
			t.Errorf("case %d: %q", one.Case, got)
		}
	}
}

// TestADoubtAboutAFieldShowsItsOwnSentence: what a doubt rests on is shown beside it,
// unless it is what the field itself shows.
func TestADoubtAboutAFieldShowsItsOwnSentence(t *testing.T) {
	field := postkamer.CaseField{Name: postkamer.FieldFullName, ReadValue: "J. de Vries", ReadText: "J. de Vries", PageID: 7, X: 10, Y: 20, W: 30, H: 40}
	doubt := func(quote string, page postkamer.PageID, x int) postkamer.CaseDoubt {
		d := postkamer.CaseDoubt{ID: 3, PageID: page, Doubt: postkamer.Doubt{Code: postkamer.Guarded, Field: field.Name, Quote: quote, X: x, Y: 20, W: 30, H: 40}}
		if page == 0 {
			d.W, d.H = 0, 0
		}
		return d
	}
	c := postkamer.Case{Fields: []postkamer.CaseField{field}}
	for _, tt := range []struct {
		name  string
		d     postkamer.CaseDoubt
		quote string
		boxed bool
	}{
		{"the words of the field", doubt("J. de Vries", 7, 10), "", false},
		{"a sentence elsewhere", doubt("ik ben zijn bewindvoerder", 7, 300), "ik ben zijn bewindvoerder", true},
		{"a sentence on another page", doubt("ik ben zijn bewindvoerder", 8, 10), "ik ben zijn bewindvoerder", true},
		{"words without a place", doubt("ik ben zijn bewindvoerder", 0, 0), "ik ben zijn bewindvoerder", false},
		{"about what is not there", doubt("", 0, 0), "", false},
	} {
		row := newDoubtRow(c, tt.d)
		if row.Field != fieldID(field.Name) || row.Quote != tt.quote || (row.Box != nil) != tt.boxed {
			t.Errorf("%s: field %q, quote %q, box %v", tt.name, row.Field, row.Quote, row.Box)
		}
	}
}
