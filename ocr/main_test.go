package ocr

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"postkamer/ocr/internal/plainpdf"
)

// TestMain lets the test binary serve as reading child, as cmd/postkamer does.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == ChildCommand {
		os.Exit(Child())
	}
	if len(os.Args) > 1 && os.Args[1] == insideCommand {
		os.Exit(inside(os.Args[2]))
	}
	os.Exit(m.Run())
}

// startEngine starts an engine that is closed at the end of the test.
func startEngine(t testing.TB, c Config) *Engine {
	t.Helper()
	if raceEnabled {
		c.Limits.AddressSpace = -1
	}
	e, err := Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// needsTesseract skips a test of reading on a machine that cannot read.
func needsTesseract(t testing.TB, e *Engine) {
	t.Helper()
	if err := e.Ready(t.Context()); err != nil {
		t.Skip(err)
	}
}

// letterLines is a made-up letter. Its test BSN begins with 999.
var letterLines = []string{
	"Gemeente Voorhout",
	"Postbus 100, 2200 AA Noordwijkerhout",
	"",
	"Onderwerp: bezwaar tegen de aanslag van 12 oktober 2026",
	"",
	"Geachte heer, mevrouw,",
	"",
	"Hierbij maak ik bezwaar tegen de aanslag die u mij stuurde.",
	"Het bedrag van 482 euro klopt volgens mij niet, want het huis",
	"stond toen al zes maanden leeg en werd door niemand bewoond.",
	"Mijn burgerservicenummer is 999990019.",
	"Ik verzoek u de aanslag te verlagen en mij daarover te bellen.",
	"De stukken waar het om gaat stuur ik met deze brief mee.",
	"",
	"Met vriendelijke groet,",
	"J. Jansen",
}

// A sheet is one page of a PDF for tests.
type sheet struct {
	content string // content stream; may use fonts F1 (Helvetica) and image Im0
	image   []byte // JPEG for Im0
	width   int    // pixels of the image
	height  int
	extra   string // entries of the page dictionary, such as /Rotate 90
}

// letterSheet returns a page with lines of text at 12 points.
func letterSheet(lines []string) sheet {
	var b strings.Builder
	b.WriteString("BT /F1 12 Tf 16 TL 72 760 Td\n")
	for _, line := range lines {
		fmt.Fprintf(&b, "(%s) Tj T*\n", line)
	}
	b.WriteString("ET\n")
	return sheet{content: b.String()}
}

// scanSheet returns a page that is one image.
func scanSheet(scan []byte) sheet {
	c, err := jpeg.DecodeConfig(bytes.NewReader(scan))
	if err != nil {
		panic(err)
	}
	return sheet{content: "q 595.28 0 0 841.89 0 0 cm /Im0 Do Q\n", image: scan, width: c.Width, height: c.Height}
}

// pdfOf returns a PDF of the sheets.
func pdfOf(sheets ...sheet) []byte { return pdfWith("", sheets...) }

// pdfWith returns a PDF with more in its catalogue.
func pdfWith(catalog string, sheets ...sheet) []byte {
	var kids []string
	objects := []string{"<</Type/Catalog/Pages 2 0 R" + catalog + ">>", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"}
	add := func(s string) int { objects = append(objects, s); return len(objects) }
	for _, s := range sheets {
		content := add(fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(s.content), s.content))
		xobject := ""
		if s.image != nil {
			n := add(fmt.Sprintf("<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode/Length %d>>\nstream\n%s\nendstream", s.width, s.height, len(s.image), s.image))
			xobject = fmt.Sprintf("/XObject<</Im0 %d 0 R>>", n)
		}
		page := add(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.28 841.89]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>%s>>%s>>", content, xobject, s.extra))
		kids = append(kids, fmt.Sprintf("%d 0 R", page))
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", strings.Join(kids, " "), len(kids))
	return plainpdf.Of(objects...)
}

// write puts b into a file of the test's own folder and returns its path.
func write(t testing.TB, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// run runs a program that makes a test file, and fails the test when it fails.
func run(t testing.TB, name string, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

// drawn draws page 1 of a PDF at 300 dpi as PNG and returns its path.
func drawn(t testing.TB, pdf []byte) string {
	t.Helper()
	path := write(t, "page.pdf", pdf)
	root := strings.TrimSuffix(path, ".pdf")
	run(t, "pdftoppm", "-r", "300", "-png", "-gray", "-singlefile", path, root)
	return root + ".png"
}

// converted has ImageMagick make a file called name from path.
func converted(t testing.TB, path, name string, args ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), name)
	run(t, "convert", append(append([]string{path}, args...), out)...)
	return out
}

// scanned makes a drawn page look as if it came from a scanner: grey paper, noise.
func scanned(t testing.TB, path, name string, args ...string) string {
	t.Helper()
	args = append([]string{"-background", "white"}, args...)
	args = append(args, "-fill", "#f4f4f0", "-opaque", "white", "-attenuate", "0.25", "-seed", "7", "+noise", "Gaussian", "-density", "300", "-units", "PixelsPerInch")
	return converted(t, path, name, args...)
}

// eventually waits for a condition that another process brings about.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatal(what)
}
