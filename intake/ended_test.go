package intake

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tiff is a TIFF of so many pages, each with its directory after its pixels, as a
// scanner writes it.
func tiff(order binary.AppendByteOrder, pages int) []byte {
	data := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		data = []byte("MM\x00*")
	}
	place := len(data) // where the place of the next directory goes
	data = order.AppendUint32(data, 0)
	put := func(at int, v uint32) { copy(data[at:], order.AppendUint32(nil, v)) }
	for range pages {
		data = append(data, make([]byte, 100)...)
		put(place, uint32(len(data)))
		data = order.AppendUint16(data, 2)
		data = append(data, make([]byte, 2*tiffEntry)...)
		place = len(data)
		data = order.AppendUint32(data, 0)
	}
	return data
}

func encoded(t *testing.T, encode func(*bytes.Buffer, image.Image) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b, image.NewGray(image.Rect(0, 0, 40, 60))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFileWithoutItsEndWaits(t *testing.T) {
	jpg := encoded(t, func(b *bytes.Buffer, i image.Image) error { return jpeg.Encode(b, i, nil) })
	pngs := encoded(t, func(b *bytes.Buffer, i image.Image) error { return png.Encode(b, i) })
	little, big := tiff(binary.LittleEndian, 3), tiff(binary.BigEndian, 3)
	whole := pdf(1, strings.Repeat("text\n", 2000))
	heic := "\x00\x00\x00\x14ftypheic\x00\x00\x00\x00mif1\x00\x00\x00\x28mdat" + strings.Repeat("x", 32)
	loop := bytes.Clone(little)
	copy(loop[len(loop)-4:], loop[4:8]) // the last page points at the first
	for _, c := range []struct {
		name string
		data []byte
		want bool
	}{
		{"a PDF", []byte(whole), true},
		{"a PDF with something behind its end", []byte(whole + strings.Repeat("\x00", 1000)), true},
		{"half a PDF", []byte(whole[:5000]), false},
		{"a HEIC", []byte(heic), true},
		{"half a HEIC", []byte(heic[:40]), false},
		{"a HEIC that has its first box", []byte(heic[:20]), false},
		{"a PDF that begins", []byte("%PDF-1.7\n"), false},
		{"a JPEG", jpg, true},
		{"a JPEG filled up with zeros", append(bytes.Clone(jpg), make([]byte, 100)...), true},
		{"half a JPEG", jpg[:len(jpg)/2], false},
		{"a JPEG without its last byte", jpg[:len(jpg)-1], false},
		{"a PNG", pngs, true},
		{"half a PNG", pngs[:len(pngs)/2], false},
		{"a TIFF", little, true},
		{"a TIFF of a Mac", big, true},
		{"a TIFF without its last directory", little[:len(little)-10], false},
		{"a TIFF with two of three pages", little[:len(little)-80], false},
		{"a TIFF whose first page is not finished", tiff(binary.LittleEndian, 0), false},
		{"a TIFF that goes round is refused later", loop, true},
		{"an empty file was just made", nil, false},
		{"a file of zeros was made in advance", make([]byte, 5000), false},
		{"an unknown kind is refused later", []byte("GIF89a"), true},
		{"one byte", []byte("x"), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(path, c.data, 0o600); err != nil {
				t.Fatal(err)
			}
			if got := ended(path); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
	if ended(filepath.Join(t.TempDir(), "gone")) {
		t.Error("a file that is not there has ended")
	}
}

// TestEveryCutWaits cuts files of several kinds at every byte.
func TestEveryCutWaits(t *testing.T) {
	jpg := encoded(t, func(b *bytes.Buffer, i image.Image) error { return jpeg.Encode(b, i, nil) })
	for name, data := range map[string][]byte{"pdf": []byte(pdf(1, "brief")), "tiff": tiff(binary.BigEndian, 2), "jpeg": jpg} {
		for n := 5; n < len(data)-6; n++ {
			if hasEnd(bytes.NewReader(data[:n]), int64(n), data[:min(16, n)], data[max(0, n-tailSize):n]) {
				t.Errorf("%s: %d of %d bytes count as whole", name, n, len(data))
			}
		}
	}
}

func FuzzEnded(f *testing.F) {
	f.Add(tiff(binary.LittleEndian, 2))
	f.Add([]byte(pdf(1, "x")))
	f.Add([]byte("MM\x00*\xff\xff\xff\xff"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		hasEnd(bytes.NewReader(data), int64(len(data)), data[:min(16, len(data))], data[max(0, len(data)-tailSize):])
	})
}
