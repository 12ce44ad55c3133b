package postkamer

import "math"

// TextSource says where the text of a page came from.
type TextSource string

// Sources of text.
const (
	SourceOCR       TextSource = "ocr"
	SourceTextLayer TextSource = "text-layer" // a born-digital page of a PDF
	SourceAnswers   TextSource = "answers"    // a form's own answers
)

// A Text (gelezen tekst) is what was read from a piece: its pages in order.
type Text struct {
	Pages []PageText
}

// A PageText is what was read from one page.
type PageText struct {
	Page     PageID  `json:"page"` // 0 when the page is not in a database
	Number   int     `json:"number"`
	Width    int     `json:"width"`  // pixels of the view that the words' places refer to
	Height   int     `json:"height"` // pixels
	Rotation int     `json:"rotation"`
	Skew     float64 `json:"skew"`
	// PageWidth and PageHeight are the size of the page in its file; see View.
	PageWidth  int        `json:"page_width,omitempty"`
	PageHeight int        `json:"page_height,omitempty"`
	Language   string     `json:"language,omitempty"` // ISO 639-1 of what most of it is in; empty: cannot be told
	Source     TextSource `json:"source"`
	Body       string     `json:"text"` // lines separated by \n, paragraphs by a blank line
	Words      []Word     `json:"words"`
	Failed     bool       `json:"failed,omitempty"` // could not be read: a person must look
	Form       *PaperForm `json:"form,omitempty"`   // the page is one of our printed forms; nil: it is not
}

// A Word is one word with its place on the view of its page.
type Word struct {
	Text       string  `json:"text"`
	X          int     `json:"x"` // pixels from the left edge of the view
	Y          int     `json:"y"` // pixels from the top edge
	W          int     `json:"w"`
	H          int     `json:"h"`
	Confidence float64 `json:"confidence"` // 0..1; 1 for a text layer
	Line       int     `json:"line"`       // number of the line on the page, from 0
}

// OnPage returns a box on the view of the page, in pixels, as the box around it on
// the page as its file holds it, in pixels of that: what was turned, straightened
// and scaled for the view is undone. The box lies within the page; of a page askew
// it is a little larger than the word. When the size of the page is not known it
// is the box on the view.
func (p PageText) OnPage(x, y, w, h int) (pageX, pageY, pageW, pageH int) {
	if p.PageWidth < 1 || p.PageHeight < 1 || p.Width < 1 || p.Height < 1 {
		return x, y, w, h
	}
	v := View{Width: p.Width, Height: p.Height, Rotation: p.Rotation, Skew: p.Skew}
	left, top, right, bottom := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, corner := range [4][2]int{{x, y}, {x + w, y}, {x, y + h}, {x + w, y + h}} {
		px, py := v.OnPage(float64(corner[0]), float64(corner[1]))
		left, right = min(left, px), max(right, px)
		top, bottom = min(top, py), max(bottom, py)
	}
	pixel := func(share float64, size int) int { return int(math.Round(min(1, max(0, share)) * float64(size))) }
	pageX, pageY = pixel(left, p.PageWidth), pixel(top, p.PageHeight)
	return pageX, pageY, pixel(right, p.PageWidth) - pageX, pixel(bottom, p.PageHeight) - pageY
}

// PageSize returns the size of the page that OnPage refers to: in its file, else
// that of the view.
func (p PageText) PageSize() (width, height int) {
	if p.PageWidth > 0 && p.PageHeight > 0 {
		return p.PageWidth, p.PageHeight
	}
	return p.Width, p.Height
}

// Body returns the text of all pages, separated by form feeds.
func (t Text) Body() string {
	var b []byte
	for i, p := range t.Pages {
		if i > 0 {
			b = append(b, '\f')
		}
		b = append(b, p.Body...)
	}
	return string(b)
}

// Confidence returns the mean confidence over all words, 0 when there are none.
func (t Text) Confidence() float64 {
	sum, n := 0.0, 0
	for _, p := range t.Pages {
		for _, w := range p.Words {
			sum += w.Confidence
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}
