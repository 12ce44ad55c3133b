package main

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	_ "image/png" // of pdftoppm
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"postkamer/intake/scanner/scantest"
)

// sheetDPI is how finely the made-up stack is scanned: what the limits ask, no more.
const sheetDPI = 200

// A side is one side of a sheet as a scanner gives it.
type side = *image.RGBA

// mm is so many millimetres in pixels.
func mm(v float64) int { return int(v / 25.4 * sheetDPI) }

// empty is a side without anything, but for the grain that every scanner sees.
func empty(chance *rand.Rand, height float64) side {
	page := image.NewRGBA(image.Rect(0, 0, mm(210), mm(height)))
	for i := 0; i < len(page.Pix); i += 4 {
		grey := uint8(243 + chance.IntN(9))
		page.Pix[i], page.Pix[i+1], page.Pix[i+2], page.Pix[i+3] = grey, grey, grey, 255
	}
	return page
}

// sentences are what made-up letters are made of.
var sentences = []string{
	"Hierbij laat ik u weten dat ik per 1 december verhuis naar een ander adres in uw gemeente.",
	"Ik verzoek u mij een uittreksel toe te sturen naar het adres dat boven deze brief staat.",
	"Al twee weken brandt de straatverlichting op de hoek van de Lindelaan niet meer.",
	"Graag ontvang ik een bevestiging van dit schrijven.",
	"Tegen uw besluit van vorige maand maak ik bezwaar, omdat het bedrag niet klopt.",
	"De kosten van de verbouwing zijn hoger uitgevallen dan wij hadden verwacht.",
	"Mijn dochter gaat na de zomer naar een andere school en heeft vervoer nodig.",
	"Bijgevoegd vindt u een kopie van de rekening en van het bankafschrift.",
	"Voor vragen ben ik bereikbaar op werkdagen na vier uur 's middags.",
	"De vergunning hebben wij in het voorjaar aangevraagd en nog niet ontvangen.",
}

// lettering is the typeface of the letters.
func lettering(t *testing.T, points float64) font.Face {
	t.Helper()
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: points, DPI: sheetDPI, Hinting: font.HintingFull})
	if err != nil {
		t.Fatal(err)
	}
	return face
}

// A typist writes letters, no two of which are alike.
type typist struct {
	t      *testing.T
	face   font.Face
	chance *rand.Rand
}

func newTypist(t *testing.T) *typist {
	return &typist{t: t, face: lettering(t, 11), chance: rand.New(rand.NewPCG(5, 50))}
}

// write puts lines on a page from a height in millimetres.
func (w *typist) write(page side, ink color.Color, top float64, lines []string) {
	d := font.Drawer{Dst: page, Src: image.NewUniform(ink), Face: w.face}
	for i, line := range lines {
		d.Dot = fixed.P(mm(25), mm(top+6*float64(i)))
		d.DrawString(line)
	}
}

// letter is a page of a letter; its number stands on it.
func (w *typist) letter(number int, height float64) side {
	page := empty(w.chance, height)
	black := color.Gray{Y: 30}
	w.write(page, black, 30, []string{"J. Jansen", fmt.Sprintf("Herderinnestraat %d", number*3+1), "2512 EB Den Haag"})
	w.write(page, black, 60+float64(w.chance.IntN(20)), []string{fmt.Sprintf("Betreft: brief nummer %d", number)})
	var body []string
	for range 8 + w.chance.IntN(12) {
		text := sentences[w.chance.IntN(len(sentences))]
		for len(text) > 70 {
			cut := strings.LastIndexByte(text[:70], ' ')
			body, text = append(body, text[:cut]), text[cut+1:]
		}
		body = append(body, text)
		if w.chance.IntN(3) == 0 {
			body = append(body, "")
		}
	}
	w.write(page, black, 95, body[:min(len(body), 28)])
	return page
}

// pencil is a note in pencil on the back of a letter: three faint lines.
func (w *typist) pencil() side {
	page := empty(w.chance, 297)
	w.write(page, color.Gray{Y: 178}, 120, []string{"graag terugbellen", "na vijf uur", "dank u"})
	return page
}

// upsideDown turns a page by half.
func upsideDown(page side) side {
	b := page.Bounds()
	turned := image.NewRGBA(b)
	for y := range b.Dy() {
		for x := range b.Dx() {
			turned.SetRGBA(b.Dx()-1-x, b.Dy()-1-y, page.RGBAAt(x, y))
		}
	}
	return turned
}

// coloured puts a coloured picture on a page.
func coloured(page side) side {
	draw.Draw(page, image.Rect(mm(120), mm(200), mm(180), mm(240)), image.NewUniform(color.RGBA{R: 200, G: 40, B: 60, A: 255}), image.Point{}, draw.Src)
	return page
}

