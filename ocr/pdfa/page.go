package pdfa

import (
	"fmt"
	"math"

	"postkamer"
)

// page writes one page with its picture and words and returns its number.
func (f *file) page(p Page, text *codes) (int, error) {
	s, err := p.sheet()
	if err != nil {
		return 0, err
	}
	picture, err := f.picture(p)
	if err != nil {
		return 0, err
	}
	content := fmt.Appendf(nil, "q %s 0 0 %s 0 0 cm /Im0 Do Q\n", number(s.width), number(s.height))
	content = appendWords(content, s, p.Words, text)
	contents, page := f.number(), f.number()
	f.flate(contents, "", content)
	f.object(page, fmt.Sprintf("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/Contents %d 0 R"+
		"/Resources<</XObject<</Im0 %d 0 R>>/Font<</F0 %d 0 R>>>>>>",
		pagesObject, number(s.width), number(s.height), contents, picture, fontObject))
	return page, f.err
}

// picture writes the picture of a page and returns its number.
func (f *file) picture(p Page) (int, error) {
	if len(p.Bitonal.G4) > 0 {
		return f.bitonal(p.Bitonal, p)
	}
	j, err := inspectJPEG(p.JPEG)
	if err != nil {
		return 0, err
	}
	// Grey without a profile of its own is allowed beside an output intent of RGB
	// (6.2.4.3), and so is RGB, which is what viewers make of YCbCr.
	space := "/DeviceGray"
	if j.components == 3 {
		space = "/DeviceRGB"
	}
	n := f.number()
	f.stream(n, fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace%s/Filter/DCTDecode",
		j.width, j.height, space), p.JPEG)
	return n, nil
}

// bitonal writes a picture in black and white. Group 4 knows runs of black and
// of white; a viewer makes black runs 0, which is black in DeviceGray.
func (f *file) bitonal(b postkamer.Bitonal, p Page) (int, error) {
	if b.Width <= 0 || b.Height <= 0 || !sameShape(b, p) {
		return 0, fmt.Errorf("%w: %d by %d in black and white for a view of %d by %d", ErrPicture, b.Width, b.Height, p.Width, p.Height)
	}
	n := f.number()
	f.stream(n, fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 1/ColorSpace/DeviceGray"+
		"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns %d/Rows %d>>", b.Width, b.Height, b.Width, b.Height), b.G4)
	return n, nil
}

// sameShape says whether a picture is as wide to its height as the view, give
// or take two in a hundred. Words would lie beside their ink otherwise.
func sameShape(b postkamer.Bitonal, p Page) bool {
	ratio := float64(b.Width) / float64(b.Height) * float64(p.Height) / float64(p.Width)
	slack := 0.02 + 1/float64(min(b.Width, b.Height)) + 1/float64(min(p.Width, p.Height))
	return math.Abs(ratio-1) <= slack
}
