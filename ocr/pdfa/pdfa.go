// Package pdfa writes a searchable PDF/A-2b of a piece, from the pictures of its
// pages and the words read from them, and checks what it wrote.
//
// The file is an enrichment. It never replaces the original: pictures are the
// straightened views, not what came in. Every page shows its picture; over it,
// invisible, lie the words in their places, so that the file can be searched and
// its text copied. Writing takes pages one by one and holds one at a time.
//
//	d := pdfa.Document{Reference: "2026-000123-K", Title: "Brief", Created: now, Language: "nl"}
//	err := pdfa.Write(w, d, pages) // pages yields each page when it is wanted
//	findings, err := pdfa.Check(f, size)
//
// Rules are those of ISO 19005-2:2011 level B, called by clause in the comments
// ("6.2.11"), on top of ISO 32000-1 (PDF 1.7).
package pdfa

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"regexp"
	"time"

	"postkamer"
)

// A Document says what the file is about. The same things stand in its XMP and,
// where PDF has a place for them, in its Info dictionary.
type Document struct {
	Reference string // our reference, kept as dc:identifier; may be empty
	Title     string // cut to 500 characters; empty: the reference
	Created   time.Time
	Language  string // ISO 639-1; empty, or no name of a language: "nl"

	// part is the part of ISO 19005 that the file claims, 2 when it is 0. Only
	// tests write part 1, for a validator that knows no other.
	part int
}

// A Page is one page with its picture and words.
type Page struct {
	JPEG    []byte            // grey or colour, as our own preparation makes it
	Bitonal postkamer.Bitonal // used instead of JPEG when it is not empty
	Width   int               // pixels of the view that the words refer to
	Height  int               // pixels; the picture itself may have more or fewer
	DPI     int               // of that view; 0: not known, the page is taken for A4
	Words   []postkamer.Word  // in reading order
}

// Errors of Write about what it was given.
var (
	// ErrPicture says that a page has no picture, or one that cannot be shown.
	ErrPicture = errors.New("no picture that a PDF/A can hold")
	// ErrPages says that a document has no pages or more than 8,000.
	ErrPages = errors.New("not a number of pages that a PDF/A can hold")
)

// maxPages keeps the list of pages below the 8,191 elements an array may have
// by ISO 19005-1, 6.1.12. The biggest bundle seen has 500.
const maxPages = 8000

// Write writes the document with its pages to w. An error that pages yields ends
// the writing and is returned; what was written by then is not a PDF.
func Write(w io.Writer, d Document, pages iter.Seq2[Page, error]) error {
	d = d.completed()
	f := newFile(w, d.version())
	text := newCodes()
	kids := []int{}
	for p, err := range pages {
		if err != nil {
			return fmt.Errorf("page %d: %w", len(kids)+1, err)
		}
		kid, err := f.page(p, text)
		if err != nil {
			return fmt.Errorf("page %d: %w", len(kids)+1, err)
		}
		kids = append(kids, kid)
	}
	if len(kids) == 0 || len(kids) > maxPages {
		return fmt.Errorf("%w: %d", ErrPages, len(kids))
	}
	f.pages(kids)
	f.font(text)
	f.metadata(d)
	f.catalog(d)
	return f.close()
}

func (d Document) completed() Document {
	if d.part == 0 {
		d.part = 2
	}
	if !languageTag.MatchString(d.Language) {
		d.Language = "nl"
	}
	d.Reference, d.Title = short(plain(d.Reference)), short(plain(d.Title))
	if d.Title == "" {
		d.Title = d.Reference
	}
	if d.Title == "" {
		d.Title = "Poststuk"
	}
	d.Created = d.Created.UTC().Truncate(time.Second)
	return d
}

// languageTag matches what RFC 5646 allows as the name of a language, and more.
var languageTag = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)

// short cuts s to what a list of documents can show. A string of PDF holds at
// most 32,767 bytes (6.1.13).
func short(s string) string {
	const most = 500
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return s
}

// version is the version of PDF that the part builds upon.
func (d Document) version() string {
	if d.part == 1 {
		return "1.4"
	}
	return "1.7"
}

// A sheet is the size of a page in points, 72 to the inch, and what a pixel of
// its view measures.
type sheet struct {
	width, height float64
	perX, perY    float64
}

// A page measures 3 to 14,400 points either way (6.1.13).
const minSide, maxSide = 3, 14400

// longSideA4 is what the longer side of a page of unknown resolution measures.
const longSideA4 = 841.89

func (p Page) sheet() (sheet, error) {
	if p.Width <= 0 || p.Height <= 0 {
		return sheet{}, fmt.Errorf("a page of %d by %d pixels", p.Width, p.Height)
	}
	w, h := float64(p.Width), float64(p.Height)
	points := longSideA4 / math.Max(w, h)
	if p.DPI > 0 {
		points = 72 / float64(p.DPI)
	}
	s := sheet{width: side(w * points), height: side(h * points)}
	s.perX, s.perY = s.width/w, s.height/h
	return s, nil
}

func side(points float64) float64 { return math.Min(math.Max(points, minSide), maxSide) }
