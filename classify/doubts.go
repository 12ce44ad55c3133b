package classify

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"postkamer"
)

// A finding is a doubt with what it means for the road.
type finding struct {
	code   postkamer.DoubtCode
	why    string // one or two Dutch sentences for the caseworker, with what was seen
	field  postkamer.FieldName
	tongue postkamer.Tongue // the language of the piece, see Doubt
	ask    bool             // the citizen can answer it in a minute on the telephone
	stop   bool             // the caseworker must decide first; phoning does not help

	say      string   // to the citizen, in both tones {je|uw}; empty: that of the catalogue (reason.go)
	evidence evidence // what was read and where; zero: that of the field
}

// add keeps a finding; one code counts once per field.
func (c *piece) add(f finding) {
	if !slices.ContainsFunc(c.finding, func(h finding) bool { return h.code == f.code && h.field == f.field }) {
		c.finding = append(c.finding, f)
	}
}

// has tells whether a doubt with one of the codes was found.
func (c *piece) has(codes ...postkamer.DoubtCode) bool {
	return slices.ContainsFunc(c.finding, func(f finding) bool { return slices.Contains(codes, f.code) })
}

// field returns a field by name; the zero field when it was not found.
func (c *piece) field(name postkamer.FieldName) postkamer.Field {
	for _, f := range c.fields {
		if f.Name == name {
			return f
		}
	}
	return postkamer.Field{Name: name, State: postkamer.FieldMissing, Page: -1}
}

// look collects all doubts about the piece.
func (c *piece) look() {
	c.lookAtPages()
	c.lookForAlarm()
	c.lookAtFiles()
	if !c.form {
		c.lookAtKind()
	}
	c.lookAtTerm()
	c.lookAtWork()
	c.lookForWithdrawal()
	c.lookForAnger()
	if !c.callBack() { // that is only a name and a number
		c.lookAtScheme()
	}
	c.lookAtNumbers()
	c.lookAtUnsure()
	c.lookForCall()
	c.lookAtDeclared()
	c.lookAtPaper()
	c.lookAtCovers()
	c.lookAtPartner()
}

// lookAtPages finds what could not be read.
func (c *piece) lookAtPages() {
	failed, words := 0, 0
	for _, p := range c.text.Pages {
		words += len(p.Words) + len(strings.Fields(p.Body))
		if p.Failed {
			failed++
		}
	}
	if failed > 0 {
		c.add(finding{code: postkamer.CannotRead, why: fmt.Sprintf("%s kon niet gelezen worden. Bekijk het papier.", pages(failed))})
	}
	if words == 0 && failed == 0 && !c.form {
		c.add(finding{code: postkamer.NothingToRead, why: "Op dit poststuk is geen tekst gevonden. Bekijk het papier."})
	}
	if mean, read := c.confidence(); !c.form && read && mean < c.policy.MinConfidence {
		c.add(finding{code: postkamer.Handwritten, why: fmt.Sprintf("De letters zijn slecht te lezen (zekerheid %.0f %%). Het lijkt met de hand geschreven.", 100*mean)})
	}
}

// pages says a number of pages.
func pages(n int) string {
	if n == 1 {
		return "1 bladzijde"
	}
	return fmt.Sprintf("%d bladzijden", n)
}

// fewWords is the number of words below which their confidence says nothing.
const fewWords = 5

// confidence returns the mean confidence of the words that were read from an
// image; read is false when there are too few to tell.
func (c *piece) confidence() (mean float64, read bool) {
	sum, n := 0.0, 0
	for _, p := range c.text.Pages {
		if p.Source != postkamer.SourceOCR {
			continue
		}
		for _, w := range p.Words {
			sum += w.Confidence
			n++
		}
	}
	return sum / float64(max(1, n)), n >= fewWords
}

// lookAtFiles finds what a file carries that no paper has.
func (c *piece) lookAtFiles() {
	names := map[string]string{postkamer.FlagJavaScript: "een programma", postkamer.FlagXFA: "een XFA-formulier", postkamer.FlagAttachment: "een bijlage", postkamer.FlagAction: "een opdracht voor de computer"}
	for _, flag := range slices.Sorted(slices.Values(c.facts.Flags)) {
		if what, ok := names[flag]; ok {
			c.add(finding{code: postkamer.ActiveContent, why: "In de pdf zit " + what + ". Wij hebben alleen de bladzijden gelezen."})
		}
	}
}

// lookAtKind finds why the kind of a letter is not to be believed.
func (c *piece) lookAtKind() {
	if language := c.foreign(); language != "" {
		c.add(finding{code: postkamer.Language, why: "De tekst is niet in het Nederlands, maar in " + spoken(language) + ".", tongue: tongueOf(language)})
	}
	if c.sure || c.has(postkamer.NothingToRead) {
		return
	}
	why := "Het is niet duidelijk waar dit over gaat."
	if c.kind != postkamer.UnknownCase {
		why = fmt.Sprintf("Het lijkt te gaan over %s, maar dat is niet zeker (%.0f %%).", inWords(c.kind), 100*c.chance)
	}
	if c.second != "" && c.kind != postkamer.UnknownCase {
		why += " Het kan ook gaan over " + inWords(c.second) + "."
	}
	c.add(finding{code: postkamer.KindUnsure, why: why})
}

// tongueOf is the language that somebody must know; "" when that is not known.
func tongueOf(language string) postkamer.Tongue {
	words := strings.Fields(strings.ToLower(language))
	last := postkamer.Tongue(words[len(words)-1])
	if slices.Contains(postkamer.Tongues, last) {
		return last
	}
	return ""
}

// spoken puts the name of a language in a sentence.
func spoken(language string) string {
	if strings.HasPrefix(language, "een ") {
		return language
	}
	return "het " + language
}

