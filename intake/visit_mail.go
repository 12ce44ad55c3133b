package intake

import (
	"strings"

	"postkamer"
)

// Texts of the mail about an appointment that was made, moved or cancelled. The subject
// says nothing of what it is about.
const (
	visitSubject = "Bericht van {gemeente} over {je|uw} afspraak"
	visitMade    = "{Je hebt|U hebt} een afspraak gemaakt. De tijd is: {tijd}."
	visitMoved   = "{Je|Uw} afspraak is veranderd. De nieuwe tijd is: {tijd}."
	visitOff     = "{Je|Uw} afspraak is afgezegd. Die was op: {tijd}."
	visitPlace   = "{Je kunt|U kunt} komen naar: {waar}."
	visitBring   = "Neem een geldig identiteitsbewijs mee."
	visitArrange = "{Wil je|Wilt u} iets veranderen? Dat kan hier: {adres}"
	visitOther   = "{Heb je|Hebt u} dit niet zelf gedaan? Bel dan {telefoon}."
)

// VisitTexts are the texts of this mail that a municipality may put in other words.
func VisitTexts() []string {
	return []string{visitSubject, visitMade, visitMoved, visitOff, visitPlace, visitBring, visitArrange, visitOther}
}

// VisitNews is what became of an appointment.
type VisitNews string

// What becomes of an appointment; the values are the texts that say so.
const (
	VisitMade      VisitNews = visitMade
	VisitMoved     VisitNews = visitMoved
	VisitCancelled VisitNews = visitOff
)

// VisitMail tells a citizen at which time an appointment is now or, when it is cancelled,
// at which time it was. It names nobody and no subject. Base is the address of the site;
// empty: no link.
func VisitMail(news VisitNews, at postkamer.Slot, base string, c Context) postkamer.Mail {
	fill := map[string]string{"tijd": at.In(c.Tone), "waar": c.Town.Visits.Place, "adres": base + "/afspraak"}
	texts := []string{string(news)}
	switch {
	case news == VisitCancelled: // nobody comes
	case c.Town.Visits.Place != "":
		texts = append(texts, visitPlace, visitBring)
	default:
		texts = append(texts, visitBring)
	}
	if base != "" {
		texts = append(texts, visitArrange)
	}
	body := []string{say(receiptHello, c, nil), ""}
	for _, text := range append(texts, visitOther) {
		body = append(body, say(text, c, fill))
	}
	body = append(body, "", c.Town.Name, "")
	return postkamer.Mail{Subject: say(visitSubject, c, nil), Body: strings.Join(body, "\n")}
}
