package web

import (
	"fmt"
	"time"

	"postkamer"
	"postkamer/store"
)

// keepWords say why paper is not replaced by its image.
var keepWords = map[postkamer.KeepPaper]string{
	postkamer.KeepSeal:     "er zit een zegel of stempel op",
	postkamer.KeepReturn:   "origineel van de inwoner",
	postkamer.KeepHistoric: "oud stuk van waarde",
}

// keepGoes say where such paper goes, as long as nobody said where it went.
var keepGoes = map[postkamer.KeepPaper]string{
	postkamer.KeepSeal:     "naar het archief",
	postkamer.KeepReturn:   "terug naar de inwoner",
	postkamer.KeepHistoric: "naar het archief",
}

// stackName is what people call a stack: stapel 3 van 22 november 2026.
func stackName(day time.Time, number int) string {
	return fmt.Sprintf("stapel %d van %s", number, dutchDate(day))
}

// boxName is what people call a box: doos 12 van 2026.
func boxName(year, number int) string {
	return "doos " + postkamer.Box{Year: year, Number: number}.Name()
}

// paperPlace says where a paper lies: doos 12 van 2026, plek 3.
func paperPlace(year, number, position int) string {
	if number == 0 {
		return "nog niet in een doos"
	}
	return fmt.Sprintf("%s, plek %d", boxName(year, number), position)
}

// boxStand is how far a box is, in words.
func boxStand(b postkamer.Box) string {
	switch {
	case !b.DestroyedAt.IsZero():
		return "papier vernietigd op " + dutchDate(b.DestroyedAt)
	case !b.ApprovedAt.IsZero():
		return "mag worden vernietigd"
	case !b.ProposedAt.IsZero():
		return "wacht op goedkeuring"
	case !b.ClosedAt.IsZero():
		return "dicht, bewaren tot en met " + dutchDate(b.KeepUntil)
	}
	return "open"
}

// A hurdle is what stands in the way of destroying a box, with where to look.
type hurdle struct {
	Text string
	Link string // empty: there is nothing to open
	More string // text of the link
}

// hurdles say in words why the paper of a box that is closed may not be destroyed yet;
// none when somebody may propose it. A box that is being filled waits for nothing but that. Today is midnight UTC of the municipality's day.
func hurdles(b postkamer.Box, f postkamer.BoxFigures, today time.Time) (list []hurdle) {
	if b.ClosedAt.IsZero() {
		return nil
	}
	if !today.After(b.KeepUntil) {
		list = append(list, hurdle{Text: "Het papier moet blijven tot en met " + dutchDate(b.KeepUntil) + "."})
	}
	if f.Open > 0 {
		list = append(list, hurdle{Text: fmt.Sprintf("Van %s is de zaak nog niet klaar.", plural(f.Open, "stuk", "stukken")), Link: "#open", More: "Bekijk welke"})
	}
	if f.Kept > 0 {
		list = append(list, hurdle{Text: fmt.Sprintf("%s nog terug of naar het archief.", countMust(f.Kept)), Link: "/teruggeven", More: "Naar Teruggeven"})
	}
	if f.Rescans > 0 {
		list = append(list, hurdle{Text: fmt.Sprintf("%s nog opnieuw worden gescand.", countMust(f.Rescans)), Link: "/scan", More: "Naar Scannen"})
	}
	if f.Unjudged > 0 {
		list = append(list, hurdle{Text: fmt.Sprintf("%s in de steekproef nog niet goedgekeurd. Lukt een goede scan niet? Bewaar dan dat papier en haal het uit de doos.", countIs(f.Unjudged)), Link: "/controle", More: "Naar Controle"})
	}
	return list
}

func countMust(n int) string {
	if n == 1 {
		return "1 bladzijde moet"
	}
	return dutchNumber(n) + " bladzijden moeten"
}

func countIs(n int) string {
	if n == 1 {
		return "1 bladzijde is"
	}
	return dutchNumber(n) + " bladzijden zijn"
}

// settled tells whether nobody waits for the paper of a piece any more: a person
// closed its case, it left for the register, or all of it went back.
func settled(p store.BoxPiece) bool { return p.Accepted || !p.LeftAt.IsZero() || p.AllBack }

// becameWords say what became of a piece of post, for a list that is signed.
func becameWords(p store.BoxPiece, zone *time.Location) string {
	switch {
	case p.Accepted:
		return "zaak afgerond op " + dutchDate(p.CaseDoneAt.In(zone))
	case !p.LeftAt.IsZero():
		return "overgedragen op " + dutchDate(p.LeftAt.In(zone))
	case p.AllBack:
		return "papier teruggegeven"
	case p.CaseID == 0:
		return "nog niet ingedeeld"
	}
	return "zaak nog niet klaar"
}

// nowWords say where paper is that is not replaced.
func nowWords(k store.KeptPage, zone *time.Location) string {
	if k.BackAt.IsZero() {
		return "moet nog " + keepGoes[k.Keep]
	}
	return k.BackTo + " op " + dutchDate(k.BackAt.In(zone))
}
