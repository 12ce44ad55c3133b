package child

import (
	"image"
	"image/color"
	"image/draw"
	"testing"
)

func TestASpotSmallerThanADotIsNoSign(t *testing.T) {
	stroke := image.Rect(10, 5, 13, 30)
	for name, test := range map[string]struct {
		spot  image.Rectangle
		ink   uint8 // of the letters
		light uint8 // of the spot
		stays bool
	}{
		"a speck of a fax":              {image.Rect(40, 20, 42, 22), 0, 0, false},
		"dust":                          {image.Rect(40, 20, 41, 22), 0, 60, false},
		"a full stop":                   {image.Rect(40, 27, 43, 30), 0, 0, true},
		"the dot of an i":               {image.Rect(10, 0, 13, 3), 0, 0, true},
		"a full stop in faint letters":  {image.Rect(40, 27, 43, 30), 120, 120, true},
		"a speck that touches a letter": {image.Rect(13, 20, 15, 22), 0, 0, true},
		"a hyphen":                      {image.Rect(40, 20, 46, 22), 0, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			m := white(60, 40)
			draw.Draw(m, stroke, image.NewUniform(color.Gray{Y: test.ink}), image.Point{}, draw.Src)
			draw.Draw(m, test.spot, image.NewUniform(color.Gray{Y: test.light}), image.Point{}, draw.Src)
			got := unspecked(m)
			at := test.spot.Min
			if stays := got.GrayAt(at.X, at.Y).Y < 255; stays != test.stays {
				t.Errorf("stays %v", stays)
			}
			if got.GrayAt(11, 15).Y != test.ink {
				t.Error("the letter is gone")
			}
		})
	}
	shadow := white(20, 20)
	shadow.Pix[45] = 180
	if unspecked(shadow).Pix[45] != 180 {
		t.Error("a crop without letters was changed")
	}
}
