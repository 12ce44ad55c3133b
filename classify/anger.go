package classify

import (
	"fmt"
	"time"

	"postkamer"
)

// complaints are what people write who are not satisfied with how they were
// treated, in a letter about something else. Words that only say that something
// is wrong in the street are not among them: those are the matter itself.
var complaints = []string{
	"ik ben het zat", "ik ben het spuugzat", "wij zijn het zat", "we zijn het zat", "ik pik dit niet", "dit pik ik niet", "ik pik het niet langer",
	"ik ben woedend", "ik ben razend", "ik ben boos op", "ik ben erg boos", "ik ben heel boos", "ik ben vreselijk boos",
	"het is een schande", "dit is een schande", "wat een schande", "schande dat u", "schandalig dat u", "schandalig dat jullie", "ronduit schandalig",
	"te gek voor woorden", "ik word van het kastje naar de muur", "van het kastje naar de muur gestuurd",
	"word niet serieus genomen", "voel mij niet serieus genomen", "voel me niet serieus genomen",
	"al drie keer gebeld", "al vier keer gebeld", "al vijf keer gebeld", "al meerdere keren gebeld", "al tig keer gebeld",
	"al drie keer geschreven", "al meerdere keren geschreven", "dit is mijn derde brief", "dit is al mijn derde brief", "dit is al de derde brief", "dit is de derde keer dat ik",
	"niemand belt mij terug", "niemand belt me terug", "nog steeds niet teruggebeld", "nooit teruggebeld",
	"heb nog steeds niets gehoord", "nog altijd niets van u gehoord", "nog steeds niets van u gehoord", "nog steeds geen antwoord van u", "nog steeds geen reactie van u",
	"jullie doen er niets aan", "jullie luisteren niet", "u luistert niet",
}

// complaintFinders look for the complaints, in their order.
var complaintFinders = findersOf(complaints)

// lookForAnger finds that the writer is not satisfied with how it went. A
// complaint is that already, and has a term of its own.
func (c *piece) lookForAnger() {
	if c.form || c.kind == complaint && c.sure {
		return
	}
	if words, ok := findPhrase(c.said(c.sheet.body()), complaintFinders); ok {
		c.add(finding{code: postkamer.Angry, why: "De schrijver is ontevreden over hoe het ging. Laat een ervaren collega bellen.", evidence: evidence{quote: words}})
	}
}

// Of one person this many pieces within so many days ask for somebody who listens.
const (
	oftenPieces = 3
	oftenDays   = 30
)

// writesOften tells on how many of the last days post of this person came, with
// today; false when that is not often. Three letters in one envelope are one time.
func writesOften(f Facts) (int, bool) {
	from := f.ReceivedOn.AddDate(0, 0, -oftenDays)
	if f.ReceivedOn.IsZero() {
		from = time.Time{}
	}
	days := map[time.Time]bool{dayOf(f.ReceivedOn): true}
	for _, e := range f.Earlier {
		if e.SamePerson && !e.ReceivedOn.Before(from) && !duplicate(e) {
			days[dayOf(e.ReceivedOn)] = true
		}
	}
	return len(days), len(days) >= oftenPieces
}

// often is the doubt about somebody who writes often.
func often(n int) postkamer.Doubt {
	return postkamer.Doubt{Code: postkamer.Angry, Why: fmt.Sprintf("Dit is bericht %d in %d dagen van deze inwoner. Laat een ervaren collega bellen.", n, oftenDays),
		Say: "{Je hebt|U hebt} ons al vaker geschreven. Daarom bel ik {je|u} zelf even."}
}
