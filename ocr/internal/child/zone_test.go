package child

import (
	"image"
	"testing"
)

func TestOnPage(t *testing.T) {
	at := image.Rect(100, 200, 160, 220)
	for _, c := range []struct {
		name string
		box  image.Rectangle
		want image.Rectangle
	}{
		{"word lies in its place", image.Rect(20, 12, 40, 25), image.Rect(110, 202, 130, 215)},
		{"word is cut off at the edge of the zone", image.Rect(5, 5, 40, 25), image.Rect(100, 200, 130, 215)},
		{"word in the border is none", image.Rect(1, 1, 9, 9), image.Rectangle{}},
		{"word below the zone is none", image.Rect(20, 30, 40, 38), image.Rectangle{}},
	} {
		words := onPage([]readWord{{text: "x", box: c.box}}, at)
		if c.want.Empty() != (len(words) == 0) || len(words) == 1 && words[0].box != c.want {
			t.Errorf("%s: %+v", c.name, words)
		}
	}
}
