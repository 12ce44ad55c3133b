package child

import (
	"bytes"
	"fmt"
	"testing"

	"postkamer"
	"postkamer/ocr/codeprint"
	"postkamer/ocr/internal/barcode"
	"postkamer/ocr/internal/wire"
)

// TestOurOwnCodeSaysWhatIsUp: on a page of boxes there is too little text to tell, and a
// form was left upside down.
func TestOurOwnCodeSaysWhatIsUp(t *testing.T) {
	ours := postkamer.PaperCode{Form: "tozo", Version: "3FA29C0B", Page: 3, Pages: 5}.Value()
	for value, turns := range map[string]bool{ours: true, "https://www.voorbeeld.nl/betalen": false} {
		raster := drawn(t, boxesAndCode(t, value), "-gray")
		for n := range 4 {
			page := decoded(t, raster)
			page.turn(90 * n)
			a, _, err := prepare(rasterOf(t, &page.pix), rasterRequest(wire.OpPrepare), &osd{})
			if err != nil {
				t.Fatal(err)
			}
			want := 0
			if turns {
				want = (360 - 90*n) % 360
			}
			if a.View.Rotation != want || a.Quality.Rotation != want {
				t.Errorf("%s turned by %d is turned by %d, want %d", value, 90*n, a.View.Rotation, want)
			}
			if len(a.Barcodes) != 1 || a.Barcodes[0].Value != value {
				t.Errorf("codes: %v", a.Barcodes)
			}
		}
	}
}

func TestCodesThatDoNotAgreeTurnNothing(t *testing.T) {
	code := func(page, turn int) barcode.Code {
		value := postkamer.PaperCode{Form: "tozo", Version: "3FA29C0B", Page: page, Pages: 5}.Value()
		return barcode.Code{Barcode: postkamer.Barcode{Kind: barcode.QR, Value: value}, Turn: turn}
	}
	if got := turnOfOurs([]barcode.Code{code(1, 180), code(2, 180)}); got != 180 {
		t.Errorf("two that agree: %d", got)
	}
	if got := turnOfOurs([]barcode.Code{code(1, 180), code(2, 0)}); got != 0 {
		t.Errorf("two that do not: %d", got)
	}
}

// boxesAndCode sets boxes to tick and a code of 20 mm.
func boxesAndCode(t *testing.T, value string) string {
	t.Helper()
	code, err := codeprint.QR(value, codeprint.Quarter)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for i := range 12 {
		fmt.Fprintf(&b, "%d %d 14 14 re S\n", 80+i%2*200, 600-i/2*60)
	}
	code.Path(&b, 460, 740, 57, 57)
	return b.String()
}

// rasterOf returns p as poppler would give it.
func rasterOf(t *testing.T, p *pix) []byte {
	t.Helper()
	m := imageOf(t, p)
	return append(fmt.Appendf(nil, "P5\n%d %d\n255\n", m.Rect.Dx(), m.Rect.Dy()), m.Pix...)
}
