package wire

import "testing"

// FuzzDecodeClean: a kept page that was damaged, or that somebody made up, is an
// error or a page of the size that it says.
func FuzzDecodeClean(f *testing.F) {
	f.Add(Clean{Width: 2, Height: 2, DPI: 200, ViewWidth: 1, ViewHeight: 1, Pixels: []byte("abcd")}.Encode())
	f.Add([]byte("PKC1"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := DecodeClean(b)
		if err == nil && len(c.Pixels) != c.Width*c.Height {
			t.Errorf("%d by %d with %d bytes", c.Width, c.Height, len(c.Pixels))
		}
	})
}
