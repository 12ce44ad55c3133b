package web

import (
	"testing"

	"postkamer"
	"postkamer/store"
)

func TestAStackSaysInWordsWhatItsPagesAreAndWhoBroughtIt(t *testing.T) {
	st := newSite(t, nil)
	for separators, want := range map[int]string{
		1: "12 bladzijden, 1 scheidingsblad, 2 leeg",
		9: "12 bladzijden, 9 scheidingsbladen, 2 leeg",
	} {
		line := store.BatchLine{Batch: postkamer.Batch{By: "hot folder", Source: postkamer.SourceHotFolder}, Pages: 12, Separators: separators, Blank: 2}
		if row := st.batchRow(line); row.Pages != want || row.By != "de computer zelf" {
			t.Errorf("%q by %q, want %q", row.Pages, row.By, want)
		}
	}
}
