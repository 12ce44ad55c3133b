package web

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"postkamer"
	"postkamer/intake"
)

// someAddresses is a table of addresses of Voorbeeldstad, with one of the neighbours.
const someAddresses = `openbareruimte;huisnummer;huisletter;huisnummertoevoeging;postcode;woonplaats;gemeente
Kerkstraat;52;A;;2512EB;Voorbeeldstad;Voorbeeldstad
Kerkstraat;52;B;2;2512EB;Voorbeeldstad;Voorbeeldstad
Kerkstraat;54;;;2512EB;Voorbeeldstad;Voorbeeldstad
Dijk;1;;;9999ZZ;Oosterwolde;Ooststellingwerf
`

// addressSite is a site that knows someAddresses.
func addressSite(t *testing.T) *site {
	t.Helper()
	st := formSite(t, postkamer.Je)
	file := filepath.Join(t.TempDir(), "adressen.csv")
	if err := os.WriteFile(file, []byte(someAddresses), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := intake.LoadAddresses(t.Context(), st.cfg.Store, "Bea", file); err != nil {
		t.Fatal(err)
	}
	return st
}

// All that is said about an address that was looked up is English too, save its own names.
func TestAnAddressIsLookedUpInEnglish(t *testing.T) {
	st := addressSite(t)
	b := st.english(t)
	at := b.post("/verhuizing", nil)
	var typed []string
	for _, turn := range aMove(st.now) {
		if turn.slug == "adres" {
			break
		}
		for _, values := range turn.fields {
			typed = append(typed, values...)
		}
		at = b.post("/verhuizing/"+turn.slug, turn.fields)
	}
	b.readsEnglish(at, typed...)
	names := append(typed, "Kerkstraat", "Voorbeeldstad", "Ooststellingwerf")
	for rule, tt := range map[string]struct {
		fields url.Values
		says   string
	}{
		"another municipality": {url.Values{"postcode": {"9999 ZZ"}, "huisnummer": {"1"}}, "Report your move to the municipality of Ooststellingwerf"},
		"not in the table":     {url.Values{"postcode": {"2512 EB"}, "huisnummer": {"53"}}, "Kerkstraat 54, Voorbeeldstad"},
		"several":              {url.Values{"postcode": {"2512 EB"}, "huisnummer": {"52"}}, "Kerkstraat 52 B-2, Voorbeeldstad"},
	} {
		got := b.post("/verhuizing/adres", tt.fields)
		b.readsEnglish(got, names...)
		if said := text(got.page(t), "main"); !strings.Contains(said, tt.says) || strings.Contains(said, "gemeente") {
			t.Errorf("%s: %s", rule, said)
		}
	}
	at = b.post("/verhuizing/adres", url.Values{"postcode": {"2512 EB"}, "huisnummer": {"54"}})
	for _, turn := range aMove(st.now)[4:] {
		b.readsEnglish(at, append(names, "2512 EB")...)
		for _, values := range turn.fields {
			names = append(names, values...)
		}
		at = b.post("/verhuizing/"+turn.slug, turn.fields)
	}
	if got := text(at.page(t), "dl"); !strings.Contains(got, "Street and townKerkstraat, Voorbeeldstad") {
		t.Errorf("the last page at %s says %s", at.Request.URL.Path, got)
	}
	b.readsEnglish(at, names...)
	b.readsEnglish(b.post("/verhuizing/nakijken", declare), names...)
}

func TestNewAddressIsChosenFromTheTable(t *testing.T) {
	st := addressSite(t)
	b := st.browser(t)
	turns := aMove(st.now)
	b.fill("verhuizing", turns[:3])

	elsewhere := b.post("/verhuizing/adres", url.Values{"postcode": {"9999 ZZ"}, "huisnummer": {"1"}})
	b.read(elsewhere)
	if got := text(elsewhere.page(t), "#postcode-fout"); elsewhere.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got, "Geef je verhuizing door aan gemeente Ooststellingwerf") {
		t.Errorf("another municipality: %d %q", elsewhere.StatusCode, got)
	}
	unknown := b.post("/verhuizing/adres", url.Values{"postcode": {"2512 EB"}, "huisnummer": {"53"}})
	b.read(unknown)
	doc := unknown.page(t)
	if got := text(doc, `.pk-err a[href="#adresnietgevonden"]`); !strings.HasPrefix(got, "Wij vinden dit adres niet") {
		t.Errorf("the summary says %q", got)
	}
	var offers []string
	for _, option := range doc.Find(`input[name="adresnietgevonden"]`).EachIter() {
		value, _ := option.Attr("value")
		offers = append(offers, value)
	}
	if want := []string{"Kerkstraat 52 A", "Kerkstraat 52 B-2", "Kerkstraat 54", "toch"}; !slices.Equal(offers, want) {
		t.Errorf("offers %q, want %q", offers, want)
	}
	chosen := url.Values{"postcode": {"2512 EB"}, "huisnummer": {"53"}, "adresnietgevonden": {"Kerkstraat 52 B-2"}}
	if got := b.post("/verhuizing/adres", chosen).Request.URL.Path; got != "/verhuizing/inwonen" {
		t.Errorf("a choice leads to %s", got)
	}
	for _, turn := range turns[4:] {
		b.post("/verhuizing/"+turn.slug, turn.fields)
	}
	if got := text(b.get("/verhuizing/nakijken").page(t), "dl"); !strings.Contains(got, "Kerkstraat, Voorbeeldstad") {
		t.Errorf("the last page does not say the street: %s", got)
	}
	done := b.post("/verhuizing/nakijken", declare)
	checkPiece(t, st, text(done.page(t), "strong.pk-tel"), []string{"huisnummer=52", "toevoeging=B-2", "straat=Kerkstraat", "adresnietgevonden=Kerkstraat 52 B-2, Voorbeeldstad"})
}

