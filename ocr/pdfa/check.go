package pdfa

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A Rule is one of the things that are checked, with the clause of ISO 19005-2.
type Rule string

// Rules that Check knows.
const (
	RuleHeader    Rule = "6.1.2 header"
	RuleTrailer   Rule = "6.1.3 trailer"
	RuleEncrypted Rule = "6.1.3 encryption"
	RuleID        Rule = "6.1.3 ID"
	RuleXref      Rule = "6.1.4 cross-reference table"
	RuleObject    Rule = "6.1.9 object"
	RuleStream    Rule = "6.1.7 stream"
	RuleFilter    Rule = "6.1.7.2 filter"
	RuleIntent    Rule = "6.2.3 output intent"
	RuleProfile   Rule = "6.2.3 ICC profile"
	RuleContent   Rule = "6.2.2 content"
	RuleInvisible Rule = "visible text"
	RuleImage     Rule = "6.2.8 image"
	RuleFont      Rule = "6.2.11 font"
	RuleWidths    Rule = "6.2.11.5 widths"
	RuleUnicode   Rule = "6.2.11.7 ToUnicode"
	RuleNotdef    Rule = "6.2.11.8 .notdef"
	RuleClear     Rule = "6.2.10 transparency"
	RuleAction    Rule = "6.5 action, form or attachment"
	RuleMetadata  Rule = "6.6.2 XMP"
	RuleAgree     Rule = "6.6.3 XMP and Info"
	RuleVersion   Rule = "6.6.4 version and level"
	RuleLanguage  Rule = "language"
	RulePages     Rule = "pages"
)

// A Finding is one rule that a file breaks.
type Finding struct {
	Rule   Rule
	Object int    // the object's number; 0: the file as a whole
	Text   string // what is wrong, in English, for who looks into it
}

// String says the finding in one line.
func (f Finding) String() string {
	return fmt.Sprintf("%s: object %d: %s", f.Rule, f.Object, f.Text)
}

// Check looks whether a file keeps the rules of PDF/A-2b, as far as they concern
// what Write writes. It is narrower than the standard: what Write never uses,
// such as cross-reference streams, it reports though the standard allows it. An
// empty answer means that the file is one of ours and keeps all of them. The
// error says that the file could not be read from r.
func Check(r io.ReaderAt, size int64) ([]Finding, error) { return check(r, size, 2) }

func check(r io.ReaderAt, size int64, part int) ([]Finding, error) {
	c := &checker{r: r, size: size, part: part, values: map[int]any{}}
	trailer, err := c.load()
	if err != nil {
		return nil, fmt.Errorf("check PDF/A: %w", err)
	}
	if trailer != nil {
		c.trailer(trailer)
		c.everywhere()
		c.document(trailer)
	}
	return c.findings, nil
}

// A checker holds a file while it is checked.
type checker struct {
	r        io.ReaderAt
	size     int64
	part     int
	extents  []extent
	values   map[int]any // of the objects, without the data of streams
	findings []Finding
}

// maxFindings is when it is clear that a file is not one of ours.
const maxFindings = 200

func (c *checker) found(rule Rule, object int, format string, args ...any) {
	if len(c.findings) < maxFindings {
		c.findings = append(c.findings, Finding{rule, object, fmt.Sprintf(format, args...)})
	}
}

// load reads the frame of the file and all its objects. It returns the trailer,
// nil when there is nothing to go on with.
func (c *checker) load() (dict, error) {
	if err := c.header(); err != nil {
		return nil, err
	}
	tail, from, err := c.tail()
	if err != nil || tail == nil {
		return nil, err
	}
	offsets, trailer := c.xref(tail, from)
	if trailer == nil {
		return nil, nil
	}
	c.setExtents(offsets, from)
	for n := 1; n < len(offsets); n++ {
		b, err := c.read(n)
		switch {
		case err == nil:
			c.values[n] = b.value
		case errors.Is(err, errOffset):
			c.found(RuleXref, n, "%v", err)
		case errors.Is(err, errLength):
			c.found(RuleStream, n, "%v", err)
		default:
			c.found(RuleObject, n, "%v", err)
		}
	}
	return trailer, nil
}

// header checks the first line and the comment of bytes above 127 in the second.
func (c *checker) header() error {
	b := make([]byte, min(15, c.size))
	if _, err := c.r.ReadAt(b, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	version := map[int]string{1: "1.4", 2: "1.7"}[c.part]
	comment, ok := bytes.CutPrefix(b, []byte("%PDF-"+version+"\n%"))
	if !ok {
		c.found(RuleHeader, 0, "the file does not begin with PDF %s and a comment", version)
		return nil
	}
	for i := range 4 {
		if len(comment) <= i || comment[i] < 128 {
			c.found(RuleHeader, 0, "the comment has not four bytes above 127")
			break
		}
	}
	return nil
}

// tail returns the end of the file, from the cross-reference table on, and where
// that begins.
func (c *checker) tail() ([]byte, int64, error) {
	const mostly = 64
	b := make([]byte, min(mostly, c.size))
	if _, err := c.r.ReadAt(b, c.size-int64(len(b))); err != nil && !errors.Is(err, io.EOF) {
		return nil, 0, err
	}
	from, ok := startOfTable(b)
	if !ok || from > c.size || c.size-from > maxObject {
		c.found(RuleTrailer, 0, "the file does not end with startxref, a place and %%%%EOF")
		return nil, 0, nil
	}
	tail := make([]byte, c.size-from)
	if _, err := c.r.ReadAt(tail, from); err != nil && !errors.Is(err, io.EOF) {
		return nil, 0, err
	}
	return tail, from, nil
}

// startOfTable returns the place that the last lines of a file name.
func startOfTable(b []byte) (int64, bool) {
	_, rest, _ := bytes.Cut(b, []byte("\nstartxref\n"))
	digits, ok := bytes.CutSuffix(rest, []byte("\n%%EOF\n"))
	from, err := strconv.ParseInt(string(digits), 10, 64)
	return from, ok && err == nil && from >= 0
}

// xref reads the table with the places of the objects, of one section, and the
// trailer behind it.
func (c *checker) xref(tail []byte, end int64) ([]int64, dict) {
	s := &scanner{b: tail}
	head := s.has("xref\n0 ")
	count, err := strconv.Atoi(s.regular())
	const entry = 20
	if !head || err != nil || count < 1 || !s.has("\n") || count > (len(tail)-s.at)/entry {
		c.found(RuleXref, 0, "no table where startxref says")
		return nil, nil
	}
	offsets := make([]int64, count)
	for n := range offsets {
		line := string(tail[s.at : s.at+entry])
		s.at += entry
		offset, err := strconv.ParseInt(line[:10], 10, 64)
		want, free := " 00000 n \n", n == 0
		if free {
			want = " 65535 f \n"
		}
		if err != nil || line[10:] != want || offset >= end || (offset == 0) != free {
			c.found(RuleXref, n, "the entry %q", strings.TrimSpace(line))
			continue
		}
		offsets[n] = offset
	}
	if !s.has("trailer\n") {
		c.found(RuleTrailer, 0, "no trailer behind the table")
		return nil, nil
	}
	v, err := s.value()
	trailer, ok := v.(dict)
	if err != nil || !ok || trailer["Size"] != float64(count) {
		c.found(RuleTrailer, 0, "the trailer is no dictionary with the right size")
		return nil, nil
	}
	return offsets, trailer
}
