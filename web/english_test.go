package web

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"postkamer/intake"
)

// citizenPages are the templates that a citizen may see: pages, and parts of them.
var citizenPages = []string{
	"accessibility", "afspraak", "bewaard", "formulier_begin", "formulier_bewaren", "formulier_dicht", "formulier_klaar", "formulier_nakijken",
	"formulier_uitleg", "formulier_verder", "formulier_vraag", "home", "intrekken", "nasturen", "partner", "partner_klaar", "problem", "status",
	"storingen", "verder", "wachten",
	"bewijzen", "base", "header", "footer", "help", "field", "field-rules", "radios", "checks", "legend", "option", "question", "tick", "date-field", "form-head",
	"notices", "flash", "errors", "alert", "logged-in", "login-choice", "later", "receipt-head", "receipt-copy", "uploads", "counter-bar", "proof-done",
	"save-button", "data-list",
}

// citizenSource are the files of the source, of this package and of intake, that say
// something to a citizen.
var citizenSource = []string{
	"appointment.go", "callme.go", "callme_slots.go", "citizen.go", "citizen_address.go", "citizen_closed.go", "citizen_draft.go", "citizen_file.go",
	"citizen_identity.go", "citizen_late.go", "citizen_login.go", "citizen_more.go", "citizen_page.go", "citizen_prove.go", "citizen_question.go",
	"citizen_resume.go", "citizen_save.go", "citizen_status.go", "citizen_withdraw.go", "cover.go", "home.go", "language.go", "later.go", "outage.go",
	"partner.go", "pow.go", "problem.go", "receipt.go", "upload.go", "upload_chunk.go", "upload_field.go",
	"../intake/form_address.go", "../intake/form_answer.go", "../intake/form_check.go", "../intake/form_done.go", "../intake/form_identity.go",
	"../intake/form_pages.go", "../intake/form_slot.go", "../intake/form_upload.go", "../intake/later_send.go", "../intake/withdraw.go",
}

// inDutch are texts of those files that a citizen does not read on a page: said to
// staff, kept, mailed, or on paper.
var inDutch = []string{
	"Straat, uit de lijst met adressen", "Woonplaats, uit de lijst met adressen", "Yes", "Meegestuurd: ", "Gaat over", "Ik trek dit in", "Kenmerk",
	"Afspraken", "Kwam niet", "Naam onbekend", "Nog niet ingedeeld", "✓ Is geweest", "Dit formulier is er niet meer. Vraag de inwoner wat er stond.",
	"Bericht van {gemeente} over {je|uw} formulier",
	"{Je hebt|U hebt} een formulier bewaard bij {gemeente}.\n\n{Je|Uw} code is {code}. {Je hebt|U hebt} ook {je|uw} geboortedatum nodig.\n" +
		"Ga hier verder: {adres}\nDoe dit voor {dag}. Daarna gooien wij {je|uw} antwoorden weg.\n\n" +
		"Was {jij|u} dit niet? Dan {hoef je|hoeft u} niets te doen.\n{Heb je|Hebt u} een vraag? Bel {telefoon}.\n",
	"Er is vandaag al een code gemaakt, of de partner heeft al geantwoord. Probeer het morgen opnieuw.", "Lees deze code voor aan de partner: ",
	"Deze pagina is niet voor {jouw|uw} rol", "Dit zoeken duurt te lang", "Er ging iets mis bij ons. Bel ons en noem nummer ", "Retry-After", "Content-Type",
	"Ga terug en maak de vraag kleiner: zet er een woord bij, of kies een soort of een periode.",
	"{Heb je|Hebt u} deze pagina nodig voor {je|uw} werk? Vraag het dan aan de teamleider. Een zaak van een andere werkvoorraad {vind je|vindt u} via Zoeken.",
	"{Je bent|U bent} ingelogd, maar {je|u} mag nog niets openen. Vraag de functioneel beheerder om een rol.", "{Je hebt|U hebt} hier nog geen rol",
	"De inwoner zag de ontvangstbevestiging op de website", "Door een storing telt dit formulier als ontvangen op {dag}. De inwoner was dus op tijd als de laatste dag in de storing viel.",
	"Klaar, maak het scherm leeg", "vult dit aan de balie in.", "Storing? Bel de servicedesk:", "Servicedesk:",
	"Er is nog geen pagina voor {jouw|uw} rol. Vraag de functioneel beheerder welke rol {je|u} nodig hebt.",
}