// lookAtWork finds that a person decides about the kind by design.
func (c *piece) lookAtWork() {
	if c.sure && !c.form && c.policy.WorkOf(c.kind) == TailoredWork {
		c.add(finding{code: postkamer.Maatwerk, evidence: c.spoke()})
	}
}

// answerBy ends a sentence with the last day of a term, if that is known.
func (c *piece) answerBy(t Term) string {
	last := t.Due(c.facts.ReceivedOn, c.policy.TermRules)
	if last.IsZero() {
		return ". Er loopt een termijn."
	}
	return ". Beslis uiterlijk op " + inDutch(last) + "."
}

// lookAtNumbers finds numbers that fail their check, for every kind.
func (c *piece) lookAtNumbers() {
	codes := map[postkamer.FieldName]postkamer.DoubtCode{
		postkamer.FieldBSN: postkamer.BSNInvalid, postkamer.FieldIBAN: postkamer.IBANInvalid, postkamer.FieldKvK: postkamer.KvKInvalid,
	}
	what := map[postkamer.FieldName]string{postkamer.FieldBSN: "Het burgerservicenummer", postkamer.FieldIBAN: "Het rekeningnummer", postkamer.FieldKvK: "Het KvK-nummer"}
	for _, f := range c.fields {
		code, ok := codes[f.Name]
		suggested := f.State == postkamer.FieldSuggested
		if ok && (f.State == postkamer.FieldWrong || suggested) {
			c.add(finding{code: code, field: f.Name, ask: true, why: what[f.Name] + " klopt niet. Gelezen is: " + maskedFor(f.Name, strings.TrimSuffix(f.Value, ".")) + "."})
		}
	}
}

// lookAtUnsure finds needed fields that were read, but not surely enough.
func (c *piece) lookAtUnsure() {
	if c.has(postkamer.Handwritten) {
		return // then nothing is sure
	}
	for _, f := range c.fields {
		covered := slices.ContainsFunc(c.finding, func(h finding) bool { return h.field == f.Name })
		if f.State != postkamer.FieldCheck && f.State != postkamer.FieldConflicting || covered || !c.needs(f.Name) {
			continue
		}
		two := strings.HasPrefix(f.Why, "Er staan twee")
		c.add(finding{code: postkamer.ValueUnsure, field: f.Name, ask: two, why: unsureWhy(f)})
	}
}

// unsureWhy says what was read of a field that is unsure, and why it is.
func unsureWhy(f postkamer.Field) string {
	if f.Name == postkamer.FieldBSN {
		return "Het burgerservicenummer is niet zeker. " + maskedFor(f.Name, f.Why)
	}
	return fieldNames[f.Name] + ": " + f.Value + ". " + f.Why
}

// fieldNames say a field in a sentence.
var fieldNames = map[postkamer.FieldName]string{
	postkamer.FieldFullName: "Naam", postkamer.FieldBSN: "Burgerservicenummer", postkamer.FieldNewStreet: "Nieuwe straat", postkamer.FieldNewNumber: "Nieuw huisnummer",
	postkamer.FieldNewPostcode: "Nieuwe postcode", postkamer.FieldMoveDate: "Verhuisdatum", postkamer.FieldKvK: "KvK-nummer", postkamer.FieldMonths: "Maanden",
	postkamer.FieldIncome: "Inkomen", postkamer.FieldIBAN: "Rekeningnummer",
}

// Words that ask for a call, and those that only offer one.
var (
	callWords  = regexp.MustCompile(`\b(?:bel(?:t u)? (?:mij|me|ons)|(?:mij|me|ons) (?:alstublieft |aub |graag |even |dan |svp |hierover )*(?:terug)?bellen|(?:kunt|kan|wilt|wil|zou|zoudt) (?:u|iemand|er iemand) (?:[a-z]+ ){0,6}(?:mij|me|ons) (?:[a-z0-9]+ ){0,4}(?:terug)?bellen|(?:terug)?gebeld (?:te )?word(?:en)?|graag telefonisch contact|bel mij terug|terugbelverzoek)\b`)
	offerWords = regexp.MustCompile(`\b(?:vragen|vraag|onduidelijk|mocht|mochten|als er iets|indien|zo nodig|eventueel|dan (?:kunt|kun|kan|mag|mogen))\b`)
)

// lookForCall finds that the citizen wants to be phoned. "Heeft u vragen, bel mij"
// is only politeness.
func (c *piece) lookForCall() {
	if c.form {
		if c.callBack() || c.chose("afspraak", "bel", "ja, bel mij") {
			c.add(finding{code: postkamer.AskedToCall, ask: true, why: "De inwoner vraagt of wij bellen." + c.callAbout()})
		}
		return
	}
	text := c.said(c.sheet.body()).plain
	for _, m := range callWords.FindAllStringIndex(text, -1) {
		if !offerWords.MatchString(text[max(0, m[0]-60):m[1]]) {
			c.add(finding{code: postkamer.AskedToCall, ask: true, why: "De schrijver vraagt of wij bellen.", evidence: evidence{quote: text[m[0]:m[1]]}})
			return
		}
	}
}

// callBack tells whether this is the form "bel mij terug".
func (c *piece) callBack() bool { return c.form && isCallBack(c.facts) }

// callBackForm is the name of the form "bel mij terug".
const callBackForm = "belmij"

func isCallBack(f Facts) bool { return fold(f.Form) == callBackForm }

// callAbout adds what the call is about and when it suits.
func (c *piece) callAbout() string {
	about := ""
	for _, a := range c.facts.Answers {
		switch {
		case a.Value == "":
		case a.Name == "onderwerp":
			about += " Het gaat over: " + a.Value + "."
		case a.Name == "wanneer":
			about += " Het liefst: " + a.Value + "."
		}
	}
	return about
}
