package intake

import (
	"context"
	"slices"
	"strings"
	"time"

	"postkamer"
	"postkamer/store"
)

// Names of the questions that every form with a partner asks alike (docs/forms.md): a
// form that declares the doubt PARTNER_SIGNATURE has them.
const (
	partnerBorn    = "p-geboren"
	partnerContact = "p-mail"
)

// askLater keeps what comes later than the form: evidence that was promised, and the
// signature of the partner, to whom a code is mailed.
func (s Submission) askLater(ctx context.Context, tx *store.Tx, piece postkamer.PieceID, b postkamer.Batch) error {
	ask, signs := s.partner()
	if list := s.Form.toCome(s.Answers, s.Context, s.evidenceBy(b)); len(list) > 0 || signs {
		if _, err := tx.AddPromises(ctx, piece, list); err != nil {
			return err
		}
	}
	if !signs {
		return nil
	}
	if err := tx.AskSignature(ctx, piece, ask); err != nil || ask.Way != postkamer.SignByMail {
		return err
	}
	today := postkamer.DayOf(b.ReceivedAt)
	write := func(code string) postkamer.Mail { return SignMail(code, today, s.Base, s.Context) }
	return tx.MailSignCode(ctx, piece, today, write)
}

// evidenceBy is the last day to send what was promised: the day that the receipt says.
func (s Submission) evidenceBy(b postkamer.Batch) time.Time {
	rules := s.Context.Town.Terms
	return rules.TwoWorkingDays(postkamer.DayOf(b.ReceivedAt), rules.AnswerDays)
}

// toCome returns what the answers say will come later or by post.
func (f *Form) toCome(a Answers, c Context, until time.Time) []postkamer.Promise {
	var list []postkamer.Promise
	for _, e := range f.Evidence(a, c) {
		if slices.Contains(promises, e.How) {
			list = append(list, postkamer.Promise{Name: e.Question, Label: e.Label, Until: until})
		}
	}
	return list
}

// partner returns whom the form needs a signature of; false when it needs none, or says
// too little to ask for one: then the doubt is for a person as it always was.
func (s Submission) partner() (store.SignatureAsk, bool) {
	given := map[string]string{}
	needed := false
	for _, a := range s.said {
		needed = needed || a.Name == DoubtAnswer && a.Value == string(postkamer.PartnerSignature)
		given[a.Name] = a.Value
		if a.Field == string(postkamer.FieldEmail) {
			given[string(postkamer.FieldEmail)] = a.Value
		}
	}
	born, err := time.Parse(time.DateOnly, given[partnerBorn])
	if !needed || err != nil {
		return store.SignatureAsk{}, false
	}
	ask := store.SignatureAsk{Born: born, Contact: given[partnerContact], Way: wayTo(given[partnerContact])}
	if ask.Way == postkamer.SignByMail && strings.EqualFold(ask.Contact, given[string(postkamer.FieldEmail)]) {
		ask.Contact, ask.Way = "", postkamer.SignOnPaper // who applies cannot sign for the partner
	}
	return ask, true
}

// wayTo says how a partner with this address or number signs.
func wayTo(contact string) postkamer.SignatureWay {
	switch {
	case strings.Contains(contact, "@"):
		return postkamer.SignByMail
	case contact != "":
		return postkamer.SignByPhone
	}
	return postkamer.SignOnPaper
}

// Texts of the mail to a partner. It says nothing of anybody, and does not say that
// anything is final: a signature is missing still.
const (
	signSubject = "Bericht van {gemeente}: er staat een formulier klaar om te tekenen"
	signWhat    = "Bij {gemeente} staat een formulier klaar. {Jij moet|U moet} dat nog tekenen."
	signWhere   = "Ga naar {adres}"
	signSite    = "Ga naar de website van {gemeente} en kies: tekenen als partner."
	signCode    = "Vul daar deze code in: {code}"
	signBorn    = "Vul ook {je|uw} eigen geboortedatum in. Daarna {zie je|ziet u} waar het over gaat."
	signUntil   = "De code is geldig tot en met {dag}. Geef de code aan niemand anders."
	signHelp    = "{Weet je|Weet u} niet waar dit over gaat? Teken dan niet en bel {telefoon}."
)

// SignTexts are the texts of the mail to a partner.
func SignTexts() []string {
	return []string{signSubject, signWhat, signWhere, signSite, signCode, signBorn, signUntil, signHelp}
}

// SignMail is the mail with the code for a partner, without an address. Base is the
// address of the site; empty: it is not said.
func SignMail(code string, today time.Time, base string, c Context) postkamer.Mail {
	until := today.AddDate(0, 0, postkamer.SignatureDays)
	fill := map[string]string{"code": code, "dag": dutchDay(until), "adres": base + "/partner"}
	where := signWhere
	if base == "" {
		where = signSite
	}
	body := []string{say(receiptHello, c, nil), ""}
	for _, text := range []string{signWhat, where, signCode, signBorn, signUntil, signHelp} {
		body = append(body, say(text, c, fill))
	}
	body = append(body, "", c.Town.Name, "")
	return postkamer.Mail{Subject: say(signSubject, c, nil), Body: strings.Join(body, "\n"), NotAfter: until.AddDate(0, 0, 1)}
}
