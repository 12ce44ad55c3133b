package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"postkamer"
	"postkamer/store"
)

func (s *Server) undoRoutes() {
	s.staff("POST /ongedaan", s.takeBack, postkamer.Caseworker, postkamer.Caller, postkamer.TeamLead)
}

// undoField names what is to be taken back: numbers with spaces between.
const undoField = "handeling"

// mostUndos is how much one button takes back: a long list that was ticked at once.
const mostUndos = 200

// flashTakeBack leaves a message with a button that takes back what this person did
// last to each of the cases; without anything to take back it is only the message.
func (s *Server) flashTakeBack(r *http.Request, text string, ids ...postkamer.CaseID) {
	s.flashBack(r, FlashOK, text, ids...)
}

// flashBack is flashTakeBack for a message of any kind.
func (s *Server) flashBack(r *http.Request, kind FlashKind, text string, ids ...postkamer.CaseID) {
	undos, err := s.lastUndos(r, ids)
	if err != nil {
		visiting(r).err = err // for the log: what was done is done
	}
	if len(undos) == 0 {
		s.flash(r, kind, text)
		return
	}
	undo := Undo{Action: "/ongedaan", Label: "Ongedaan maken", Key: "Z", Fields: map[string]string{undoField: strings.Join(undos, " ")}}
	s.put(r.Context(), flashKey, Flash{Kind: kind, Text: text, Undo: &undo})
}

// lastUndos are the numbers of what this person did last to cases.
func (s *Server) lastUndos(r *http.Request, ids []postkamer.CaseID) (undos []string, err error) {
	for _, id := range ids {
		undo, err := s.cfg.Store.LastUndo(r.Context(), id, person(r))
		if err != nil {
			return nil, err
		}
		if undo != 0 {
			undos = append(undos, fmt.Sprint(undo))
		}
	}
	return undos, nil
}

// takeBack takes back what this person did a moment ago.
func (s *Server) takeBack(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	ids, err := undoIDs(form.Get(undoField))
	if err != nil {
		return err
	}
	var back []store.Undone
	var why error
	for _, id := range ids {
		u, err := s.cfg.Store.Undo(r.Context(), id, person(r))
		if err == nil {
			back = append(back, u)
			continue
		}
		if !errors.Is(err, store.ErrTooLate) && !errors.Is(err, postkamer.ErrConflict) && !errors.Is(err, postkamer.ErrNotFound) {
			return err
		}
		why = err
	}
	kind, said := s.undoneWords(back, len(ids), why)
	s.flash(r, kind, said)
	http.Redirect(w, r, s.afterUndo(r, form.Get("gesprek"), back), http.StatusSeeOther)
	return nil
}

func undoIDs(text string) (ids []store.UndoID, err error) {
	for word := range strings.FieldsSeq(text) {
		id, err := strconv.ParseInt(word, 10, 64)
		if err != nil || len(ids) == mostUndos {
			return nil, fmt.Errorf("%w: what to take back", errMalformed)
		}
		ids = append(ids, store.UndoID(id))
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("%w: nothing to take back", errMalformed)
	}
	return ids, nil
}

// undoneWords say what was taken back, and why the rest was not.
func (s *Server) undoneWords(back []store.Undone, asked int, why error) (FlashKind, string) {
	left := "Iemand ging er al mee verder. Kijk in het logboek van de zaak."
	if errors.Is(why, store.ErrTooLate) {
		left = "Dat kan tot 30 seconden nadat het gedaan is. Open de zaak en herstel het daar, of vraag de teamleider om de zaak te heropenen."
	}
	switch {
	case len(back) == 0:
		return FlashWarning, "Dit is niet ongedaan gemaakt. " + left
	case len(back) < asked:
		return FlashWarning, s.filled("Ongedaan gemaakt: {n} van de {gevraagd} zaken. Bij de rest lukt het niet.", "{n}", dutchNumber(len(back)), "{gevraagd}", dutchNumber(asked)) + " " + left
	case asked > 1:
		return FlashOK, "✓ " + s.filled("Ongedaan gemaakt: {zaken}.", "{zaken}", s.counted(asked, "zaak", "zaken"))
	}
	return FlashOK, "✓ " + back[0].Reference + ": " + takenBack(back[0].Kind) + "."
}

// takenBack says that something of a kind was taken back.
func takenBack(kind postkamer.EventKind) string {
	what, ok := eventWords[kind]
	if !ok {
		what = "laatste handeling"
	}
	return "ongedaan gemaakt (" + lowerFirst(what) + ")"
}

// afterUndo is where somebody goes on: at the call that they are making, at the case, when
// it is one that they may see, else at their own start.
func (s *Server) afterUndo(r *http.Request, talk string, back []store.Undone) string {
	if id, err := strconv.ParseInt(talk, 10, 64); err == nil {
		task, err := s.cfg.Store.Call(r.Context(), postkamer.CallTaskID(id))
		if err == nil && task.ClaimedBy == person(r).ID {
			return fmt.Sprintf("/bellen/%d", task.ID)
		}
	}
	if len(back) == 1 && back[0].Kind == postkamer.EventSampled { // not the case: it says what was approved
		return fmt.Sprintf("/steekproef/%d", back[0].CaseID)
	}
	if len(back) == 1 {
		c, err := s.cfg.Store.Case(r.Context(), back[0].CaseID)
		if err == nil && s.sees(r, c) {
			return casePath(c.ID)
		}
	}
	return s.startOf(r)
}

// startOf is where this person begins the day.
func (s *Server) startOf(r *http.Request) string {
	for _, path := range []string{"/werk", "/bellen", "/team"} {
		if s.mayOpen(path, person(r)) {
			return path
		}
	}
	return "/"
}
