package postkamer

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
