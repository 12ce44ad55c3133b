package classify

import (
	"strings"
	"testing"
	"time"

	"postkamer"
)

// seeds are texts from which fuzzing of the readers begins.
var seeds = []string{
	"", "\x00\xff\t\n", "op 1 mei 2020 verhuis ik", "31 april 2020", "l mei a.s.", "Per O1-O5-2O2O.", "1 augu5tus jl.", "2020-05-01 7 11 1968",
	"BSN 999990019", "Mijn bsn: 99999OOl9.", "BSN van mijn partner: 111222333", "NL91 ABNA 0417 1643 00", "BE68 5390 0754 7034 IBAN", "€ 1.250,-- en € 3,164.50",
	"KvK 1234 5678 vestigingsnummer 0000 1234 5678 RSIN 001234567", "PS-2026-7K3M-QC", "VH-2026-71K6-\nGQ", "Tel. 0031 6 1234 5678 of +32 4 12 34 56 78",
	"Jan de Vries\nKerkstraat 12\n2611 AB Delft\n\nGemeente Oss\nPostbus 5\n5340 AB Oss", "Naam: Jan  Postcode: 2611AB  Woonplaats: 's-Hertogenbosch",
	"A. Uw gegevens\nNaam Jan de Vries\nB. Gegevens partner\nNaam Anna Smit\nBSN 999990019\nC. Ondertekening\nDatum 1-5-2020",
	"Aanslagnummer: 401726120.2026\nWOZ-objectnummer 012345678901\nnaheffingsaanslag NH2026-123456 kenteken AB-123-X", "Groeten,\n\n\n\n", "'\n12 1\n(", "Straat: \nHuisnummer 1e",
}

func FuzzFindDates(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, d := range findDates(text, received) {
			if d.start < last || d.end <= d.start || d.end > len(text) {
				t.Fatalf("date at %d to %d of %d, after %d", d.start, d.end, len(text), last)
			}
			last = d.end
			if y := d.at.Year(); !d.at.IsZero() && (y < 1890 || y > 2100) {
				t.Fatalf("%q gives the year %d", text[d.start:d.end], y)
			}
		}
		months(text, received)
		monthDay(text)
		for _, d := range saidDates(text, foldedLike(text), received) {
			if d.start < 0 || d.end <= d.start || d.end > len(text) || d.text == "" || d.first.IsZero() {
				t.Fatalf("the rules of a scheme read the date %+v of %d", d, len(text))
			}
		}
	})
}

// FuzzNumbers holds that a number that counts as proven passes its check.
func FuzzNumbers(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, .5)
	}
	f.Fuzz(func(t *testing.T, raw string, worst float64) {
		if n := checkBSN(raw, worst); n.proven && !postkamer.ValidBSN(n.value) {
			t.Errorf("BSN %q of %q is proven", n.value, raw)
		}
		if n := checkRSIN(raw); n.proven && !postkamer.ValidBSN(n.value) {
			t.Errorf("RSIN %q of %q is proven", n.value, raw)
		}
		if n := checkIBAN(raw); n.proven && !postkamer.ValidIBAN(n.value) {
			t.Errorf("IBAN %q of %q is proven", n.value, raw)
		}
		if n, ok := checkReference(raw); ok && postkamer.NormalReference(n.value) != n.value {
			t.Errorf("reference %q of %q is no reference", n.value, raw)
		}
		if n := checkKvK(raw); n.state == "" && !postkamer.ValidKvK(n.value) {
			t.Errorf("KvK number %q of %q is accepted", n.value, raw)
		}
		if v := amount(raw); v != "" && (len(v) < 4 || v[len(v)-3] != '.') {
			t.Errorf("amount %q of %q", v, raw)
		}
		leadingName(raw)
		cleanName(raw)
		placeName(raw)
	})
}

// FuzzFields reads all fields of a text that came from outside, as a text layer
// without places and as words on a page.
func FuzzFields(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, uint8(0))
		f.Add(s, uint8(1))
	}
	kinds := []postkamer.CaseType{postkamer.Verhuizing, postkamer.Tozo, "factuur", "parkeren", postkamer.UnknownCase}
	f.Fuzz(func(t *testing.T, text string, kind uint8) {
		placed := lay(.9, strings.Split(text, "\n")...)
		for i, p := range placed.Pages {
			for _, w := range p.Words {
				placed.Pages[i].Width, placed.Pages[i].Height = max(placed.Pages[i].Width, w.X+w.W), max(placed.Pages[i].Height, w.Y+w.H)
			}
		}
		for _, pages := range []postkamer.Text{placed, {Pages: []postkamer.PageText{{Body: text}}}} {
			for _, field := range readKind(kinds[int(kind)%len(kinds)], pages, received).fields {
				soundField(t, field, pages)
			}
		}
	})
}

// soundField complains about a field that lies beside its page, or is accepted
// though it cannot be.
func soundField(t *testing.T, f postkamer.Field, text postkamer.Text) {
	t.Helper()
	if f.Page >= 0 {
		if f.Page >= len(text.Pages) {
			t.Fatalf("%s is on page %d of %d", f.Name, f.Page, len(text.Pages))
		}
		p := text.Pages[f.Page]
		if f.X < 0 || f.Y < 0 || f.W < 0 || f.H < 0 || f.X+f.W > p.Width || f.Y+f.H > p.Height {
			t.Errorf("%s lies at %d,%d %dx%d of %dx%d", f.Name, f.X, f.Y, f.W, f.H, p.Width, p.Height)
		}
	}
	if f.Confidence < 0 || f.Confidence > 1 {
		t.Errorf("%s has confidence %f", f.Name, f.Confidence)
	}
	if !f.State.Sure() {
		if f.Why == "" {
			t.Errorf("%s is %s without a reason", f.Name, f.State)
		}
		return
	}
	right := true
	switch f.Name {
	case postkamer.FieldBSN, postkamer.FieldRSIN:
		right = postkamer.ValidBSN(f.Value)
	case postkamer.FieldIBAN:
		right = postkamer.ValidIBAN(f.Value)
	case postkamer.FieldKvK:
		right = postkamer.ValidKvK(f.Value)
	case postkamer.FieldReference:
		right = postkamer.NormalReference(f.Value) == f.Value
	case postkamer.FieldPhone:
		right = postkamer.NormalPhone(f.Value) == f.Value
	case postkamer.FieldPostcode, postkamer.FieldOldPostcode, postkamer.FieldNewPostcode:
		right = postkamer.NormalPostcode(f.Value) == f.Value
	case postkamer.FieldBirthDate, postkamer.FieldMoveDate, postkamer.FieldLetterDate:
		_, err := time.Parse(time.DateOnly, f.Value)
		right = err == nil
	}
	if !right {
		t.Errorf("%s %q is accepted", f.Name, f.Value)
	}
}
