package web

import (
	"net/http"
	"strings"
	"testing"

	"postkamer"
)

// TestPagesAreSeenLargeWithoutScript: the buttons that make the image larger are a
// script's; without one each page opens by itself, in its real size.
func TestPagesAreSeenLargeWithoutScript(t *testing.T) {
	st := newStoredSite(t, nil)
	letter := st.scanned(t, false, doubtful())[0]
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	body := tom.get(casePath(letter.Case)).body
	_, without, found := strings.Cut(body, "<noscript>")
	without, _, closed := strings.Cut(without, "</noscript>")
	_, link, linked := strings.Cut(without, `href="`)
	link, _, _ = strings.Cut(link, `"`)
	if !found || !closed || !linked || !strings.Contains(without, "Bladzijde 1 groot") {
		t.Fatalf("without a script: %q", without)
	}
	got := tom.get(link)
	if kind := got.Header.Get("Content-Type"); got.StatusCode != http.StatusOK || !strings.HasPrefix(kind, "image/") {
		t.Errorf("%s: %d %s", link, got.StatusCode, kind)
	}
	if !strings.Contains(body, `id="beeldknoppen" role="group" aria-label="Beeld" hidden`) {
		t.Error("buttons are shown that do nothing without a script")
	}
}
