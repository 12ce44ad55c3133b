package drawing

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
)

// A document puts numbered objects together to a PDF.
type document struct {
	objects []string
	zip     zipper
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
	return d.packed(d.zip.deflated(content), extra)
}

// packed keeps bytes that are compressed already.
func (d *document) packed(content []byte, extra string) int {
	return d.add(fmt.Sprintf("<</Length %d/Filter/FlateDecode%s>>\nstream\n%s\nendstream", len(content), extra, content))
}

// A zipper compresses bytes as a PDF keeps them. It is used again for the streams of a
// document: making one takes more than compressing a page.
type zipper struct{ writer *zlib.Writer }

func (z *zipper) deflated(content []byte) []byte {
	var b bytes.Buffer
	if z.writer == nil {
		z.writer = zlib.NewWriter(&b)
	}
	z.writer.Reset(&b)
	_, _ = z.writer.Write(content) // a buffer takes everything
	_ = z.writer.Close()
	return b.Bytes()
}

// font keeps a typeface with its file, so that the sheet prints alike everywhere.
func (d *document) font(f *Face) (font, descriptor int) {
	file := d.packed(f.packed(), fmt.Sprintf("/Length1 %d", len(f.data)))
	descriptor = d.add(fmt.Sprintf("<</Type/FontDescriptor/FontName/%s/Flags 32/FontBBox[-200 -250 1200 1000]/ItalicAngle 0/Ascent 950/Descent -230/CapHeight 720/StemV 90/FontFile2 %d 0 R>>", f.name, file))
	widths := strings.Trim(fmt.Sprint(f.widths[32:]), "[]")
	return d.add(fmt.Sprintf("<</Type/Font/Subtype/TrueType/BaseFont/%s/Encoding/WinAnsiEncoding/FirstChar 32/LastChar 255/Widths[%s]/FontDescriptor %d 0 R>>", f.name, widths, descriptor)), descriptor
}

// wideFont keeps the letters of a typeface that Windows-1252 does not have, which pages
// name by the number of the glyph.
func (d *document) wideFont(f *Face, descriptor int, letters map[uint16]glyph) int {
	var widths, chars strings.Builder
	for _, number := range slices.Sorted(maps.Keys(letters)) {
		fmt.Fprintf(&widths, "%d[%d]", number, letters[number].width)
		fmt.Fprintf(&chars, "1 beginbfchar\n<%04X> <%s>\nendbfchar\n", number, strings.TrimPrefix(inUTF16(string(letters[number].letter)), "FEFF"))
	}
	unicode := d.stream([]byte("/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n/CMapName/Letters def /CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"+
		chars.String()+"endcmap CMapName currentdict/CMap defineresource pop end end\n"), "")
	cid := d.add(fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/W[%s]/FontDescriptor %d 0 R>>", f.name, widths.String(), descriptor))
	return d.add(fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", f.name, cid, unicode))
}

// fonts keeps what the pages are written in and returns it as they name it.
func (d *document) fonts(faces Faces, pages []*Canvas) string {
	regular, about := d.font(faces.Regular)
	bold, aboutBold := d.font(faces.Bold)
	named := fmt.Sprintf("/F1 %d 0 R/F2 %d 0 R", regular, bold)
	for weight, face := range []*Face{faces.Regular, faces.Bold} {
		letters := map[uint16]glyph{}
		for _, page := range pages {
			maps.Copy(letters, page.wide[weight])
		}
		if len(letters) > 0 {
			named += fmt.Sprintf("/W%d %d 0 R", weight+1, d.wideFont(face, [2]int{about, aboutBold}[weight], letters))
		}
	}
	return named
}

// A Lasting is what makes a PDF one that can still be shown in fifty years, by
// ISO 19005-2 (PDF/A-2b).
type Lasting struct {
	Created  time.Time // stands in the metadata too
	Metadata []byte    // XMP, about the same title and date
	Colours  []byte    // ICC profile of sRGB
}

// PDF returns the pages as one PDF in Dutch with a title.
func PDF(title string, fonts Faces, pages []*Canvas) []byte {
	return pdfOf(title, fonts, pages, Lasting{})
}

// PDF returns the pages as one PDF/A-2b in Dutch with a title. The same pages give
// the same bytes.
func (l Lasting) PDF(title string, fonts Faces, pages []*Canvas) []byte {
	return pdfOf(title, fonts, pages, l)
}

func pdfOf(title string, fonts Faces, pages []*Canvas, l Lasting) []byte {
	var d document
	catalog, tree, info := d.reserve(), d.reserve(), d.reserve()
	named := d.fonts(fonts, pages)
	var kids []string
	for _, page := range pages {
		content := d.stream(page.Bytes(), "")
		kid := d.add(fmt.Sprintf("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R/Resources<</Font<<%s>>>>>>",
			tree, pt(Width), pt(Height), content, named))
		kids = append(kids, fmt.Sprintf("%d 0 R", kid))
	}
	more, dates := d.lasting(l)
	d.objects[catalog-1] = fmt.Sprintf("<</Type/Catalog/Pages %d 0 R/Lang(nl-NL)/ViewerPreferences<</DisplayDocTitle true/PrintScaling/None>>%s>>", tree, more)
	d.objects[tree-1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", strings.Join(kids, " "), len(kids))
	d.objects[info-1] = fmt.Sprintf("<</Title<%s>/Producer(postkamer)%s>>", inUTF16(title), dates)
	return d.bytes(catalog, info, len(l.Metadata) > 0)
}

// lasting keeps the metadata and the intended colours, and returns what the
// catalog and the Info dictionary say of them; nothing for an ordinary PDF.
func (d *document) lasting(l Lasting) (catalog, info string) {
	if len(l.Metadata) == 0 {
		return "", ""
	}
	metadata := d.add(fmt.Sprintf("<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%s\nendstream", len(l.Metadata), l.Metadata))
	colours := d.stream(l.Colours, "/N 3")
	date := l.Created.UTC().Format("D:20060102150405Z")
	return fmt.Sprintf("/Metadata %d 0 R/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)/DestOutputProfile %d 0 R>>]", metadata, colours),
		fmt.Sprintf("/CreationDate(%s)/ModDate(%s)", date, date)
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
// the same bytes. A lasting file is of PDF 1.7 and has an ID made of what is in it.
func (d *document) bytes(catalog, info int, lasting bool) []byte {
	var b bytes.Buffer
	version := 6
	if lasting {
		version = 7
	}
	fmt.Fprintf(&b, "%%PDF-1.%d\n%%\xe2\xe3\xcf\xd3\n", version)
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
	named := ""
	if lasting {
		sum := sha256.Sum256(b.Bytes())
		named = fmt.Sprintf("/ID[<%X><%X>]", sum[:16], sum[:16])
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(d.objects)+1, catalog, info, named, xref)
	return b.Bytes()
}
