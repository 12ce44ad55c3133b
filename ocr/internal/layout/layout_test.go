package layout

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"postkamer/ocr/internal/wire"
)

var update = flag.Bool("update", false, "write what comes out as golden files")

// Type of the hand-made pages, as on a view at 150 dpi.
const (
	char   = 9  // pixels from letter to letter
	height = 16 // of a word
	deep   = 4  // of letters like g, below the line
	pitch  = 27 // of lines
)

// A block is some lines that Tesseract gave as one block.
type block struct {
	x, y  int
	pitch int // of its lines; 0: the usual one
	text  string
}

// words returns the words of blocks as Tesseract gives them: block after block.
func words(blocks []block) []wire.Word {
	var found []wire.Word
	line := 0
	for n, b := range blocks {
		for i, text := range strings.Split(b.text, "\n") {
			step := b.pitch
			if step == 0 {
				step = pitch
			}
			x := b.x
			for _, w := range strings.Fields(text) {
				box := wire.Box{X: x, Y: b.y + i*step, W: len([]rune(w)) * char, H: height}
				if below(w) {
					box.H += deep
				}
				found = append(found, wire.Word{Box: box, Text: w, Confidence: 0.95, Line: line, Paragraph: n})
				x += box.W + char
			}
			line++
		}
	}
	return found
}

// lines returns the lines of a body without the blank ones.
func lines(body string) string {
	return strings.Join(strings.FieldsFunc(body, func(r rune) bool { return r == '\n' }), "\n")
}

const (
	leftText  = "De straat voor ons huis\nligt al weken open en er\nis niemand die vertelt\nwanneer het werk klaar\nis. Wij vragen u dat te\nlaten weten."
	rightText = "Voor mijn moeder is dat\nlastig, want zij loopt met\neen stok en komt niet over\nhet zand. Zij kan nu niet\nnaar de winkel of naar\nde huisarts."
	fullText  = "Hierbij laat ik u weten dat ik het niet eens ben met uw besluit van vorige week over\nde bijdrage die ik heb gevraagd, want mijn inkomen is sinds februari veel lager."
)

