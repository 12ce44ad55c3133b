package paper

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"postkamer"
	"postkamer/intake/internal/drawing"
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
	fonts, err := drawing.LoadFaces()
	if err != nil {
		return Print{}, fmt.Errorf("print form %s: %w", f.Name, err)
	}
	s := &setter{Faces: fonts, form: f, accent: f.Color}
	pages := s.paginate(s.strips())
	p := Print{Version: s.version(pages)}
	canvases := make([]*drawing.Canvas, len(pages))
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
	p.PDF = drawing.PDF(f.Title.Text, fonts, canvases)
	return p, nil
}

// words returns the words of the whole form in every tone, in small letters and in
// order, each once.
func (s *setter) words(pages []*drawing.Canvas) []string {
	said := s.said
	for _, c := range pages {
		said = append(said, c.Said...)
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
	canvas *drawing.Canvas
	zones  []postkamer.FormZone
}

// paginate draws strips on as many pages as they need. What is to be kept together
// with the next strip moves to the next page with it.
func (s *setter) paginate(strips []strip) []leaf {
	pages := []leaf{{canvas: &drawing.Canvas{Faces: s.Faces}}}
	y := top
	for i, st := range strips {
		need := st.height
		for j := i; strips[j].keep && j+1 < len(strips); j++ {
			need += strips[j+1].height
		}
		if y+need > bottom && y > top {
			pages = append(pages, leaf{canvas: &drawing.Canvas{Faces: s.Faces}})
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
func (s *setter) finish(c *drawing.Canvas, code postkamer.PaperCode) error {
	for i, at := range postkamer.Marks() {
		c.Block(drawing.Black, at[0]-postkamer.MarkSide/2, at[1]-postkamer.MarkSide/2, postkamer.MarkSide, postkamer.MarkSide)
		if i == 3 {
			c.Block(drawing.Colour{255, 255, 255}, at[0]-postkamer.MarkHole/2, at[1]-postkamer.MarkHole/2, postkamer.MarkHole, postkamer.MarkHole)
		}
	}
	if err := c.QR(code.Value(), qrX, qrY, qrSide); err != nil {
		return err
	}
	s.head(c, code)
	s.foot(c, code)
	return nil
}

// head writes the municipality and the title, large on the first page.
func (s *setter) head(c *drawing.Canvas, code postkamer.PaperCode) {
	c.Text(s.Bold, 10, s.accent, left, 19, s.form.Town)
	if code.Page > 1 {
		c.Text(s.Bold, 12.5, drawing.Black, left, 27, s.form.Title.Text)
		c.Text(s.Regular, labelSize, drawing.Subtle, left, 33, fmt.Sprintf("Bladzijde %d van %d", code.Page, code.Pages))
		return
	}
	size := 22.0
	for s.Bold.Width(s.form.Title.Text, size) > qrX-left-6 {
		size--
	}
	c.Text(s.Bold, size, drawing.Black, left, 30, s.form.Title.Text)
}

// foot writes which form and page this is.
func (s *setter) foot(c *drawing.Canvas, code postkamer.PaperCode) {
	c.Rule(drawing.Faint, .5, left, 279, right, 279)
	c.Text(s.Regular, hintSize, drawing.Subtle, left, 284, s.form.Title.Text)
	page := fmt.Sprintf("Bladzijde %d van %d", code.Page, code.Pages)
	c.Text(s.Bold, hintSize+1, drawing.Black, (drawing.Width-s.Bold.Width(page, hintSize+1))/2, 284, page)
	which := "Formulier " + code.Form + ", druk " + code.Version
	c.Text(s.Regular, hintSize, drawing.Subtle, right-s.Regular.Width(which, hintSize), 284, which)
}
