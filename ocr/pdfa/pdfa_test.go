package pdfa

import (
	"bytes"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"postkamer"
)

var update = flag.Bool("update", false, "write testdata/golden.txt instead of comparing with it")

// quarterBlack is 64 by 48 pixels of group 4 of which the upper left quarter is
// black, as libtiff encodes it.
const quarterBlack = "26a0d5fffffffffffffffff8ffffff80080080"

var someDay = time.Date(2026, 11, 22, 14, 30, 5, 0, time.FixedZone("CET", 3600))

func someDocument() Document {
	return Document{Reference: "2026-000123-K", Title: "Bezwaar (café & crèche)", Created: someDay, Language: "nl"}
}

// somePages are a grey page, one in colour and one in black and white.
func somePages(t testing.TB) []Page {
	t.Helper()
	g4, err := hex.DecodeString(quarterBlack)
	if err != nil {
		t.Fatal(err)
	}
	return []Page{
		{JPEG: greyJPEG(t, 620, 877), Width: 2480, Height: 3508, DPI: 300, Words: letterWords()},
		{JPEG: colourJPEG(t, 200, 100), Width: 400, Height: 200, DPI: 150, Words: []postkamer.Word{
			{Text: "😀𝔸é", X: 20, Y: 20, W: 120, H: 30, Line: 0},
			{Text: "مرحبا", X: 220, Y: 80, W: 100, H: 30, Line: 1},
			{Text: "a\x00b\ufeff\nc", X: 20, Y: 140, W: 90, H: 25, Line: 2},
		}},
		{Bitonal: postkamer.Bitonal{Width: 64, Height: 48, G4: g4}, Width: 640, Height: 480, DPI: 200},
	}
}

// letterWords are three lines with the places that a reading could give them:
// of different heights, one after a wide gap, two that all but touch.
func letterWords() []postkamer.Word {
	return []postkamer.Word{
		{Text: "Gemeente", X: 300, Y: 400, W: 250, H: 45, Line: 0},
		{Text: "Westdorp", X: 570, Y: 402, W: 240, H: 52, Line: 0},
		{Text: "ons", X: 300, Y: 512, W: 80, H: 28, Line: 1},
		{Text: "kenmerk", X: 400, Y: 500, W: 200, H: 40, Line: 1},
		{Text: "-", X: 620, Y: 524, W: 16, H: 5, Line: 1},
		{Text: "2026-10573", X: 655, Y: 501, W: 240, H: 41, Line: 1},
		{Text: "tot", X: 300, Y: 600, W: 70, H: 38, Line: 2},
		{Text: "u", X: 378, Y: 611, W: 22, H: 27, Line: 2},
		{Text: "schrijft", X: 408, Y: 598, W: 160, H: 50, Line: 2},
	}
}

func greyJPEG(t testing.TB, w, h int) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = uint8(255 - i/w%64)
	}
	return encodeJPEG(t, m)
}

func colourJPEG(t testing.TB, w, h int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		m.Set(i%w, i/w, color.RGBA{R: 200, G: 40, B: uint8(i % 100), A: 255})
	}
	return encodeJPEG(t, m)
}

func encodeJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 60}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func each(pages []Page) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		for _, p := range pages {
			if !yield(p, nil) {
				return
			}
		}
	}
}

