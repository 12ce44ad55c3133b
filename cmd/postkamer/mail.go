package main

import (
	"context"
	"fmt"
	"time"

	"postkamer/web"
)

// mailLate is how long mail may wait before /readyz says so: a mail server may ask
// to come back after some minutes.
const mailLate = 30 * time.Minute

// mailGoes tells whether mail is sent. Without a mail server that is nothing to worry
// about as long as no mail waits.
func (r *room) mailGoes(ctx context.Context) error {
	counts, err := r.store.MailCounts(ctx)
	switch {
	case err != nil:
		return err
	case r.settings.mailServer() == nil && counts.Waiting > 0:
		return fmt.Errorf("%w: %d mails wait and no mail server is set up: set POSTKAMER_SMTP_HOST and POSTKAMER_SMTP_FROM", web.ErrDegraded, counts.Waiting)
	case counts.Failed > 0:
		return fmt.Errorf("%w: %d mails could not be sent: see /berichten", web.ErrDegraded, counts.Failed)
	case counts.Waiting > 0 && time.Since(counts.Oldest) > mailLate:
		return fmt.Errorf("%w: %d mails wait longer than %v: does the mail server answer?", web.ErrDegraded, counts.Waiting, mailLate)
	}
	return nil
}