var handMade = []struct {
	rule   string
	blocks []block
	want   string
}{
	{"a block of labels beside a block of values is read row by row", []block{
		{100, 100, 40, "Achternaam\nVoornamen\nGeboortedatum"},
		{500, 100, 40, "de Vries\nAnna\n12-04-1981"},
	}, "Achternaam de Vries\nVoornamen Anna\nGeboortedatum 12-04-1981"},
	{"labels with colons and values in another size of letters are rows", []block{
		{100, 100, 0, "Naam:\nAdres:\nPlaats:"},
		{300, 103, 0, "Anna de Vries\nDorpsstraat 1\n1234 AB Dalwijk"},
	}, "Naam: Anna de Vries\nAdres: Dorpsstraat 1\nPlaats: 1234 AB Dalwijk"},
	{"an empty value leaves the label alone", []block{
		{100, 100, 40, "Achternaam\nTelefoon\nGeboortedatum"},
		{500, 100, 80, "de Vries\n12-04-1981"},
	}, "Achternaam de Vries\nTelefoon\nGeboortedatum 12-04-1981"},
	{"a value of more lines stays whole beside its label", []block{
		{100, 100, 0, "Toelichting"}, {100, 240, 0, "Datum"},
		{400, 100, 0, "Mijn inkomen is lager omdat ik\nminder uren werk sinds februari."}, {400, 240, 0, "3 mei 2026"},
	}, "Toelichting Mijn inkomen is lager omdat ik\nminder uren werk sinds februari.\nDatum 3 mei 2026"},
	{"a label of two lines is read whole before the value in their middle", []block{
		{100, 100, 0, "Bent u de bewoner\nvan het nieuwe adres?"}, {100, 200, 0, "Datum"},
		{400, 113, 0, "ja"}, {400, 200, 0, "3 mei 2026"},
	}, "Bent u de bewoner\nvan het nieuwe adres? ja\nDatum 3 mei 2026"},
	{"a label in the middle of a value of three lines comes before it", []block{
		{100, 127, 0, "Toelichting"}, {100, 260, 0, "Datum"},
		{400, 100, 0, "Mijn inkomen is lager\nomdat ik minder uren\nwerk sinds februari."}, {400, 260, 0, "3 mei 2026"},
	}, "Toelichting Mijn inkomen is lager\nomdat ik minder uren\nwerk sinds februari.\nDatum 3 mei 2026"},
	{"small values under one another are rows, not one cell", []block{
		{100, 100, 0, "Partner\nKinderen\nHuisdieren"},
		{400, 100, 0, "ja\nnee\ngeen"},
	}, "Partner ja\nKinderen nee\nHuisdieren geen"},
	{"the columns of a table are read row by row", []block{
		{100, 100, 0, "Omschrijving\nZand en grind\nPuin"},
		{400, 100, 0, "Aantal\n3\n12"},
		{600, 100, 0, "Bedrag\n135,00\n1.102,50"},
	}, "Omschrijving Aantal Bedrag\nZand en grind 3 135,00\nPuin 12 1.102,50"},
	{"two values after one label stay on its row", []block{
		{100, 100, 0, "Straat\nPlaats\nTelefoon"},
		{350, 100, 0, "Lindelaan 14\n1234 AB Dalwijk\n0123 456789"},
		{700, 100, 0, "Kerkstraat 201\n2345 CD Zuiderveen\n06 12345678"},
	}, "Straat Lindelaan 14 Kerkstraat 201\nPlaats 1234 AB Dalwijk 2345 CD Zuiderveen\nTelefoon 0123 456789 06 12345678"},
	{"running text in two columns is read column by column, also on the same lines", []block{
		{100, 100, 0, leftText}, {500, 100, 0, rightText},
	}, leftText + "\n" + rightText},
	{"columns that were torn into rows are put together again", []block{
		{100, 100, 0, "De straat voor ons huis"}, {500, 100, 0, "Voor mijn moeder is dat"},
		{100, 127, 0, "ligt al weken open en er"}, {500, 127, 0, "lastig, want zij loopt met"},
		{100, 154, 0, "is niemand die vertelt"}, {500, 154, 0, "een stok en komt niet"},
	}, "De straat voor ons huis\nligt al weken open en er\nis niemand die vertelt\nVoor mijn moeder is dat\nlastig, want zij loopt met\neen stok en komt niet"},
	{"a heading over two columns comes first, a line under both last", []block{
		{100, 40, 0, "Nieuws uit de wijk Molenkwartier en omgeving voor alle bewoners"},
		{100, 100, 0, leftText}, {500, 100, 0, rightText},
		{100, 300, 0, "Deze brief is gedrukt op papier van oude kranten in de wijk zelf"},
	}, "Nieuws uit de wijk Molenkwartier en omgeving voor alle bewoners\n" + leftText + "\n" + rightText + "\nDeze brief is gedrukt op papier van oude kranten in de wijk zelf"},
	{"the rest of a longer left column comes before the right one", []block{
		{100, 100, 0, leftText}, {500, 100, 0, rightText},
		{100, 330, 0, "Ook vragen wij u om\neen pad van platen te\nleggen langs de huizen."},
	}, leftText + "\nOok vragen wij u om\neen pad van platen te\nleggen langs de huizen.\n" + rightText},
	{"three columns are read one after the other", []block{
		{100, 100, 0, leftText}, {400, 100, 0, rightText}, {700, 100, 0, leftText},
	}, leftText + "\n" + rightText + "\n" + leftText},
	{"an address and the address of the sender beside it stay two blocks", []block{
		{100, 100, 0, "Gemeente Dalwijk\nPostbus 120\n1230 AA Dalwijk"},
		{600, 100, 0, "Anna de Vries\nDorpsstraat 1\n1234 AB Dalwijk"},
		{100, 300, 0, fullText},
	}, "Gemeente Dalwijk\nPostbus 120\n1230 AA Dalwijk\nAnna de Vries\nDorpsstraat 1\n1234 AB Dalwijk\n" + fullText},
	{"a date under two addresses comes after both", []block{
		{100, 100, 0, "Gemeente Dalwijk\nPostbus 120\n1230 AA Dalwijk"},
		{100, 230, 0, "Dalwijk, 3 mei 2026"},
		{600, 100, 0, "Anna de Vries\nDorpsstraat 1\n1234 AB Dalwijk"},
		{100, 300, 0, fullText},
	}, "Gemeente Dalwijk\nPostbus 120\n1230 AA Dalwijk\nAnna de Vries\nDorpsstraat 1\n1234 AB Dalwijk\nDalwijk, 3 mei 2026\n" + fullText},
	{"a letterhead whose lines stand between those of an address is a block", []block{
		{100, 100, 0, "Anna de Vries\nDorpsstraat 1\n1234 AB Dalwijk"},
		{600, 112, 23, "Bouwbedrijf Jansen\nSinds 1988\nInschrijving 90017263"},
		{100, 300, 0, fullText},
	}, "Anna de Vries\nDorpsstraat 1\n1234 AB Dalwijk\nBouwbedrijf Jansen\nSinds 1988\nInschrijving 90017263\n" + fullText},
	{"a name above an address has the lines of a letterhead beside it, none on its own", []block{
		{100, 110, 0, "Bouwbedrijf Jansen\nAanleg en onderhoud"},
		{600, 100, 23, "Dorpsstraat 1, Dalwijk\nKvK 90017263\nRekening 0443634798"},
		{100, 188, 0, "Gemeente Dalwijk\nPostbus 120\n1230 AA Dalwijk"},
		{100, 400, 0, fullText},
	}, "Bouwbedrijf Jansen\nAanleg en onderhoud\nDorpsstraat 1, Dalwijk\nKvK 90017263\nRekening 0443634798\nGemeente Dalwijk\nPostbus 120\n1230 AA Dalwijk\n" + fullText},
	{"a note in the margin is not mixed with the text beside it", []block{
		{40, 108, 19, "Let op: stuur\neen kopie mee\nen zet uw naam\nonder de brief"},
		{300, 100, 0, "Hierbij laat ik u weten dat ik het niet eens ben met\nuw besluit van vorige week over de bijdrage die ik heb\ngevraagd, want mijn inkomen is sinds februari lager\ndan in het jaar ervoor. Daarom vraag ik u dit besluit\nnog eens te bekijken."},
	}, "Let op: stuur\neen kopie mee\nen zet uw naam\nonder de brief\nHierbij laat ik u weten dat ik het niet eens ben met\nuw besluit van vorige week over de bijdrage die ik heb\ngevraagd, want mijn inkomen is sinds februari lager\ndan in het jaar ervoor. Daarom vraag ik u dit besluit\nnog eens te bekijken."},
	{"what stands wide apart beside running text is a block, read first when it begins higher", []block{
		{100, 130, 0, "Hierbij laat ik u weten dat ik het niet eens ben met\nuw besluit van vorige week over de bijdrage die ik heb\ngevraagd, want mijn inkomen is sinds februari lager\ndan in het jaar ervoor. Daarom vraag ik u dit besluit\nnog eens te bekijken."},
		{640, 104, 40, "Contact\nLindelaan 212\n1234 AB Dalwijk\nBel 0123 456789"},
	}, "Contact\nLindelaan 212\n1234 AB Dalwijk\nBel 0123 456789\nHierbij laat ik u weten dat ik het niet eens ben met\nuw besluit van vorige week over de bijdrage die ik heb\ngevraagd, want mijn inkomen is sinds februari lager\ndan in het jaar ervoor. Daarom vraag ik u dit besluit\nnog eens te bekijken."},
	{"what stands wide apart beside running text is a block, read last when it begins lower", []block{
		{100, 100, 0, "Hierbij laat ik u weten dat ik het niet eens ben met\nuw besluit van vorige week over de bijdrage die ik heb\ngevraagd, want mijn inkomen is sinds februari lager\ndan in het jaar ervoor. Daarom vraag ik u dit besluit\nnog eens te bekijken."},
		{640, 112, 40, "Contact\nLindelaan 212\n1234 AB Dalwijk\nBel 0123 456789"},
	}, "Hierbij laat ik u weten dat ik het niet eens ben met\nuw besluit van vorige week over de bijdrage die ik heb\ngevraagd, want mijn inkomen is sinds februari lager\ndan in het jaar ervoor. Daarom vraag ik u dit besluit\nnog eens te bekijken.\nContact\nLindelaan 212\n1234 AB Dalwijk\nBel 0123 456789"},
	{"signs of a list stay with their lines", []block{
		{100, 100, 0, "-\n-\n-"},
		{160, 100, 0, "een kopie van uw paspoort\nhet huurcontract\nde loonstroken"},
	}, "- een kopie van uw paspoort\n- het huurcontract\n- de loonstroken"},
	{"one line of two places is one line", []block{
		{100, 100, 0, "Bezoekadres: Stadsplein 4, Dalwijk"}, {700, 100, 0, "Telefoon: 14 0123"},
	}, "Bezoekadres: Stadsplein 4, Dalwijk Telefoon: 14 0123"},
}

