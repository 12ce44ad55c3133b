package classify

import (
	"slices"
	"testing"

	"postkamer"
)

// TestFormPageThatCouldNotBeReadIsForAPerson: a page of which the zones could not be
// read is as one that is not there, but what was read on it may still alarm.
func TestFormPageThatCouldNotBeReadIsForAPerson(t *testing.T) {
	unread := func(page, pages int) postkamer.PageText {
		return postkamer.PageText{Number: 1, Width: 1240, Height: 1754, Source: postkamer.SourceOCR, Body: "Ik word morgen uit mijn huis gezet.",
			Form: &postkamer.PaperForm{Code: postkamer.PaperCode{Form: "verhuizing", Version: "1", Page: page, Pages: pages}, Unread: true}}
	}
	two := paperMove()
	two.Pages[0].Form.Code.Pages = 2
	two.Pages = append(two.Pages, unread(2, 2))
	for name, text := range map[string]postkamer.Text{"the only page": {Pages: []postkamer.PageText{unread(1, 1)}}, "the second page": two} {
		v := decidePaper(text)
		if v.Ready || len(v.Doubts) == 0 {
			t.Errorf("%s: ready", name)
		}
		if v.CaseType != postkamer.Verhuizing {
			t.Errorf("%s: kind %s", name, v.CaseType)
		}
		if !slices.ContainsFunc(v.Doubts, func(d postkamer.Doubt) bool { return d.Code == postkamer.Urgent }) {
			t.Errorf("%s: what it says did not alarm: %+v", name, v)
		}
	}
}
