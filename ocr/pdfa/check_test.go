package pdfa

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// A part is one object of a file, taken apart to be changed. Object 0 is the
// trailer's dictionary.
type part struct {
	head  string // its value, without the data of a stream
	plain []byte // of a stream, inflated
	flate bool
}

var lengthEntry = regexp.MustCompile(`/Length \d+`)

// split takes a good file apart.
func split(t testing.TB, b []byte) []part {
	t.Helper()
	c := &checker{r: bytes.NewReader(b), size: int64(len(b)), part: 2, values: map[int]any{}}
	if _, err := c.load(); err != nil || len(c.findings) > 0 {
		t.Fatalf("not a good file: %v %v", c.findings, err)
	}
	_, rest, _ := bytes.Cut(b, []byte("\ntrailer\n"))
	trailer, _, _ := bytes.Cut(rest, []byte("\nstartxref"))
	parts := []part{{head: string(trailer)}}
	for n := 1; n < len(c.extents); n++ {
		raw := b[c.extents[n].from:c.extents[n].to]
		raw = bytes.TrimPrefix(raw, fmt.Appendf(nil, "%d 0 obj\n", n))
		head, _, stream := bytes.Cut(bytes.TrimSuffix(raw, []byte("\nendobj\n")), []byte("\nstream\n"))
		p := part{head: string(head), flate: bytes.Contains(head, []byte("FlateDecode"))}
		if stream {
			o, err := c.read(n)
			if err != nil {
				t.Fatal(err)
			}
			if p.plain, err = o.inflated(); err != nil {
				t.Fatal(err)
			}
		}
		parts = append(parts, p)
	}
	return parts
}

// join puts a file together, with all places and lengths right.
func join(header string, parts []part) []byte {
	var b bytes.Buffer
	b.WriteString(header)
	offsets := []int{0}
	for n, p := range parts[1:] {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n", n+1)
		if p.plain == nil {
			fmt.Fprintf(&b, "%s\nendobj\n", p.head)
			continue
		}
		data := p.plain
		if p.flate {
			data = deflated(data)
		}
		fmt.Fprintf(&b, "%s\nstream\n%s\nendstream\nendobj\n", lengthEntry.ReplaceAllString(p.head, fmt.Sprintf("/Length %d", len(data))), data)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets))
	for _, at := range offsets[1:] {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n%s\nstartxref\n%d\n%%%%EOF\n", parts[0].head, start)
	return b.Bytes()
}

func deflated(b []byte) []byte {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	z.Write(b)
	z.Close()
	return out.Bytes()
}

const goodHeader = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

