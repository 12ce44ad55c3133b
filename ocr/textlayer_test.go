package ocr

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// shiftedFont is an entry for a page in which the font F1 shows letters that stand
// three places on in the alphabet as what they are: what is seen is right, what is
// in the file is not.
func shiftedFont() string {
	var differences strings.Builder
	for c := 'a'; c <= 'w'; c++ {
		fmt.Fprintf(&differences, "/%c", c)
	}
	return "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Type/Encoding/Differences[100" + differences.String() + "]>>>>"
}

// shifted writes s for shiftedFont.
func shifted(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'w' {
			return r + 3
		}
		return r
	}, s)
}

// strips cuts a scan in so many images below each other.
func strips(t *testing.T, path string, n int) []byte {
	t.Helper()
	out := write(t, "strips.pdf", nil)
	run(t, "sh", "-c", fmt.Sprintf("convert %s -crop 1x%d@ +repage -density 300 -quality 85 %s.%%02d.jpg", path, n, out))
	var content, objects, names strings.Builder
	b := string(pdfOf(sheet{content: "@"}))
	top := 841.89
	for i := range n {
		jpg, err := os.ReadFile(fmt.Sprintf("%s.%02d.jpg", out, i))
		if err != nil {
			t.Fatal(err)
		}
		s := scanSheet(jpg)
		h := 595.28 * float64(s.height) / float64(s.width)
		top -= h
		fmt.Fprintf(&content, "q 595.28 0 0 %.2f 0 %.2f cm /I%d Do Q\n", h, top, i)
		fmt.Fprintf(&names, "/I%d %d 0 R", i, 20+i)
		fmt.Fprintf(&objects, "%d 0 obj\n<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n", 20+i, s.width, s.height, len(jpg), jpg)
	}
	content.WriteString("BT 3 Tr /F1 12 Tf 16 TL 72 760 Td (Dit is wat een ander programma las.) Tj T* (En dat klopte niet.) Tj ET\n")
	b = strings.Replace(b, "<</Length 1>>\nstream\n@\n", fmt.Sprintf("<</Length %d>>\nstream\n%s\n", content.Len(), content.String()), 1)
	b = strings.Replace(b, "/Font<</F1 3 0 R>>", "/Font<</F1 3 0 R>>/XObject<<"+names.String()+">>", 1)
	return []byte(strings.Replace(b, "xref\n0", objects.String()+"xref\n0", 1))
}

// pasted returns a page on which a third is a picture of the letter's lines, exactly
// where they stand in the letter.
func pasted(t *testing.T, letter []byte) sheet {
	t.Helper()
	jpg, err := os.ReadFile(converted(t, grayFile(t, letter), "part.jpg", "-crop", "1833x1167+250+292", "+repage", "-quality", "90"))
	if err != nil {
		t.Fatal(err)
	}
	s := scanSheet(jpg)
	s.content = "q 440 0 0 280 60 491.8 cm /Im0 Do Q\n"
	return s
}

