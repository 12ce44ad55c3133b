package main

import (
	"fmt"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"postkamer"
	"postkamer/intake/cover"
)

// throughThePost is what a cheap printer, an envelope, a coffee cup and an old scanner do
// to a sheet: each case is a list of arguments for ImageMagick.
var throughThePost = [][]string{
	{"-background", "white", "-rotate", "2.4", "-attenuate", "0.4", "+noise", "gaussian", "-level", "8%,96%"},
	{"-rotate", "180", "-blur", "0x0.9", "-background", "white", "-rotate", "-3.1", "-level", "-30%,100%"},
	{"-fill", "rgb(120,90,60)", "-draw", "circle 980,250 1060,330", "-background", "white", "-rotate", "1.2"}, // a stain on one of both codes
}

// scannedAt150 puts sides through the post and writes them as a TIFF of poor JPEGs at 150
// dpi, as many a machine in a hallway does.
func scannedAt150(t *testing.T, name string, sides []side, harm []string) string {
	t.Helper()
	dir := t.TempDir()
	var args []string
	for i, page := range sides {
		in, out := filepath.Join(dir, fmt.Sprintf("%d.png", i)), filepath.Join(dir, fmt.Sprintf("%d.jpg", i))
		f, err := os.Create(in)
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, page); err != nil {
			t.Fatal(err)
		}
		f.Close()
		convert := slices.Concat([]string{in, "-resize", "1240x1754!"}, harm, []string{"-colorspace", "Gray", "-units", "PixelsPerInch", "-density", "150", "-quality", "35", out})
		if said, err := exec.Command("convert", convert...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		args = append(args, out)
	}
	scan := filepath.Join(dir, name+".tif")
	if said, err := exec.Command("convert", append(args, "-compress", "JPEG", "-quality", "35", scan)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	return scan
}

// objection is a letter that must not disappear in another case, whatever sheet lies upon it.
func (w *typist) objection() side {
	page := empty(w.chance, 297)
	w.write(page, color.Gray{Y: 30}, 30, []string{"Betreft: bezwaarschrift", "", "Hierbij maak ik bezwaar tegen uw besluit van 3 november 2026.", "Ik ben het niet eens met de hoogte van het bedrag.", "Ik verzoek u het besluit te herzien."})
	return page
}

// statement is a page of a bank: evidence, and no kind of letter.
func (w *typist) statement(number int) side {
	page := empty(w.chance, 297)
	lines := []string{"Voorbeeldbank", "", fmt.Sprintf("Afschrift %d", number), "", "Datum        Omschrijving                Bedrag", ""}
	shops := []string{"Bakkerij Korenaar", "Fietsen Snel", "Energie Noord", "Verf en Kwast", "Apotheek West", "Tuin Groen", "Slager Smit", "Boek en Blad", "Garage Oost", "Kapper Knip"}
	w.chance.Shuffle(len(shops), func(i, j int) { shops[i], shops[j] = shops[j], shops[i] })
	for day, shop := range shops[:6] {
		lines = append(lines, fmt.Sprintf("%02d-10        %s        %d,%02d", day*4+w.chance.IntN(4)+1, shop, w.chance.IntN(900)+20, w.chance.IntN(100)))
	}
	w.write(page, color.Gray{Y: 30}, 30, lines)
	return page
}

// TestPaperWithACoverSheetFindsItsCase prints cover sheets, spoils them and scans them in
// with what they cover: two cases in one envelope, a sheet that lies at the bottom, and one
// that came alone.
func TestPaperWithACoverSheetFindsItsCase(t *testing.T) {
	if testing.Short() {
		t.Skip("reads pages")
	}
	data, w := t.TempDir(), newTypist(t)
	w.chance = rand.New(rand.NewPCG(7, 7))
	first := importPost(t, data, nil, "--wait", scannedAt150(t, "brief0", []side{w.letter(40, 297)}, nil), scannedAt150(t, "brief1", []side{w.letter(41, 297)}, nil))
	cases := []string{first[0].Reference, first[1].Reference}
	sheet := func(reference string) side {
		made, err := cover.Sheet{Town: postkamer.DefaultMunicipality(), Tone: postkamer.U, Reference: reference, Until: time.Now()}.PDF()
		if err != nil {
			t.Fatal(err)
		}
		return printed(t, made)[0]
	}
	args := []string{"--wait", // all short: it is the sheets that are looked at
		scannedAt150(t, "twee", []side{sheet(cases[0]), w.statement(1), sheet(cases[1]), w.statement(2)}, throughThePost[0]),
		scannedAt150(t, "ondersteboven", []side{sheet(cases[0]), w.statement(3)}, throughThePost[1]),
		scannedAt150(t, "vlek", []side{sheet(cases[1]), w.statement(4)}, throughThePost[2]),
		scannedAt150(t, "onderop", []side{w.statement(5), sheet(cases[0])}, throughThePost[0]),
		scannedAt150(t, "bezwaar", []side{sheet(cases[0]), w.objection()}, nil),
		scannedAt150(t, "alleen", []side{sheet(cases[1])}, throughThePost[1])}
	lines := importPost(t, data, nil, args...)
	if got := fmt.Sprint(pagesOf(lines)); got != "[[2] [4] [2] [2] [1] [2] [1]]" {
		t.Errorf("pieces have pages %s", got)
	}
	for i, line := range lines {
		if !slices.Contains(line.Doubts, postkamer.BelongsTo) || line.Stage != postkamer.Routed {
			t.Errorf("piece %d: %+v", i, line)
		}
	}
	if wentOn(t, data, cases, []int{3, 3}); t.Failed() {
		for _, l := range lines {
			t.Logf("%v %s %.2f %s %v", l.Pages, l.CaseType, l.Probability, l.Queue, l.Doubts)
		}
	}
	verified(t, data)
}

func pagesOf(lines []resultLine) (list [][]int) {
	for _, l := range lines {
		list = append(list, l.Pages)
	}
	return list
}

// wentOn checks how many cases go on in those of the references, and that each of these
// says so.
func wentOn(t *testing.T, data string, references []string, want []int) {
	t.Helper()
	t.Setenv("POSTKAMER_S3_BIN", s3Binary(t))
	o, err := openAt(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close(t.Context())
	for i, reference := range references {
		var cases, doubts int
		err := o.Pool().QueryRow(t.Context(), `
			SELECT (SELECT count(*) FROM cases WHERE attached_to = c.id AND state = 'done'),
				(SELECT count(*) FROM doubts WHERE case_id = c.id AND code = 'BELONGS_TO' AND settled_at IS NULL)
			FROM cases c JOIN pieces p ON p.id = c.piece_id
			WHERE p.reference = $1`, reference).Scan(&cases, &doubts)
		if err != nil {
			t.Fatal(err)
		}
		if cases != want[i] || doubts == 0 {
			t.Errorf("%d cases go on in %s, which has %d doubts about it; want %d", cases, reference, doubts, want[i])
		}
	}
}
