package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
)

// write writes a scan to root with the extension of its format, and returns the
// name of the file.
func (s scan) write(ctx context.Context, root, format string) (string, error) {
	switch format {
	case "jpeg":
		return s.writeJPEG(root, 90)
	case "jpeg20":
		return s.writeJPEG(root, 20)
	case "png":
		return s.writePNG(root)
	}
	return s.writeFax(ctx, root)
}

func (s scan) writeJPEG(root string, quality int) (string, error) {
	var b bytes.Buffer
	var from image.Image = s.grey
	if s.colour != nil {
		from = s.colour
	}
	if err := jpeg.Encode(&b, from, &jpeg.Options{Quality: quality}); err != nil {
		return "", fmt.Errorf("write page: %w", err)
	}
	// Go's encoder leaves out the JFIF header, in which the resolution stands.
	head := []byte{0xff, 0xd8, 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 2, 1}
	head = binary.BigEndian.AppendUint16(head, uint16(s.dpi))
	head = binary.BigEndian.AppendUint16(head, uint16(s.dpiY))
	head = append(head, 0, 0)
	return root + ".jpg", writeFile(root+".jpg", append(head, b.Bytes()[2:]...))
}

// pngHeader is the length of a PNG's signature and its first chunk.
const pngHeader = 8 + 25

func (s scan) writePNG(root string) (string, error) {
	var b bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := e.Encode(&b, s.grey); err != nil {
		return "", fmt.Errorf("write page: %w", err)
	}
	chunk := []byte("pHYs")
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre(s.dpi))
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre(s.dpiY))
	chunk = append(chunk, 1)
	out := bytes.NewBuffer(bytes.Clone(b.Bytes()[:pngHeader]))
	out.Write(binary.BigEndian.AppendUint32(nil, uint32(len(chunk)-4)))
	out.Write(chunk)
	out.Write(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(chunk)))
	out.Write(b.Bytes()[pngHeader:])
	return root + ".png", writeFile(root+".png", out.Bytes())
}

func perMetre(dpi int) uint32 { return uint32(float64(dpi)/0.0254 + 0.5) }

// writeFax writes a TIFF with one bit for each pixel, which libtiff's tool then
// compresses as fax machines do.
func (s scan) writeFax(ctx context.Context, root string) (string, error) {
	plain := root + ".plain.tif"
	if err := writeFile(plain, s.tiff()); err != nil {
		return "", err
	}
	defer os.Remove(plain)
	out, err := exec.CommandContext(ctx, "tiffcp", "-c", "g4", plain, root+".tif").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("compress fax: %w: %.200s", err, out)
	}
	return root + ".tif", nil
}

// tiff returns the black and white page as an uncompressed TIFF of one strip.
func (s scan) tiff() []byte {
	w, h := s.grey.Rect.Dx(), s.grey.Rect.Dy()
	bits := packed(s.grey)
	const entries, fieldsAt = 12, 8
	valuesAt := fieldsAt + 2 + entries*12 + 4
	dataAt := valuesAt + 16
	b := []byte{'I', 'I', 42, 0, fieldsAt, 0, 0, 0, entries, 0}
	short, long, ratio := uint16(3), uint16(4), uint16(5)
	for _, f := range []struct {
		tag, kind uint16
		value     int
	}{
		{256, long, w}, {257, long, h}, {258, short, 1}, {259, short, 1},
		{262, short, 0}, // 0 is white
		{273, long, dataAt}, {277, short, 1}, {278, long, h}, {279, long, len(bits)},
		{282, ratio, valuesAt}, {283, ratio, valuesAt + 8},
		{296, short, 2}, // pixels to the inch
	} {
		b = binary.LittleEndian.AppendUint16(b, f.tag)
		b = binary.LittleEndian.AppendUint16(b, f.kind)
		b = binary.LittleEndian.AppendUint32(b, 1)
		b = binary.LittleEndian.AppendUint32(b, uint32(f.value))
	}
	for _, v := range []int{0, s.dpi, 1, s.dpiY, 1} {
		b = binary.LittleEndian.AppendUint32(b, uint32(v))
	}
	return append(b, bits...)
}

// packed returns the pixels of g, one bit each, 1 for black, rows of whole bytes.
func packed(g *image.Gray) []byte {
	stride := (g.Rect.Dx() + 7) / 8
	bits := make([]byte, stride*g.Rect.Dy())
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			if g.Pix[y*g.Stride+x] < 128 {
				bits[y*stride+x/8] |= 0x80 >> (x % 8)
			}
		}
	}
	return bits
}

func writeFile(path string, b []byte) error {
	if err := os.WriteFile(path, b, 0o644); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}
