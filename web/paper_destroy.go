package web

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"postkamer"
	"postkamer/intake/evidence"
	"postkamer/store"
)

// keepUntil is the day until which the paper of a box stays that is closed today.
func (s *Server) keepUntil() time.Time {
	return s.today().AddDate(0, s.town().Substitution.KeepMonths, 0)
}

// inBox does something with the box of the address and leads back to it.
func (s *Server) inBox(w http.ResponseWriter, r *http.Request, said string, do func(tx *store.Tx, box postkamer.Box) error) error {
	box, err := s.boxIn(r)
	if err != nil {
		return err
	}
	err = s.cfg.Store.InTx(r.Context(), func(tx *store.Tx) error { return do(tx, box) })
	if errors.Is(err, postkamer.ErrConflict) {
		s.flash(r, FlashWarning, "Dat kan nu niet: er is ondertussen iets veranderd. Kijk hieronder hoe het met de doos staat.")
	} else if err != nil {
		return err
	} else {
		s.flash(r, FlashOK, "✓ "+said)
	}
	http.Redirect(w, r, boxPath(box.ID), http.StatusSeeOther)
	return nil
}

// putInBox lays a stack in a box.
func (s *Server) putInBox(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(form.Get("stapel"), 10, 64)
	if err != nil || id <= 0 {
		return s.renderBox(w, r, http.StatusUnprocessableEntity, []FieldError{{"stapel", "Kies een stapel uit de lijst"}})
	}
	return s.inBox(w, r, "De stapel ligt in de doos.", func(tx *store.Tx, box postkamer.Box) error {
		_, err := tx.PutInBox(r.Context(), postkamer.BatchID(id), box.ID, person(r).Name)
		return err
	})
}

// closeBox closes a box: nothing goes in any more, and its time begins to run.
func (s *Server) closeBox(w http.ResponseWriter, r *http.Request) error {
	until := s.keepUntil()
	return s.inBox(w, r, "De doos is dicht. Het papier blijft tot en met "+dutchDate(until)+". Druk het etiket opnieuw af.", func(tx *store.Tx, box postkamer.Box) error {
		return tx.CloseBox(r.Context(), box.ID, until, person(r).Name)
	})
}

// proposeDestruction fixes the list of what may be destroyed.
func (s *Server) proposeDestruction(w http.ResponseWriter, r *http.Request) error {
	line, err := s.boxLineIn(r)
	if err != nil {
		return err
	}
	if words := tooEarly(line, s.today()); words != "" {
		s.flash(r, FlashWarning, words)
		http.Redirect(w, r, boxPath(line.ID), http.StatusSeeOther)
		return nil
	}
	return s.inBox(w, r, "De lijst ligt vast. Iemand anders moet de lijst goedkeuren: een teamleider of beheerder.", func(tx *store.Tx, box postkamer.Box) error {
		list, err := s.listOf(r, box)
		if err != nil {
			return err
		}
		_, err = tx.ProposeDestruction(r.Context(), box.ID, string(list), person(r))
		return err
	})
}

// tooEarly says why the destruction of a box cannot be proposed yet, with what to do;
// empty: it can.
func tooEarly(line store.BoxLine, today time.Time) string {
	if line.ClosedAt.IsZero() {
		return "Het papier kan nog niet weg: de doos is nog open. Sluit de doos eerst, als zij vol is."
	}
	list := hurdles(line.Box, line.Figures, today)
	if len(list) == 0 {
		return ""
	}
	return "Het papier kan nog niet weg. " + list[0].Text
}

// listOf is the list of what may be destroyed, as it is kept.
func (s *Server) listOf(r *http.Request, box postkamer.Box) ([]byte, error) {
	lot, err := s.lotOf(r.Context(), box)
	if err != nil {
		return nil, err
	}
	return lot.JSON()
}

// withdrawDestruction takes a proposal back.
func (s *Server) withdrawDestruction(w http.ResponseWriter, r *http.Request) error {
	return s.inBox(w, r, "Het voorstel is ingetrokken.", func(tx *store.Tx, box postkamer.Box) error {
		return tx.WithdrawDestruction(r.Context(), box.ID, "", person(r))
	})
}

// approveDestruction approves what another person proposed. The list must be what
// it would be now: whoever approves signs for what is so, not for what was.
func (s *Server) approveDestruction(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	return s.inBox(w, r, "Goedgekeurd. Het papier in deze doos mag worden vernietigd.", func(tx *store.Tx, box postkamer.Box) error {
		list, err := s.listOf(r, box)
		if err != nil {
			return err
		}
		if sum := evidence.Sum(list); sum != form.Get("lijst") {
			return postkamer.ErrConflict
		}
		return tx.ApproveDestruction(r.Context(), box.ID, form.Get("lijst"), s.today(), person(r))
	})
}

// boxDestroyed keeps that the paper of a box was destroyed, and how.
func (s *Server) boxDestroyed(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	how := form.Get("hoe")
	if how == "" || len(how) > maxReason {
		return s.renderBox(w, r, http.StatusUnprocessableEntity, []FieldError{{"hoe", "Schrijf in het kort op hoe het papier is vernietigd"}})
	}
	return s.inBox(w, r, "Vastgelegd. De beelden en het logboek blijven.", func(tx *store.Tx, box postkamer.Box) error {
		return tx.MarkDestroyed(r.Context(), box.ID, how, s.today(), person(r))
	})
}
