package ocr

import (
	"context"
	"testing"
	"time"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// aForm is the layout of a page with a comb for digits, a tick and a place to sign.
func aForm([]postkamer.Barcode) (postkamer.Layout, bool) {
	return postkamer.Layout{Code: postkamer.PaperCode{Form: "verhuizing", Version: "1", Page: 2, Pages: 3}, Zones: []postkamer.FormZone{
		{Question: "bsn", Kind: postkamer.ZoneDigits, Allowed: "0123456789", Comb: []int{4, 2}, X: 20, Y: 20, W: 40, H: 8, Cell: 5},
		{Question: "mee", Kind: postkamer.ZoneTick, X: 20, Y: 40, W: 4, H: 4},
		{Question: "handtekening", Kind: postkamer.ZoneSignature, X: 20, Y: 60, W: 60, H: 20},
		{Question: "naam", Kind: postkamer.ZoneText, X: 20, Y: 90, W: 60, H: 8},
	}}, true
}

func TestFormThatCannotBeReadKeepsTheTextOfItsPage(t *testing.T) {
	e := startEngine(t, Config{Printed: aForm, Command: []string{"/bin/false"}, PageTimeout: time.Second})
	path, view := write(t, "a.jpg", smallJPEG(t, 50, 50)), postkamer.View{Width: 50, Height: 50, DPI: 150}
	text := postkamer.PageText{Number: 1, Width: 50, Height: 50, Body: "Geachte heer"}
	got, err := e.ReadForm(t.Context(), path, postkamer.JPEG, view, text, nil, nil)
	if err != nil || got.Body != text.Body {
		t.Errorf("%q, %v", got.Body, err)
	}
	if got.Form == nil || !got.Form.Unread || got.Form.Code.Page != 2 || len(got.Form.Zones) > 0 {
		t.Errorf("%+v", got.Form)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if got, err := e.ReadForm(ended, path, postkamer.JPEG, view, text, nil, nil); err == nil {
		t.Errorf("what was broken off is said to be unread: %+v", got.Form)
	}
}

func TestZonesHoldOnlyWhatCanStandInThem(t *testing.T) {
	layout, _ := aForm(nil)
	view := postkamer.View{Width: 50, Height: 50}
	for _, c := range []struct {
		name string
		zone int
		text string
		ok   bool
	}{
		{"a character for each cell", 0, "12345?", true},
		{"an empty cell is a space", 0, "123 5 ", true},
		{"an empty comb", 0, "", true},
		{"fewer characters than cells", 0, "12345", false},
		{"more characters than cells", 0, "1234567", false},
		{"a character that is not allowed", 0, "12345x", false},
		{"one of another alphabet", 0, "12345٣", false},
		{"text in a tick", 1, "x", false},
		{"text where one signs", 2, "x", false},
		{"any text on a line", 3, "Zoë de Vries", true},
	} {
		for _, again := range []bool{false, true} {
			filled := make([]wire.Filled, len(layout.Zones))
			filled[c.zone].Text = c.text
			if again {
				filled[c.zone].Text, filled[c.zone].Again = "", c.text
			}
			if err := checkFilled(filled, layout, view); (err == nil) != c.ok {
				t.Errorf("%s (again: %v): %v", c.name, again, err)
			}
		}
	}
}
