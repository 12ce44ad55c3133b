package classify

import (
	"regexp"
	"strings"

	"postkamer"
)

// withdrawals are what people write who take back what they asked.
var withdrawals = []string{
	"ik trek mijn aanvraag in", "wij trekken onze aanvraag in", "trek ik mijn aanvraag in", "trek hierbij mijn aanvraag in", "trek mijn aanvraag hierbij in",
	"mijn aanvraag intrekken", "mijn aanvraag in te trekken", "onze aanvraag intrekken", "onze aanvraag in te trekken", "de aanvraag intrekken", "de aanvraag in te trekken", "trekken wij onze aanvraag in",
	"ik trek mijn bezwaar in", "trek ik mijn bezwaar in", "trek hierbij mijn bezwaar in", "mijn bezwaar intrekken", "mijn bezwaar in te trekken", "mijn bezwaarschrift intrekken", "mijn bezwaarschrift in te trekken", "trek ik mijn bezwaarschrift in", "ik trek mijn bezwaarschrift in", "trek hierbij mijn bezwaarschrift in",
	"ik trek mijn klacht in", "trek ik mijn klacht in", "mijn klacht intrekken", "mijn klacht in te trekken",
	"ik trek mijn verzoek in", "trek ik mijn verzoek in", "mijn verzoek intrekken", "mijn verzoek in te trekken",
	"ik trek mijn melding in", "mijn melding intrekken", "trek ik mijn verhuizing in", "mijn verhuizing intrekken", "de verhuizing gaat niet door", "mijn verhuizing gaat niet door", "onze verhuizing gaat niet door",
	"aanvraag kunt u als ingetrokken beschouwen", "aanvraag als ingetrokken te beschouwen", "bezwaar als ingetrokken beschouwen",
	"ik zie af van mijn aanvraag", "zie ik af van mijn aanvraag", "wij zien af van onze aanvraag",
}

// notWithdrawn are words before a withdrawal that turn it round: a condition, or
// somebody who says that it is not so. Also what the municipality withdraws.
var notWithdrawn = regexp.MustCompile(`\b(?:niet|nooit|geen|zonder|als|indien|mits|wanneer|tenzij|kan ik|mag ik|kunnen wij|mogen wij|wilt u|moet ik|waarom|u wilt|verzoekt u mij|vraagt u mij|gevraagd om|of ik|alleen)\b`)

// withdrawalGroups are withdrawals with other words between.
var withdrawalGroups = []danger{
	{sets: []string{"trek trekken", "mijn onze ons de het deze", "aanvraag bezwaar bezwaarschrift klacht verzoek melding", "in"}, span: 14, turned: true},
	{sets: []string{"verhuizing", "gaat", "niet", "door"}, span: 8, turned: true},
}

// Both, ready to be looked for.
var (
	withdrawalFinders = findersOf(withdrawals)
	knownWithdrawals  = newDangerWords(withdrawalGroups)
)

// lookForWithdrawal finds that the writer takes something back.
func (c *piece) lookForWithdrawal() {
	own := c.said(c.ownWords())
	_, phrased := findPhrase(own, withdrawalFinders) // looked for once, not in every sentence
	for _, sentence := range own.sentences {
		words, ok := "", false
		if phrased {
			words, ok = findPhrase(newSaid(sentence.read), withdrawalFinders)
		}
		if !ok {
			_, words, ok = knownWithdrawals.find(sentence)
		}
		rest := strings.Replace(sentence.plain, words, "", 1)
		if !ok || notWithdrawn.MatchString(rest) || notTaken.MatchString(words) {
			continue
		}
		c.add(finding{code: postkamer.Withdrawn, stop: true, why: "De schrijver trekt iets in. Kijk welke zaak het is en vraag het na.", evidence: evidence{quote: words}})
		return
	}
}

// notTaken turns round the words of a withdrawal from within.
var notTaken = regexp.MustCompile(`\b(?:niet|nooit) in$`)
