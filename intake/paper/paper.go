package paper

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	qrdecoder "github.com/makiuchi-d/gozxing/qrcode/decoder"

	"postkamer"
)

// The place of the QR code, in millimetres.
const (
	qrSide = 24.0
	qrX    = right - qrSide
	qrY    = 13.0
)

// A Print is a form laid out for printing.
type Print struct {
	PDF     []byte
	Version string
	Layouts []postkamer.Layout // of its pages, in order
}

// Make lays a form out. The same form gives the same bytes.
func Make(f Form) (Print, error) {
	fonts, err := loadFaces()
	if err != nil {
		return Print{}, fmt.Errorf("print form %s: %w", f.Name, err)
	}
	s := &setter{faces: fonts, form: f, accent: f.Color}
	pages := s.paginate(s.strips())
	p := Print{Version: s.version(pages)}
	canvases := make([]*canvas, len(pages))
	for i, page := range pages {
		code := postkamer.PaperCode{Form: f.Name, Version: p.Version, Page: i + 1, Pages: len(pages)}
		if err := s.finish(page.canvas, code); err != nil {
			return Print{}, fmt.Errorf("print form %s: %w", f.Name, err)
		}
		p.Layouts = append(p.Layouts, postkamer.Layout{Code: code, Title: f.Title.Text, Zones: page.zones})
		canvases[i] = page.canvas
	}
	words := s.words(canvases)
	for i := range p.Layouts {
		p.Layouts[i].Words = words
	}
	p.PDF = pdfOf(f.Title.Text, fonts, canvases)
	return p, nil
}

// words returns the words of the whole form in every tone, in small letters and in
// order, each once.
func (s *setter) words(pages []*canvas) []string {
	said := s.said
	for _, c := range pages {
		said = append(said, c.said...)
	}
	var words []string
	for _, text := range said {
		words = append(words, strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })...)
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// A leaf is one page in the making.
type leaf struct {
	canvas *canvas
	zones  []postkamer.FormZone
}

// paginate draws strips on as many pages as they need. What is to be kept together
// with the next strip moves to the next page with it.
func (s *setter) paginate(strips []strip) []leaf {
	pages := []leaf{{canvas: &canvas{faces: s.faces}}}
	y := top
	for i, st := range strips {
		need := st.height
		for j := i; strips[j].keep && j+1 < len(strips); j++ {
			need += strips[j+1].height
		}
		if y+need > bottom && y > top {
			pages = append(pages, leaf{canvas: &canvas{faces: s.faces}})
			y = top
		}
		page := &pages[len(pages)-1]
		page.zones = append(page.zones, st.draw(page.canvas, y)...)
		y += st.height
	}
	return pages
}

// version returns eight characters that change with every change of the places, of
// what is asked, or of the words that it is asked with.
func (s *setter) version(pages []leaf) string {
	sum := sha256.New()
	for _, page := range pages {
		for _, z := range page.zones {
			z.Label, z.Says = "", ""
			line, _ := json.Marshal(z) // plain values only
			sum.Write(append(line, '\n'))
		}
		sum.Write([]byte{'\f'})
	}
	sum.Write([]byte(strings.Join(s.raws, "\n")))
	return strings.ToUpper(hex.EncodeToString(sum.Sum(nil)[:4]))
}

// finish draws what stands on every page: marks, code, title and page number.
func (s *setter) finish(c *canvas, code postkamer.PaperCode) error {
	for i, at := range postkamer.Marks() {
		c.block(black, at[0]-postkamer.MarkSide/2, at[1]-postkamer.MarkSide/2, postkamer.MarkSide, postkamer.MarkSide)
		if i == 3 {
			c.block(colour{255, 255, 255}, at[0]-postkamer.MarkHole/2, at[1]-postkamer.MarkHole/2, postkamer.MarkHole, postkamer.MarkHole)
		}
	}
	square, err := qrcode.NewQRCodeWriter().Encode(code.Value(), gozxing.BarcodeFormat_QR_CODE, 1, 1, map[gozxing.EncodeHintType]any{
		gozxing.EncodeHintType_ERROR_CORRECTION: qrdecoder.ErrorCorrectionLevel_Q,
		gozxing.EncodeHintType_MARGIN:           0,
	})
	if err != nil {
		return err
	}
	c.modules(square, qrX, qrY, qrSide)
	s.head(c, code)
	s.foot(c, code)
	return nil
}

// head writes the municipality and the title, large on the first page.
func (s *setter) head(c *canvas, code postkamer.PaperCode) {
	c.text(s.bold, 10, s.accent, left, 19, s.form.Town)
	if code.Page > 1 {
		c.text(s.bold, 12.5, black, left, 27, s.form.Title.Text)
		c.text(s.regular, labelSize, subtle, left, 33, fmt.Sprintf("Bladzijde %d van %d", code.Page, code.Pages))
		return
	}
	size := 22.0
	for s.bold.width(s.form.Title.Text, size) > qrX-left-6 {
		size--
	}
	c.text(s.bold, size, black, left, 30, s.form.Title.Text)
}

// foot writes which form and page this is.
func (s *setter) foot(c *canvas, code postkamer.PaperCode) {
	c.rule(faint, .5, left, 279, right, 279)
	c.text(s.regular, hintSize, subtle, left, 284, s.form.Title.Text)
	page := fmt.Sprintf("Bladzijde %d van %d", code.Page, code.Pages)
	c.text(s.bold, hintSize+1, black, (pageWidth-s.bold.width(page, hintSize+1))/2, 284, page)
	which := "Formulier " + code.Form + ", druk " + code.Version
	c.text(s.regular, hintSize, subtle, right-s.regular.width(which, hintSize), 284, which)
}

// modules draws a code: one rectangle for each run of dark modules, all in one path
// so that no seams show between them.
func (c *canvas) modules(m *gozxing.BitMatrix, x, y, side float64) {
	c.fill(black)
	unit := side / float64(m.GetWidth())
	for row := range m.GetHeight() {
		for column := 0; column < m.GetWidth(); column++ {
			from := column
			for column < m.GetWidth() && m.Get(column, row) {
				column++
			}
			if column > from {
				fmt.Fprintf(c, "%.3f %.3f %.3f %.3f re\n", pt(x+float64(from)*unit), up(y+float64(row+1)*unit), pt(float64(column-from)*unit), pt(unit))
			}
		}
	}
	c.WriteString("f\n")
}
