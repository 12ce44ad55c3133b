package web

import (
	"net/http"
	"strings"
	"time"

	"postkamer"
)

// An eventRow is one line of the timeline.
type eventRow struct {
	Look bool // somebody only looked
	At   time.Time
	What string
	Who  string // empty when the mail-room did it by itself
}

// eventWords say what happened.
var eventWords = map[postkamer.EventKind]string{
	postkamer.EventReceived:   "Ontvangen",
	postkamer.EventRefused:    "Niet aangenomen",
	postkamer.EventSplit:      "Uit de stapel gehaald",
	postkamer.EventStuck:      "Vastgelopen",
	postkamer.EventRetried:    "Opnieuw geprobeerd",
	postkamer.EventRead:       "Gelezen",
	postkamer.EventRouted:     "Ingedeeld",
	postkamer.EventStepFailed: "Verwerken mislukt",
	postkamer.EventViewed:     "Bekeken",
	postkamer.EventClaimed:    "Gepakt",
	postkamer.EventReleased:   "Teruggelegd",
	postkamer.EventChanged:    "Velden nagekeken of aangepast",
	postkamer.EventMoved:      "Anders ingedeeld",
	postkamer.EventApproved:   "Goedgekeurd",
	postkamer.EventHandedOver: "Gevraagd om te bellen",
	postkamer.EventStopped:    "Stilgelegd: de inwoner trekt dit in",
	postkamer.EventCalled:     "Gebeld",
	postkamer.EventBooked:     "Tijd gekozen",
	postkamer.EventUnbooked:   "Tijd teruggegeven",
	postkamer.EventCame:       "De inwoner kwam langs",
	postkamer.EventAbsent:     "De inwoner kwam niet",
	postkamer.EventNotYet:     "Of de inwoner kwam, is nog niet gezegd",
	postkamer.EventCounter:    "Ingevuld aan de balie",
	postkamer.EventDraftSeen:  "Antwoorden bekeken die nog niet verstuurd waren",
	postkamer.EventPassedOn:   "Aan een collega gevraagd om te bellen",
	postkamer.EventAnswerUsed: "Met het antwoord van de inwoner opnieuw gekeken",
	postkamer.EventMail:       "Mail",
	postkamer.EventMailed:     "Mail die niet weg was",
	postkamer.EventSkipped:    "Overgeslagen",
	postkamer.EventAssigned:   "Aan een collega gegeven",
	postkamer.EventPlanned:    "Indeling veranderd",
	postkamer.EventAlarm:      "Niemand krijgt deze zaken aangeboden",
	postkamer.EventAlarmOver:  "Iemand krijgt deze zaken weer aangeboden",
	postkamer.EventTakenBack:  "Ongedaan gemaakt",
	postkamer.EventNoted:      "Notitie geschreven",
	postkamer.EventRevealed:   "Burgerservicenummer getoond",
	postkamer.EventSettled:    "Twijfel opgelost",
	postkamer.EventReopened:   "Heropend",
	postkamer.EventFieldAdded: "Veld toegevoegd",
	postkamer.EventPrinted:    "Afdruk gemaakt",
	postkamer.EventWaiting:    "Wacht op de inwoner",
	postkamer.EventReturned:   "Vanzelf teruggekomen",
	postkamer.EventTerm:       "Termijn",
	postkamer.EventLetter:     "Brief gemaakt",
	postkamer.EventLetterSent: "Brief verstuurd",
	postkamer.EventLetterBack: "Brief teruggehaald",
	postkamer.EventAttached:   "Bij een zaak gevoegd",
	postkamer.EventDetached:   "Losgemaakt",
	postkamer.EventSplitOff:   "Bladzijden afgesplitst",
	postkamer.EventJoined:     "Bladzijden teruggezet",
	postkamer.EventSignAsked:  "De partner is gevraagd om te tekenen",
	postkamer.EventSigned:     "De partner heeft getekend",
	postkamer.EventSignNo:     "De partner tekent niet",
	postkamer.EventCodeUsed:   "Belcode genoemd",
	postkamer.EventLoggedIn:   "Ingelogd",
	postkamer.EventMailing:    "Wat er gepland is gewijzigd",
	postkamer.EventOutage:     "Storing",
	postkamer.EventSettings:   "Instellingen gewijzigd",
	postkamer.EventSignedOut:  "Op afstand uitgelogd",
	postkamer.EventAddresses:  "Adressen geladen",
	postkamer.EventLearned:    "Geleerd",
	postkamer.EventModelSet:   "Ander model in gebruik",
	postkamer.EventMode:       "Stand van een soort gewijzigd",
	postkamer.EventSampled:    "Nagekeken in de steekproef",

	postkamer.EventOtherDay:     "Ontvangen op een andere dag",
	postkamer.EventScanEnded:    "Alle bladen zijn gescand",
	postkamer.EventIdle:         "Scannen bleef liggen",
	postkamer.EventProposed:     "Klaar om na te kijken",
	postkamer.EventPageAct:      "Bladzijde nagekeken",
	postkamer.EventUndone:       "Ongedaan gemaakt",
	postkamer.EventReplaced:     "Opnieuw gescand",
	postkamer.EventInserted:     "Blad ingevoegd",
	postkamer.EventCounted:      "Geteld",
	postkamer.EventMishap:       "Een bladzijde kwam niet goed binnen",
	postkamer.EventMishapDone:   "Gezegd wat er met dat blad is gebeurd",
	postkamer.EventBatchClosed:  "Stapel afgesloten",
	postkamer.EventBoxed:        "In de doos gelegd",
	postkamer.EventBoxOpened:    "Doos geopend",
	postkamer.EventBoxClosed:    "Doos gesloten",
	postkamer.EventDestroyAsk:   "Vernietiging voorgesteld",
	postkamer.EventDestroyNo:    "Voorstel ingetrokken",
	postkamer.EventDestroyYes:   "Vernietiging goedgekeurd",
	postkamer.EventDestroyed:    "Papier vernietigd",
	postkamer.EventHandedBack:   "Papier teruggegeven",
	postkamer.EventLeft:         "Overgedragen",
	postkamer.EventRescanAsked:  "Nieuwe scan gevraagd",
	postkamer.EventRescanNo:     "Nieuwe scan kan niet",
	postkamer.EventDecidedAgain: "Opnieuw ingedeeld na een nieuwe scan",
	postkamer.EventRescanned:    "Opnieuw gescand",
	postkamer.EventPageChecked:  "Nagekeken door een tweede persoon",
	postkamer.EventProfile:      "Scanprofiel gewijzigd",
	postkamer.EventSearched:     "Gezocht",
	postkamer.EventFound:        "Gevonden door iemand van een andere werkvoorraad",
	postkamer.EventInspected:    "Ingezien door iemand van een andere werkvoorraad",
	postkamer.EventSheets:       "Scheidingsbladen geprint",
}

