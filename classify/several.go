package classify

import (
	"regexp"
	"slices"

	"postkamer"
)

// A request is how people ask for a thing of one kind in so many words.
type request struct {
	kind postkamer.CaseType
	act  bool           // a way to act against the municipality, about whatever it is
	noun *regexp.Regexp // in folded words; it must stand in the sentence that asks
}

// requests are the kinds that can stand beside another in one letter. That an
// objection is about a parking fine does not make it two things: an act goes with
// another act only, a request with another request.
var requests = []request{
	{objection, true, regexp.MustCompile(`\bbezwaar(?:schrift)?\b`)},
	{complaint, true, regexp.MustCompile(`\b(?:een |mijn |deze |officiele |formele )klacht\b|\bbeklaag\b`)},
	{woo, true, regexp.MustCompile(`\b(?:woo verzoek|wet open overheid|beroep op de woo)\b`)},
	{postkamer.Verhuizing, false, regexp.MustCompile(`\b(?:verhuizing|adreswijziging|verhuisbericht|nieuwe adres|verhuis|verhuizen)\b`)},
	{"kwijtschelding", false, regexp.MustCompile(`\bkwijtschelding\b`)},
	{"paspoort", false, regexp.MustCompile(`\b(?:paspoort|identiteitskaart|id kaart|rijbewijs)\b`)},
	{"uittreksel", false, regexp.MustCompile(`\buittreksel\b`)},
	{"bijstand", false, regexp.MustCompile(`\b(?:bijstand|bijstandsuitkering|bijzondere bijstand)\b`)},
	{"wmo", false, regexp.MustCompile(`\b(?:huishoudelijke hulp|scootmobiel|traplift|rolstoel|wmo)\b`)},
	{"parkeren", false, regexp.MustCompile(`\b(?:parkeervergunning|bezoekersvergunning|bezoekerspas|gehandicaptenparkeerplaats)\b`)},
	{"afval", false, regexp.MustCompile(`\b(?:grofvuil|grof vuil|afvalcontainer|afvalpas|rolcontainer|kliko|gft bak)\b`)},
	{"subsidie", false, regexp.MustCompile(`\bsubsidie\b`)},
	{"evenement", false, regexp.MustCompile(`\b(?:evenementenvergunning|buurtfeest|straatfeest)\b`)},
	{"omgevingsvergunning", false, regexp.MustCompile(`\b(?:omgevingsvergunning|bouwvergunning|kapvergunning)\b`)},
	{"melding", false, regexp.MustCompile(`\b(?:losse stoeptegel|kapotte lantaarnpaal|lantaarnpaal|zwerfvuil|gat in de weg|losliggende tegels?)\b`)},
}

// askingNow are words of somebody who asks for something in this sentence.
var askingNow = regexp.MustCompile(`\b(?:(?:vraag|verzoek|wil|meld|geef|dien|maak|teken|doe|zou) (?:ik|u|jullie)|(?:vragen|verzoeken|willen|melden|geven|dienen|maken|tekenen|doen) (?:wij|we)|ik (?:vraag|verzoek|wil|meld|geef|dien|maak|teken|doe|zou|kom|moet|heb)|(?:wij|we) (?:vragen|verzoeken|willen|melden|geven|dienen|maken|tekenen|doen|zouden|komen|moeten|hebben)|hierbij|kunt u|graag|nodig|aanvraag|aanvragen|aan te vragen|doorgeven|door te geven|indienen|in te dienen|melden|kan ik|mag ik|betreft|onderwerp|daarnaast|tevens|bovendien|ook nog|verder nog|ten tweede|tegelijk|tegelijkertijd|nog iets)\b`)

// notNow are words of somebody who tells of another time or of what is not so.
var notNow = regexp.MustCompile(`\b(?:niet|geen|nooit|eerder|vorig|vorige|destijds|toen|indien|mocht|mochten|afgewezen|toegekend|gekregen|verlopen|kreeg|kregen|uw brief|uw besluit|volgens)\b`)

// asksFor returns the kinds that the piece asks for in so many words, in the order
// in which it does, with the sentence of each.
func (c *piece) asksFor() (kinds []postkamer.CaseType, sentences []string) {
	has := map[postkamer.CaseType]bool{}
	for _, sentence := range c.said(c.sheet.body()).sentences {
		words := sentence.plain
		if !askingNow.MatchString(words) || notNow.MatchString(words) {
			continue
		}
		r, ok := onlyRequest(words)
		if ok && !has[r.kind] {
			has[r.kind] = true
			kinds, sentences = append(kinds, r.kind), append(sentences, words)
		}
	}
	return kinds, sentences
}

// onlyRequest returns the request of a sentence that makes one.
func onlyRequest(words string) (request, bool) {
	var found request
	n := 0
	for _, r := range requests {
		if r.noun.MatchString(words) {
			found, n = r, n+1
		}
	}
	return found, n == 1
}

// surelyOther is the margin from which the model must take a single sentence for
// another kind. Of 3,589 letters about one thing 20 then say two (.006), and of
// letters pasted together from two of those one in ten does: who wants two things
// mostly says so, and these seldom do. Precise rather than eager.
const surelyOther = .4

// lookForSeveral finds that a piece is two things: it asks for both in so many
// words, or it surely is one and asks for the other.
func (c *piece) lookForSeveral(m *Model) {
	if m == nil || c.form || c.kind == postkamer.UnknownCase {
		return
	}
	kinds, sentences := c.asksFor()
	for i, kind := range kinds {
		if kind == c.kind || !standTogether(kind, c.kind) {
			continue
		}
		explicit := slices.Contains(kinds, c.kind)
		if guess := m.Guess(sentences[i]); !explicit && (guess.Kind != string(kind) || guess.Margin < surelyOther) {
			continue
		}
		c.add(finding{code: postkamer.SeveralKinds, stop: true, evidence: evidence{quote: sentences[i]},
			why: "Dit is " + inWords(c.kind) + " en ook " + inWords(kind) + ". Behandel ze allebei."})
		return
	}
}

// standTogether tells whether two kinds in one letter are two things.
func standTogether(a, b postkamer.CaseType) bool {
	var first, second *request
	for i := range requests {
		switch requests[i].kind {
		case a:
			first = &requests[i]
		case b:
			second = &requests[i]
		}
	}
	return first != nil && second != nil && first.act == second.act
}
