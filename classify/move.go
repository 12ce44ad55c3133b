package classify

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"postkamer"
)

// lookAtMove finds what is the matter with a move. The rules are those that
// municipalities publish (docs/domain.md).
func (c *piece) lookAtMove() {
	c.lookAbroad()
	c.lookAtMover()
	c.lookAtMoveDate()
	if !c.has(postkamer.Emigration) {
		c.lookAtNewAddress()
		c.lookAtAddition()
	}
	c.lookAtConsent()
	c.lookAtCompany()
	c.lookForPromises()
	if c.form {
		c.add(finding{code: postkamer.IdentityUnproven, why: "Het formulier is zonder DigiD ingevuld. Kijk na of naam, geboortedatum en burgerservicenummer bij elkaar horen."})
	}
}

// lookAtMover asks for a BSN or a birth date: one of them tells who it is.
func (c *piece) lookAtMover() {
	if c.field(postkamer.FieldBSN).Value == "" && c.field(postkamer.FieldBirthDate).Value == "" {
		c.add(finding{code: postkamer.BSNMissing, field: postkamer.FieldBSN, ask: true, why: "Er staat geen burgerservicenummer en geen geboortedatum."})
	}
}

// lookAtMoveDate judges the date against the day of receipt.
func (c *piece) lookAtMoveDate() {
	f := c.field(postkamer.FieldMoveDate)
	at, err := time.Parse(time.DateOnly, f.Value)
	switch {
	case f.Value == "":
		c.add(finding{code: postkamer.MoveDateMissing, field: f.Name, ask: true, why: "De datum van de verhuizing staat er niet bij."})
		return
	case err != nil || f.State == postkamer.FieldWrong:
		c.add(finding{code: postkamer.MoveDateMissing, field: f.Name, ask: true, why: "De datum van de verhuizing kan niet kloppen: " + f.Value + "."})
		return
	case c.facts.ReceivedOn.IsZero():
		return
	}
	days := int(at.Sub(dayOf(c.facts.ReceivedOn)).Hours() / 24)
	switch {
	case days > c.policy.MoveDaysBefore:
		c.add(finding{code: postkamer.DateTooEarly, field: f.Name, ask: true, why: fmt.Sprintf("De verhuizing is op %s. Dat is %d dagen na ontvangst, en doorgeven mag vanaf %d dagen ervoor.", inDutch(at), days, c.policy.MoveDaysBefore)})
	case -days > c.policy.MoveDaysAfter:
		c.add(finding{code: postkamer.DateLate, field: f.Name, ask: -days > 365, why: fmt.Sprintf("De verhuizing was op %s. Dat is %d dagen voor ontvangst. De datum van ontvangst telt: %s.", inDutch(at), -days, inDutch(c.facts.ReceivedOn))})
	}
}

// lookAtNewAddress finds what is missing in the new address, and whether it lies
// in the municipality.
func (c *piece) lookAtNewAddress() {
	street, number := c.field(postkamer.FieldNewStreet).Value, c.field(postkamer.FieldNewNumber).Value
	postcode, city := c.field(postkamer.FieldNewPostcode), c.field(postkamer.FieldNewCity).Value
	ask := func(field postkamer.FieldName, why string) {
		c.add(finding{code: postkamer.AddressIncomplete, field: field, ask: true, why: why})
	}
	switch {
	case street == "" && number == "" && postcode.Value == "":
		ask(postkamer.FieldNewStreet, "Het nieuwe adres staat er niet bij.")
	case number == "":
		ask(postkamer.FieldNewNumber, "Bij het nieuwe adres ontbreekt het huisnummer.")
	case postcode.State == postkamer.FieldWrong:
		ask(postkamer.FieldNewPostcode, "De postcode van het nieuwe adres klopt niet: "+postcode.Value+".")
	case postcode.Value == "" && (street == "" || city == ""):
		ask(postkamer.FieldNewPostcode, "Van het nieuwe adres ontbreken de postcode en de plaats.")
	}
	if own, known := c.policy.owns(postcode.Value); known && !own || c.chose("waarheen", "elders", "in een andere gemeente") {
		c.add(finding{code: postkamer.WrongMunicipality, field: postkamer.FieldNewPostcode, stop: true, why: "Het nieuwe adres ligt niet in " + c.home() + ". Stuur het door."})
	}
	if found := c.answer("adresnietgevonden"); strings.Contains(found, "toch") || strings.Contains(found, "niet bij") {
		c.add(finding{code: postkamer.AddressNotFound, field: postkamer.FieldNewNumber, ask: true, why: "De inwoner vond het nieuwe adres niet in de lijst en stuurde het toch door."})
	}
}