// timeline returns what happened to a piece, oldest first.
func (s *Server) timeline(r *http.Request, id postkamer.PieceID) ([]eventRow, error) {
	events, err := s.cfg.Store.PieceEvents(r.Context(), id)
	if err != nil {
		return nil, err
	}
	rows := make([]eventRow, len(events))
	for i, e := range events {
		rows[i] = s.newEventRow(e)
	}
	return rows, nil
}

// isLook tells whether somebody saw something and changed nothing.
func isLook(kind postkamer.EventKind) bool {
	return kind == postkamer.EventViewed || kind == postkamer.EventRevealed || kind == postkamer.EventPrinted ||
		kind == postkamer.EventFound || kind == postkamer.EventInspected
}

// splitLooks tells who looked apart from what was done.
func (p *casePage) splitLooks() {
	var done []eventRow
	for _, row := range p.Events {
		if row.Look {
			p.Looks = append(p.Looks, row)
		} else {
			done = append(done, row)
		}
	}
	p.Events = done
}

func (s *Server) newEventRow(e postkamer.Event) eventRow {
	row := eventRow{At: e.At, What: s.eventText(e), Look: isLook(e.Kind)}
	if e.Actor != postkamer.Machine {
		row.Who = e.Actor
	}
	return row
}

// eventText says what happened, with what is known about it.
func (s *Server) eventText(e postkamer.Event) string {
	what, ok := eventWords[e.Kind]
	if !ok {
		what = spelled(string(e.Kind))
	}
	if detail := s.eventDetail(e); detail != "" {
		return what + ": " + detail
	}
	return what
}

// eventDetail turns the names that the store writes into words.
func (s *Server) eventDetail(e postkamer.Event) string {
	switch e.Kind {
	case postkamer.EventCalled:
		return strings.ToLower(outcomeLabel(postkamer.Outcome(e.Detail)))
	case postkamer.EventLetter:
		return lowerFirst(s.letterLabel(e.Detail))
	case postkamer.EventTakenBack:
		return lowerFirst(eventWords[postkamer.EventKind(e.Detail)])
	case postkamer.EventSettled:
		return lowerFirst(scriptOf(postkamer.DoubtCode(e.Detail)).Label)
	case postkamer.EventFieldAdded:
		return lowerFirst(fieldLabel(postkamer.FieldName(e.Detail)))
	case postkamer.EventChanged:
		if e.Detail == "1 velden" {
			return "1 veld"
		}
	case postkamer.EventBoxClosed:
		if until, err := time.Parse("bewaren tot "+time.DateOnly, e.Detail); err == nil {
			return "bewaren tot en met " + dutchDate(until)
		}
	case postkamer.EventDestroyAsk, postkamer.EventDestroyYes:
		const shown = len("lijst ") + 12 // enough of the check sum to compare by eye
		return e.Detail[:min(len(e.Detail), shown)]
	case postkamer.EventMoved:
		kind, rest, _ := strings.Cut(e.Detail, ", ")
		queue, reason, _ := strings.Cut(rest, ". ")
		if was, after, moved := strings.Cut(strings.TrimPrefix(reason, "Was "), ". "); moved && strings.HasPrefix(reason, "Was ") {
			reason = "Was " + s.kindLabel(postkamer.CaseType(was)) + ". " + after
		}
		return strings.TrimSpace(s.kindLabel(postkamer.CaseType(kind)) + ", naar " + s.queueLabel(postkamer.Queue(strings.TrimSuffix(queue, "."))) + ". " + reason)
	}
	return e.Detail
}
