package intake

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"postkamer"
	"postkamer/store"
)

// A Receipted is a piece that a citizen sent us by a form, with what its receipt says:
// an application, evidence that came later, a withdrawal, a request to be phoned. Texts
// are in the tone of the citizen.
type Receipted struct {
	Piece     postkamer.PieceID
	Reference string
	Received  time.Time
	Title     string    // "Uw verhuizing is binnen"
	Next      []string  // what happens now, a sentence each
	Missing   []string  // what we still need, by name
	Until     time.Time // last day to send that; zero: the municipality's own time to answer
	Due       time.Time // last day on which we answer; zero: no term runs
	Mail      string    // where to send the receipt; empty: no mail
	Letter    bool      // who gave no mail asks for a letter
	Base      string    // address of the site, for links: https://post.example.nl; empty: no links
	Context   Context
}

// Give writes the receipt in the transaction that adds the piece, and notes on which day
// the piece counts as sent when there was an outage. A receipt goes by mail, else by
// letter when the citizen asked for that; the page shows it always. The mail names nobody
// and says nothing of what was sent: others may read it on its way.
func (r Receipted) Give(ctx context.Context, tx *store.Tx) error {
	tx.CountOutages(r.Piece)
	if len(r.Missing) > 0 && r.Until.IsZero() {
		rules := r.Context.Town.Terms
		r.Until = rules.TwoWorkingDays(postkamer.DayOf(r.Received), rules.AnswerDays)
	}
	receipt := postkamer.Receipt{PieceID: r.Piece, Way: r.way(), Words: r.words()}
	return tx.AddReceipt(ctx, receipt, r.mail())
}

func (r Receipted) way() postkamer.ReceiptWay {
	switch {
	case r.Mail != "":
		return postkamer.ReceiptByMail
	case r.Letter:
		return postkamer.ReceiptByLetter
	}
	return postkamer.ReceiptOnPage
}

func (r Receipted) words() postkamer.ReceiptWords {
	contact := r.Context.Town.Phone
	if hours := r.Context.Town.Hours; hours != "" {
		contact += " (" + hours + ")"
	}
	return postkamer.ReceiptWords{Title: r.Title, Next: r.Next, Missing: r.Missing, Until: r.Until, Due: r.Due, Contact: contact, Tone: r.Context.Tone}
}

// Texts of the mail that confirms receipt. Its subject does not say that anything is
// final: a signature may be missing still.
const (
	receiptSubject = "Bericht van {gemeente} over {je|uw} formulier"
	receiptHello   = "{Hallo|Geachte heer of mevrouw},"
	receiptGot     = "Wij hebben {je|uw} formulier ontvangen. Dat was op {moment} uur."
	receiptMark    = "{Je|Uw} kenmerk is {kenmerk}. Lees het zo voor: {voorlezen}."
	receiptNeeds   = "Wij hebben nog iets van {je|u} nodig."
	receiptSend    = "Hier staat wat dat is. {Je kunt|U kunt} het daar ook sturen: {adres}"
	receiptUntil   = "Doe dat uiterlijk op {dag}."
	receiptDue     = "{Je hoort|U hoort} uiterlijk op {dag} van ons."
	receiptLook    = "{Wil je|Wilt u} weten hoe het ermee staat? Kijk hier: {adres}"
	receiptProof   = "{Je hebt|U hebt} daarvoor {je|uw} kenmerk en {je|uw} geboortedatum nodig."
	receiptAsk     = "{Heb je|Hebt u} een vraag? Bel {telefoon}. Noem dan {je|uw} kenmerk."
	receiptOther   = "{Heb je|Hebt u} niets verstuurd? Bel ons dan ook."
	receiptBare    = "Een mail kan door anderen worden gelezen. Daarom staat hier niet wat {je|u} hebt ingevuld."
)

// ReceiptTexts are the texts of receipts that a municipality may put in other words.
func ReceiptTexts() []string {
	return []string{receiptSubject, receiptHello, receiptGot, receiptMark, receiptNeeds, receiptSend, receiptUntil, receiptDue, receiptLook, receiptProof, receiptAsk, receiptOther, receiptBare}
}