// TestOrder lays pages out by hand. What comes out does not change when the page
// is a little askew or its boxes jump.
func TestOrder(t *testing.T) {
	for _, c := range handMade {
		t.Run(c.rule, func(t *testing.T) {
			given := words(c.blocks)
			for _, v := range []struct {
				name string
				page []wire.Word
			}{
				{"as laid out", given},
				{"0.2 degrees to the right", leaning(given, 0.2)},
				{"0.2 degrees to the left", leaning(given, -0.2)},
				{"jumping boxes", jumping(given)},
				{"twice as large", enlarged(given)},
			} {
				if got := lines(Body(Order(v.page))); got != c.want {
					t.Errorf("%s: read\n%s\nwant\n%s", v.name, got, c.want)
				}
			}
		})
	}
}

// TestOnItsSide holds that what is read in a shadow along the edge, over the height of
// many lines, takes none of them with it.
func TestOnItsSide(t *testing.T) {
	edge := wire.Word{Box: wire.Box{X: 20, Y: 60, W: 9, H: 180}, Text: "ETET", Confidence: 0.4, Line: 100}
	given := append([]wire.Word{edge}, words([]block{{100, 100, 40, "Eerste regel\nTweede regel\nDerde regel"}, {400, 223, 0, "14"}})...)
	want := "Eerste regel\nTweede regel\nDerde regel\n14\nETET"
	if got := lines(Body(Order(given))); got != want {
		t.Errorf("read\n%s\nwant\n%s", got, want)
	}
}