// Words of somebody who does not know which of the homes at a number is his.
var (
	additionWord = regexp.MustCompile(`\b(?:huisletter|toevoeging|huisnummertoevoeging|letter of toevoeging|welke letter)\b`)
	notKnown     = regexp.MustCompile(`\b(?:we(?:et|ten) (?:ik |wij |we |het |dat |dit |nog |helaas |zelf |ook )*niet|niet (?:precies |zeker )?we(?:et|ten)|niet bekend|onbekend|onduidelijk|geen idee|niet duidelijk|nergens (?:te vinden|in|op|bij)|niet gevonden|niet vinden|ontbreekt|nog niet (?:bekend|gekregen|doorgekregen)|staat (?:er )?niet (?:in|op|bij)|niet zeker)\b`)
)

// lookAtAddition finds that the writer does not know the letter or addition of
// the new house number.
func (c *piece) lookAtAddition() {
	if c.form || strings.Contains(c.field(postkamer.FieldNewNumber).Value, " ") {
		return
	}
	if c.sheet.says(additionWord, notKnown) {
		c.add(finding{code: postkamer.AddressIncomplete, field: postkamer.FieldNewNumber, ask: true, why: "De schrijver weet niet welke letter of toevoeging bij het nieuwe huisnummer hoort."})
	}
}

// home says the municipality in a sentence.
func (c *piece) home() string {
	if c.policy.Municipality == "" {
		return "onze gemeente"
	}
	return c.policy.Municipality
}

// Words about consent of the main occupant, in folded text with single spaces.
var (
	consentWord  = regexp.MustCompile(`\btoestemming(?:sverklaring|sformulier)?\b|\bgaat (?:hiermee )?akkoord\b|\bgeeft akkoord\b`)
	consentNot   = regexp.MustCompile(`\b(?:geen|zonder|nog niet|nog geen|ontbreekt)\b[a-z ]{0,25}\btoestemming|\btoestemming[a-z ]{0,70}\b(?:ontbreekt|nog niet|heb ik niet|hebben (?:wij|we) niet|kon (?:hij|zij|ze) niet|vergeten)\b`)
	consentLater = regexp.MustCompile(`\btoestemming[a-z]*\b[a-z ]{0,40}\b(?:volgt|later|nasturen|stuur ik na|nog op|na)\b|\b(?:volgt|later|nasturen)\b[a-z ]{0,40}\btoestemming`)
)

// lookAtConsent finds whether who moves in with somebody has that person's consent.
func (c *piece) lookAtConsent() {
	if c.form {
		switch {
		case !c.said("inwonen", "ja"):
		case c.later("toestemming"):
			c.add(finding{code: postkamer.EvidencePromised, field: postkamer.FieldHost, why: "De toestemming van de hoofdbewoner komt later."})
		case c.answer("toestemming") == "":
			c.consentMissing()
		}
		return
	}
	host := c.field(postkamer.FieldHost).Value
	switch {
	case host == "" && !c.sheet.says(mainOccupant):
	case c.sheet.says(consentLater):
		c.add(finding{code: postkamer.EvidencePromised, field: postkamer.FieldHost, why: "De schrijver stuurt de toestemming van de hoofdbewoner later."})
	case c.sheet.says(consentNot) || host != "" && !c.sheet.says(consentWord):
		c.consentMissing()
	}
}