// TestCheckFindsEveryDamageInAPart changes one thing within one object of a good
// file and puts the file together again properly.
func TestCheckFindsEveryDamageInAPart(t *testing.T) {
	// Objects of the pages of somePages, in the order in which they are written.
	const grey, content, page, colour, fax = firstFreeObject, firstFreeObject + 1, firstFreeObject + 2, firstFreeObject + 3, firstFreeObject + 6
	tests := map[string]struct {
		object   int
		from, to string // in the dictionary, or in the data when they are not there
		want     Rule
	}{
		"encrypted":                         {0, "/ID", "/Encrypt 1 0 R/ID", RuleEncrypted},
		"no ID":                             {0, "/ID", "/IX", RuleID},
		"a short ID":                        {0, "/ID[<", "/ID[<00><", RuleID},
		"an older table":                    {0, "/ID", "/Prev 9/ID", RuleXref},
		"a wrong size":                      {0, "/Size ", "/Size 1", RuleTrailer},
		"no catalog":                        {catalogObject, "/Catalog", "/Catalogue", RuleTrailer},
		"no language":                       {catalogObject, "/Lang", "/Long", RuleLanguage},
		"an action at opening":              {catalogObject, "/Lang", "/OpenAction[1 0 R]/Lang", RuleAction},
		"JavaScript":                        {catalogObject, "/Lang", "/Names<</JavaScript 1 0 R>>/Lang", RuleAction},
		"an attachment":                     {catalogObject, "/Lang", "/X<</EF 1 0 R>>/Lang", RuleAction},
		"a form":                            {catalogObject, "/Lang", "/AcroForm<<>>/Lang", RuleAction},
		"a reference to nowhere":            {catalogObject, "/Lang", "/X 99 0 R/Lang", RuleObject},
		"no XMP":                            {catalogObject, "/Metadata 9", "/Metadata 1", RuleMetadata},
		"no output intent":                  {catalogObject, "/OutputIntents", "/OutputIntends", RuleIntent},
		"another output intent":             {catalogObject, "GTS_PDFA1", "GTS_PDFX", RuleIntent},
		"an output intent without a name":   {catalogObject, "OutputConditionIdentifier", "X", RuleIntent},
		"no profile":                        {catalogObject, "/DestOutputProfile 10", "/DestOutputProfile 1", RuleProfile},
		"a profile of four colours":         {profileObject, "/N 3", "/N 4", RuleProfile},
		"a profile of CMYK":                 {profileObject, "mntrRGB ", "mntrCMYK", RuleProfile},
		"a profile that is none":            {profileObject, "acsp", "xxxx", RuleProfile},
		"a profile of an abstract kind":     {profileObject, "mntr", "abst", RuleProfile},
		"a profile cut off":                 {profileObject, "No copyright, use freely", "", RuleProfile},
		"compressed XMP":                    {metadataObject, "/Type", "/Filter/FlateDecode/Type", RuleMetadata},
		"XMP that is not well-formed":       {metadataObject, "</x:xmpmeta>", "", RuleMetadata},
		"XMP with an encoding":              {metadataObject, "<?xpacket begin=", "<?xpacket encoding='x' begin=", RuleMetadata},
		"XMP not in UTF-8":                  {metadataObject, "caf\u00e9", "caf\xe9", RuleMetadata},
		"another part":                      {metadataObject, "part>2", "part>3", RuleVersion},
		"another level":                     {metadataObject, "conformance>B", "conformance>U", RuleVersion},
		"another title":                     {metadataObject, "Bezwaar", "Beroep", RuleAgree},
		"another date":                      {metadataObject, "CreateDate>2026", "CreateDate>2025", RuleAgree},
		"another producer":                  {infoObject, "(postkamer)", "(somebody)", RuleAgree},
		"Info with more":                    {infoObject, "/Producer", "/Author(x)/Producer", RuleAgree},
		"a page less than said":             {pagesObject, "/Count 3", "/Count 2", RulePages},
		"a page twice":                      {pagesObject, "17 0 R", "14 0 R", RulePages},
		"a page of another list":            {page, "/Parent 2", "/Parent 1", RulePages},
		"a page too large":                  {page, "/MediaBox[0 0 595", "/MediaBox[0 0 19595", RulePages},
		"a page without content":            {page, "/Contents", "/Content", RuleContent},
		"a page that is transparent":        {page, "/Parent", "/Group<</S/Transparency>>/Parent", RuleClear},
		"a page with a link":                {page, "/Parent", "/Annots[1 0 R]/Parent", RuleAction},
		"visible text":                      {content, "3 Tr", "0 Tr", RuleInvisible},
		"an operator that we do not use":    {content, "BT\n", "BT\n/GS0 gs\n", RuleContent},
		"q without Q":                       {content, "Do Q", "Do", RuleContent},
		"text within text":                  {content, "BT\n", "BT\nBT\n", RuleContent},
		"an image that is not there":        {content, "/Im0 Do", "/Im1 Do", RuleContent},
		"an odd number of digits":           {content, "<000300", "<00300", RuleContent},
		"codes of one byte and a half":      {content, "<0003", "<03", RuleFont},
		"a font that is not there":          {content, "/F0 ", "/F1 ", RuleFont},
		"a code without a glyph":            {content, "<0003", "<FF00", RuleNotdef},
		"the code of .notdef":               {content, "<0003", "<0000", RuleNotdef},
		"an image to be interpolated":       {grey, "/Width", "/Interpolate true/Width", RuleImage},
		"an image that is seen through":     {grey, "/Width", "/SMask 1 0 R/Width", RuleClear},
		"an image with alternates":          {grey, "/Width", "/Alternates[]/Width", RuleImage},
		"LZW":                               {grey, "DCTDecode", "LZWDecode", RuleFilter},
		"JPEG 2000, which we do not write":  {grey, "DCTDecode", "JPXDecode", RuleFilter},
		"a list of filters":                 {grey, "/DCTDecode", "[/DCTDecode]", RuleFilter},
		"data in another file":              {grey, "/Width", "/F(x)/Width", RuleStream},
		"CMYK":                              {grey, "DeviceGray", "DeviceCMYK", RuleImage},
		"grey that is said to be RGB":       {grey, "DeviceGray", "DeviceRGB", RuleImage},
		"colour that is said to be grey":    {colour, "DeviceRGB", "DeviceGray", RuleImage},
		"an image of another size":          {grey, "/Width 620", "/Width 621", RuleImage},
		"a JPEG that is none":               {grey, "\xff\xd8", "\xff\xd7", RuleImage},
		"a fax of group 3":                  {fax, "/K -1", "/K 0", RuleImage},
		"a fax of another size":             {fax, "/Columns 64", "/Columns 63", RuleImage},
		"a fax of eight bits":               {fax, "/BitsPerComponent 1", "/BitsPerComponent 8", RuleImage},
		"another encoding":                  {fontObject, "Identity-H", "Identity-V", RuleFont},
		"fonts that do not belong together": {descendantObject, "PostkamerBlank", "Postkamer", RuleFont},
		"a font that is not embedded":       {descriptorObject, "FontFile2", "FontFile9", RuleFont},
		"a font of another length":          {fontFileObject, "/Length1 ", "/Length1 1", RuleFont},
		"a font that is damaged":            {fontFileObject, "OS/2", "OS/3", RuleFont},
		"widths that are not the font's":    {descendantObject, "/DW 500", "/DW 600", RuleWidths},
		"widths of single characters":       {descendantObject, "/DW", "/W[1[500]]/DW", RuleWidths},
		"no list of glyphs":                 {descendantObject, "CIDToGIDMap", "CIDToGID", RuleNotdef},
		"a glyph that the font has not":     {glyphMapObject, "\x00\x01", "\x00\x07", RuleNotdef},
		"no list of characters":             {fontObject, "ToUnicode", "ToUnicorn", RuleUnicode},
		"a code without a character":        {toUnicodeObject, "<0003>", "<0FFF>", RuleUnicode},
		"a code for the mark of byte order": {toUnicodeObject, "<0003> <0047>", "<0003> <FEFF>", RuleUnicode},
	}
	good := written(t, someDocument(), somePages(t)...)
	if again := join(goodHeader, split(t, good)); len(findings(t, again)) > 0 {
		t.Fatalf("the file put together again is not good: %v", findings(t, again))
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			parts := split(t, good)
			damage(t, &parts[test.object], test.from, test.to)
			wantFinding(t, join(goodHeader, parts), test.want)
		})
	}
}

