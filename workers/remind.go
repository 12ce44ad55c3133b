package workers

import (
	"context"
	"fmt"
	"time"

	"postkamer"
	"postkamer/store"
)

// remind tells staff by mail of calls that wait too long, on working days from 07.00.
// It is part of the sweep; the day is kept in the database, so that it is said once.
func (w *sweep) remind(ctx context.Context, now time.Time) error {
	town := w.town.Now().Municipality
	if !town.Office().RemindNow(now) {
		return nil
	}
	if town.CallNormHours == 0 { // no municipality: a test of something else
		return nil
	}
	r := store.Reminder{Now: now, Norm: time.Duration(town.CallNormHours) * time.Hour, Subject: "Telefoontjes die wachten"}
	r.Body = func(late int) string { return reminderText(town, w.base, late) }
	late, err := w.store.Remind(ctx, r)
	if late > 0 {
		w.log.Info("reminded of late calls", "late", late)
	}
	return err
}

// reminderText is what a reminder says: a number, and where to look. Nothing of a
// citizen: mail is read by others on its way.
func reminderText(town postkamer.Municipality, base string, late int) string {
	what := "1 telefoontje wacht"
	if late > 1 {
		what = fmt.Sprintf("%d telefoontjes wachten", late)
	}
	text := fmt.Sprintf("Goedemorgen,\n\n%s langer dan onze afspraak: binnen %d uur op werkdagen.\n", what, town.CallNormHours)
	if base != "" {
		text += town.Tone.Staff.Say("\n{Kijk|Kijkt u} op de bellijst: ") + base + "/bellen\n"
	}
	return text + "\n" + town.Name + "\n"
}
