package workers

import (
	"strings"
	"testing"

	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/town"
)

// TestAnAddressThatTheMailServerDoesNotTakeEndsAsALetter: the whole road, with a real mail
// server. While it waits staff see it in the list of messages, with the reason; nobody has
// to do anything for the letter.
func TestAnAddressThatTheMailServerDoesNotTakeEndsAsALetter(t *testing.T) {
	for _, tt := range []struct {
		name, to string
		waits    bool // it is tried for three days first
	}{{"refused at once", "never@inwoner.example", false}, {"refused for hours, until the limit", "busy@inwoner.example", true}} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHall(t)
			h.cfg.Town = town.Fixed(town.Town{Municipality: postkamer.DefaultMunicipality(), Policy: h.cfg.Policy})
			_, h.cfg.Mail = openPost(t)
			reference := h.laterPiece(whole, tt.to)
			h.start()
			_, c := h.settledReceipt(reference)
			if tt.waits {
				h.until("staff see why it waits", func() bool {
					open, err := h.store.OpenMails(t.Context(), 10)
					h.must(err)
					return len(open) == 1 && open[0].State == postkamer.MailWaiting && open[0].CaseID == c.ID && strings.Contains(open[0].Why, "vanzelf opnieuw")
				})
				h.exec(`UPDATE mails SET created_at = now() - interval '73 hours'`)
				h.exec(`UPDATE river_job SET state = 'available', scheduled_at = now() WHERE kind = 'send_mail'`)
			}
			h.until("the letter waits for the printer", func() bool { return h.receipt(reference).Letter == postkamer.LetterMade })
			if r := h.receipt(reference); r.Mail != postkamer.MailSettled || r.Way != postkamer.ReceiptByLetter {
				t.Errorf("the receipt is %+v", r)
			}
			if open, err := h.store.OpenMails(t.Context(), 10); err != nil || len(open) > 0 {
				t.Errorf("a person is asked as well: %+v, %v", open, err)
			}
			h.sound()
		})
	}
}

// TestACodeForAPartnerThatDoesNotArriveIsToldOnTheCase: no letter goes, for it asks a
// signature; a colleague phones, or reads a code out.
func TestACodeForAPartnerThatDoesNotArriveIsToldOnTheCase(t *testing.T) {
	for name, first := range map[string]bool{"refused before there is a case": true, "refused after it": false} {
		t.Run(name, func(t *testing.T) {
			h := newHall(t)
			_, server := openPost(t)
			refuse := func() {
				step := &sendMail{steps: steps{store: h.store, log: h.cfg.Log}, server: server}
				id := postkamer.MailID(h.number(`SELECT id FROM mails WHERE kind = 'sign'`))
				h.must(step.Work(t.Context(), &river.Job[postkamer.SendMail]{Args: postkamer.SendMail{MailID: id}}))
			}
			filed := h.aPartner("never@inwoner.example")
			if first {
				refuse()
			}
			h.start()
			_, c := h.settledReceipt(filed.Reference)
			if !first {
				refuse()
			}
			var told []string
			h.until("the case says so", func() bool {
				told = nil
				c, _ = h.store.Case(t.Context(), c.ID)
				for _, d := range c.Doubts {
					if d.Code == postkamer.MailNotSent {
						told = append(told, d.Why)
					}
				}
				return len(told) > 0
			})
			if len(told) != 1 || !strings.Contains(told[0], "partner") {
				t.Errorf("the case says %q", told)
			}
			h.sound()
		})
	}
}