func written(t testing.TB, d Document, pages ...Page) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, d, each(pages)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func findings(t testing.TB, b []byte) []Finding {
	t.Helper()
	found, err := Check(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestWrittenFileIsAsBefore(t *testing.T) {
	got := readable(t, written(t, someDocument(), somePages(t)...))
	golden := filepath.Join("testdata", "golden.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the file differs from %s; see what -update changes in it", golden)
	}
}

// readable returns the objects of a file with streams inflated; what is not text
// is told by its size. How well it deflates is no matter of this package.
func readable(t *testing.T, b []byte) string {
	t.Helper()
	var out strings.Builder
	for n, o := range split(t, b) {
		if n == 0 {
			continue
		}
		fmt.Fprintf(&out, "%d: %s\n", n, strings.Split(o.head, "/Length ")[0])
		switch data := o.plain; {
		case data == nil:
		case bytes.IndexByte(data, 0) >= 0 || bytes.HasPrefix(data, []byte{0xFF}) || strings.Contains(o.head, "CCITT"):
			fmt.Fprintf(&out, "   %d bytes\n", len(data))
		default:
			fmt.Fprintf(&out, "%s\n", data)
		}
	}
	return out.String()
}

func TestSamePagesGiveTheSameFile(t *testing.T) {
	if !bytes.Equal(written(t, someDocument(), somePages(t)...), written(t, someDocument(), somePages(t)...)) {
		t.Error("two files of the same pages differ")
	}
}

func TestWhatIsWrittenPassesTheCheck(t *testing.T) {
	letter := somePages(t)[0]
	tests := map[string]struct {
		document Document
		change   func(*Page)
	}{
		"a letter":                           {someDocument(), func(*Page) {}},
		"a document that says nothing":       {Document{}, func(*Page) {}},
		"a title with an emoji and controls": {Document{Title: "a\x00\x1b😀\ufeff<&>()\\", Reference: "\xff"}, func(*Page) {}},
		"no words":                           {someDocument(), func(p *Page) { p.Words = nil }},
		"no resolution":                      {someDocument(), func(p *Page) { p.DPI = 0 }},
		"a page larger than a PDF can be":    {someDocument(), func(p *Page) { p.Width, p.Height, p.DPI = 1<<30, 1<<30, 1 }},
		"a page smaller than a PDF can be":   {someDocument(), func(p *Page) { p.Width, p.Height, p.DPI = 1, 1, 9999 }},
		"a word of nothing but spaces":       {someDocument(), func(p *Page) { p.Words[0].Text = " \t " }},
		"a word of 40,000 characters":        {someDocument(), func(p *Page) { p.Words[0].Text = strings.Repeat("ab", 20000) }},
		"words without a size":               {someDocument(), func(p *Page) { p.Words[0].W, p.Words[1].H = 0, -5 }},
		"words outside of the page":          {someDocument(), func(p *Page) { p.Words[0].X, p.Words[1].Y = -9000, 1<<62 }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := letter
			p.Words = letterWords()
			test.change(&p)
			for _, f := range findings(t, written(t, test.document, p)) {
				t.Error(f)
			}
		})
	}
}

func TestMoreCharactersThanThereAreCodes(t *testing.T) {
	c := newCodes()
	for r := rune(0x10000); r < 0x10000+70000; r++ {
		c.of(r)
	}
	if len(c.runes) != maxCodes || c.of(0x10000) < codeUnknown+1 || c.of(0x10000+69999) != codeUnknown {
		t.Error("characters beyond the last code are not U+FFFD, or earlier ones are")
	}
	if n := bytes.Count(c.toUnicode(), []byte("> <")); n != maxCodes-1+1 { // and the codespace
		t.Errorf("%d lines of characters", n)
	}
}

