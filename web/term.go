package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"postkamer"
	"postkamer/store"
)

func (s *Server) termRoutes() {
	s.staff("GET /zaak/{id}/termijn", s.showTerm, postkamer.Caseworker, postkamer.TeamLead)
	s.staff("POST /zaak/{id}/termijn/stil", s.suspendTerm, postkamer.Caseworker)
	s.staff("POST /zaak/{id}/termijn/verder", s.resumeTerm, postkamer.Caseworker)
	s.staff("POST /zaak/{id}/termijn/nog-niet", s.goOnWaiting, postkamer.Caseworker)
	s.staff("POST /zaak/{id}/verder", s.takeWaiting, postkamer.Caseworker)
}

// termPage says how the last day of a case was reckoned, and lets its holder stop and
// start the clock.
type termPage struct {
	Page
	Case   postkamer.Case
	Path   string
	Last   string // the last day; empty: no term runs
	Note   string // what is pressing about it
	Lines  []string
	Mine   bool
	Lasts  bool   // it stands still now
	Again  string // until when it stood still before something came in; empty: it did not
	Ground Choice
	Until  Field
	On     Field
	Letter bool // the citizen can be asked or told by letter
	More   bool // and the term can be extended
}

// suspendable are the grounds without a letter of ours, in words.
var suspendable = []Option{
	{Value: string(postkamer.Agreed), Label: "De inwoner vindt uitstel goed", Hint: "Alleen als dat schriftelijk is (Awb 4:15, lid 2, a)."},
	{Value: string(postkamer.ByApplicant), Label: "De vertraging komt door de inwoner", Hint: "Awb 4:15, lid 2, b."},
	{Value: string(postkamer.AskedAbroad), Label: "Wij wachten op een instantie in het buitenland", Hint: "Awb 4:15, lid 1, b."},
	{Value: string(postkamer.ForceMajeur), Label: "Overmacht", Hint: "Vertel dit zo snel mogelijk aan de inwoner (Awb 4:15, lid 2, c en lid 3)."},
}

func (s *Server) showTerm(w http.ResponseWriter, r *http.Request) error {
	c, err := s.openCase(r)
	if err != nil {
		return err
	}
	return s.renderTerm(w, r, c, url.Values{}, http.StatusOK, nil)
}

func (s *Server) renderTerm(w http.ResponseWriter, r *http.Request, c postkamer.Case, form url.Values, status int, wrong []FieldError) error {
	if err := s.viewed(r, c.PieceID, c.ID); err != nil {
		return err
	}
	clock, err := s.cfg.Store.Clock(r.Context(), c.ID)
	if err != nil {
		return err
	}
	law := postkamer.LawOf(c.CaseType)
	page := termPage{Page: s.page(r, "Termijn van "+c.Reference), Case: c, Path: casePath(c.ID), Mine: holds(person(r), c), Lasts: standsStill(clock)}
	page.Errors, page.Scripts = wrong, []string{"zaak.js"}
	if clock.Runs() {
		due := clock.Due(s.town().Terms)
		page.Last, page.Note = longDate(due), s.termOf(due).Note
		page.Lines = append(termLines(clock, law, s.town().Terms), pendingLines(clock)...)
		page.Letter, page.More = law.Suspends != "", law.Extends != ""
		page.Again = s.answeredEarly(clock)
	}
	page.Ground = Choice{Name: "grond", Legend: "Waarom staat de termijn stil?", Options: suspendable, Values: form["grond"], Error: wrongIn(wrong, "grond")}
	page.Until = Field{Name: "tot", Label: "Tot en met welke dag hoogstens?", Type: "date", Value: form.Get("tot"), Error: wrongIn(wrong, "tot"), Hint: "Daarna loopt de termijn vanzelf weer."}
	page.On = Field{Name: "op", Label: "Op welke dag kwam binnen wat wij vroegen?", Type: "date", Value: form.Get("op"), Error: wrongIn(wrong, "op"), Hint: "Of: op welke dag viel de reden weg?"}
	if page.On.Value == "" {
		page.On.Value = postkamer.DayOf(s.cfg.Now()).Format(time.DateOnly)
	}
	return s.render(w, r, "termijn", status, page)
}

// standsStill tells whether a suspension lasts.
func standsStill(c postkamer.Clock) bool {
	return slices.ContainsFunc(c.Suspensions, func(s postkamer.Suspension) bool { return s.End == postkamer.Lasting })
}

// answeredEarly says until when the citizen still has time, when something came in before
// that day: it may not be all.
func (s *Server) answeredEarly(c postkamer.Clock) string {
	if len(c.Suspensions) == 0 {
		return ""
	}
	last := c.Suspensions[len(c.Suspensions)-1]
	if last.Ground != postkamer.ToComplete || last.End != postkamer.Answered || last.AnswerBy.Before(postkamer.DayOf(s.cfg.Now())) {
		return ""
	}
	return longDate(last.AnswerBy)
}