// said finds what looks like words for people: a sentence, or a word with a capital.
var said = regexp.MustCompile(`^([✓!] )?(\{[\pL ]+\|[\pL ]+\}|\p{Lu}\p{Ll}|Er |U )`)

// literalsOf lists the texts in a file of the source that look like words for people.
func literalsOf(t *testing.T, file string) []string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	ast.Inspect(tree, func(n ast.Node) bool {
		expr, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		text := literal(expr)
		if text != "" && said.MatchString(text) || text == literalWords(n) && text != "" {
			list = append(list, text)
		}
		return text == ""
	})
	return list
}

// literalWords returns what a node of any kind puts in words.
func literalWords(n ast.Node) string {
	text := textIn(n)
	if utf8.RuneCountInString(text) < 2 || !strings.ContainsFunc(text, unicode.IsLetter) || strings.HasPrefix(text, "/") {
		return ""
	}
	return text
}

// citizenTexts lists every text that a citizen may read, with where it stands.
func citizenTexts(t *testing.T, st *site) map[string]string {
	t.Helper()
	texts := map[string]string{}
	forms, err := intake.LoadForms()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range forms.All() {
		for _, text := range f.Texts() {
			texts[text] = "form " + f.Name
		}
	}
	for _, text := range slices.Concat(intake.FileTexts(), intake.SlotTexts()) {
		texts[text] = "files and times of forms"
	}
	for _, name := range citizenPages {
		part := st.pages["home"].Lookup(name)
		if page := st.pages[name]; page != nil {
			part = page.Lookup("content")
		}
		if part == nil {
			t.Fatalf("there is no template %q", name)
		}
		for _, text := range textsOf(part) {
			if !slices.Contains(inDutch, text) {
				texts[text] = "template " + name
			}
		}
	}
	for _, file := range citizenSource {
		for _, text := range literalsOf(t, file) {
			if !slices.Contains(inDutch, text) {
				texts[text] = file
			}
		}
	}
	return texts
}

func TestCitizensReadEverythingInEnglish(t *testing.T) {
	st := newSite(t, nil)
	english := st.town().English
	texts := citizenTexts(t, st)
	for _, text := range slices.Sorted(maps.Keys(texts)) {
		if _, ok := english[text]; !ok {
			t.Errorf("%s: %q has no English", texts[text], text)
		}
	}
}

func TestNoEnglishIsWithoutUse(t *testing.T) {
	st := newSite(t, nil)
	texts := citizenTexts(t, st)
	for _, pattern := range []string{"*.go", "../*.go", "../intake/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			for _, text := range everyLiteral(t, file) {
				texts[text] = file
			}
		}
	}
	for _, name := range []string{"verhuizing", "tozo", "melding", "belmij"} { // what a definition says besides its questions
		source, err := os.ReadFile("../intake/forms/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range quotedText.FindAllStringSubmatch(string(source), -1) {
			texts[found[1]] = name
		}
	}
	for _, text := range slices.Sorted(maps.Keys(st.town().English)) {
		if _, ok := texts[text]; !ok {
			t.Errorf("%q is a text of no page", text)
		}
	}
}

// quotedText is a text in a definition.
var quotedText = regexp.MustCompile(`"([^"]+)"`)

// everyLiteral lists all texts that are written out in a file of the source, but no test.
func everyLiteral(t *testing.T, file string) []string {
	t.Helper()
	if strings.HasSuffix(file, "_test.go") {
		return nil
	}
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	ast.Inspect(tree, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok {
			list = append(list, literal(lit))
		}
		return true
	})
	return list
}

// Limits of the English: what a sentence ends with, how many words one has, and words
// that a value takes the place of.
var (
	sentenceEnd = regexp.MustCompile(`[.?!]\s+`)
	blanks      = regexp.MustCompile(`\{[a-z]+\}`)
)

const mostWords = 15

func TestEnglishIsPlain(t *testing.T) {
	for text, english := range newSite(t, nil).town().English {
		was, is := blanks.FindAllString(text, -1), blanks.FindAllString(english, -1)
		slices.Sort(was)
		slices.Sort(is)
		if !slices.Equal(was, is) {
			t.Errorf("%q fills in %v, want %v", english, is, was)
		}
		if strings.ContainsAny(blanks.ReplaceAllString(english, ""), "{|}") {
			t.Errorf("%q has braces that nothing fills", english)
		}
		for _, sentence := range sentenceEnd.Split(english, -1) {
			if len(strings.Fields(sentence)) > mostWords {
				t.Errorf("long sentence: %q", sentence)
			}
		}
	}
}
