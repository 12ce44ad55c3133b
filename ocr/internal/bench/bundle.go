package main

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// bundle returns a PDF of pages of a set: each image as it is, at its own size.
func bundle(s Set, pages []Page) ([]byte, error) {
	objects := []string{"<</Type/Catalog/Pages 2 0 R>>", ""}
	var kids []string
	for _, p := range pages {
		picture, err := pictureObject(s.path(p))
		if err != nil {
			return nil, fmt.Errorf("bundle %s: %w", p.File, err)
		}
		n := len(objects)
		w, h := float64(picture.width)*72/float64(p.DPI), float64(picture.height)*72/float64(p.DPIY)
		content := fmt.Sprintf("q %.3f 0 0 %.3f 0 0 cm /I Do Q", w, h)
		objects = append(objects, picture.object,
			fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content),
			fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.3f %.3f]/Contents %d 0 R/Resources<</XObject<</I %d 0 R>>>>>>", w, h, n+2, n+1))
		kids = append(kids, fmt.Sprintf("%d 0 R", n+3))
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", strings.Join(kids, " "), len(kids))
	return pdfOf(objects), nil
}

// pdfOf returns a PDF of objects numbered from 1; the first is the catalogue.
func pdfOf(objects []string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	table := fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for i, o := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", table, len(objects)+1, at)
	return b.Bytes()
}

// A picture is an image as an object of a PDF.
type picture struct {
	object        string
	width, height int
}

// pictureObject reads an image file that the bench itself wrote. A JPEG goes
// through untouched.
func pictureObject(path string) (picture, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return picture{}, err
	}
	switch filepath.Ext(path) {
	case ".jpg":
		c, _, err := image.DecodeConfig(bytes.NewReader(b))
		if err != nil {
			return picture{}, err
		}
		space := "DeviceRGB"
		if c.ColorModel == color.GrayModel {
			space = "DeviceGray"
		}
		return pictureOf(c.Width, c.Height, 8, space, "DCTDecode", b), nil
	case ".tif":
		return faxPicture(path)
	}
	decoded, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return picture{}, err
	}
	g := scanned(decoded).grey
	deflated, err := deflate(g.Pix)
	return pictureOf(g.Rect.Dx(), g.Rect.Dy(), 8, "DeviceGray", "FlateDecode", deflated), err
}

// faxPicture has ImageMagick undo the compression of a fax.
func faxPicture(path string) (picture, error) {
	out, err := exec.Command("convert", path, "-depth", "8", "gray:-").Output()
	if err != nil {
		return picture{}, fmt.Errorf("decode fax: %w", err)
	}
	size, err := exec.Command("identify", "-format", "%w %h", path).Output()
	if err != nil {
		return picture{}, fmt.Errorf("decode fax: %w", err)
	}
	var w, h int
	if _, err := fmt.Sscan(string(size), &w, &h); err != nil || w*h != len(out) {
		return picture{}, fmt.Errorf("decode fax: %d bytes for %q: %w", len(out), size, err)
	}
	bits := packed(&image.Gray{Pix: out, Stride: w, Rect: image.Rect(0, 0, w, h)})
	for i := range bits {
		bits[i] = ^bits[i] // in a PDF 1 is white
	}
	deflated, err := deflate(bits)
	return pictureOf(w, h, 1, "DeviceGray", "FlateDecode", deflated), err
}

func pictureOf(w, h, bits int, space, filter string, data []byte) picture {
	return picture{fmt.Sprintf("<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent %d/ColorSpace/%s/Filter/%s/Length %d>>\nstream\n%s\nendstream",
		w, h, bits, space, filter, len(data), data), w, h}
}

func deflate(data []byte) ([]byte, error) {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
