package web

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"postkamer"
	"postkamer/intake"
)

// A turn is one page of a form with what somebody fills in.
type turn struct {
	slug   string
	fields url.Values
}

// filledIn makes the fields of a page from pairs; a name may come twice.
func filledIn(slug string, pairs ...string) turn {
	fields := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		fields.Add(pairs[i], pairs[i+1])
	}
	return turn{slug, fields}
}

// aDate are the three fields of a day.
func aDate(name string, day time.Time) []string {
	return []string{name + "-dag", fmt.Sprint(day.Day()), name + "-maand", months[day.Month()-1], name + "-jaar", fmt.Sprint(day.Year())}
}

// aMove is a move with two people who come along, all pages in order.
func aMove(now time.Time) []turn {
	return []turn{
		filledIn("waarheen", "waarheen", "hier"),
		filledIn("wie", "voornamen", "Zoë Anna", "achternaam", "d'Hónt-van 't Ei", "geboren-dag", "7", "geboren-maand", "11", "geboren-jaar", "1968", "bsn", "999990019"),
		filledIn("wanneer", aDate("datum", now.AddDate(0, 0, 7))...),
		filledIn("adres", "postcode", "2512eb", "huisnummer", "52", "toevoeging", "A"),
		filledIn("inwonen", "inwonen", "ja"),
		filledIn("hoofdbewoner", "hoofdbewoner", "Karin Bakker", "toestemming", "later"),
		filledIn("mee", "mee", "ja"),
		filledIn("mee-aantal", "mee-aantal", "2"),
		filledIn("mee-1", "mee-1-naam", "Daan de Groot", "mee-1-geboren-dag", "1", "mee-1-geboren-maand", "mei", "mee-1-geboren-jaar", "2012", "mee-1-wie", "kind"),
		filledIn("mee-2", "mee-2-naam", "Sam de Groot", "mee-2-geboren-dag", "02", "mee-2-geboren-maand", "02", "mee-2-geboren-jaar", "2014", "mee-2-wie", "ander"),
		filledIn("mee-2-zelf", "mee-2-machtiging", "later"),
		filledIn("bereiken", "tel", "+31 6 1234 5678", "mail", "zoe@example.org", "tijd", "ochtend"),
		filledIn("afspraak", "afspraak", "nee"),
	}
}

// anApplication asks for Tozo: money to live on for two months, and a loan.
func anApplication(time.Time) []turn {
	return []turn{
		filledIn("kort", "woont", "ja", "kvk-voor", "ja", "uren", "weetniet", "corona", "ja"),
		filledIn("wie", "voornamen", "Jan", "achternaam", "de Vries", "geboren-dag", "7", "geboren-maand", "11", "geboren-jaar", "1968", "bsn", "999990019"),
		filledIn("wat", "wat", "uitkering", "wat", "lening"),
		filledIn("maanden", "maanden", "2020-05", "maanden", "2020-06", "nood", "nee"),
		filledIn("bedrijf", "kvk", "12345678", "naam", "Bakker Klussen", "geraakt", "Geen klanten.\r\nAlles dicht."),
		filledIn("partner", "partner", "ja"),
		filledIn("partner-wie", "p-naam", "Kim Jansen", "p-geboren-dag", "3", "p-geboren-maand", "3", "p-geboren-jaar", "1970", "p-mail", "kim@example.org", "p-papier", "ja"),
		filledIn("inkomen-2020-05", "bedrijf-2020-05", "850", "anders-2020-05", "0"),
		filledIn("inkomen-2020-06", "bedrijf-2020-06", "1.250,50", "anders-2020-06", "0", "partner-2020-06", "900"),
		filledIn("lening", "bedrag", "5000", "waarvoor", "Huur", "eerder", "nee", "aflossen", "ja"),
		filledIn("betalen", "iban", "nl91 abna 0417 1643 00", "tnv", "J. de Vries"),
		filledIn("bewijs", "afschrift", "later", "inkomen", "post", "uren-bewijs", "later", "partnerpapier", "later"),
		filledIn("bereiken", "tel", "06-12345678"),
	}
}