// goOnWaiting waits for the rest of what was asked.
func (s *Server) goOnWaiting(w http.ResponseWriter, r *http.Request) error {
	c, form, err := s.termForm(r)
	if err != nil {
		return err
	}
	version, err := versionIn(form)
	if err != nil {
		return err
	}
	if err := s.cfg.Store.GoOnWaiting(r.Context(), c.ID, version, person(r), "de rest van wat wij vroegen", postkamer.DayOf(s.cfg.Now())); err != nil {
		return err
	}
	return s.afterCase(w, r, form, "✓ "+c.Reference+" wacht verder op de inwoner.", c.ID)
}

// termForm is the form of the term page about a case that this person has.
func (s *Server) termForm(r *http.Request) (postkamer.Case, url.Values, error) {
	form, err := postForm(r)
	if err != nil {
		return postkamer.Case{}, nil, err
	}
	c, err := s.heldCase(r)
	return c, form, err
}

// suspendTerm makes the term stand still without a letter.
func (s *Server) suspendTerm(w http.ResponseWriter, r *http.Request) error {
	c, form, err := s.termForm(r)
	if err != nil {
		return err
	}
	today := postkamer.DayOf(s.cfg.Now())
	until, wrong := dayIn(form, "tot", today.AddDate(0, 0, 1), today.AddDate(1, 0, 0), "Kies een dag na vandaag, hoogstens een jaar verder")
	ground := postkamer.SuspensionGround(form.Get("grond"))
	if !slices.ContainsFunc(suspendable, func(o Option) bool { return o.Value == string(ground) }) {
		wrong = append([]FieldError{{"grond", "Kies waarom de termijn stilstaat"}}, wrong...)
	}
	if len(wrong) > 0 {
		return s.renderTerm(w, r, c, form, http.StatusUnprocessableEntity, wrong)
	}
	ctx, by := r.Context(), person(r)
	err = s.cfg.Store.ChangeTerm(ctx, c.ID, by, func(tx *store.Tx) error {
		_, err := tx.Suspend(ctx, postkamer.Suspension{CaseID: c.ID, Ground: ground, AskedOn: today, AnswerBy: until, By: by.Name})
		return err
	})
	switch {
	case errors.Is(err, postkamer.ErrConflict):
		s.flash(r, FlashInfo, "De termijn staat al stil.")
	case err != nil:
		return err
	default:
		s.flashTakeBack(r, "✓ De termijn staat stil vanaf morgen.", c.ID)
	}
	http.Redirect(w, r, casePath(c.ID)+"/termijn", http.StatusSeeOther)
	return nil
}

// resumeTerm lets the term run again.
func (s *Server) resumeTerm(w http.ResponseWriter, r *http.Request) error {
	c, form, err := s.termForm(r)
	if err != nil {
		return err
	}
	on, wrong := dayIn(form, "op", c.ReceivedOn, postkamer.DayOf(s.cfg.Now()), "Kies een dag tussen de ontvangst en vandaag")
	if len(wrong) > 0 {
		return s.renderTerm(w, r, c, form, http.StatusUnprocessableEntity, wrong)
	}
	ctx, by, ended := r.Context(), person(r), false
	err = s.cfg.Store.ChangeTerm(ctx, c.ID, by, func(tx *store.Tx) (err error) {
		ended, err = tx.EndSuspension(ctx, c.ID, postkamer.Answered, on, by.Name)
		return err
	})
	switch {
	case err != nil:
		return err
	case ended:
		s.flashTakeBack(r, "✓ De termijn loopt weer.", c.ID)
	default:
		s.flash(r, FlashInfo, "De termijn liep al weer.")
	}
	http.Redirect(w, r, casePath(c.ID)+"/termijn", http.StatusSeeOther)
	return nil
}

// takeWaiting goes on with a case that waits for the citizen.
func (s *Server) takeWaiting(w http.ResponseWriter, r *http.Request) error {
	c, err := s.ownCase(r)
	if err != nil {
		return err
	}
	err = s.cfg.Store.TakeWaiting(r.Context(), c.ID, person(r))
	if errors.Is(err, postkamer.ErrConflict) && holds(person(r), c) {
		err = nil // a second click
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, casePath(c.ID), http.StatusSeeOther)
	return nil
}

// dayIn reads a day of a form that lies between two days.
func dayIn(form url.Values, name string, from, until time.Time, says string) (time.Time, []FieldError) {
	day, err := time.Parse(time.DateOnly, form.Get(name))
	if err != nil || day.Before(from) || day.After(until) {
		return time.Time{}, []FieldError{{name, says}}
	}
	return day, nil
}
