package workers

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/store"
)

// sendMail hands a mail of the outbox to the mail server.
type sendMail struct {
	river.WorkerDefaults[postkamer.SendMail]
	steps
	server *MailServer // nil: none was set up, and mail waits
}

// Pauses between tries. Mail servers that do not know us ask to come back after some
// minutes; a server that was not set up is a matter of hours.
const (
	mailAgain    = 3 * time.Minute
	serverAgain  = time.Minute
	mailGoodbye  = "Het bericht kon in drie dagen niet verstuurd worden. Kies een andere manier, zoals een brief."
	mailRefused  = "De mailserver weigert dit bericht. Kijk of het mailadres klopt, of kies een andere manier, zoals een brief."
	mailNoServer = "Er is nog geen mailserver ingesteld. De beheerder kan dat doen."
	mailNotNow   = "De mailserver neemt het bericht nu niet aan. Wij proberen het vanzelf opnieuw."
)

// Work does the step. A mail goes at least once: when this process is killed between
// the mail server's answer and our row it goes again, with the same number.
func (w *sendMail) Work(ctx context.Context, job *river.Job[postkamer.SendMail]) error {
	m, err := w.store.Mail(ctx, job.Args.MailID)
	if err != nil {
		return err
	}
	now := time.Now()
	switch {
	case m.State != postkamer.MailWaiting:
		return postkamer.ErrConflict
	case !m.NotAfter.IsZero() && now.After(m.NotAfter):
		return w.store.InTx(ctx, func(tx *store.Tx) error { return tx.MailDropped(ctx, m.ID) })
	case w.server == nil && now.Sub(m.CreatedAt) > postkamer.MailTries:
		return w.store.InTx(ctx, func(tx *store.Tx) error { return tx.MailFailed(ctx, m.ID, mailNoServer) })
	case w.server == nil:
		return w.later(ctx, m, mailNoServer, serverAgain)
	}
	err = w.send(ctx, m)
	switch {
	case err == nil:
		return w.store.InTx(ctx, func(tx *store.Tx) error { return tx.MailSent(ctx, m.ID) })
	case errors.Is(err, errRefused):
		w.log.Warn("mail refused", "mail", m.ID, "error", err)
		return w.store.InTx(ctx, func(tx *store.Tx) error { return tx.MailFailed(ctx, m.ID, mailRefused) })
	case errors.Is(err, errNotTaken) && now.Sub(m.CreatedAt) > postkamer.MailTries:
		return w.store.InTx(ctx, func(tx *store.Tx) error { return tx.MailFailed(ctx, m.ID, mailGoodbye) })
	case errors.Is(err, errNotTaken) && ctx.Err() == nil:
		w.log.Warn("mail waits", "mail", m.ID, "error", err)
		return w.later(ctx, m, mailNotNow, mailAgain)
	}
	return err
}

func (w *sendMail) send(ctx context.Context, m postkamer.Mail) (err error) {
	var file []byte
	if m.FileKey != "" {
		if file, err = w.store.MailFile(ctx, m); err != nil {
			return err
		}
	}
	return w.server.Send(ctx, m, file)
}

// later keeps why a mail waits and comes back. Waiting costs no attempt: it is not the
// mail that is to blame.
func (w *sendMail) later(ctx context.Context, m postkamer.Mail, why string, pause time.Duration) error {
	if m.Why != why || m.Tries == 0 {
		if err := w.store.InTx(ctx, func(tx *store.Tx) error { return tx.MailDelayed(ctx, m.ID, why) }); err != nil {
			return err
		}
	}
	return river.JobSnooze(pause)
}