// formSite is a site on which forms can be sent.
func formSite(t *testing.T, tone postkamer.Tone) *site {
	return newStoredSite(t, func(cfg *Config) {
		cfg.Desk = &intake.Desk{Store: cfg.Store}
		cfg.Municipality.Tone.Citizen = tone
	})
}

// fill begins a form and fills in its pages. Each page must lead to the next.
func (b *browser) fill(form string, turns []turn) answer {
	b.t.Helper()
	at := b.post("/"+form, nil)
	for _, turn := range turns {
		want := "/" + form + "/" + turn.slug
		if got := at.Request.URL.Path; got != want {
			b.t.Fatalf("is at %s, want %s: %s", got, want, text(at.page(b.t), "h1"))
		}
		b.read(at)
		if at = b.post(want, turn.fields); at.StatusCode != http.StatusOK {
			b.t.Fatalf("%s gives %d: %s", want, at.StatusCode, text(at.page(b.t), ".pk-err"))
		}
	}
	return at
}

// otherTone finds words of the tone that a page must not speak in.
var otherTone = map[postkamer.Tone]*regexp.Regexp{
	postkamer.Je: regexp.MustCompile(`(?i)\b(u|uw|uzelf)\b`),
	postkamer.U:  regexp.MustCompile(`(?i)\b(je|jij|jou|jouw|jezelf)\b`),
}

// aReference is one: its check characters may be a word.
var aReference = regexp.MustCompile(`[A-Z]{2}-20\d\d-\w{4}-\w{2}`)

// read checks what holds for every page of a form: one heading, every input with
// a label and an id of its own, one tone, nothing left in braces.
func (b *browser) read(at answer) {
	b.t.Helper()
	doc, path := at.page(b.t), at.Request.URL.Path
	if n := doc.Find("h1").Length(); n != 1 {
		b.t.Errorf("%s has %d h1", path, n)
	}
	seen := map[string]bool{}
	doc.Find("main [id]").Each(func(_ int, e *goquery.Selection) {
		id, _ := e.Attr("id")
		if seen[id] {
			b.t.Errorf("%s has two elements %q", path, id)
		}
		seen[id] = true
	})
	doc.Find("main input:not([type=hidden]), main textarea, main select").Each(func(_ int, e *goquery.Selection) {
		id, _ := e.Attr("id")
		if strings.TrimSpace(doc.Find(`label[for="`+id+`"]`).Text()) == "" {
			b.t.Errorf("%s: input %q has no label", path, id)
		}
	})
	words := text(doc, "main")
	if found := otherTone[b.site.cfg.Municipality.Tone.Citizen].FindString(aReference.ReplaceAllString(words, "")); found != "" {
		b.t.Errorf("%s says %q: %s", path, found, words)
	}
	if strings.ContainsAny(words, "{}|") {
		b.t.Errorf("%s shows a placeholder: %s", path, words)
	}
	if got := at.Header.Get("Cache-Control"); got != "no-store" {
		b.t.Errorf("%s may be kept: %s", path, got)
	}
}

// declare are the fields of the last page.
var declare = url.Values{"waar": {"ja"}, "wijzigen": {"ja"}}