// TestBoxesOfAForm holds that an answer belongs to the small print above it, and that a
// table of one size of letters keeps its rows.
func TestBoxesOfAForm(t *testing.T) {
	given := words([]block{
		{100, 100, 25, "Achternaam\nJansen"}, {400, 100, 25, "Voorletters\nA.B."}, {700, 100, 25, "Telefoon\n0123 456789"},
		{100, 160, 25, "Straat\nDorpsstraat 1"}, {400, 160, 25, "Postcode"}, {700, 160, 25, "Plaats\nDalwijk"},
	})
	rows := "Achternaam Voorletters Telefoon\nJansen A.B. 0123 456789\nStraat Postcode Plaats\nDorpsstraat 1 Dalwijk"
	if got := lines(Body(Order(given))); got != rows {
		t.Errorf("letters of one size: read\n%s\nwant\n%s", got, rows)
	}
	small := changed(given, func(_ int, w *wire.Word) {
		if w.Y == 100 || w.Y == 160 {
			w.Y, w.H, w.W = w.Y+5, w.H-5, w.W*2/3
		}
	})
	boxes := "Achternaam\nJansen\nVoorletters\nA.B.\nTelefoon\n0123 456789\nStraat\nDorpsstraat 1\nPostcode\nPlaats\nDalwijk"
	if got := lines(Body(Order(small))); got != boxes {
		t.Errorf("labels in small print: read\n%s\nwant\n%s", got, boxes)
	}
}

