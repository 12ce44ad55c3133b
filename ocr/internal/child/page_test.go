package child

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"postkamer/ocr/internal/wire"
)

// letterLines is a made-up letter. Its test BSN begins with 999.
var letterLines = []string{
	"Onderwerp: bezwaar tegen de aanslag van 12 oktober 2026",
	"Geachte heer, mevrouw,",
	"Hierbij maak ik bezwaar tegen de aanslag die u mij stuurde.",
	"Het bedrag van 482,17 euro klopt volgens mij niet, want het huis",
	"stond toen al zes maanden leeg en werd door niemand bewoond.",
	"Mijn burgerservicenummer is 999990019 en mijn rekeningnummer",
	"is NL91 ABNA 0417 1643 00. U bereikt mij op 06-12345678.",
	"Ik verzoek u de aanslag te verlagen en mij daarover te bellen.",
	"De stukken waar het om gaat stuur ik met deze brief mee.",
	"Met vriendelijke groet, J. Jansen",
}

// letterContent sets lines of text, at 12 points, times over as a PDF draws them.
func letterContent(times int) string {
	var b strings.Builder
	b.WriteString("BT /F1 12 Tf 16 TL 72 770 Td\n")
	for range times {
		for _, line := range letterLines {
			fmt.Fprintf(&b, "(%s) Tj T*\n", line)
		}
	}
	return b.String() + "ET\n"
}

// drawn has poppler draw the content of a page of A4 at 300 dpi in grey or in
// colour, and returns the raster.
func drawn(t testing.TB, content string, args ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.28 841.89]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	}
	b.WriteString("%PDF-1.4\n")
	for i, o := range objects {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	b.WriteString("trailer\n<</Size 6/Root 1 0 R>>\n%%EOF\n")
	path := filepath.Join(t.TempDir(), "page.pdf")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	args = append([]string{"-r", "300"}, append(args, path)...)
	raster, err := exec.CommandContext(context.Background(), "pdftoppm", args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return raster
}

// scanned gives a grey raster grey paper and the noise of a scanner.
func scanned(raster []byte, noise int) []byte {
	head := len(raster) - rasterSize(raster)
	b := bytes.Clone(raster)
	state := uint32(1)
	for i, v := range b[head:] {
		state = state*1664525 + 1013904223
		n := int(state>>16)%(2*noise+1) - noise
		b[head+i] = uint8(min(255, max(0, int(v)*210/255+20+n)))
	}
	return b
}

// rasterSize returns the bytes of pixels of a grey raster.
func rasterSize(raster []byte) int {
	var w, h int
	if _, err := fmt.Sscanf(string(raster[:32]), "P5\n%d %d", &w, &h); err != nil {
		panic(err)
	}
	return w * h
}

// decoded returns a raster as a page that is freed at the end of the test.
func decoded(t testing.TB, raster []byte) *page {
	t.Helper()
	p, err := decode(raster, rasterRequest(wire.OpPrepare))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.free)
	return p
}

// scalesOf returns p at all resolutions, to be freed by the caller.
func scalesOf(t testing.TB, p *page, steps wire.Steps) *scales {
	t.Helper()
	s, err := p.scales(steps)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// imageOf returns a copy of p.
func imageOf(t testing.TB, p *pix) *image.Gray {
	t.Helper()
	m, err := p.image()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func rasterRequest(op wire.Op) wire.Request {
	return wire.Request{Op: op, Kind: wire.Raster, Page: 1, DPI: 300, MaxPixels: 100_000_000}
}

// engine returns Tesseract and its orientation detection, or skips the test.
func engine(t testing.TB) (*tesseract, *osd) {
	t.Helper()
	folder := os.Getenv("TESSDATA_PREFIX")
	if folder == "" {
		folder = "/usr/share/tesseract-ocr/5/tessdata"
	}
	e, o := &tesseract{folder: folder}, &osd{folder: folder}
	o.reader = e
	if err := e.ready(); err != nil || !o.load() {
		t.Skip("no tesseract on this machine: ", err)
	}
	t.Cleanup(func() { e.client.Close() })
	return e, o
}

func softImage(m *image.Gray) bool {
	p := pixOf(m, 200)
	defer p.free()
	return p.histograms().isSoft()
}
