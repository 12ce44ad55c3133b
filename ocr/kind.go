package ocr

import (
	"bytes"

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
