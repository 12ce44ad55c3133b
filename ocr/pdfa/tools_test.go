package pdfa

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"postkamer"
)

// tool runs a program and returns what it printed.
func tool(t testing.TB, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// saved writes the pages to a file.
func saved(t testing.TB, d Document, pages ...Page) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "piece.pdf")
	if err := os.WriteFile(name, written(t, d, pages...), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestQpdfFindsNothing(t *testing.T) {
	out := tool(t, "qpdf", "--check", saved(t, someDocument(), somePages(t)...))
	if !strings.Contains(out, "No syntax or stream encoding errors found") {
		t.Error(out)
	}
}

// onlyText matches the marks of direction and page ends that pdftotext adds.
var onlyText = regexp.MustCompile("[\u202a-\u202e\f]")

func TestTextComesOutInOrder(t *testing.T) {
	name := saved(t, someDocument(), somePages(t)...)
	const letter = "Gemeente Westdorp\nons kenmerk - 2026-10573\ntot u schrijft\n"
	tests := map[string]struct {
		args []string
		want string
	}{
		"by place":                       {[]string{"-f", "1", "-l", "1"}, letter},
		"as it stands in the file":       {[]string{"-raw", "-f", "1", "-l", "1"}, letter},
		"beyond the basic plane, Arabic": {[]string{"-f", "2", "-l", "2"}, "😀𝔸é\nمرحبا\nab c\n"},
		"no words":                       {[]string{"-f", "3", "-l", "3"}, ""},
	}
	for what, test := range tests {
		t.Run(what, func(t *testing.T) {
			out := tool(t, "pdftotext", append(slices.Clone(test.args), name, "-")...)
			got := onlyText.ReplaceAllString(strings.ReplaceAll(out, "\n\n", "\n"), "")
			if strings.TrimSpace(got) != strings.TrimSpace(test.want) {
				t.Errorf("pdftotext gives %q, want %q", out, test.want)
			}
		})
	}
}

func TestWordsLieWhereTheyWereRead(t *testing.T) {
	page := somePages(t)[0]
	boxes := bboxes(t, saved(t, someDocument(), page))
	if len(boxes) != len(page.Words) {
		t.Fatalf("%d words come out of %d", len(boxes), len(page.Words))
	}
	const points = 72.0 / 300
	for i, w := range page.Words {
		left, right := float64(w.X)*points, float64(w.X+w.W)*points
		top, bottom := lineOf(page.Words, w.Line)
		got := boxes[i]
		for j, want := range []float64{left, top * points, right, bottom * points} {
			if math.Abs(got[j]-want) > 1 {
				t.Errorf("%q lies at %.1f, want within 1 point of %.1f", w.Text, got, []float64{left, top * points, right, bottom * points})
				break
			}
		}
	}
}

// lineOf returns the top and bottom of a line in pixels: words of one line share
// them.
func lineOf(words []postkamer.Word, line int) (top, bottom float64) {
	top = math.Inf(1)
	for _, w := range words {
		if w.Line == line {
			top, bottom = math.Min(top, float64(w.Y)), math.Max(bottom, float64(w.Y+w.H))
		}
	}
	return top, bottom
}

// bboxes returns left, top, right and bottom of every word in points.
func bboxes(t *testing.T, name string) [][4]float64 {
	t.Helper()
	out := tool(t, "pdftotext", "-bbox", name, "-")
	var boxes [][4]float64
	for _, m := range regexp.MustCompile(`<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">`).FindAllStringSubmatch(out, -1) {
		var b [4]float64
		for i := range b {
			b[i], _ = strconv.ParseFloat(m[i+1], 64)
		}
		boxes = append(boxes, b)
	}
	return boxes
}

func TestAWordThatSticksOutKeepsItsOwnHeight(t *testing.T) {
	page := somePages(t)[0]
	page.Words = []postkamer.Word{
		{Text: "links", X: 300, Y: 500, W: 100, H: 40},
		{Text: "|", X: 420, Y: 100, W: 10, H: 900},
		{Text: "rechts", X: 450, Y: 500, W: 120, H: 40},
	}
	for _, b := range bboxes(t, saved(t, someDocument(), page)) {
		if high := b[3] - b[1]; b[0] != 420*0.24 && math.Abs(high-40*0.24) > 1 {
			t.Errorf("a word at %.1f is %.1f points high", b, high)
		}
	}
}

func TestPicturesStayAsTheyCame(t *testing.T) {
	out := tool(t, "pdfimages", "-list", saved(t, someDocument(), somePages(t)...))
	want := []string{"620 877 gray 1 8 jpeg", "200 100 rgb 3 8 jpeg", "64 48 gray 1 1 ccitt"}
	for i, line := range strings.Split(strings.TrimSpace(out), "\n")[2:] {
		f := strings.Fields(line)
		if got := strings.Join(slices.Concat(f[3:9]), " "); got != want[i] {
			t.Errorf("picture %d is %q, want %q", i+1, got, want[i])
		}
	}
}

func TestBlackOfAFaxIsBlack(t *testing.T) {
	name := saved(t, someDocument(), somePages(t)[2])
	pgm := []byte(tool(t, "pdftoppm", "-gray", "-scale-to-x", "64", "-scale-to-y", "48", name))
	pixels := pgm[len(pgm)-64*48:]
	if inBlack, inWhite := pixels[12*64+16], pixels[36*64+48]; inBlack > 10 || inWhite < 245 {
		t.Errorf("the black quarter is %d, the opposite one %d", inBlack, inWhite)
	}
}

func TestFontIsEmbedded(t *testing.T) {
	out := tool(t, "pdffonts", saved(t, someDocument(), somePages(t)[0]))
	if !regexp.MustCompile(`PostkamerBlank +CID TrueType +Identity-H +yes no +yes`).MatchString(out) {
		t.Error(out)
	}
}

// preflight are the jars of PDFBox's validator in Debian: libpdfbox2-java,
// libfontbox2-java, libcommons-logging-java, libactivation-java, libjaxb-api-java.
var preflight = []string{"preflight", "pdfbox2", "xmpbox", "fontbox2", "commons-logging", "javax.activation", "jaxb-api"}

func TestPreflightCallsItPDFA1b(t *testing.T) {
	var jars []string
	for _, jar := range preflight {
		path := "/usr/share/java/" + jar + ".jar"
		if _, err := os.Stat(path); err != nil {
			t.Skip("PDFBox Preflight is not installed; deploy/packages.sh bench does so")
		}
		jars = append(jars, path)
	}
	if _, err := exec.LookPath("java"); err != nil {
		t.Skip("Java is not installed; deploy/packages.sh bench does so")
	}
	d := someDocument()
	d.part = 1
	name := saved(t, d, somePages(t)...)
	out, err := validate(jars, name)
	if err != nil || !strings.Contains(out, "is a valid PDF/A-1b file") {
		t.Errorf("%v\n%s", err, out)
	}
	t.Run("and can say no", func(t *testing.T) {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		b = bytes.Replace(b, []byte("GTS_PDFA1"), []byte("GTS_PDFA9"), 1)
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := validate(jars, name); err == nil && strings.Contains(out, "is a valid") {
			t.Errorf("%v\n%s", err, out)
		}
	})
}

func validate(jars []string, name string) (string, error) {
	out, err := exec.Command("java", "-Xmx256m", "-cp", strings.Join(jars, ":"), "org.apache.pdfbox.preflight.Validator_A1b", name).CombinedOutput()
	if err != nil {
		return string(out), fmt.Errorf("validator: %w", err)
	}
	return string(out), nil
}