func TestFormsFromStartToReceipt(t *testing.T) {
	tests := []struct {
		form, prefix string
		turns        func(time.Time) []turn
		shows        []string // on the last page
		answers      []string // of the piece: name=value
	}{
		{"verhuizing", "VH-", aMove,
			[]string{"Zoë Anna", "d'Hónt-van 't Ei", "7 november 1968", "2512 EB", "Karin Bakker", "Ik stuur het later", "Daan de Groot", "1 mei 2012", "Sam de Groot", "Iemand anders"},
			[]string{"bsn=999990019", "postcode=2512 EB", "tel=0612345678", "geboren=1968-11-07", "_doubt=CO_MOVER_NOT_ALLOWED"}},
		{"tozo", "TZ-", anApplication,
			[]string{"mei 2020, juni 2020", "850", "1.250,50", "Bakker Klussen", "NL91 ABNA 0417 1643 00", "Ik stuur het per post"},
			[]string{"iban=NL91ABNA0417164300", "bedrijf-2020-06=1250.50", "partner-2020-06=900.00", "bedrag=5000.00", "_doubt=NO_MONEY_FOR_FOOD"}},
	}
	for _, tone := range []postkamer.Tone{postkamer.Je, postkamer.U} {
		st := formSite(t, tone)
		for _, tt := range tests {
			t.Run(tt.form+" "+string(tone), func(t *testing.T) {
				b := st.browser(t)
				b.read(b.get("/" + tt.form))
				last := b.fill(tt.form, tt.turns(st.now))
				b.read(last)
				for _, want := range tt.shows {
					if got := text(last.page(t), "dl"); !strings.Contains(got, want) {
						t.Errorf("the last page does not show %q: %s", want, got)
					}
				}
				done := b.post("/"+tt.form+"/nakijken", declare)
				b.read(done)
				reference := text(done.page(t), "strong.pk-tel")
				if !strings.HasPrefix(reference, tt.prefix) || postkamer.NormalReference(reference) != reference {
					t.Fatalf("%d at %s: reference is %q", done.StatusCode, done.Request.URL.Path, reference)
				}
				checkPiece(t, st, reference, tt.answers)
			})
		}
		for _, secret := range []string{"999990019", "Hónt", "Vries", "NL91"} {
			if strings.Contains(st.log.String(), secret) {
				t.Errorf("the log holds %q", secret)
			}
		}
	}
}

// checkPiece looks for the answers, each name=value, in the piece with a reference.
func checkPiece(t *testing.T, st *site, reference string, want []string) {
	t.Helper()
	piece, err := st.cfg.Store.PieceByReference(t.Context(), reference)
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, a := range piece.Answers {
		have[a.Name+"="+a.Value] = true
	}
	for _, w := range want {
		if !have[w] {
			t.Errorf("%s has no answer %s: %v", reference, w, piece.Answers)
		}
	}
}

// pieces counts the pieces in the database.
func (st *site) pieces(t *testing.T) (n int) {
	t.Helper()
	if err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM pieces`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSendingTwiceIsOnePiece(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	b.fill("verhuizing", aMove(st.now))
	references := make([]string, 9)
	var all sync.WaitGroup
	for i := range references[:8] {
		all.Go(func() { references[i] = text(b.post("/verhuizing/nakijken", declare).page(t), "strong.pk-tel") })
	}
	all.Wait()
	references[8] = text(b.post("/verhuizing/nakijken", declare).page(t), "strong.pk-tel")
	for _, r := range references {
		if r == "" || r != references[0] {
			t.Errorf("references differ: %q", references)
			break
		}
	}
	if n := st.pieces(t); n != 1 {
		t.Errorf("there are %d pieces, want 1", n)
	}
	again := b.post("/verhuizing/adres", url.Values{"postcode": {"1234 AB"}})
	if got := text(again.page(t), ".pk-flash"); !strings.Contains(got, "al verstuurd") || !strings.Contains(got, references[0]) {
		t.Errorf("changing a form that was sent says %q", got)
	}
}

func TestReceiptIsForTheSenderOnly(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	b.fill("verhuizing", aMove(st.now))
	if got := b.get("/verhuizing/klaar").Request.URL.Path; got != "/verhuizing/nakijken" {
		t.Errorf("the receipt of a form that was not sent is %s", got)
	}
	b.post("/verhuizing/nakijken", declare)
	if got := st.browser(t).get("/verhuizing/klaar").Request.URL.Path; got != "/verhuizing" {
		t.Errorf("a stranger gets %s", got)
	}
	if got := text(b.get("/verhuizing/klaar").page(t), "dl"); !strings.Contains(got, "Karin Bakker") {
		t.Errorf("the sender sees %q", got)
	}
}