// TestFiguresAreNoColumn holds that a table of figures on a bad copy, on which boxes are too
// high or too low, keeps its rows.
func TestFiguresAreNoColumn(t *testing.T) {
	given := words([]block{
		{100, 100, 30, "2018\n2019\n2020\n2021\n2022"},
		{400, 100, 30, "28.114,00\n28.900,00\n29.451,00\n30.117,50\n31.008,00"},
		{100, 290, 0, fullText},
	})
	page := changed(given, func(i int, w *wire.Word) {
		if w.Line < 10 {
			w.Line %= 5
		}
		if i >= 5 && i < 10 {
			w.Y += []int{0, 6, -6, 6, -6}[i-5]
		}
	})
	want := "2018 28.114,00\n2019 28.900,00\n2020 29.451,00\n2021 30.117,50\n2022 31.008,00\n" + fullText
	if got := lines(Body(Order(page))); got != want {
		t.Errorf("read\n%s\nwant\n%s", got, want)
	}
}

// TestPhotographAtAnAngle holds that a form keeps its rows where lines go down at the top
// of the sheet and up at the bottom, also when a value stands as near to another label.
func TestPhotographAtAnAngle(t *testing.T) {
	given := words([]block{
		{100, 100, 0, fullText},
		{100, 200, 28, "Achternaam\nVoornamen\nGeboortedatum\nTelefoon"},
		{500, 200, 28, "Jansen\nAnna\n12-04-1981\n0123 456789"},
		{100, 400, 0, fullText},
		{100, 700, 0, fullText},
	})
	page := changed(given, func(_ int, w *wire.Word) {
		w.Y += int(math.Round(0.04 * (1 - float64(w.Y)/500) * float64(w.X)))
	})
	form := "Achternaam Jansen\nVoornamen Anna\nGeboortedatum 12-04-1981\nTelefoon 0123 456789"
	want := strings.Join([]string{fullText, form, fullText, fullText}, "\n")
	if got := lines(Body(Order(page))); got != want {
		t.Errorf("read\n%s\nwant\n%s", got, want)
	}
}

// leaning returns words that go down to the right by some degrees.
func leaning(given []wire.Word, degrees float64) []wire.Word {
	return changed(given, func(_ int, w *wire.Word) {
		w.Y += 20 + int(math.Round(float64(w.X)*math.Tan(degrees*math.Pi/180)))
	})
}

// jumping returns words with boxes that are a pixel or two off.
func jumping(given []wire.Word) []wire.Word {
	return changed(given, func(i int, w *wire.Word) {
		w.X, w.Y, w.H = w.X+i*7%3-1, w.Y+i*5%3-1, w.H+i*11%3-1
	})
}

func enlarged(given []wire.Word) []wire.Word {
	return changed(given, func(_ int, w *wire.Word) {
		w.X, w.Y, w.W, w.H = 2*w.X, 2*w.Y, 2*w.W, 2*w.H
	})
}

func changed(given []wire.Word, change func(int, *wire.Word)) []wire.Word {
	found := slices.Clone(given)
	for i := range found {
		change(i, &found[i])
	}
	return found
}