// TestTextLayer: the text of a page is that of the file where that is what a
// person sees, else what is read.
func TestTextLayer(t *testing.T) {
	e := startEngine(t, Config{})
	needsTesseract(t, e)
	typed := letterSheet(letterLines)
	letter := string(pdfOf(typed))
	var other []string
	for _, line := range letterLines {
		other = append(other, strings.NewReplacer("bezwaar", "klacht over", "aanslag", "vergunning", "999990019", "999990020", "euro", "dagen", "huis", "pand").Replace(line))
	}
	invisible := strings.Replace(letterSheet(other).content, "BT", "BT 3 Tr", 1)
	reversed := make([]string, len(letterLines))
	for i := range letterLines {
		reversed[i] = letterLines[len(letterLines)-1-i]
	}
	nonsense := letterSheet(reversed)
	garbled := letterSheet(strings.Split(shifted(strings.Join(letterLines, "\n")), "\n"))
	with := func(add string) []byte { s := typed; s.content += add; return pdfOf(s) }
	fontOf := func(font string, content sheet) []byte {
		return []byte(strings.Replace(string(pdfOf(content)), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", font, 1))
	}
	privateMap := "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Type/Encoding/Differences[97/g1/g2/g3/g4/g5/g6/g7/g8/g9/g10/g11/g12]>>>>"
	form := strings.Replace(letter, "/Type/Page/", "/Annots[<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(Veldwaarde van Marie Bakker)/Rect[72 300 400 320]/DA(/F1 12 Tf 0 g)/F 4/AP<</N 90 0 R>>>>]/Type/Page/", 1)
	form = strings.Replace(form, "xref\n0", "90 0 obj\n<</Type/XObject/Subtype/Form/BBox[0 0 328 20]/Resources<</Font<</F1 3 0 R>>>>/Length 59>>\nstream\nBT /F1 12 Tf 2 5 Td (Veldwaarde van Marie Bakker) Tj ET     \nendstream\nendobj\nxref\n0", 1)
	scan := asScan(t, grayPage(t, []byte(letter)))
	part := pasted(t, []byte(letter))
	picture := func(add string) []byte {
		s := part
		s.content += add
		return pdfOf(s)
	}
	patch := "0 0 0.5 rg 60 250 400 40 re f 1 1 1 rg BT /F1 14 Tf 72 265 Td (Witte letters op donkerblauw papier) Tj ET 0 g\n"
	for _, c := range []struct {
		name   string
		pdf    []byte
		source postkamer.TextSource
		has    string
		hasNot string
	}{
		{"letter of a word processor", []byte(letter), postkamer.SourceTextLayer, "burgerservicenummer", "\x00"},
		{"white letters on dark paper", with(patch), postkamer.SourceTextLayer, "donkerblauw", "\x00"},
		{"field that is filled in", []byte(form), "", "Veldwaarde", "\x00"},
		{"scan without text", pdfOf(scanSheet(scan)), postkamer.SourceOCR, "burgerservicenummer", "\x00"},
		{"scan in strips with wrong text", strips(t, grayFile(t, []byte(letter)), 8), postkamer.SourceOCR, "burgerservicenummer", "ander programma"},
		{"picture without text", picture(""), postkamer.SourceOCR, "burgerservicenummer", "\x00"},
		{"picture with the same text hidden", picture(strings.Replace(typed.content, "BT", "BT 3 Tr", 1)), postkamer.SourceTextLayer, "burgerservicenummer", "\x00"},
		{"picture with other text hidden", picture(invisible), postkamer.SourceOCR, "aanslag", "vergunning"},
		{"picture with hidden nonsense", picture(strings.Replace(nonsense.content, "BT", "BT 3 Tr", 1)), postkamer.SourceOCR, "burgerservicenummer", "\x00"},
		{"hidden words in the white", with("BT 3 Tr /F1 12 Tf 72 300 Td (goedkeuren) Tj ET\n"), postkamer.SourceOCR, "burgerservicenummer", "goedkeuren"},
		{"a few white words", with("1 1 1 rg BT /F1 12 Tf 72 300 Td (meteen goedkeuren) Tj ET\n"), postkamer.SourceOCR, "burgerservicenummer", "goedkeuren"},
		{"black words on black", with("60 290 200 30 re f BT /F1 12 Tf 72 300 Td (meteen goedkeuren) Tj ET\n"), postkamer.SourceOCR, "burgerservicenummer", "goedkeuren"},
		{"words beside the page", with("BT /F1 12 Tf 700 300 Td (meteen goedkeuren) Tj ET\n"), postkamer.SourceTextLayer, "burgerservicenummer", "goedkeuren"},
		{"tiny words", with("BT /F1 0.4 Tf 72 300 Td (meteen goedkeuren) Tj ET\n"), "", "burgerservicenummer", "goedkeuren"},
		{"text below a white patch", with("BT /F1 12 Tf 72 300 Td (meteen goedkeuren) Tj ET 1 1 1 rg 60 290 300 30 re f\n"), postkamer.SourceOCR, "burgerservicenummer", "goedkeuren"},
		{"letters three places on", fontOf(shiftedFont(), garbled), "", "burgerservicenummer", "exujhu"},
		{"letters without a name", fontOf(privateMap, typed), postkamer.SourceOCR, "", "\x00"},
		{"three words on a scan", pdfOf(func() sheet {
			s := scanSheet(scan)
			s.content += "BT /F1 8 Tf 300 20 Td (Ontvangen op maandag) Tj ET\n"
			return s
		}()), postkamer.SourceOCR, "burgerservicenummer", "\x00"},
		{"half a page of picture with letters", pdfOf(func() sheet {
			s := scanSheet(scan)
			s.content = strings.Replace(s.content, "595.28 0 0 841.89 0 0 cm", "421 0 0 595 80 0 cm", 1)
			s.content += "BT /F1 12 Tf 72 800 Td (Zie hieronder de brief die ik van u kreeg over mijn huis.) Tj ET\n"
			return s
		}()), postkamer.SourceOCR, "hieronder", "\x00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, got := readPage(t, e, write(t, "x.pdf", c.pdf), 1)
			if c.source != "" && got.Source != c.source || !strings.Contains(got.Body, c.has) || strings.Contains(got.Body, c.hasNot) {
				t.Errorf("%s: %q", got.Source, got.Body)
			}
		})
	}
}

// grayFile draws a PDF and returns the path of the picture.
func grayFile(t *testing.T, pdf []byte) string {
	t.Helper()
	return drawn(t, pdf)
}

func TestIsLanguage(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{"Hierbij maak ik bezwaar tegen de aanslag die u mij stuurde want het huis stond toen al zes maanden leeg", true},
		{"Ich lege hiermit Widerspruch gegen den Bescheid ein weil die Wohnung seit sechs Monaten leer steht", true},
		{"Belediyenize başvurumun üzerinden altı hafta geçti ancak henüz bir cevap alamadım lütfen bilgi verin", true},
		{"Zwracam się z prośbą o umorzenie podatku ponieważ mieszkanie stało puste przez sześć miesięcy", true},
		{"Klhuelm pddn ln ehczddu whjhq gh ddqvodj glh x plm vwxxugh zdqw khw kxlv vwrqg wrhq do chv pddqghq", false},
		{"OLZO 12345 NL20INGB0001234567 A4 XK-12-BB BSN nr", true},
		{"إلى البلدية أقدم اعتراضا على الضريبة التي أرسلتموها لي لأن المنزل كان فارغا", true},
	} {
		var words []wire.Word
		for w := range strings.FieldsSeq(c.text) {
			words = append(words, wire.Word{Text: w})
		}
		if got := isLanguage(words); got != c.want {
			t.Errorf("%v: %s", got, c.text)
		}
	}
}

