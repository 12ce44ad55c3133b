package drawing

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"unicode/utf16"
)

// A document puts numbered objects together to a PDF.
type document struct {
	objects []string
}

// add keeps an object and returns its number.
func (d *document) add(object string) int {
	d.objects = append(d.objects, object)
	return len(d.objects)
}

// reserve returns the number of an object that is set later.
func (d *document) reserve() int { return d.add("") }

// stream keeps bytes as a compressed stream.
func (d *document) stream(content []byte, extra string) int {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(content) // a buffer takes everything
	_ = z.Close()
	return d.add(fmt.Sprintf("<</Length %d/Filter/FlateDecode%s>>\nstream\n%s\nendstream", b.Len(), extra, b.Bytes()))
}

// font keeps a typeface with its file, so that the sheet prints alike everywhere.
func (d *document) font(f *Face) int {
	file := d.stream(f.data, fmt.Sprintf("/Length1 %d", len(f.data)))
	descriptor := d.add(fmt.Sprintf("<</Type/FontDescriptor/FontName/%s/Flags 32/FontBBox[-200 -250 1200 1000]/ItalicAngle 0/Ascent 950/Descent -230/CapHeight 720/StemV 90/FontFile2 %d 0 R>>", f.name, file))
	widths := strings.Trim(fmt.Sprint(f.widths[32:]), "[]")
	return d.add(fmt.Sprintf("<</Type/Font/Subtype/TrueType/BaseFont/%s/Encoding/WinAnsiEncoding/FirstChar 32/LastChar 255/Widths[%s]/FontDescriptor %d 0 R>>", f.name, widths, descriptor))
}

// PDF returns the pages as one PDF in Dutch with a title.
func PDF(title string, fonts Faces, pages []*Canvas) []byte {
	var d document
	catalog, tree, info := d.reserve(), d.reserve(), d.reserve()
	regular, bold := d.font(fonts.Regular), d.font(fonts.Bold)
	var kids []string
	for _, page := range pages {
		content := d.stream(page.Bytes(), "")
		kid := d.add(fmt.Sprintf("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R/Resources<</Font<</F1 %d 0 R/F2 %d 0 R>>>>>>",
			tree, pt(Width), pt(Height), content, regular, bold))
		kids = append(kids, fmt.Sprintf("%d 0 R", kid))
	}
	d.objects[catalog-1] = fmt.Sprintf("<</Type/Catalog/Pages %d 0 R/Lang(nl-NL)/ViewerPreferences<</DisplayDocTitle true/PrintScaling/None>>>>", tree)
	d.objects[tree-1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", strings.Join(kids, " "), len(kids))
	d.objects[info-1] = fmt.Sprintf("<</Title<%s>/Producer(postkamer)>>", inUTF16(title))
	return d.bytes(catalog, info)
}

// inUTF16 writes a text of a PDF in hexadecimal.
func inUTF16(s string) string {
	var b strings.Builder
	b.WriteString("FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

// bytes writes the objects with the table of their places. The same objects give
// the same bytes: there is no date in them.
func (d *document) bytes(catalog, info int) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.6\n%\xe2\xe3\xcf\xd3\n")
	places := make([]int, 0, len(d.objects))
	for i, object := range d.objects {
		places = append(places, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(d.objects)+1)
	for _, at := range places {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(d.objects)+1, catalog, info, xref)
	return b.Bytes()
}