// blotted is a separator sheet of which coffee took the codes.
func blotted(page side) side {
	b := page.Bounds()
	black := image.NewUniform(color.Gray{Y: 60})
	for y := b.Dy() / 6; y < b.Dy()*5/6; y += 9 { // stripes through every code
		draw.Draw(page, image.Rect(b.Dx()/8, y, b.Dx()*7/8, y+5), black, image.Point{}, draw.Src)
	}
	return page
}

// printed makes the pages of a PDF, as a printer and a scanner would.
func printed(t *testing.T, pdf []byte) []side {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "set.pdf"), pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftoppm", "-r", fmt.Sprint(sheetDPI), "-png", filepath.Join(dir, "set.pdf"), filepath.Join(dir, "page")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "page-*.png"))
	sides := make([]side, len(files))
	for i, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		picture, _, err := image.Decode(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		sides[i] = image.NewRGBA(picture.Bounds())
		draw.Draw(sides[i], sides[i].Bounds(), picture, image.Point{}, draw.Src)
	}
	return sides
}

// asTIFF is a side as scanimage writes it: colour or grey, with its resolution.
func asTIFF(page side, colour bool) []byte {
	b := page.Bounds()
	samples := 1
	if colour {
		samples = 3
	}
	var pixels bytes.Buffer
	packed, _ := zlib.NewWriterLevel(&pixels, zlib.BestSpeed)
	row := make([]byte, b.Dx()*samples)
	for y := range b.Dy() {
		for x := range b.Dx() {
			c := page.RGBAAt(x, y)
			if colour {
				row[3*x], row[3*x+1], row[3*x+2] = c.R, c.G, c.B
				continue
			}
			row[x] = uint8((299*int(c.R) + 587*int(c.G) + 114*int(c.B)) / 1000)
		}
		packed.Write(row)
	}
	packed.Close()
	return tiffOf(b.Dx(), b.Dy(), samples, pixels.Bytes())
}

// tiffOf writes the frame of a TIFF of one strip around its packed pixels.
func tiffOf(width, height, samples int, strip []byte) []byte {
	const header, entries = 8, 12
	extra := header + len(strip) + len(strip)%2
	photometric := map[int]uint32{1: 1, 3: 2}[samples]
	type entry struct {
		tag, kind    uint16
		count, value uint32
	}
	ifd := extra + 6 + 16
	list := []entry{
		{256, 4, 1, uint32(width)}, {257, 4, 1, uint32(height)}, {258, 3, uint32(samples), 8}, {259, 3, 1, 8},
		{262, 3, 1, photometric}, {273, 4, 1, header}, {277, 3, 1, uint32(samples)}, {278, 4, 1, uint32(height)},
		{279, 4, 1, uint32(len(strip))}, {282, 5, 1, uint32(extra + 6)}, {283, 5, 1, uint32(extra + 14)}, {296, 3, 1, 2},
	}
	if samples == 3 {
		list[2].value = uint32(extra)
	}
	var out bytes.Buffer
	put := func(values ...any) {
		for _, v := range values {
			_ = binary.Write(&out, binary.LittleEndian, v)
		}
	}
	put([]byte("II"), uint16(42), uint32(ifd), strip, make([]byte, len(strip)%2))
	put([3]uint16{8, 8, 8}, [2]uint32{sheetDPI, 1}, [2]uint32{sheetDPI, 1}, uint16(entries))
	for _, e := range list {
		put(e.tag, e.kind, e.count, e.value)
	}
	put(uint32(0))
	return out.Bytes()
}

// A feeder is a scanner with a stack of paper in it.
type feeder struct {
	t    *testing.T
	tray string // what lies in the feeder, one file per side
	put  int
}

func newFeeder(t *testing.T) *feeder {
	t.Helper()
	return &feeder{t: t, tray: t.TempDir()}
}

// env is the environment in which the feeder is the scanner.
func (f *feeder) env() []string {
	f.t.Helper()
	self, err := os.Executable()
	if err != nil {
		f.t.Fatal(err)
	}
	return []string{"POSTKAMER_SCANIMAGE=" + self, scantest.FeederVariable + "=" + f.tray}
}

// lay lays a sheet in the feeder.
func (f *feeder) lay(front, back side) {
	f.t.Helper()
	for _, s := range []side{front, back} {
		f.put++
		if err := os.WriteFile(filepath.Join(f.tray, fmt.Sprintf("%04d.tif", f.put)), asTIFF(s, isColoured(s)), 0o600); err != nil {
			f.t.Fatal(err)
		}
	}
}

// isColoured tells whether a side has colour: grey ones are stored as grey, which a
// third of the bytes.
func isColoured(page side) bool {
	for i := 0; i < len(page.Pix); i += 4 {
		if page.Pix[i] != page.Pix[i+1] {
			return true
		}
	}
	return false
}
