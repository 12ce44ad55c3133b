package classify

import (
	"regexp"
	"strings"

	"postkamer"
)

// Words of the acts that make a term run, in a letter about whatever.
var (
	defaultGroups = []danger{
		{what: string(defaultLaw), sets: []string{"gebreke", "in", "stel stellen stelt stelde gesteld"}, span: 14},
		{what: string(defaultLaw), sets: []string{"ingebreke", "stel stellen stelt stelde gesteld"}, span: 14},
		{what: string(defaultLaw), sets: []string{"ingebrekestelling*"}},
	}
	objectionGroups = []danger{
		{what: string(objection), sets: []string{"bezwaar bezwaarschrift", "maak maken teken tekenen dien dienen", "ik wij we"}, span: 16,
			unless: "geen hoe mag mogen mocht indien overweeg overwegen eerder destijds"},
	}
)

// legalActs are both, ready to be looked for; a notice of default first.
var legalActs = []*dangerWords{newDangerWords(defaultGroups), newDangerWords(objectionGroups)}

// onlyAsked are words of who asks about an act, or speaks of one that may follow.
var onlyAsked = regexp.MustCompile(`\b(?:kan|kunnen|als|of|wanneer|waar) (?:ik|wij|we)\b|\bniet om bezwaar\b`)

// legalAct returns the law of which a text makes the term run, "" for none, with
// the words. A notice of default comes first: its term is the shortest.
func legalAct(t *said) (postkamer.CaseType, string) {
	for _, known := range legalActs {
		for _, sentence := range t.sentences {
			found, words, ok := known.find(sentence)
			if ok && (found.what == string(defaultLaw) || !onlyAsked.MatchString(sentence.plain)) {
				return postkamer.CaseType(found.what), words
			}
		}
	}
	return "", ""
}

// lawIn returns the law that the words of a legal act are of, "" for none.
func lawIn(quote string) postkamer.CaseType {
	law, _ := legalAct(newSaid(quote))
	if law == "" && strings.Contains(quote, "bezwaar") {
		return objection
	}
	return law
}

// lookAtTerm finds legal terms that began to run: that of the kind, or of an act in
// a letter about something else. A notice of default goes before any other.
func (c *piece) lookAtTerm() {
	term, own := c.policy.Terms[c.kind], c.sure && !c.form && c.policy.Terms[c.kind].Legal
	law, words := legalAct(c.said(c.ownWords()))
	if law == c.kind && c.sure || own && law != defaultLaw {
		law = ""
	}
	switch {
	case law != "":
		c.add(finding{code: postkamer.LegalClock, why: actWords[law] + c.answerBy(c.policy.Terms[law]), evidence: evidence{quote: words}})
		c.addSecond(law, words)
	case own:
		c.add(finding{code: postkamer.LegalClock, why: "Dit is " + inWords(c.kind) + c.answerBy(term), evidence: c.spoke()})
	}
}

// actWords say an act that was found in another letter.
var actWords = map[postkamer.CaseType]string{
	defaultLaw: "De schrijver stelt de gemeente in gebreke",
	objection:  "De schrijver maakt bezwaar",
}

// addSecond says that a piece of a known kind is an act as well.
func (c *piece) addSecond(law postkamer.CaseType, words string) {
	if c.sure && c.kind != postkamer.UnknownCase {
		c.add(finding{code: postkamer.SeveralKinds, stop: true, evidence: evidence{quote: words},
			why: "Dit is " + inWords(c.kind) + " en ook " + inWords(law) + ". Behandel ze allebei."})
	}
}

// ownWords are what the sender wrote: of a form only the answers, for on the paper
// stands what we printed.
func (c *piece) ownWords() string {
	if !c.form {
		return c.sheet.body()
	}
	var answers []string
	for _, a := range c.facts.Answers {
		if !strings.HasPrefix(a.Name, "_") {
			answers = append(answers, a.Value)
		}
	}
	return strings.Join(answers, "\n\n")
}
