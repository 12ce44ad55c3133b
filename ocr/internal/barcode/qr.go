package barcode

import (
	"errors"
	"image"
	"math"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// maxTried is how many pixels of places are looked at in a page: a page of dots
// should not hold up the next letter. A code of 30 modules has 20,000.
const maxTried = 4_000_000

// qrCodes adds the QR codes of the page to those found, and tells whether there are
// the corners of one as large as on a separator sheet that could not be read.
func (p *page) qrCodes(found *finds) (corners bool) {
	var done []image.Rectangle
	var unread []square
	left := maxTried
	for _, look := range []*blocks{p.look, p.coarse} {
		for _, s := range look.squares() {
			if covered(s.Rectangle, done) {
				continue
			}
			var code Code
			if left > 0 {
				code = p.readQR(s, &left)
			}
			if code.Kind == "" {
				unread = append(unread, s)
				continue
			}
			found.add(code)
			done = append(done, s.Rectangle)
		}
	}
	for _, s := range unread {
		corners = corners || s.isOfSheet(p.full.dpi) && !covered(s.Rectangle, done)
	}
	return corners
}

// The code of a separator sheet has 25 or 29 modules to a side, of 2.9 to 3.4 mm, a
// fifth less when it was printed on smaller paper.
const (
	leastSheetModule, mostSheetModule   = 2.2, 3.7 // mm
	leastSheetModules, mostSheetModules = 23, 31
)

// isOfSheet tells whether the place is as large and has as many modules as the code
// of a separator sheet.
func (s square) isOfSheet(dpi float64) bool {
	module, modules := s.module*25.4/dpi, s.side/s.module
	return module >= leastSheetModule && module <= mostSheetModule && modules >= leastSheetModules && modules <= mostSheetModules
}

// covered tells whether the middle of r lies in one that was read.
func covered(r image.Rectangle, done []image.Rectangle) bool {
	middle := image.Pt((r.Min.X+r.Max.X)/2, (r.Min.Y+r.Max.Y)/2)
	for _, d := range done {
		if middle.In(d) {
			return true
		}
	}
	return false
}

// readQR tries a place: at about four pixels to a module, as it is, softened,
// in full contrast, and larger. What is printed large is read quicker small,
// and averaging takes away noise. No kind: it cannot be read.
func (p *page) readQR(s square, left *int) Code {
	m := p.full.crop(s.Rectangle)
	if m.Rect.Empty() {
		return Code{}
	}
	for _, size := range []float64{4, 3, 6} {
		if *left <= 0 {
			break
		}
		at := resized(m, size/s.module)
		for _, attempt := range []func(*image.Gray) *image.Gray{same, softened, stretched} {
			tried := attempt(at)
			*left -= len(tried.Pix)
			for _, binarizer := range []func(gozxing.LuminanceSource) gozxing.Binarizer{gozxing.NewHybridBinarizer, gozxing.NewGlobalHistgramBinarizer} {
				if r := decodeQR(tried, binarizer); r != nil {
					code := newCode(QR, r.GetText(), s.side*25.4/p.full.dpi)
					code.Turn = turnOf(r.GetResultPoints())
					return code
				}
			}
		}
	}
	return Code{}
}

// turnOf returns how far a page must be turned clockwise for the code to stand upright of
// which these are the corners: bottom left, top left, top right.
func turnOf(corners []gozxing.ResultPoint) int {
	if len(corners) < 3 {
		return 0
	}
	x, y := corners[2].GetX()-corners[1].GetX(), corners[2].GetY()-corners[1].GetY()
	switch {
	case math.Abs(x) >= math.Abs(y) && x > 0:
		return 0
	case math.Abs(x) >= math.Abs(y):
		return 180
	case y > 0:
		return 270
	}
	return 90
}

// decodeQR returns nil when there is no code.
func decodeQR(m *image.Gray, binarizer func(gozxing.LuminanceSource) gozxing.Binarizer) (r *gozxing.Result) {
	// The library has indexed out of range on odd images before.
	defer func() {
		if recover() != nil {
			r = nil
		}
	}()
	s := &luminance{LuminanceSourceBase: gozxing.LuminanceSourceBase{Width: m.Rect.Dx(), Height: m.Rect.Dy()}, m: m}
	b, err := gozxing.NewBinaryBitmap(binarizer(s))
	if err != nil {
		return nil
	}
	if r, err = qrcode.NewQRCodeReader().Decode(b, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}); err != nil {
		return nil
	}
	return r
}

// luminance hands a grey image to gozxing as it is; gozxing's own source asks
// for every pixel as a colour, which takes longer than the search.
type luminance struct {
	gozxing.LuminanceSourceBase
	m *image.Gray
}

func (s *luminance) GetRow(y int, row []byte) ([]byte, error) {
	if y < 0 || y >= s.GetHeight() {
		return row, errors.New("row outside of the image")
	}
	if len(row) < s.GetWidth() {
		row = make([]byte, s.GetWidth())
	}
	copy(row, s.m.Pix[y*s.m.Stride:][:s.GetWidth()])
	return row, nil
}

func (s *luminance) GetMatrix() []byte               { return s.m.Pix }
func (s *luminance) Invert() gozxing.LuminanceSource { return gozxing.LuminanceSourceInvert(s) }
func (s *luminance) String() string                  { return "part of a page" }
