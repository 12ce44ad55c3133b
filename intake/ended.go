package intake

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
)

// tailSize is how much of a file's end is looked at for its closing mark.
const tailSize = 2048

// ended tells whether a file has its end: a PDF its trailer, a JPEG its end
// mark, a PNG its last chunk, a TIFF its directory and a HEIC its boxes inside the
// file. A file that a scanner still writes has not. Kinds that we do not know
// count as ended, so that they are refused with a reason; a file of only zeros was
// made in advance and is still to be filled.
func ended(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return false // somebody has just made it
	}
	head, tail := make([]byte, 16), make([]byte, min(tailSize, info.Size()))
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return false
	}
	if _, err := f.ReadAt(tail, info.Size()-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return false
	}
	return hasEnd(f, info.Size(), head[:n], tail)
}

func hasEnd(f io.ReaderAt, size int64, head, tail []byte) bool {
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return bytes.Contains(tail, []byte("%%EOF"))
	case bytes.HasPrefix(head, []byte{0xff, 0xd8}):
		return bytes.HasSuffix(bytes.TrimRight(tail, "\x00"), []byte{0xff, 0xd9})
	case bytes.HasPrefix(head, []byte("\x89PNG")):
		return bytes.Contains(tail, []byte("IEND"))
	case bytes.HasPrefix(head, []byte("II*\x00")):
		return directoryInside(f, size, binary.LittleEndian)
	case bytes.HasPrefix(head, []byte("MM\x00*")):
		return directoryInside(f, size, binary.BigEndian)
	case len(head) == 16 && string(head[4:8]) == "ftyp":
		return boxesInside(f, size)
	}
	return len(bytes.Trim(head, "\x00")) > 0
}

// tiffEntry is the size of one entry of a TIFF directory, in bytes.
const tiffEntry = 12

// directoryInside follows the directories of a TIFF: each must lie inside the
// file, with the image it tells of. A scanner writes a page's directory last or
// fills in its place last; some write it first.
func directoryInside(f io.ReaderAt, size int64, order binary.ByteOrder) bool {
	at := int64(4)
	for range maxTIFFPages {
		var raw [4]byte
		if _, err := f.ReadAt(raw[:], at); err != nil {
			return false
		}
		next := int64(order.Uint32(raw[:]))
		if next == 0 {
			return at > 4 // the last page; at the very start it means "not filled in yet"
		}
		var count [2]byte
		if _, err := f.ReadAt(count[:], next); err != nil {
			return false
		}
		at = next + 2 + tiffEntry*int64(order.Uint16(count[:]))
		if at+4 > size || !imageInside(f, size, order, next+2, at) {
			return false
		}
	}
	return true
}

// Tags of a TIFF directory that say where the image is (TIFF 6.0, section 8), and
// the type of a field of 32 bits.
const (
	tagStripOffsets    = 273
	tagStripByteCounts = 279
	tiffLong           = 4
)

// imageInside tells whether the last strip of an image ends inside the file. Of
// what is stored otherwise, in tiles or in short numbers, it knows nothing, and
// says yes.
func imageInside(f io.ReaderAt, size int64, order binary.ByteOrder, from, to int64) bool {
	last := map[uint16]int64{}
	var field [tiffEntry]byte
	for at := from; at < to; at += tiffEntry {
		if _, err := f.ReadAt(field[:], at); err != nil {
			return false
		}
		tag, count := order.Uint16(field[:]), int64(order.Uint32(field[4:]))
		if order.Uint16(field[2:]) != tiffLong || tag != tagStripOffsets && tag != tagStripByteCounts || count == 0 {
			continue
		}
		value := field[8:12]
		if count > 1 {
			value = make([]byte, 4)
			if _, err := f.ReadAt(value, int64(order.Uint32(field[8:]))+4*(count-1)); err != nil {
				return false
			}
		}
		last[tag] = int64(order.Uint32(value))
	}
	return last[tagStripOffsets]+last[tagStripByteCounts] <= size
}

// zeroTail is how many zeros at the end of a file are suspicious, in bytes. A page
// may well end in black.
const zeroTail = 4096

// endsInZeros tells whether the end of a file is nothing but zeros: it may have been
// made at its full size and is still being filled.
func endsInZeros(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() < zeroTail {
		return false
	}
	tail := make([]byte, zeroTail)
	if _, err := f.ReadAt(tail, info.Size()-zeroTail); err != nil {
		return false
	}
	return len(bytes.Trim(tail, "\x00")) == 0
}

// maxTIFFPages bounds the walk: a loop of directories ends, and inspection refuses it.
const maxTIFFPages = 10_000

// boxesInside follows the outermost boxes of a HEIC: the last must end with the
// file, and the first, which only says what it is, is not the last.
func boxesInside(f io.ReaderAt, size int64) bool {
	at, boxes := int64(0), 0
	for ; at <= size-8; boxes++ {
		var raw [16]byte
		if n, err := f.ReadAt(raw[:], at); n < 8 && err != nil {
			return false
		}
		length := int64(binary.BigEndian.Uint32(raw[:]))
		switch length {
		case 0: // up to the end of the file, wherever that is
			return true
		case 1:
			length = int64(binary.BigEndian.Uint64(raw[8:]))
		}
		if length < 8 || length > size-at {
			return false
		}
		at += length
	}
	return boxes > 1
}
