package ocr

import (
	"errors"
	"math"
	"strings"
	"testing"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

func TestCheckPrepared(t *testing.T) {
	type answer struct {
		wire.Answer
		view, clean []byte
	}
	good := func() answer {
		a := answer{view: smallJPEG(t, 40, 30)}
		a.View = postkamer.View{Width: 40, Height: 30, Rotation: 90, Skew: -4.5, DPI: 150}
		a.Barcodes = []postkamer.Barcode{{Kind: "qr", Value: "x"}}
		a.clean = wire.Clean{Width: 2, Height: 2, DPI: 200, Rotation: 90, Skew: -4.5, ViewWidth: 40, ViewHeight: 30, Pixels: make([]byte, 4)}.Encode()
		return a
	}
	check := func(a answer) error {
		body := a.Join(a.view, a.clean)
		_, err := checkedPrepared(a.Answer, body)
		return err
	}
	if err := check(good()); err != nil {
		t.Fatal("an honest answer is refused: ", err)
	}
	for name, spoil := range map[string]func(a *answer){
		"view is HTML":               func(a *answer) { a.view = []byte("<script>") },
		"no view":                    func(a *answer) { a.view = nil },
		"view of another size":       func(a *answer) { a.View.Width = 41 },
		"turned by 45 degrees":       func(a *answer) { a.View.Rotation = 45 },
		"skew of no number":          func(a *answer) { a.View.Skew = math.NaN() },
		"skew beyond what is sought": func(a *answer) { a.View.Skew = 6 },
		"no resolution":              func(a *answer) { a.View.DPI = 0 },
		"page of a kilometre":        func(a *answer) { a.View.PageWidth = 1 << 30 },
		"key of an object":           func(a *answer) { a.View.Key = "x" },
		"odd kind of barcode":        func(a *answer) { a.Barcodes[0].Kind = "url" },
		"barcode of no text":         func(a *answer) { a.Barcodes[0].Value = "\xff" },
		"barcode that is a book":     func(a *answer) { a.Barcodes[0].Value = strings.Repeat("x", maxCode+1) },
		"barcodes without end":       func(a *answer) { a.Barcodes = make([]postkamer.Barcode, maxCodes+1) },
		"clean page of another view": func(a *answer) { a.View.Skew = 4.5 },
		"damaged clean page":         func(a *answer) { a.clean[20]++ },
		"clean page of a blank one":  func(a *answer) { a.Blank = true },
	} {
		a := good()
		spoil(&a)
		if err := check(a); !errors.Is(err, ErrDied) {
			t.Errorf("%s: %v", name, err)
		}
	}
	a := good()
	body := a.Join(a.view, a.clean)
	for _, parts := range [][]int{nil, {len(body)}, {len(body), 1}, {-1, len(body) + 1}, {1, 2}, {1, 2, len(body) - 3}} {
		a.Parts = parts
		if _, err := checkedPrepared(a.Answer, body); !errors.Is(err, ErrDied) {
			t.Errorf("parts %v: %v", parts, err)
		}
	}
}

func TestCheckBitonal(t *testing.T) {
	g4 := []byte{1, 2, 3}
	for name, c := range map[string]struct {
		size  wire.Size
		g4    []byte
		parts []int
		there bool
		good  bool
	}{
		"none":                      {wire.Size{}, nil, []int{0}, false, true},
		"one":                       {wire.Size{Width: 3, Height: 4}, g4, []int{3}, true, true},
		"one of no size":            {wire.Size{}, g4, []int{3}, false, false},
		"one of less than no size":  {wire.Size{Width: -1, Height: 4}, g4, []int{3}, false, false},
		"one of two parts":          {wire.Size{Width: 3, Height: 4}, append(g4, 4), []int{3}, false, false},
		"too wide a one is dropped": {wire.Size{Width: 1 << 20, Height: 4}, g4, []int{3}, false, true},
		"too many bytes are":        {wire.Size{Width: 3, Height: 4}, make([]byte, 9<<20), []int{9 << 20}, false, true},
	} {
		got, err := checkedBitonal(wire.Answer{Bitonal: c.size, Parts: c.parts}, c.g4)
		if (err == nil) != c.good || (len(got.G4) > 0) != c.there || err != nil && !errors.Is(err, ErrDied) {
			t.Errorf("%s: %d bytes, %v", name, len(got.G4), err)
		}
	}
}

func TestCheckWords(t *testing.T) {
	view := postkamer.View{Width: 100, Height: 100}
	word := wire.Word{Box: wire.Box{X: 1, Y: 2, W: 30, H: 10}, Text: "brief", Confidence: 0.9}
	if err := checkWords([]wire.Word{word}, view); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(w *wire.Word){
		"beside the view":      func(w *wire.Word) { w.X = 90 },
		"above the view":       func(w *wire.Word) { w.Y = -1 },
		"negative size":        func(w *wire.Word) { w.W = -1 },
		"more than sure":       func(w *wire.Word) { w.Confidence = 1.1 },
		"sure of no number":    func(w *wire.Word) { w.Confidence = math.NaN() },
		"no text":              func(w *wire.Word) { w.Text = "" },
		"control character":    func(w *wire.Word) { w.Text = "a\x1b[2J" },
		"form feed":            func(w *wire.Word) { w.Text = "a\fb" },
		"no UTF-8":             func(w *wire.Word) { w.Text = "\xc3" },
		"line out of nowhere":  func(w *wire.Word) { w.Line = 7 },
		"paragraph backwards":  func(w *wire.Word) { w.Paragraph = -1 },
		"block out of nowhere": func(w *wire.Word) { w.Block = 2 },
		"overflowing place":    func(w *wire.Word) { w.X, w.W = math.MaxInt, math.MaxInt },
	} {
		w := word
		spoil(&w)
		if err := checkWords([]wire.Word{w}, view); !errors.Is(err, ErrDied) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzParseTSV: the text layer of a PDF is anybody's; whatever poppler makes of it
// ends up as words within the view, or is left out.
func FuzzParseTSV(f *testing.F) {
	f.Add("5\t1\t0\t0\t0\t1\t95.36\t31.38\t48.70\t11.10\t100\tVoorhout\n", 90, -3.0)
	f.Add("5\t1\t0\t0\t0\t1\tNaN\t1e300\t-5\tInf\t100\t\x1b\xff\n", 0, 0.0)
	f.Fuzz(func(t *testing.T, text string, rotation int, skew float64) {
		l := parseTSV(text)
		l.pdfPage = pdfPage{595, 842}
		view := postkamer.View{Width: 1240, Height: 1754, Rotation: rotation, Skew: skew, DPI: 150}
		if checkView(view) != nil || len(l.words) > maxWords {
			return
		}
		for _, w := range l.words {
			if len(w.text) > maxWord {
				return
			}
		}
		if err := checkWords(l.onView(view), view); err != nil {
			t.Error(err)
		}
	})
}