func TestWhatCannotBeShownIsRefused(t *testing.T) {
	grey := greyJPEG(t, 16, 16)
	frame := bytes.Index(grey, []byte{0xFF, 0xC0})
	changed := func(at int, to byte) []byte {
		b := bytes.Clone(grey)
		b[at] = to
		return b
	}
	adobe := append([]byte{0xFF, 0xD8, 0xFF, 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0}, grey[2:]...)
	tests := map[string]Page{
		"no picture":                {},
		"not a JPEG":                {JPEG: []byte("\x89PNG\r\n\x1a\n")},
		"a JPEG that is cut off":    {JPEG: grey[:len(grey)-2]},
		"a JPEG without a frame":    {JPEG: []byte{0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 0xFF, 0xD9}},
		"a JPEG of arithmetic code": {JPEG: changed(frame+1, 0xC9)},
		"a lossless JPEG":           {JPEG: changed(frame+1, 0xC3)},
		"a JPEG of 12 bits":         {JPEG: changed(frame+4, 12)},
		"a JPEG of CMYK":            {JPEG: changed(frame+9, 4)},
		"a JPEG of no width":        {JPEG: changed(frame+8, 0)},
		"a JPEG kept as RGB":        {JPEG: adobe},
		"a segment beyond the end":  {JPEG: changed(5, 0xFF)[:40]},
		"a fax of another shape":    {Bitonal: postkamer.Bitonal{Width: 100, Height: 200, G4: []byte{1}}},
		"a fax of no size":          {Bitonal: postkamer.Bitonal{G4: []byte{1}}},
	}
	for name, p := range tests {
		t.Run(name, func(t *testing.T) {
			p.Width, p.Height, p.DPI = 16, 16, 300
			if err := Write(io.Discard, someDocument(), each([]Page{p})); !errors.Is(err, ErrPicture) {
				t.Errorf("Write = %v, want ErrPicture", err)
			}
		})
	}
}

func TestWriteFailsWhenItMust(t *testing.T) {
	lost := errors.New("lost")
	failing := func(yield func(Page, error) bool) { yield(Page{}, lost) }
	if err := Write(io.Discard, someDocument(), failing); !errors.Is(err, lost) {
		t.Errorf("a page that cannot be fetched: %v", err)
	}
	if err := Write(io.Discard, someDocument(), each(nil)); !errors.Is(err, ErrPages) {
		t.Errorf("no pages: %v", err)
	}
	if err := Write(full{}, someDocument(), each(somePages(t))); !errors.Is(err, errFull) {
		t.Errorf("a full disk: %v", err)
	}
	noSize := somePages(t)[0]
	noSize.Width = 0
	if err := Write(io.Discard, someDocument(), each([]Page{noSize})); err == nil {
		t.Error("a page of no size is written")
	}
}

var errFull = errors.New("disk full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// TestLongBundle writes more than 10 MB, of which never more than a page or so is
// held.
func TestLongBundle(t *testing.T) {
	name := filepath.Join(t.TempDir(), "bundle.pdf")
	out, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	page := somePages(t)[0]
	page.JPEG = append(page.JPEG[:len(page.JPEG)-2], make([]byte, 30_000)...)
	page.JPEG = append(page.JPEG, 0xFF, 0xD9)
	const pages = 400
	several := func(yield func(Page, error) bool) {
		for range pages {
			if !yield(page, nil) {
				return
			}
		}
	}
	if err := Write(out, someDocument(), several); err != nil {
		t.Fatal(err)
	}
	size, err := out.Seek(0, io.SeekEnd)
	if err != nil || size < 10<<20 {
		t.Fatalf("%d bytes, %v", size, err)
	}
	found, err := Check(out, size)
	if err != nil || len(found) > 0 {
		t.Errorf("Check = %v, %v", found, err)
	}
	if tool(t, "qpdf", "--show-npages", name) != fmt.Sprintf("%d\n", pages) {
		t.Error("qpdf counts other pages")
	}
}

func BenchmarkWrite(b *testing.B) {
	page := somePages(b)[0]
	page.Words = nil
	for i := range 400 {
		page.Words = append(page.Words, postkamer.Word{Text: fmt.Sprintf("woord%d", i), X: 200 + i%10*200, Y: 200 + i/10*70, W: 180, H: 40, Line: i / 10})
	}
	b.ReportAllocs()
	n := 0
	err := Write(io.Discard, someDocument(), func(yield func(Page, error) bool) {
		for b.Loop() {
			n++
			if n >= maxPages || !yield(page, nil) {
				return
			}
		}
	})
	if err != nil {
		b.Fatal(err)
	}
}
