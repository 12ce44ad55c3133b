package classify

import (
	"regexp"
	"strings"

	"postkamer"
)

// A letter may be written for somebody else: by a guardian, a lawyer, a social worker.
// The case is then about that person. The name, number and address are those of the
// person it is about; what the writer gives to be reached by is looked at before
// anybody phones.

// agentWords are what who writes for somebody calls himself.
const agentWords = `bewindvoerder|curator|mentor|gemachtigde|advocaat|advocate|raadsman|raadsvrouw|budgetbeheerder|inkomensbeheerder|voogd|casemanager|belangenbehartiger|rechtsbijstandverlener|jurist|sociaal raadslieden`

// clientWords are what he calls the person that he writes for.
const clientWords = `cli[eë]nte?|rechthebbende|betrokkene|belanghebbende|onderbewindgestelde|pupil|saniet|verzoekster|verzoeker`

// title goes before a name.
const title = `(?:(?:[Dd]e[ \n]heer|[Mm]evrouw|[Dd]hr\.?|[Mm]evr?\.?|[Mm]w\.?)[ \n])?`

// forWhom finds the name of the person that a letter is written for.
var forWhom = []*regexp.Regexp{
	regexp.MustCompile(`(?i:\b(?:benoemd|aangesteld|optredend|handelend)[ \n](?:tot|als|in (?:mijn|de) hoedanigheid van)[ \n](?:` + agentWords + `)[ \n](?:over|van)[ \n](?:(?:de goederen|het vermogen|de persoon)[ \n]van[ \n])?)` + title + `(` + wrappedName + `)`),
	regexp.MustCompile(`(?i:\b(?:als|ben|is|hoedanigheid van)[ \n](?:de[ \n])?(?:` + agentWords + `)[ \n](?:over|van|voor)[ \n](?:(?:de goederen|het vermogen)[ \n]van[ \n])?)` + title + `(` + wrappedName + `)`),
	regexp.MustCompile(`(?i:\b(?:namens|ten behoeve van|voor|van)[ \n](?:mijn|onze|uw|de)?[ \n]?(?:` + clientWords + `)[,:]?[ \n])` + title + `(` + wrappedName + `)`),
	regexp.MustCompile(`(?i:(?:^|\n)[ ]*(?:(?:onze|mijn)[ ])?(?:` + clientWords + `)(?:[ ]?:|[ ]{2,})[ ]*)` + title + `(` + wrappedName + `)`),
	regexp.MustCompile(`(?i:\bover de goederen van )` + title + `(` + wrappedName + `)`),
}

// signsForAnother finds that the writer names his part behind his name: "A. Bos, bewindvoerder".
var signsForAnother = regexp.MustCompile(nameWord + `[ ,\n]+(?i:(?:` + agentWords + `))[ ]*(?:\n|$)`)

// forClient is a letter for somebody whose name was not found.
var forClient = regexp.MustCompile(`(?i)\b(?:namens|voor|van) (?:mijn|onze) cli[eë]nte?\b|\bbovengenoemde? (?:` + clientWords + `)\b`)

// Why values of a letter that is written for somebody are looked at.
const (
	whyWriters = "Deze brief is geschreven voor iemand anders. Dit is van wie schrijft. Kijk wie we moeten bellen."
	whyWhose   = "Deze brief is geschreven voor iemand anders. Kijk van wie dit is."
)

// An agency says for whom a letter was written.
type agency struct {
	leaf *leaf // nil: the name is not known
	name reading
}

// agencyIn tells for whom the pages are written, nil when the writer writes for
// himself.
func agencyIn(leaves []*leaf) *agency {
	hint := false
	for _, l := range leaves {
		for _, pattern := range forWhom {
			m := pattern.FindStringSubmatchIndex(l.text)
			if m == nil || !isPerson(l.text[m[2]:m[3]]) {
				continue
			}
			return &agency{l, l.at(postkamer.FieldFullName, cleanName(l.text[m[2]:m[3]]), m[2], m[3], besideLabel).wholeName()}
		}
		hint = hint || signsForAnother.MatchString(l.text) || forClient.MatchString(l.text)
	}
	if hint {
		return &agency{}
	}
	return nil
}

// isPerson tells whether a name has two parts or more and is that of a person.
func isPerson(name string) bool {
	name = cleanName(name)
	return strings.ContainsAny(name, " \n") && !notName(name) && !organisation.MatchString(name)
}

// writersOwn are the fields of which a letter for somebody else mostly gives those
// of the writer.
var writersOwn = []postkamer.FieldName{postkamer.FieldPhone, postkamer.FieldEmail}

// clientAddress are the fields of the address of whom a letter is about.
var clientAddress = []postkamer.FieldName{postkamer.FieldStreet, postkamer.FieldNumber, postkamer.FieldPostcode, postkamer.FieldCity}

// after tells whether a value stands behind the name of whom the letter is about, on
// the same page: what stands before it is of who writes.
func (a *agency) after(r reading) bool {
	return a.leaf != nil && r.leaf == a.leaf && r.first >= a.name.past
}

// settle puts what was found in a letter that is written for somebody in order.
func (a *agency) settle(best map[postkamer.FieldName]reading) {
	look := func(name postkamer.FieldName, why string) {
		if r, ok := best[name]; ok && r.state == "" {
			r.state, r.why = postkamer.FieldCheck, why
			best[name] = r
		}
	}
	for _, name := range writersOwn {
		look(name, whyWriters)
	}
	for _, name := range clientAddress {
		if !a.after(best[name]) {
			look(name, whyWhose)
		}
	}
	if a.leaf != nil {
		best[postkamer.FieldFullName] = a.name
		return
	}
	for _, name := range []postkamer.FieldName{postkamer.FieldFullName, postkamer.FieldBSN, postkamer.FieldBirthDate} {
		look(name, whyWhose)
	}
}
