package child

import (
	"errors"
	"image"
	"testing"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// FuzzWalkTIFF: the structure of a TIFF comes from outside; reading it ends,
// stays within the file and within the limits.
func FuzzWalkTIFF(f *testing.F) {
	f.Add([]byte("II*\x00\x08\x00\x00\x00\x01\x00\x00\x01\x03\x00\x01\x00\x00\x00\x05\x00\x00\x00\x08\x00\x00\x00"))
	f.Add([]byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x00\x00\x03\x00\x00\x00\x01\x00\x05\x00\x00\x00\x00\x00\x00"))
	f.Add([]byte("II+\x00\x08\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := walkTIFF(b, 5, 1000)
		if err != nil {
			return
		}
		if n := len(file.offsets); n < 1 || n > 5 || n != len(file.whole) {
			t.Errorf("%d pages", n)
		}
		for _, at := range file.offsets {
			if at < 8 || at >= int64(len(b)) {
				t.Errorf("page at %d of %d", at, len(b))
			}
		}
	})
}

// FuzzScanJPEG: the markers of a JPEG come from outside; walking them ends.
func FuzzScanJPEG(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x1cExif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\xff\xd9"))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x00\xff\xff\xff\xda\x00\x02ab\xff\x00\xff\xd0\xff\xd9"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if o := scanJPEG(b).orientation; o < 0 || o > 8 {
			t.Errorf("orientation %d", o)
		}
	})
}

// FuzzDecodeRaster: what poppler drew comes from outside too; it gives a page
// within the limits or a refusal.
func FuzzDecodeRaster(f *testing.F) {
	f.Add([]byte("P5\n2 2\n255\nabcd"))
	f.Add([]byte("P6\n1 1\n255\nabc"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := decode(b, wire.Request{Kind: wire.Raster, Page: 1, DPI: 300, MaxPixels: 1000})
		if err != nil {
			return
		}
		defer p.free()
		if p.width()*p.height() > 1000 {
			t.Errorf("%d by %d", p.width(), p.height())
		}
	})
}

func TestIsSoft(t *testing.T) {
	sharp := image.NewGray(image.Rect(0, 0, 400, 400))
	for i := range sharp.Pix {
		sharp.Pix[i] = 240
		if x, y := i%400, i/400; x%12 < 4 && y%20 < 12 {
			sharp.Pix[i] = 30
		}
	}
	if softImage(sharp) {
		t.Error("sharp page is called soft")
	}
	soft := sharp
	for range 6 {
		p := pixOf(soft, readDPI)
		blurred := p.smoothed()
		soft = imageOf(t, blurred)
		p.free()
		blurred.free()
	}
	if !softImage(soft) {
		t.Error("blurred page is called sharp")
	}
	if softImage(image.NewGray(image.Rect(0, 0, 50, 50))) {
		t.Error("empty page is called soft")
	}
}

func TestRefusedPixels(t *testing.T) {
	for _, c := range []struct {
		w, h int
		want error
	}{
		{10, 10, nil},
		{1000, 1, nil},
		{1001, 1, refused(postkamer.RefusedPixels)},
		{1 << 40, 1 << 40, refused(postkamer.RefusedPixels)},
		{0, 5, refused(postkamer.RefusedBroken)},
		{-3, -3, refused(postkamer.RefusedBroken)},
	} {
		if err := checkPixels(c.w, c.h, 1000); !errors.Is(err, c.want) {
			t.Errorf("%d by %d: %v, want %v", c.w, c.h, err, c.want)
		}
	}
}

// FuzzBoxes: the boxes of a HEIC and the chunks of a PNG come from outside; walking
// them ends.
func FuzzBoxes(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x14ftypheic\x00\x00\x00\x00mif1\x00\x00\x00\x08mdat"))
	f.Add([]byte("\x89PNG acTL\x00\x00\x00\x02IDAT"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		wholeBoxes(b)
		isFilm(b)
	})
}
