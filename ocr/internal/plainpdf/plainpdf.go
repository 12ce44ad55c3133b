// Package plainpdf puts objects together to a small PDF: the separator sheet, and
// the letters of tests. Package pdfa writes what has to last.
package plainpdf

import (
	"bytes"
	"fmt"
	"strings"
)

// Of returns a PDF of the objects, which are numbered from 1. The first is the
// catalog.
func Of(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	places := make([]int, 0, len(objects))
	for i, object := range objects {
		places = append(places, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range places {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, xref)
	return b.Bytes()
}

// Stream returns content as a stream object without compression.
func Stream(content []byte) string {
	return fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content)
}

// Pages returns a PDF in Dutch of A4 pages with this content, whose text is in the
// built-in font F1.
func Pages(font string, contents [][]byte) []byte {
	const first = 4 // object of the first page
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R/Lang(nl-NL)>>",
		"",
		"<</Type/Font/Subtype/Type1/BaseFont/" + font + ">>",
	}
	var kids strings.Builder
	for i, content := range contents {
		page := first + 2*i
		fmt.Fprintf(&kids, "%d 0 R ", page)
		objects = append(objects,
			fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.28 841.89]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>", page+1),
			Stream(content))
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids.String(), len(contents))
	return Of(objects...)
}
