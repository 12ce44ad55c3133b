package main

import (
	"bytes"
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"postkamer"
	"postkamer/ocr"
)

// sheetsOf returns the sheets of an order's set: letters for tuning and heldout,
// and the three kinds of sheets that are not to be read.
func sheetsOf(o order) ([]sheet, error) {
	all, err := allSheets(o.set)
	if err != nil {
		return nil, err
	}
	if len(o.letters) == 0 {
		return all, nil
	}
	all = slices.DeleteFunc(all, func(s sheet) bool {
		return !slices.ContainsFunc(o.letters, func(l string) bool { return strings.HasPrefix(s.name, l) })
	})
	if len(all) == 0 {
		return nil, fmt.Errorf("no sheet of set %s is called %s", o.set, strings.Join(o.letters, " or "))
	}
	return all, nil
}

func allSheets(set string) ([]sheet, error) {
	switch set {
	case "blanks":
		return blankSheets(), nil
	case "separators":
		return separatorSheets()
	case "patches":
		return patchSheets(), nil
	}
	found, err := letters(set)
	if err != nil {
		return nil, err
	}
	var all []sheet
	for _, l := range found {
		all = append(all, sheet{name: l.name, kind: kindLetter, html: l.html})
	}
	return all, nil
}

// blankSheets returns paper on which nothing is to be read. A pencil note is the
// exception: its page may not be called blank.
func blankSheets() []sheet {
	empty := func(*rand.Rand) scan {
		return blankScan()
	}
	note := `<style>.pencil{position:absolute;left:110mm;top:60mm;font:15pt "femkeklaver";color:#b4b4b4;transform:rotate(-4deg)}</style><body class="hand"><div class="pencil" s>graag bellen</div>`
	return []sheet{
		{name: "b01-empty", kind: kindBlank, scan: empty},
		{name: "b02-dust", kind: kindBlank, scan: func(r *rand.Rand) scan {
			s := empty(r)
			s.grey = noisy(s.grey, 6, 60, r)
			return s
		}},
		{name: "b03-coffee", kind: kindBlank, scan: func(r *rand.Rand) scan {
			s := empty(r)
			s.grey = coffee(s.grey, r)
			return s
		}},
		{name: "b04-punched", kind: kindBlank, scan: func(r *rand.Rand) scan {
			s := empty(r)
			s.grey = punched(s.grey)
			return s
		}},
		{name: "b05-pencil", kind: kindLetter, wiped: []string{"fax", "faxlow"}, html: "<!DOCTYPE html><meta charset=utf-8><style>@page{size:210mm 297mm;margin:0}body{margin:0;width:210mm;height:296mm;position:relative}</style>" + note},
	}
}

// blankScan returns an empty scan of the size of an A4.
func blankScan() scan {
	s := scan{dpi: drawDPI, dpiY: drawDPI}
	s.grey = image.NewGray(image.Rect(0, 0, 2480, 3508))
	for i := range s.grey.Pix {
		s.grey.Pix[i] = 252
	}
	return s
}

// punched puts the shadow of two punch holes and of a fold on g.
func punched(g *image.Gray) *image.Gray {
	return each(g, func(x, y int, v float64) float64 {
		for _, hole := range []int{1754 - 472, 1754 + 472} { // 80 mm from each other
			if d := math.Hypot(float64(x-142), float64(y-hole)); d < 36 {
				return 60
			}
		}
		return v - 14*math.Exp(-math.Abs(float64(y-1169))/5)
	})
}

// separatorSheets returns our own separator sheets.
func separatorSheets() ([]sheet, error) {
	var all []sheet
	for i, id := range []string{"S1", "BALIE7", "7Q4ZK9X2", "STAPEL2026AB"} {
		value := postkamer.SeparatorValue(id)
		var b bytes.Buffer
		if err := ocr.SeparatorSheet(&b, value); err != nil {
			return nil, err
		}
		all = append(all, sheet{
			name: fmt.Sprintf("s%02d-separator", i+1), kind: kindSeparator, pdf: b.Bytes(),
			codes: []Code{{"qr", value}, {"code128", value}},
		})
	}
	return all, nil
}

// patchSheets returns sheets with patch code T: four bars, narrow wide narrow
// wide, 0.08 and 0.20 inch, with 0.08 inch between them. One has it across the
// sheet, one as on the sheets that scanners come with: small, and twice.
func patchSheets() []sheet {
	bars := func(style string) string {
		var b strings.Builder
		fmt.Fprintf(&b, `<div style="position:absolute;%s">`, style)
		for _, height := range []string{".08in", ".2in", ".08in", ".2in"} {
			fmt.Fprintf(&b, `<div style="background:#000;height:%s;margin-bottom:.08in"></div>`, height)
		}
		return b.String() + "</div>"
	}
	page := func(body string) string {
		return `<!DOCTYPE html><style>@page{size:210mm 297mm;margin:0}body{margin:0;width:210mm;height:296mm;position:relative;font:30pt "Liberation Sans"}</style><body>` + body
	}
	code := []Code{{"patch", "T"}}
	return []sheet{
		{name: "p01-patch-wide", kind: kindPatch, codes: code, html: page(bars("left:15mm;width:180mm;top:20mm"))},
		{name: "p02-patch-twice", kind: kindPatch, codes: code, html: page(bars("left:20mm;width:60mm;top:15mm") + bars("left:130mm;width:60mm;top:15mm") + `<p style="text-align:center;padding-top:120mm">PATCH T</p>`)},
		{name: "p03-patch-middle", kind: kindPatch, codes: code, html: page(bars("left:55mm;width:100mm;top:110mm") + `<p style="text-align:center;padding-top:60mm">Scheidingsblad</p>`)},
	}
}
