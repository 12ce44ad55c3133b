package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/text/unicode/norm"

	"postkamer"
)

// goodNames are names and words that people have; they are kept letter by letter.
var goodNames = []string{
	"Zoë Anna", "d'Hónt-van 't Ei", "O'Brien", "O’Brien", "‘t Hooft", "Nguyễn Thị Minh Khai", "Þórður Ægisson", "Jürgen", "Søren Ødegård", "Łukasz Żółć", "Çağla Şahin", "İbrahim",
	"José María de la Cruz y Vega", "Müller-Lüdenscheidt", "Strauß", "Françoise", "Nuñez", "Dvořák", "Škoda", "Ősz", "Ĳsbrand", "Ng", "Ö", "Xi'an", "ʻAkamu", "Mc Donald", "van der Berg jr.",
	"A.B.C.", "محمد بن علي", "李小龙", "Анна Петрова", "Αθηνά", "Zoe\u0308", "Mary-Jane (Minnie)", "Null", "True", "undefined", "Test", "Select", "Drop", "Nan", "Inf", "Script",
	"Anne & Jan", "Æ", "De 'Nul'", "1e kind", "Vries, de", "H/o Bakker",
}

// oddValues are what programs and cats type, and what people paste.
var oddValues = []string{
	// SQL and its kin
	"' OR '1'='1", "'; DROP TABLE pieces; --", `" OR ""="`, "1; SELECT pg_sleep(9)", "') UNION SELECT * FROM people--", `\'; --`, "$$; --", "*)(uid=*))(|(uid=*", `{"$gt": ""}`, "admin'--",
	// HTML and scripts
	"<script>alert(1)</script>", `"><script>alert(1)</script>`, `'><img src=x onerror=alert(1)>`, "<svg/onload=alert(1)>", "</textarea><script>alert(1)</script>", "</title><b>x", `" autofocus onfocus="alert(1)`,
	"javascript:alert(1)", "<iframe src=//x>", "&lt;script&gt;", "&#60;script&#62;", "<!--", "]]>", "<!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]>&y;", "<b>vet</b>", "<", ">", "&", "\"", "`",
	// templates and formats
	"{{.}}", "{{printf \"%s\" .}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{je|u}", "{kenmerk}", "{gemeente}", "%s%s%s%n", "%00", "${jndi:ldap://127.0.0.1/a}", "$(id)", "`id`", "; id", "| id", "=1+1", "@SUM(A1)", "-2+3", "+cmd|' /C calc'!A0",
	// paths and headers
	"../../etc/passwd", `..\..\windows\win.ini`, "/dev/null", "C:\\", "file:///etc/passwd", "x\r\nSet-Cookie: a=b", "x\nLocation: //kwaad.example", "http://169.254.169.254/", "CON",
	// signs that are not seen, and those that should not be there
	"a\x00b", "\x00", "a\x07b", "\x1b[31mrood", "a\x08\x08b", "\x7f", "a\u0085b", "a\u2028b", "a\u2029b", "a\u200bb", "\u200b", "\ufeffJan", "Jan\u00ad", "\u202eneroeV", "\u2066Jan\u2069", "\u200fJan", "a\u00a0b", "\u3000", "\uE000je\uE001u\uE002", "\uFFFD", "\uFFFE", "\U0010FFFF",
	"\xff\xfe", "\xc0\xaf", "\xed\xa0\x80", "Jan\xe9", "\xf0\x9f\x98",
	// pictures and piles
	"😀", "👨‍👩‍👧‍👦", "🇳🇱", "Jan 😀 Smit", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A", "ﷺ", "ᚠᛇᚻ", "１２３４", "٣٤٥", "Ⅷ", "½", "ｊａｎ",
	// numbers
	"0", "-1", "-0", "00000000000000000001", "9999999999999999999999", "1e308", "1e-5", "NaN", "Infinity", "0x1F", "1.2.3", "1,2,3", ",", ".", "12 34", "1_000", "€ 5", "5%", "+31 6 12345678", "999990019", "NL91ABNA0417164300", "2512 EB", "a@b", "a@b.c",
	// nothing, and far too much
	"", " ", "\t", "\n", "\r\n\r\n", "   .   ", strings.Repeat("a", 201), strings.Repeat("Jan ", 250), strings.Repeat("a", 10_000), strings.Repeat("😀", 2_000), strings.Repeat("é", 5_000), strings.Repeat("<b>", 1_000), strings.Repeat("9", 5_000), strings.Repeat("\n", 3_000),
}

