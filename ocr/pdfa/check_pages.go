package pdfa

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// pages checks the list of pages and each of them.
func (c *checker) pages(v any) {
	list, n := c.at(v)
	kids, _ := list["Kids"].([]any)
	if list["Type"] != name("Pages") || len(kids) == 0 || list["Count"] != float64(len(kids)) {
		c.found(RulePages, n, "the list of pages does not hold as many as it says")
	}
	fonts := map[ref]*checkedFont{}
	seen := map[ref]bool{}
	for i, kid := range kids {
		number, ok := kid.(ref)
		if !ok || seen[number] {
			c.found(RulePages, n, "page %d is no object of its own", i+1)
			continue
		}
		seen[number] = true
		c.page(number, v, fonts)
	}
	for _, number := range slices.Sorted(maps.Keys(fonts)) {
		c.font(number, fonts[number])
	}
}

// page checks one page.
func (c *checker) page(v ref, parent any, fonts map[ref]*checkedFont) {
	page, n := c.at(v)
	if page["Type"] != name("Page") || !reflect.DeepEqual(page["Parent"], parent) {
		c.found(RulePages, n, "it is not a page of this list")
		return
	}
	box, _ := page["MediaBox"].([]any)
	if !sheetOK(box) {
		c.found(RulePages, n, "the page's size %v is not within %d to %d points", box, minSide, maxSide)
	}
	resources, _ := c.at(page["Resources"])
	pictures, _ := c.at(resources["XObject"])
	for _, picture := range pictures {
		c.image(picture)
	}
	content := c.data(RuleContent, page["Contents"])
	if content == nil {
		c.found(RuleContent, n, "the page has no content")
		return
	}
	named, _ := c.at(resources["Font"])
	reader := contentReader{pictures: pictures, fonts: named, shown: map[ref]map[uint16]bool{}}
	reader.read(content)
	for _, p := range reader.problems {
		c.found(p.rule, n, "%s", p.text)
	}
	for number, used := range reader.shown {
		if fonts[number] == nil {
			fonts[number] = &checkedFont{used: map[uint16]bool{}}
		}
		for code := range used {
			fonts[number].used[code] = true
		}
	}
}

func sheetOK(box []any) bool {
	if len(box) != 4 || box[0] != 0.0 || box[1] != 0.0 {
		return false
	}
	for _, v := range box[2:] {
		if x, ok := v.(float64); !ok || x < minSide || x > maxSide {
			return false
		}
	}
	return true
}

// image checks a picture: its form, colours and that its data are what it says.
func (c *checker) image(v any) {
	d, n := c.at(v)
	if d["Type"] != name("XObject") || d["Subtype"] != name("Image") {
		c.found(RuleImage, n, "it is not an image")
		return
	}
	if i, ok := d["Interpolate"]; ok && i != false {
		c.found(RuleImage, n, "the image is to be interpolated")
	}
	if d["ColorSpace"] != name("DeviceGray") && d["ColorSpace"] != name("DeviceRGB") {
		c.found(RuleImage, n, "the colours %v", d["ColorSpace"])
	}
	switch d["Filter"] {
	case name("DCTDecode"):
		c.jpegImage(d, n)
	case name("CCITTFaxDecode"):
		c.faxImage(d, n)
	default:
		c.found(RuleImage, n, "an image of the filter %v", d["Filter"])
	}
}

func (c *checker) jpegImage(d dict, n int) {
	head, err := inspectJPEG(c.data(RuleImage, ref(n)))
	if err != nil {
		c.found(RuleImage, n, "%v", err)
		return
	}
	space := map[int]name{1: "DeviceGray", 3: "DeviceRGB"}[head.components]
	if d["Width"] != float64(head.width) || d["Height"] != float64(head.height) || d["ColorSpace"] != space || d["BitsPerComponent"] != 8.0 {
		c.found(RuleImage, n, "the image is not as large or coloured as it says")
	}
}

func (c *checker) faxImage(d dict, n int) {
	width, _ := d["Width"].(float64)
	height, _ := d["Height"].(float64)
	parms, _ := c.at(d["DecodeParms"])
	if d["BitsPerComponent"] != 1.0 || d["ColorSpace"] != name("DeviceGray") || width < 1 || height < 1 {
		c.found(RuleImage, n, "the fax has not one bit of grey, or no size")
	}
	if parms["K"] != -1.0 || parms["Columns"] != width || parms["Rows"] != height {
		c.found(RuleImage, n, "the fax is not of group 4 and the image's size")
	}
}

// A problem is a finding about a page's content.
type problem struct {
	rule Rule
	text string
}

// A contentReader follows the content of one page.
type contentReader struct {
	pictures, fonts dict
	operands        []any
	depth           int // of q
	inText          bool
	invisible       bool // Tr 3 is on
	font            ref  // 0: none yet
	shown           map[ref]map[uint16]bool
	problems        []problem
}

func (r *contentReader) found(rule Rule, format string, args ...any) {
	if len(r.problems) < maxFindings {
		r.problems = append(r.problems, problem{rule, fmt.Sprintf(format, args...)})
	}
}

// read follows the operators of a content stream.
func (r *contentReader) read(content []byte) {
	s := &scanner{b: content}
	for s.skip(); s.at < len(s.b); s.skip() {
		v, err := s.value()
		if err != nil {
			r.found(RuleContent, "%v", err)
			return
		}
		op, ok := v.(word)
		if !ok {
			r.operands = append(r.operands, v)
			continue
		}
		r.operator(op)
		r.operands = r.operands[:0]
	}
	if r.depth != 0 || r.inText || len(r.operands) > 0 {
		r.found(RuleContent, "the content ends within something")
	}
}

// operands says how many operands the operators have that we use. Others would
// need checks that are not here.
var operands = map[word]int{"q": 0, "Q": 0, "cm": 6, "Do": 1, "BT": 0, "ET": 0, "Tr": 1, "Tf": 2, "Tz": 1, "Tm": 6, "Tj": 1}

func (r *contentReader) operator(op word) {
	if n, ok := operands[op]; !ok || n != len(r.operands) {
		r.found(RuleContent, "the operator %q with %d operands", op, len(r.operands))
		return
	}
	switch op {
	case "q":
		r.depth++
	case "Q":
		r.depth--
	case "BT", "ET":
		if r.inText == (op == "BT") {
			r.found(RuleContent, "the operator %q in the wrong place", op)
		}
		r.inText = op == "BT"
	case "Do":
		if _, ok := r.named(r.pictures); !ok {
			r.found(RuleContent, "an image that the page has not")
		}
	case "Tr":
		r.invisible = r.operands[0] == 3.0
	case "Tf":
		r.font, _ = r.named(r.fonts)
	case "Tj":
		r.show()
	}
}

// named returns what the name that is the first operand stands for.
func (r *contentReader) named(among dict) (ref, bool) {
	key, _ := r.operands[0].(name)
	n, ok := among[key].(ref)
	return n, ok
}

// show notes which codes of which font are shown.
func (r *contentReader) show() {
	s, ok := r.operands[0].(text)
	if !ok || len(s)%2 != 0 || r.font == 0 || !r.inText {
		r.found(RuleFont, "text without a font, or not of codes of two bytes")
		return
	}
	if !r.invisible {
		r.found(RuleInvisible, "text that is seen")
	}
	if r.shown[r.font] == nil {
		r.shown[r.font] = map[uint16]bool{}
	}
	for ; len(s) > 0; s = s[2:] {
		r.shown[r.font][uint16(s[0])<<8|uint16(s[1])] = true
	}
}