// mail is the mail that confirms receipt; nil when there is no address.
func (r Receipted) mail() *postkamer.Mail {
	if r.Mail == "" {
		return nil
	}
	at := r.Received.In(postkamer.Zone())
	moment := fmt.Sprintf("%s om %d.%02d", dutchDay(at), at.Hour(), at.Minute())
	say := func(text string, more ...string) string {
		fill := map[string]string{"kenmerk": r.Reference, "voorlezen": postkamer.Spelled(r.Reference), "moment": moment}
		for i := 0; i+1 < len(more); i += 2 {
			fill[more[i]] = more[i+1]
		}
		return say(text, r.Context, fill)
	}
	body := []string{say(receiptHello), "", say(receiptGot), say(receiptMark), ""}
	if len(r.Missing) > 0 {
		body = append(body, say(receiptNeeds), say(receiptUntil, "dag", dutchDay(r.Until)))
		if r.Base != "" {
			body = append(body, say(receiptSend, "adres", r.Base+"/nasturen"))
		}
		body = append(body, "")
	}
	if !r.Due.IsZero() {
		body = append(body, say(receiptDue, "dag", dutchDay(r.Due)))
	}
	if r.Base != "" {
		body = append(body, say(receiptLook, "adres", r.Base+"/status"), say(receiptProof))
	}
	body = append(body, "", say(receiptAsk), say(receiptOther), say(receiptBare), "", r.Context.Town.Name, "")
	return &postkamer.Mail{To: r.Mail, Subject: say(receiptSubject), Body: strings.Join(body, "\n")}
}

// dutchDay writes 22 november 2026.
func dutchDay(t time.Time) string {
	return fmt.Sprintf("%d %s %d", t.Day(), monthNames[t.Month()-1], t.Year())
}

// letterWish is the question with which somebody without mail asks for a letter.
const letterWish = "brief"

// receipt is what the receipt of a form says.
func (s Submission) receipt(id postkamer.PieceID, b postkamer.Batch) Receipted {
	if s.Context.Tone == postkamer.English { // what is kept and mailed is Dutch
		s.Context.Tone = s.Context.Town.Tone.Citizen
	}
	r := Receipted{Piece: id, Reference: b.Reference, Received: b.ReceivedAt, Title: say(s.Form.DoneTitle, s.Context, nil),
		Due: s.Term.Due(b.ReceivedOn, s.Context.Town.Terms), Base: s.Base, Context: s.Context}
	r.Next, r.Missing = s.Form.Said(s.Answers, s.Context)
	born := false
	for _, a := range s.said {
		switch {
		case a.Field == string(postkamer.FieldBirthDate):
			born = true
		case a.Field == string(postkamer.FieldEmail):
			r.Mail = a.Value
		case a.Name == letterWish:
			r.Letter = true
		}
	}
	if !born { // those pages ask for it: nobody could prove that this is theirs
		r.Base = ""
	}
	return r
}

// Said returns what a receipt says of these answers in the tone of the context: what
// happens now, and what we still need.
func (f *Form) Said(a Answers, c Context) (next, missing []string) {
	return append(f.timesSaid(a, c), f.Next(a, c)...), f.StillToSend(a, c)
}

// Answers with which a citizen promises to send something.
var promises = []string{"later", "post"}

// StillToSend names what a citizen says will come later or by post, in the words of the
// questions.
func (f *Form) StillToSend(a Answers, c Context) []string {
	var list []string
	pages, live := f.asked(a, c)
	for _, p := range pages {
		for _, q := range p.asks {
			if q.Kind == KindUpload && len(q.files) > 0 {
				continue
			}
			if values := live[q.Name]; len(values) == 1 && slices.Contains(promises, values[0]) && q.promised() {
				list = append(list, p.labelOf(q))
			}
		}
	}
	return list
}

// promised tells whether a question lets somebody send something later.
func (q askedQuestion) promised() bool {
	return slices.ContainsFunc(q.Options, func(o Option) bool { return slices.Contains(promises, o.Value) })
}