// TestParagraphs holds where a blank line comes.
func TestParagraphs(t *testing.T) {
	for _, c := range []struct {
		rule   string
		blocks []block
		want   string
	}{
		{"more space than between lines parts paragraphs", []block{{100, 100, 0, fullText}, {100, 180, 0, fullText}}, fullText + "\n\n" + fullText},
		{"an indented line begins a paragraph", []block{{100, 100, 0, fullText}, {130, 154, 0, "Ook vind ik dat u te laat bent."}, {100, 181, 0, "Graag hoor ik van u."}},
			fullText + "\n\nOok vind ik dat u te laat bent.\nGraag hoor ik van u."},
		{"wide rows of a form are one paragraph", []block{{100, 100, 45, "Naam\nAdres\nPlaats\nDatum\nSoort"}}, "Naam\nAdres\nPlaats\nDatum\nSoort"},
		{"the second column begins a paragraph", []block{{100, 100, 0, leftText}, {500, 100, 0, rightText}}, leftText + "\n\n" + rightText},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := Body(Order(words(c.blocks))); got != c.want {
				t.Errorf("read\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// TestReadPages orders the words of pages that were printed, scanned and read by
// Tesseract 5.3, or taken from a text layer.
func TestReadPages(t *testing.T) {
	files, err := filepath.Glob("testdata/*.words")
	if err != nil || len(files) < 8 {
		t.Fatalf("%d pages: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".words"), func(t *testing.T) {
			got := Body(Order(readWords(t, file))) + "\n"
			golden := strings.TrimSuffix(file, ".words") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("read\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func readWords(t testing.TB, file string) []wire.Word {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var found []wire.Word
	for s := range strings.Lines(string(data)) {
		var w wire.Word
		if _, err := fmt.Sscan(s, &w.X, &w.Y, &w.W, &w.H, &w.Line, &w.Confidence, &w.Text); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		found = append(found, w)
	}
	return found
}

// FuzzOrder holds what is promised of any words: none is lost or changed, and
// lines and paragraphs are numbered upward from 0 without gaps.
func FuzzOrder(f *testing.F) {
	f.Add([]byte("0123456789abcdefghij"), uint8(3))
	f.Fuzz(func(t *testing.T, data []byte, perLine uint8) {
		var given []wire.Word
		for i := 0; i+4 < len(data) && len(given) < 400; i += 5 {
			w := wire.Word{Text: "w" + string(rune('a'+data[i]%26)), Line: len(given) / (int(perLine)%9 + 1)}
			w.Box = wire.Box{X: int(data[i]) * 5, Y: int(data[i+1]) * 7, W: int(data[i+2]), H: int(data[i+3]) % 60}
			w.Confidence = float64(data[i+4]) / 255
			given = append(given, w)
		}
		checkOrder(t, given, Order(given))
	})
}

func checkOrder(t *testing.T, given, got []wire.Word) {
	t.Helper()
	if len(got) != len(given) {
		t.Fatalf("%d words of %d", len(got), len(given))
	}
	count := map[string]int{}
	key := func(w wire.Word) string { return fmt.Sprint(w.Text, w.Box, w.Confidence) }
	line, paragraph := 0, 0
	for i := range given {
		count[key(given[i])]++
		count[key(got[i])]--
		w := got[i]
		if w.Line < line || w.Line > line+1 || w.Paragraph < paragraph || w.Paragraph > paragraph+1 || w.Paragraph > w.Line {
			t.Fatalf("word %d on line %d of paragraph %d after %d of %d", i, w.Line, w.Paragraph, line, paragraph)
		}
		line, paragraph = w.Line, w.Paragraph
	}
	for k, n := range count {
		if n != 0 {
			t.Fatalf("word %s: %d too few", k, n)
		}
	}
}

// BenchmarkOrder orders a full page.
func BenchmarkOrder(b *testing.B) {
	given := readWords(b, "testdata/leaflet-justified.words")
	for b.Loop() {
		Order(given)
	}
}

// TestHostilePages bounds the work for pages as no letter has them. A page of a
// book takes a few milliseconds.
func TestHostilePages(t *testing.T) {
	for _, c := range []struct {
		name string
		word func(i int) wire.Box
	}{
		{"words all over the page", func(i int) wire.Box {
			return wire.Box{X: i * 7919 % 1200, Y: i * 104729 % 1700, W: 5 + i%40, H: 4 + i%30}
		}},
		{"a chessboard of words", func(i int) wire.Box { return wire.Box{X: i % 80 * 15, Y: i / 80 * 20, W: 6, H: 10} }},
		{"all words in one place", func(int) wire.Box { return wire.Box{X: 10, Y: 10, W: 30, H: 10} }},
		{"two columns of dust", func(i int) wire.Box { return wire.Box{X: i % 2 * 600, Y: i / 2 % 1700, W: 30, H: 3} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			var given []wire.Word
			for i := range mostWords {
				given = append(given, wire.Word{Box: c.word(i), Text: "woord", Line: i})
			}
			begin := time.Now()
			got := Order(given)
			if spent := time.Since(begin); spent > 5*time.Second {
				t.Errorf("took %v", spent)
			} else {
				t.Log(spent)
			}
			checkOrder(t, given, got)
		})
	}
}
