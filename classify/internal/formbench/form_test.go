package main

import (
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"

	"postkamer"
	"postkamer/classify"
	"postkamer/intake"
	"postkamer/intake/paper"
	"postkamer/ocr"
)

// TestMain lets the test binary serve as reading child.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == ocr.ChildCommand {
		os.Exit(ocr.Child())
	}
	os.Exit(m.Run())
}

// A desk is what the tests share: an engine and the printed pages of a move.
type desk struct {
	engine *ocr.Engine
	print  paper.Print
	blanks []*image.Gray
}

func newDesk(t *testing.T) desk {
	t.Helper()
	forms, err := intake.LoadForms()
	if err != nil {
		t.Fatal(err)
	}
	printed, err := intake.LoadPrinted()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := ocr.Start(t.Context(), ocr.Config{Children: 1, Printed: printed.Layout})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	if err := engine.Ready(t.Context()); err != nil {
		t.Fatalf("install what reads pages with deploy/packages.sh: %v", err)
	}
	b := &bench{forms: forms, blanks: map[string][]*image.Gray{}, prints: map[string]paper.Print{}}
	blanks, err := b.blank(t.Context(), "verhuizing", postkamer.U)
	if err != nil {
		t.Fatalf("install what draws forms (poppler-utils) with deploy/packages.sh: %v", err)
	}
	return desk{engine, b.prints["verhuizingu"], blanks}
}

// filled writes a made-up move on a page, from 1.
func (d desk) filled(t *testing.T, page int, f filling) *image.Gray {
	t.Helper()
	typeface, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	m := image.NewGray(d.blanks[page-1].Rect)
	copy(m.Pix, d.blanks[page-1].Pix)
	if err := (&pen{font: typeface, r: rand.New(rand.NewPCG(1, 1))}).fill(m, d.print.Layouts[page-1], f); err != nil {
		t.Fatal(err)
	}
	return m
}

// read has the pages read as one piece and decides about it.
func (d desk) read(t *testing.T, pages ...*image.Gray) (postkamer.Text, postkamer.Verdict) {
	t.Helper()
	var text postkamer.Text
	for _, m := range pages {
		name := filepath.Join(t.TempDir(), "page.jpg")
		if err := os.WriteFile(name, scanned(m, 85), 0o600); err != nil {
			t.Fatal(err)
		}
		read, err := d.engine.ReadFile(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		text.Pages = append(text.Pages, read.Pages[0].OnView)
	}
	return text, classify.Classify(text, classify.Facts{Channel: postkamer.Scan}, nil, classify.DefaultPolicy())
}

// corner paints a corner of a page white, as a scanner that cuts it off.
func corner(m *image.Gray, right, low bool) *image.Gray {
	r := image.Rect(0, 0, 220, 220)
	if right {
		r = r.Add(image.Pt(m.Rect.Dx()-220, 0))
	}
	if low {
		r = r.Add(image.Pt(0, m.Rect.Dy()-220))
	}
	out := image.NewGray(m.Rect)
	copy(out.Pix, m.Pix)
	draw.Draw(out, r, image.NewUniform(color.White), image.Point{}, draw.Src)
	return out
}

func fieldsOf(v postkamer.Verdict) map[string]postkamer.Field {
	fields := map[string]postkamer.Field{}
	for _, f := range v.Fields {
		fields[string(f.Name)] = f
	}
	return fields
}

func hasDoubt(v postkamer.Verdict, code postkamer.DoubtCode) bool {
	for _, d := range v.Doubts {
		if d.Code == code {
			return true
		}
	}
	return false
}

func TestPrintedForms(t *testing.T) {
	d := newDesk(t)
	t.Run("a page is read", func(t *testing.T) { d.pages(t) })
	t.Run("a signature is seen by its ink", func(t *testing.T) { d.signatures(t) })
}

func (d desk) pages(t *testing.T) {
	f := crowd{rand.New(rand.NewPCG(7, 7))}.move()
	first := d.filled(t, 1, f)
	wants := []string{"bsn", "birth_date", "move_date", "new_postcode", "new_number", "name"}
	for _, scan := range []struct {
		name string
		page *image.Gray
	}{
		{"upside down", flipped(first)},
		{"one mark cut off", corner(first, true, true)},
	} {
		t.Run(scan.name, func(t *testing.T) {
			text, v := d.read(t, scan.page)
			if text.Pages[0].Form == nil {
				t.Fatal("the page was not recognised")
			}
			if v.CaseType != postkamer.Verhuizing || !v.Sure {
				t.Errorf("kind %s, sure %v", v.CaseType, v.Sure)
			}
			fields := fieldsOf(v)
			for _, name := range wants {
				got := fields[name]
				if got.Value != f.want[name] || got.State != postkamer.FieldOK || got.W == 0 {
					t.Errorf("%s is %q (%s, %s), want %q", name, got.Value, got.State, got.Why, f.want[name])
				}
			}
			if !hasDoubt(v, postkamer.ValueUnsure) || v.Ready {
				t.Error("nobody says that the other pages are not there")
			}
		})
	}
	t.Run("two marks cut off is an ordinary letter", func(t *testing.T) {
		text, v := d.read(t, corner(corner(first, true, true), false, false))
		if text.Pages[0].Form != nil || v.Ready {
			t.Error("the page was recognised without its marks")
		}
	})
}

func (d desk) signatures(t *testing.T) {
	f := crowd{rand.New(rand.NewPCG(8, 8))}.move()
	_, v := d.read(t, d.filled(t, 3, f))
	if hasDoubt(v, postkamer.SignatureMissing) {
		t.Error("the signature was not seen")
	}
	f.signs = nil
	text, v := d.read(t, d.filled(t, 3, f))
	if text.Pages[0].Form == nil || !hasDoubt(v, postkamer.SignatureMissing) {
		t.Error("nobody misses the signature")
	}
	for _, doubt := range v.Doubts {
		if doubt.Code == postkamer.SignatureMissing && doubt.W == 0 {
			t.Error("the missing signature has no place")
		}
	}
}
