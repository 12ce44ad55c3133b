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
// mark, a PNG its last chunk, a TIFF its directory inside the file. A file that
// a scanner still writes has not. Kinds that we do not know count as ended, so
// that they are refused with a reason; a file of only zeros was made in advance
// and is still to be filled.
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
	}
	return len(bytes.Trim(head, "\x00")) > 0
}

// tiffEntry is the size of one entry of a TIFF directory, in bytes.
const tiffEntry = 12

// directoryInside follows the directories of a TIFF: each must lie inside the
// file. A scanner writes a page's directory last or fills in its place last.
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
		if at+4 > size {
			return false
		}
	}
	return true
}

// maxTIFFPages bounds the walk: a loop of directories ends, and inspection refuses it.
const maxTIFFPages = 10_000
