package ocr

import (
	"bytes"
	"encoding/binary"

	"postkamer"
)

// sniffBytes is how much of a file kindOf needs: readers of PDF accept a header
// anywhere in the first kilobyte.
const sniffBytes = 1024

// kindOf returns the kind of a file by how it begins, empty when it is none that
// is taken in. Names and declared types do not count.
func kindOf(head []byte) postkamer.FileKind {
	for _, k := range magics {
		if bytes.HasPrefix(head, []byte(k.magic)) {
			return k.kind
		}
	}
	if isHEIC(head) {
		return postkamer.HEIC
	}
	head = head[:min(sniffBytes, len(head))]
	if bytes.Contains(head, []byte("%PDF-")) || bytes.HasPrefix(head, []byte(pdfComment)) {
		return postkamer.PDF
	}
	return ""
}

// pdfComment is the second line of nearly every PDF; some scanners lose the first.
const pdfComment = "%\xe2\xe3\xcf\xd3"

// magics are the first bytes of each kind; TIFF has two byte orders and, with
// 43 for 42, a big variant.
var magics = []struct {
	magic string
	kind  postkamer.FileKind
}{
	{"\xff\xd8\xff", postkamer.JPEG},
	{"\x89PNG\r\n\x1a\n", postkamer.PNG},
	{"II*\x00", postkamer.TIFF},
	{"MM\x00*", postkamer.TIFF},
	{"II+\x00", postkamer.TIFF},
	{"MM\x00+", postkamer.TIFF},
}

// isHEIC tells whether head begins a photograph of HEVC: a box "ftyp" with the
// brand of the file and the brands with which it goes as well. The general brand
// mif1 counts unless AVIF stands beside it. Films (MP4, QuickTime) have others.
func isHEIC(head []byte) bool {
	if len(head) < 16 || string(head[4:8]) != "ftyp" {
		return false
	}
	size := min(int(binary.BigEndian.Uint32(head)), len(head))
	heic, general, other := false, false, false
	for at := 8; at+4 <= size; at += 4 {
		switch string(head[at : at+4]) {
		case "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs":
			heic = true
		case "mif1", "msf1":
			general = true
		case "avif", "avis", "isom", "qt  ":
			other = other || at != 12 // at 12 stands the version of the brand
		}
	}
	return heic || general && !other
}
