package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// putAway puts the paper of the stack in the box and closes the stack. Without an
// open box a new one is begun.
func (s *Server) putAway(w http.ResponseWriter, r *http.Request) error {
	form, batch, err := s.batchForm(r)
	if err != nil {
		return err
	}
	ctx, who := r.Context(), person(r)
	err = s.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
		box, err := s.chosenBox(ctx, tx, form.Get("doos"), who.Name)
		if err != nil {
			return err
		}
		if _, err := tx.PutInBox(ctx, batch.ID, box, who.Name); err != nil {
			return err
		}
		return intake.Close(ctx, tx, batch.ID, who)
	})
	if notReady := (*postkamer.NotReady)(nil); errors.As(err, &notReady) { // the page says what is in the way
		http.Redirect(w, r, fmt.Sprintf("/stapel/%d/afsluiten", batch.ID), http.StatusSeeOther)
		return nil
	}
	if errors.Is(err, postkamer.ErrConflict) { // a second click, or the box was closed meanwhile
		return s.boxTooLate(w, r, batch)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, fmt.Sprintf("/stapel/%d/afsluiten", batch.ID), http.StatusSeeOther)
	return nil
}

// chosenBox returns the box that was chosen, or a new one.
func (s *Server) chosenBox(ctx context.Context, tx *store.Tx, text, by string) (postkamer.BoxID, error) {
	if text == newBox {
		box, err := tx.OpenBox(ctx, "", "", by, s.cfg.Now())
		return box.ID, err
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id <= 0 {
		return 0, fmt.Errorf("%w: box", errMalformed)
	}
	return postkamer.BoxID(id), nil
}

// boxTooLate leads to how it stands now; when the stack is in no box, it says why.
func (s *Server) boxTooLate(w http.ResponseWriter, r *http.Request, batch postkamer.Batch) error {
	now, err := s.cfg.Store.Batch(r.Context(), batch.ID)
	if err != nil {
		return err
	}
	if now.BoxID == 0 {
		s.flash(r, FlashWarning, "Deze doos is net dichtgegaan. Kies een andere doos.")
	}
	http.Redirect(w, r, fmt.Sprintf("/stapel/%d/afsluiten", batch.ID), http.StatusSeeOther)
	return nil
}

// newBox is the choice of a box that is not there yet.
const newBox = "nieuw"

// addBox offers the open boxes, the newest chosen, and a new one.
func (s *Server) addBox(ctx context.Context, page *closePage, st lookStack) error {
	boxes, err := s.cfg.Store.OpenBoxes(ctx)
	if err != nil {
		return err
	}
	page.Released = s.filled("De stapel is vrijgegeven: {bladzijden} in {brieven}. De brieven worden nu gelezen.", "{bladzijden}", s.counted(len(st.Pages), "bladzijde", "bladzijden"), "{brieven}", s.counted(st.pieces(), "brief", "brieven"))
	page.Box = Choice{Name: "doos", Legend: "In welke doos gaat het papier?"}
	for _, b := range boxes {
		label := "Doos " + b.Name()
		if b.Place != "" {
			label += ", " + b.Place
		}
		page.Box.Options = append(page.Box.Options, Option{Value: fmt.Sprint(b.ID), Label: label})
	}
	page.Box.Options = append(page.Box.Options, Option{Value: newBox, Label: "Een nieuwe doos"})
	page.Box.Values = []string{page.Box.Options[0].Value}
	page.Keeps = st.keepWords()
	return nil
}

// keepWords names the sheets whose paper stays out of the box, or nothing.
func (st lookStack) keepWords() string {
	var names []string
	for _, p := range st.Pages {
		if p.KeepPaper != "" && p.BackAt.IsZero() {
			names = append(names, lowerFirst(st.name(p))+" ("+keepLabels[p.KeepPaper]+")")
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "Haal deze bladen eruit en leg ze apart: " + strings.Join(names, ", ") + ". Ze staan op de lijst Teruggeven."
}

// addClosed says where the paper is.
func (s *Server) addClosed(ctx context.Context, page *closePage, st lookStack) error {
	page.Closed = s.filled("De stapel is afgesloten: {bladen}, {bladzijden}, {brieven}. Er is niets meer te doen.",
		"{bladen}", s.counted(st.sheets(), "blad", "bladen"), "{bladzijden}", s.counted(len(st.Pages), "bladzijde", "bladzijden"), "{brieven}", s.counted(st.pieces(), "brief", "brieven"))
	if st.Batch.BoxID == 0 {
		return nil
	}
	box, err := s.cfg.Store.Box(ctx, st.Batch.BoxID)
	if err != nil {
		return err
	}
	page.BoxLink = fmt.Sprintf("/dozen/%d", box.ID)
	page.BoxPlace = s.filled("Leg het papier in doos {doos}, plek {plek}.", "{doos}", box.Name(), "{plek}", dutchNumber(st.Batch.BoxPosition))
	page.Keeps = st.keepWords()
	return nil
}
