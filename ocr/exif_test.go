package ocr

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"slices"
	"testing"

	"postkamer"
)

// withPlace puts an EXIF segment into a JPEG that says where it was made, and a segment
// of XMP that says it too.
func withPlace(b []byte) []byte {
	segment := func(content string) []byte {
		return slices.Concat(binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(content)+2)), []byte(content))
	}
	exif := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00" +
		"\x00\x01\x00\x1d\x00\x02\x00\x00\x00\x0b\x00\x00\x00\x2c\x00\x00\x00\x00" + "GPS 52.0705 N"
	xmp := "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta><exif:GPSLatitude>52,4.23N</exif:GPSLatitude></x:xmpmeta>"
	return slices.Concat(b[:2], segment(exif), segment(xmp), b[2:])
}

func TestWhereAPhotographWasMadeIsInNoView(t *testing.T) {
	e := startEngine(t, Config{TessData: t.TempDir()})
	colour := image.NewRGBA(image.Rect(0, 0, 300, 400))
	for i := range colour.Pix {
		colour.Pix[i] = uint8(i * 7)
	}
	for name, m := range map[string]image.Image{"in colour": colour, "grey": &image.Uniform{C: color.Gray{Y: 200}}} {
		if uniform, ok := m.(*image.Uniform); ok {
			grey := image.NewGray(image.Rect(0, 0, 300, 400))
			for i := range grey.Pix {
				grey.Pix[i] = color.GrayModel.Convert(uniform.C).(color.Gray).Y - uint8(i%50)
			}
			m = grey
		}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, m, nil); err != nil {
			t.Fatal(err)
		}
		original := withPlace(b.Bytes())
		if !bytes.Contains(original, []byte("GPS")) {
			t.Fatal("the photograph says nothing to hide")
		}
		for _, plain := range []bool{false, true} {
			p, err := e.Prepare(t.Context(), write(t, "a.jpg", original), postkamer.JPEG, 1, postkamer.PrepareOptions{Plain: plain})
			if err != nil {
				t.Fatal(err)
			}
			for _, secret := range []string{"Exif\x00", "GPSLatitude", "xmpmeta", "52.0705", "52,4.23N"} {
				if bytes.Contains(p.Image, []byte(secret)) || bytes.Contains(p.Clean, []byte(secret)) {
					t.Errorf("%s, plain %t: the view holds %q", name, plain, secret)
				}
			}
		}
	}
}
