package classify

import "postkamer"

// declaredDoubt is the name of an answer that holds the code of a doubt: what the
// form's own definition says about these answers (package intake).
const declaredDoubt = "_doubt"

// declaredWhy says for a doubt of a form's definition what was seen. Forms whose
// rules we know say it better; see lookAtScheme.
var declaredWhy = map[postkamer.DoubtCode]string{
	postkamer.IdentityUnproven:  "Het formulier is zonder DigiD ingevuld. Kijk na of naam, geboortedatum en burgerservicenummer bij elkaar horen.",
	postkamer.ConsentMissing:    "De toestemming van de hoofdbewoner is er nog niet.",
	postkamer.EvidencePromised:  "De inwoner stuurt een bewijs later.",
	postkamer.CoMoverNotAllowed: "Iemand verhuist mee die dat zelf moet doorgeven.",
	postkamer.NoMoneyForFood:    "De inwoner heeft geen geld voor eten of huur.",
	postkamer.AskedToCall:       "De inwoner wil gebeld worden.",
	postkamer.PartnerSignature:  "De partner heeft nog niet getekend.",
	postkamer.Urgent:            "De inwoner zegt dat het gevaarlijk is. Kijk er vandaag naar.",
	postkamer.Withdrawn:         "De inwoner trekt iets in. Kijk welke zaak het is en vraag het na.",
	postkamer.ConditionsUnsure:  "Het is niet zeker dat de inwoner aan de voorwaarden voldoet.",
}

// lookAtDeclared takes over the doubts of the form's definition that were not
// found already, so that a form can be added without code.
func (c *piece) lookAtDeclared() {
	for _, a := range c.facts.Answers {
		code := postkamer.DoubtCode(a.Value)
		if a.Name != declaredDoubt || c.has(code) {
			continue
		}
		if code == postkamer.ConsentMissing && c.has(postkamer.EvidencePromised) {
			continue // the same, in better words
		}
		why := declaredWhy[code]
		if why == "" {
			why = "Het formulier vraagt hier een mens naar te kijken."
		}
		c.add(finding{code: code, why: why})
	}
}
