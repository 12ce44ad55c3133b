package scanner

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
)

// Tags of a TIFF directory that say where the image is (TIFF 6.0, section 8).
const (
	tagStripOffsets    = 273
	tagStripByteCounts = 279
	tagTileOffsets     = 324
	tagTileByteCounts  = 325
)

// Types of a TIFF field that such a tag may have.
const (
	typeShort = 3
	typeLong  = 4
)

// maxStrips bounds the strips of one page; scanimage writes one.
const maxStrips = 1 << 20

// errCut says that a page file does not have its end.
var errCut = errors.New("tiff is not whole")

// checkWhole looks that all of the image that the first directory of a TIFF
// announces lies within the file. scanimage writes the directory first: a page
// that was cut off has one too.
func checkWhole(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("look at page: %w", err)
	}
	t := tiff{f: f, size: info.Size()}
	entries, err := t.directory()
	if err != nil {
		return err
	}
	offsets, err := t.numbers(entries, tagStripOffsets, tagTileOffsets)
	if err != nil {
		return err
	}
	counts, err := t.numbers(entries, tagStripByteCounts, tagTileByteCounts)
	if err != nil {
		return err
	}
	if len(offsets) == 0 || len(offsets) != len(counts) {
		return fmt.Errorf("%w: %d strips, %d lengths", errCut, len(offsets), len(counts))
	}
	for i, at := range offsets {
		if counts[i] == 0 || at+counts[i] > t.size {
			return fmt.Errorf("%w: strip %d ends at %d of %d bytes", errCut, i, at+counts[i], t.size)
		}
	}
	return nil
}

// tiff is an open TIFF file.
type tiff struct {
	f     *os.File
	size  int64
	order binary.ByteOrder
}

// entry is one field of a directory.
type entry struct {
	kind  uint16
	count uint32
	value [4]byte // the value itself when it fits, else where it is
}

// directory reads the fields of the first directory by tag.
func (t *tiff) directory() (map[uint16]entry, error) {
	head, err := t.read(0, 8)
	if err != nil {
		return nil, err
	}
	switch string(head[:4]) {
	case "II*\x00":
		t.order = binary.LittleEndian
	case "MM\x00*":
		t.order = binary.BigEndian
	default:
		return nil, fmt.Errorf("%w: no tiff", errCut)
	}
	at := int64(t.order.Uint32(head[4:]))
	raw, err := t.read(at, 2)
	if err != nil {
		return nil, err
	}
	n := int64(t.order.Uint16(raw))
	if raw, err = t.read(at+2, 12*n); err != nil {
		return nil, err
	}
	entries := make(map[uint16]entry, n)
	for ; len(raw) >= 12; raw = raw[12:] {
		entries[t.order.Uint16(raw)] = entry{t.order.Uint16(raw[2:]), t.order.Uint32(raw[4:]), [4]byte(raw[8:12])}
	}
	return entries, nil
}

// numbers returns the numbers of the first of the tags that is there; none when none is.
func (t *tiff) numbers(entries map[uint16]entry, tags ...uint16) ([]int64, error) {
	for _, tag := range tags {
		if e, there := entries[tag]; there {
			return t.list(e)
		}
	}
	return nil, nil
}

func (t *tiff) list(e entry) ([]int64, error) {
	width := map[uint16]int64{typeShort: 2, typeLong: 4}[e.kind]
	if width == 0 || e.count > maxStrips {
		return nil, fmt.Errorf("%w: field of type %d with %d values", errCut, e.kind, e.count)
	}
	raw := e.value[:]
	if width*int64(e.count) > 4 {
		var err error
		if raw, err = t.read(int64(t.order.Uint32(e.value[:])), width*int64(e.count)); err != nil {
			return nil, err
		}
	}
	list := make([]int64, e.count)
	for i := range list {
		if e.kind == typeShort {
			list[i] = int64(t.order.Uint16(raw[2*i:]))
			continue
		}
		list[i] = int64(t.order.Uint32(raw[4*i:]))
	}
	return list, nil
}

// read returns n bytes at a place, or errCut when they are not all in the file.
func (t *tiff) read(at, n int64) ([]byte, error) {
	if at < 0 || n < 0 || at+n > t.size {
		return nil, fmt.Errorf("%w: %d bytes at %d of %d", errCut, n, at, t.size)
	}
	raw := make([]byte, n)
	if _, err := t.f.ReadAt(raw, at); err != nil {
		return nil, fmt.Errorf("read page: %w", err)
	}
	return raw, nil
}