func TestFormThatIsSwitchedOff(t *testing.T) {
	st := newStoredSite(t, func(cfg *Config) {
		cfg.Desk = &intake.Desk{Store: cfg.Store}
		cfg.Municipality.FormsOff = []string{"tozo"}
	})
	b := st.browser(t)
	if home := text(b.get("/").page(t), ".pk-cards"); strings.Contains(home, "Tozo") || !strings.Contains(home, "Melding") || strings.Index(home, "verhuizing") > strings.Index(home, "Melding") {
		t.Errorf("the start page lists %q", home)
	}
	b.fill("belmij", []turn{filledIn("wie", "naam", "Jan", "tel", "0612345678")})
	about := b.get("/belmij/waarover")
	if got := text(about.page(t), "main"); strings.Contains(got, "Tozo") || !strings.Contains(got, "Verhuizing") {
		t.Errorf("who asks to be phoned may choose %s", got)
	}
	for _, at := range []answer{b.get("/tozo"), b.post("/tozo", nil)} {
		b.read(at)
		if got := text(at.page(t), "main"); at.StatusCode != http.StatusNotFound || !strings.Contains(got, "Bel ons") || at.page(t).Find(`main a[href="/verhuizing"]`).Length() != 1 {
			t.Errorf("%d: %s", at.StatusCode, got)
		}
	}
}

// aReport is a report about the street, with nobody's name.
func aReport() []turn {
	return []turn{
		filledIn("wat", "soort", "weg"),
		filledIn("vertel", "gevaar", "ja", "uitleg", "Er ligt een tegel los."),
		filledIn("waar", "straat", "Kerkplein"),
		filledIn("foto"),
		filledIn("bereiken", "horen", "nee"),
	}
}

func TestFormWithoutALineOfGo(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	last := b.fill("melding", aReport())
	b.read(last)
	if got := text(last.page(t), "main"); !strings.Contains(got, "Bel 112") || !strings.Contains(got, "Kerkplein") {
		t.Errorf("the last page: %s", got)
	}
	done := b.post("/melding/nakijken", nil)
	b.read(done)
	reference := text(done.page(t), "strong.pk-tel")
	if !strings.HasPrefix(reference, "ML-") {
		t.Fatalf("%s: %s", done.Request.URL.Path, text(done.page(t), "main"))
	}
	checkPiece(t, st, reference, []string{"soort=Weg, stoep of fietspad", "straat=Kerkplein", "_doubt=URGENT"})
}