func TestLikeness(t *testing.T) {
	for _, c := range []struct {
		a, b      string
		low, high float64
	}{
		{"Geachte heer, mevrouw,", "Geachte heer mevrouw", 1, 1},
		{"Het bedrag van 482 euro", "Het bedraq van 4B2 euro", 0.85, 0.95},
		{"Dit is wat een ander las", "Hierbij maak ik bezwaar", 0, 0.5},
		{"", "x", 0, 0},
	} {
		if got := likeness(c.a, c.b); got < c.low || got > c.high {
			t.Errorf("%q %q: %.2f", c.a, c.b, got)
		}
	}
}

// TestScanResolution: a scan in a PDF is drawn as fine as it is, other pages as
// fine as is of use.
func TestScanResolution(t *testing.T) {
	e := startEngine(t, Config{TessData: t.TempDir()})
	for _, c := range []struct {
		name  string
		pdf   []byte
		width int // pixels of an A4
	}{
		{"200 dpi", pdfOf(scanSheet(smallJPEG(t, 1654, 2339))), 1654},
		{"100 dpi", pdfOf(scanSheet(smallJPEG(t, 827, 1169))), 1654},
		{"600 dpi", pdfOf(scanSheet(smallJPEG(t, 4960, 7016))), 2480},
		{"no scan", pdfOf(letterSheet(letterLines)), 2480},
	} {
		p, err := e.Prepare(t.Context(), write(t, "x.pdf", c.pdf), postkamer.PDF, 1, postkamer.PrepareOptions{})
		if got := max(p.View.PageWidth, 0); err != nil || got < c.width-3 || got > c.width+3 && p.View.Rotation%180 == 0 {
			t.Errorf("%s: %d pixels wide, %v", c.name, got, err)
		}
	}
}
