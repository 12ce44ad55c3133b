package main

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"os"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"postkamer"
)

// drawDPI is the resolution at which pages are filled in.
const (
	drawDPI   = 300
	drawPerMM = drawDPI / 25.4
)

// Typefaces of Debian's packages: fonts-liberation, fonts-dejavu, fonts-crosextra-carlito,
// fonts-roboto, fonts-lato, fonts-open-sans, fonts-courier-prime; by hand:
// fonts-femkeklaver, fonts-dkg-handwriting, fonts-breip, fonts-bwht.
var (
	typedFonts = []string{
		"truetype/liberation/LiberationSans-Regular.ttf", "truetype/liberation/LiberationMono-Regular.ttf", "truetype/liberation/LiberationSerif-Regular.ttf",
		"truetype/dejavu/DejaVuSans.ttf", "truetype/crosextra/Carlito-Regular.ttf", "truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf",
		"truetype/lato/Lato-Regular.ttf", "truetype/open-sans/OpenSans-Regular.ttf", "opentype/courier-prime/Courier Prime.otf",
	}
	handFonts = []string{
		"truetype/femkeklaver/femkeklaver.ttf", "truetype/fifthhorseman/dkg.ttf", "truetype/breip/Breip.ttf",
		"opentype/bwht/BecauseWeLearn-Regular.otf", "opentype/bwht/BecauseWeOrganize-Regular.otf", "opentype/bwht/BecauseWeMentor-Regular.otf",
	}
)

// A pen writes on pages: with one typeface, straight when it is typed and unsteadily
// by hand.
type pen struct {
	font *opentype.Font
	hand bool
	r    *rand.Rand
}

func newPen(name string, hand bool, r *rand.Rand) (*pen, error) {
	data, err := os.ReadFile("/usr/share/fonts/" + name)
	if err != nil {
		return nil, fmt.Errorf("%w: install the fonts that pen.go names", err)
	}
	f, err := opentype.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	return &pen{f, hand, r}, nil
}

// fill writes everything that belongs on a page.
func (p *pen) fill(page *image.Gray, layout postkamer.Layout, f filling) error {
	for _, z := range layout.Zones {
		switch {
		case z.Kind == postkamer.ZoneTick:
			for _, option := range f.ticks[z.Question] {
				if option == z.Option {
					p.cross(page, z)
				}
			}
		case z.Kind == postkamer.ZoneSignature:
			if strings.Contains(" "+strings.Join(f.signs, " ")+" ", " "+z.Question+" ") {
				p.sign(page, z)
			}
		case len(z.Comb) > 0:
			if err := p.comb(page, z, f.text[z.Question]); err != nil {
				return err
			}
		default:
			if err := p.lines(page, z, f.text[z.Question]); err != nil {
				return err
			}
		}
	}
	return nil
}

// shake is a random amount by hand and nothing in type, in millimetres or degrees.
func (p *pen) shake(most float64) float64 {
	if !p.hand {
		return 0
	}
	return (p.r.Float64()*2 - 1) * most
}

// comb writes one character to a cell. An amount ends at the right of its groups.
func (p *pen) comb(page *image.Gray, z postkamer.FormZone, text string) error {
	cells := z.Cells()
	runes := []rune(text)
	if len(runes) == 0 {
		return nil
	}
	start := 0
	if z.Kind == postkamer.ZoneAmount {
		start = len(cells) - len(runes)
	}
	for i, r := range runes {
		face, err := p.face(12 + p.shake(1.5))
		if err != nil {
			return err
		}
		wide := float64(font.MeasureString(face, string(r))) / 64 / drawPerMM
		x := cells[start+i] + (z.Cell-wide)/2 + p.shake(.5)
		p.write(page, face, x, z.Y+z.H-2.2+p.shake(.6), string(r))
	}
	return nil
}

// lines writes words on the lines of a box.
func (p *pen) lines(page *image.Gray, z postkamer.FormZone, text string) error {
	face, err := p.face(12 + p.shake(2))
	if err != nil {
		return err
	}
	step := z.H / float64(max(1, z.Lines))
	y, line := z.Y+step-2.6, ""
	for _, word := range strings.Fields(text) {
		longer := strings.TrimLeft(line+" "+word, " ")
		if float64(font.MeasureString(face, longer))/64/drawPerMM > z.W-4 {
			p.write(page, face, z.X+2, y+p.shake(.5), line)
			y, longer = y+step, word
		}
		line = longer
	}
	p.write(page, face, z.X+2, y+p.shake(.5), line)
	return nil
}

func (p *pen) face(points float64) (font.Face, error) {
	return opentype.NewFace(p.font, &opentype.FaceOptions{Size: points, DPI: drawDPI, Hinting: font.HintingNone})
}

// ink is the colour of a pen: of blue ink in grey, and black of a printer.
func (p *pen) ink() color.Gray {
	if p.hand {
		return color.Gray{Y: uint8(40 + p.r.IntN(50))}
	}
	return color.Gray{Y: 20}
}

func (p *pen) write(page *image.Gray, face font.Face, x, y float64, text string) {
	d := font.Drawer{Dst: page, Src: image.NewUniform(p.ink()), Face: face, Dot: fixed.Point26_6{X: fixed.Int26_6(x * drawPerMM * 64), Y: fixed.Int26_6(y * drawPerMM * 64)}}
	d.DrawString(text)
}

// cross puts a cross in a box.
func (p *pen) cross(page *image.Gray, z postkamer.FormZone) {
	in := func() float64 { return .5 + p.r.Float64()*.8 }
	p.stroke(page, z.X+in(), z.Y+in(), z.X+z.W-in(), z.Y+z.H-in())
	p.stroke(page, z.X+in(), z.Y+z.H-in(), z.X+z.W-in(), z.Y+in())
}

// sign draws loops from left to right.
func (p *pen) sign(page *image.Gray, z postkamer.FormZone) {
	x, y := z.X+6, z.Y+z.H/2
	phase, pace := p.r.Float64()*6, 1.2+p.r.Float64()
	for t := 0.0; t < 40; t += .12 {
		nx := z.X + 6 + t*1.2 + 4*math.Sin(t*pace+phase)
		ny := z.Y + z.H/2 + 6*math.Sin(t*pace*1.3)*math.Exp(-t/60)
		p.stroke(page, x, y, nx, ny)
		x, y = nx, ny
	}
}

// stroke draws a line of a ball-point: half a millimetre thick.
func (p *pen) stroke(page *image.Gray, x1, y1, x2, y2 float64) {
	const radius = .25 * drawPerMM
	steps := int(math.Hypot(x2-x1, y2-y1)*drawPerMM) + 1
	k := p.ink()
	for i := range steps + 1 {
		t := float64(i) / float64(steps)
		cx, cy := (x1+(x2-x1)*t)*drawPerMM, (y1+(y2-y1)*t)*drawPerMM
		for dy := -radius; dy <= radius; dy++ {
			for dx := -radius; dx <= radius; dx++ {
				if dx*dx+dy*dy <= radius*radius {
					page.SetGray(int(cx+dx), int(cy+dy), k)
				}
			}
		}
	}
}