// mainOccupant are words of somebody who moves in with another.
var mainOccupant = regexp.MustCompile(`\bhoofdbewo[a-z]+|\binwon[a-z]*|\bin te wonen\b|\btrek(?:ken)? in bij\b`)

// consentMissing adds the doubt with the name of the main occupant.
func (c *piece) consentMissing() {
	who := c.field(postkamer.FieldHost).Value
	if who == "" {
		who = "iemand die er al woont"
	}
	c.add(finding{code: postkamer.ConsentMissing, field: postkamer.FieldHost, ask: true, why: "De inwoner gaat wonen bij " + who + ". De toestemming zit er niet bij."})
}

// outsiders are people whom one may not report: they report their move themselves.
var outsiders = regexp.MustCompile(`\b(?:vriendin|vriend|huisgenoot|huisgenoten|broer|zus|zusje|neef|nicht|kennis|oom|tante|collega|iemand anders)\b`)

// lookAtCompany finds people who may not be reported by somebody else.
func (c *piece) lookAtCompany() {
	if c.form {
		for _, a := range c.facts.Answers {
			value := fold(strings.TrimSpace(a.Value))
			if strings.HasPrefix(a.Name, "mee-") && strings.HasSuffix(a.Name, "wie") && (value == "ander" || value == "iemand anders") {
				c.add(finding{code: postkamer.CoMoverNotAllowed, field: postkamer.FieldCoMovers, stop: true, why: "Iemand verhuist mee die geen partner, kind of ouder is. Die geeft de verhuizing zelf door."})
			}
		}
		return
	}
	if who := outsiders.FindString(fold(c.field(postkamer.FieldCoMovers).Value)); who != "" {
		c.add(finding{code: postkamer.CoMoverNotAllowed, field: postkamer.FieldCoMovers, stop: true, why: "Volgens de brief verhuist een " + who + " mee. Die geeft de verhuizing zelf door, of tekent mee."})
	}
}

// leaving are words of somebody who leaves the country.
var leaving = regexp.MustCompile(`\b(?:emigre[a-z]+|emigratie|naar het buitenland|vertrek(?:ken)? uit nederland|uitschrijven uit nederland|verhui(?:zen|s) naar (?:belgie|duitsland|frankrijk|spanje|portugal|italie|turkije|marokko|polen|engeland|suriname|curacao|aruba|canada|amerika|australie|zweden|noorwegen|denemarken|oostenrijk|zwitserland))\b`)

// lookAbroad finds a move out of the country.
func (c *piece) lookAbroad() {
	abroad := c.chose("waarheen", "buitenland", "in een ander land")
	if !c.form {
		abroad = leaving.MatchString(plainWords(c.sheet.body()))
	}
	if abroad {
		c.add(finding{code: postkamer.Emigration, stop: true, why: "De inwoner gaat naar het buitenland. Daarvoor gelden andere regels."})
	}
}

// promises are words of somebody who sends proof later.
var promises = regexp.MustCompile(`\b(?:contract|huurovereenkomst|koopakte|koopovereenkomst|bewijs|kopie|identiteitsbewijs|legitimatie)\b[a-z ]{0,40}\b(?:stuur ik (?:later|na|nog)|sturen wij (?:later|na|nog)|volgt|later|nasturen)\b`)

// lookForPromises finds proof that will come later.
func (c *piece) lookForPromises() {
	promised := c.later("bewijs")
	if !c.form {
		promised = promises.MatchString(plainWords(c.sheet.body()))
	}
	if promised {
		c.add(finding{code: postkamer.EvidencePromised, why: "De inwoner stuurt het bewijs later."})
	}
}