// damage replaces from by to, once.
func damage(t *testing.T, p *part, from, to string) {
	t.Helper()
	switch {
	case strings.Contains(p.head, from):
		p.head = strings.Replace(p.head, from, to, 1)
	case bytes.Contains(p.plain, []byte(from)):
		p.plain = bytes.Replace(p.plain, []byte(from), []byte(to), 1)
	default:
		t.Fatalf("there is no %q to damage in %q", from, p.head)
	}
}

func wantFinding(t *testing.T, b []byte, want Rule) {
	t.Helper()
	found := findings(t, b)
	for _, f := range found {
		if f.Rule == want {
			return
		}
	}
	t.Errorf("found %v, want %q", found, want)
}

// TestCheckFindsDamageToTheFrame changes the bytes of a file without putting
// anything right.
func TestCheckFindsDamageToTheFrame(t *testing.T) {
	tests := map[string]struct {
		from, to string
		want     Rule
	}{
		"another version":              {"%PDF-1.7", "%PDF-2.0", RuleHeader},
		"rubbish before it":            {"%PDF-1.7", "\n%PDF-1.7", RuleHeader},
		"a comment of letters":         {"\xe2\xe3\xcf\xd3", "abcd", RuleHeader},
		"no end":                       {"%%EOF\n", "", RuleTrailer},
		"something behind the end":     {"%%EOF\n", "%%EOF\nmore", RuleTrailer},
		"startxref beside the table":   {"startxref\n", "startxref\n1", RuleTrailer},
		"a table of two sections":      {"xref\n0 ", "xref\n1 ", RuleXref},
		"an entry of 19 bytes":         {" 00000 n \n", " 00000 n\n", RuleXref},
		"an entry without a number":    {" 00000 n \n", " 00001 n \n", RuleXref},
		"an object moved by a byte":    {"\nendobj\n2 0 obj", "\nendobj\n\n2 0 obj", RuleXref},
		"an object without an end":     {"\nendobj\n", "\nendabj\n", RuleObject},
		"another number":               {"\n13 0 obj", "\n19 0 obj", RuleXref},
		"a stream that is too long":    {"\nendstream", "  \nendstream", RuleStream},
		"a stream that is too short":   {"stream\n\xff\xd8", "stream\n\xd8", RuleStream},
		"a stream without a line":      {"\nstream\n", "\nstream ", RuleObject},
		"a name of 200 characters":     {"/DisplayDocTitle", "/" + strings.Repeat("x", 200), RuleObject},
		"a number beyond 31 bits":      {"/Count 3", "/Count 3333333333", RuleObject},
		"a dictionary that never ends": {"/DisplayDocTitle true>>", "/DisplayDocTitle true", RuleObject},
		"a key twice":                  {"/ViewerPreferences", "/Lang", RuleObject},
		"nesting without end":          {"/DisplayDocTitle true", "/X" + strings.Repeat("[", 100), RuleObject},
	}
	good := written(t, someDocument(), somePages(t)...)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if !bytes.Contains(good, []byte(test.from)) {
				t.Fatalf("there is no %q to damage", test.from)
			}
			damaged := bytes.Replace(good, []byte(test.from), []byte(test.to), 1)
			if test.want != RuleTrailer {
				damaged = withTableFound(damaged)
			}
			wantFinding(t, damaged, test.want)
		})
	}
}

// withTableFound makes startxref right after bytes came or went before the
// table, so that the damage itself is what is found.
func withTableFound(b []byte) []byte {
	at := bytes.LastIndex(b, []byte("\nxref\n")) + 1
	return regexp.MustCompile(`startxref\n\d+`).ReplaceAll(b, fmt.Appendf(nil, "startxref\n%d", at))
}

func TestEveryCutOffFileIsFound(t *testing.T) {
	good := written(t, someDocument(), somePages(t)[1])
	for n := 0; n < len(good); n += 97 {
		if len(findings(t, good[:n])) == 0 {
			t.Fatalf("nothing is found in the first %d of %d bytes", n, len(good))
		}
	}
}
