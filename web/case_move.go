package web

import (
	"net/http"
	"net/url"
	"slices"

	"postkamer"
	"postkamer/store"
)

// movePage asks what a case is about and where it must go.
type movePage struct {
	Page
	Case   postkamer.Case
	Kind   Choice
	Queue  Choice
	Reason Field
}

// moveForm shows the page on which a case is placed.
func (s *Server) moveForm(w http.ResponseWriter, r *http.Request) error {
	c, err := s.heldCase(r)
	if err != nil {
		return err
	}
	return s.renderMove(w, r, c, url.Values{"soort": {string(c.CaseType)}}, http.StatusOK, nil)
}

func (s *Server) renderMove(w http.ResponseWriter, r *http.Request, c postkamer.Case, form url.Values, status int, wrong []FieldError) error {
	if err := s.viewed(r, c.PieceID, c.ID); err != nil {
		return err
	}
	page := movePage{Page: s.page(r, "Anders indelen, "+c.Reference), Case: c}
	page.Errors = wrong
	page.Kind = Choice{Name: "soort", Legend: "Waar gaat het over?", Values: form["soort"], Error: wrongIn(wrong, "soort"),
		Options: append([]Option{{Label: "Kies een soort"}}, s.kindOptions()...)}
	page.Queue = Choice{Name: "voorraad", Legend: "Naar welke werkvoorraad?", Values: form["voorraad"], Error: wrongIn(wrong, "voorraad"),
		Options: append([]Option{{Label: "De werkvoorraad die bij de soort hoort"}}, s.queueOptions()...)}
	page.Reason = Field{Name: "reden", Label: "Waarom? (mag leeg blijven)", Value: form.Get("reden"), MaxLength: maxReason,
		Hint: page.Say("Schrijf geen namen of nummers van inwoners: dit blijft in het logboek staan.")}
	return s.render(w, r, "indelen", status, page)
}

// maxReason is how long a reason may be, in bytes.
const maxReason = 200

// wrongIn returns what is wrong with one field, "" when nothing is.
func wrongIn(wrong []FieldError, field string) string {
	i := slices.IndexFunc(wrong, func(e FieldError) bool { return e.Field == field })
	if i < 0 {
		return ""
	}
	return wrong[i].Text
}

// moveCase gives a case another kind and puts it on the queue that was chosen.
func (s *Server) moveCase(w http.ResponseWriter, r *http.Request) error {
	c, form, err := s.savedCase(r)
	if err != nil {
		return err
	}
	kind, queue, wrong := s.moveTarget(form)
	if len(wrong) > 0 {
		return s.renderMove(w, r, c, form, http.StatusUnprocessableEntity, wrong)
	}
	move := store.Move{Kind: kind, Queue: queue, Reason: form.Get("reden"), Term: s.town().Policy.Terms[kind]}
	move.DueOn, move.Priority = s.town().Policy.DueOn(kind, c.ReceivedOn)
	if kind != c.CaseType {
		if move.Anew, err = s.guard().Anew(r.Context(), c, kind); err != nil {
			return err
		}
	}
	if err := s.cfg.Store.MoveCase(r.Context(), c.ID, c.Version, person(r), move); err != nil {
		return err
	}
	return s.afterCase(w, r, form, "✓ "+c.Reference+" ligt nu bij "+s.queueLabel(queue)+", als "+s.kindLabel(kind)+".", c.ID)
}

// moveTarget reads the kind and the queue. Without a queue it is that of the kind.
func (s *Server) moveTarget(form url.Values) (kind postkamer.CaseType, queue postkamer.Queue, wrong []FieldError) {
	kind, queue = postkamer.CaseType(form.Get("soort")), postkamer.Queue(form.Get("voorraad"))
	usual, known := s.town().Policy.Queues[kind]
	if !known {
		wrong = append(wrong, FieldError{"soort", "Kies waar het over gaat"})
	}
	if queue == "" {
		queue = usual
	}
	if !slices.ContainsFunc(s.queueOptions(), func(o Option) bool { return o.Value == string(queue) }) && known {
		wrong = append(wrong, FieldError{"voorraad", "Kies een werkvoorraad uit de lijst"})
	}
	if len(form.Get("reden")) > maxReason {
		wrong = append(wrong, FieldError{"reden", "Maak de reden korter"})
	}
	return kind, queue, wrong
}