// TestOddAnswersAreNeverATrouble fills in one question of each kind with everything odd:
// the page comes back with what to do, or goes on; nothing that was typed becomes part
// of the page, and good names are kept letter by letter.
func TestOddAnswersAreNeverATrouble(t *testing.T) {
	if n := len(goodNames) + len(oddValues); n < 132 {
		t.Fatalf("only %d values", n)
	}
	st := formSite(t, postkamer.U)
	tried := map[string]bool{}
	for form, turns := range map[string][]turn{"verhuizing": aMove(st.now), "tozo": anApplication(st.now)} {
		b := st.browser(t)
		at := b.post("/"+form, nil)
		for _, turn := range turns {
			path := at.Request.URL.Path
			for _, name := range oneOfEachKind(at.page(t), tried) {
				b.triesOdd(path, name, turn.fields)
			}
			at = b.post(path, turn.fields)
		}
		if at.StatusCode != http.StatusOK || !strings.HasSuffix(at.Request.URL.Path, "/nakijken") {
			t.Errorf("%s ends at %s: %d", form, at.Request.URL.Path, at.StatusCode)
		}
	}
	if len(tried) < 9 {
		t.Errorf("only %v were tried", tried)
	}
	if strings.Contains(st.log.String(), "level=ERROR") || strings.Contains(st.log.String(), "panic") {
		t.Errorf("the log: %s", st.log.String())
	}
}

// oneOfEachKind returns the names of inputs of a kind that was not tried yet.
func oneOfEachKind(page *goquery.Document, tried map[string]bool) (names []string) {
	page.Find("main form input, main form textarea").Each(func(_ int, e *goquery.Selection) {
		kind := e.AttrOr("type", goquery.NodeName(e)) + " " + e.AttrOr("inputmode", "") + " " + e.AttrOr("maxlength", "") + " " + e.AttrOr("autocomplete", "")
		if name := e.AttrOr("name", ""); name != "" && e.AttrOr("type", "") != "hidden" && e.AttrOr("type", "") != "file" && !tried[kind] {
			tried[kind] = true
			names = append(names, name)
		}
	})
	return names
}

// triesOdd posts a page with everything odd in one input.
func (b *browser) triesOdd(path, name string, right url.Values) {
	b.t.Helper()
	fields := url.Values{}
	for key, values := range right {
		fields[key] = values
	}
	wasText := len(right[name]) == 1 && name == "voornamen"
	for i, odd := range append(append([]string{}, goodNames...), oddValues...) {
		fields[name] = []string{odd}
		b.site.now = b.site.now.Add(time.Second / 2) // nobody types faster: see ofVisitor
		got := b.post(path, fields)
		if got.StatusCode != http.StatusOK && got.StatusCode != http.StatusUnprocessableEntity {
			b.t.Errorf("%s of %s: %.40q gives %d", name, path, odd, got.StatusCode)
		}
		b.harmless(got, name, odd)
		if i < len(goodNames) && wasText {
			b.keptWhole(path, name, odd, got)
		}
	}
}

// harmless looks that nothing that was typed became part of the page.
func (b *browser) harmless(got answer, name, odd string) {
	b.t.Helper()
	page := got.page(b.t)
	if n := page.Find("main script, main iframe, main svg[onload], main b, main img[onerror], [onfocus], [autofocus][onfocus]").Length(); n > 0 {
		b.t.Errorf("%s: %.40q becomes part of the page", name, odd)
	}
	if strings.Contains(got.body, "\x00") || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") || got.Header.Get("Set-Cookie") == "a=b" {
		b.t.Errorf("%s: %.40q gives an answer of another kind", name, odd)
	}
}

// keptWhole looks that a good name was taken as it is.
func (b *browser) keptWhole(path, name, want string, got answer) {
	b.t.Helper()
	if got.Request.URL.Path == path {
		b.t.Errorf("%q is refused: %s", want, text(got.page(b.t), "#fouten"))
		return
	}
	kept := b.get(path).page(b.t).Find(`[name="`+name+`"]`).AttrOr("value", "")
	if kept != norm.NFC.String(want) {
		b.t.Errorf("%q is kept as %q", want, kept)
	}
}
