package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"postkamer"
	"postkamer/guard"
	"postkamer/store"
)

func (s *Server) modeRoutes() {
	lead := []postkamer.Role{postkamer.TeamLead, postkamer.Admin}
	s.staff("GET /sturing", s.modesPage, lead...)
	s.staff("GET /sturing/{channel}/{kind}", s.kindPage, lead...)
	s.staff("POST /sturing/{channel}/{kind}/omhoog", s.promoteKind, lead...)
	s.staff("POST /sturing/{channel}/{kind}/uit", s.turnKindOff, lead...)
	s.staff("POST /sturing/{channel}/{kind}/opnieuw", s.restartKind, lead...)
}

// guard keeps the program from being silently wrong.
func (s *Server) guard() guard.Guard { return guard.Guard{Store: s.cfg.Store, Policy: s.town().Policy} }

// modesPage shows how far the program goes by itself with each kind.
type modesPage struct {
	Page
	Table  Table
	Others []Link // kinds of which nothing came in
	Sample bool   // this person may judge
}

func (s *Server) modesPage(w http.ResponseWriter, r *http.Request) error {
	reports, err := s.guard().Reports(r.Context(), s.cfg.Now())
	if err != nil {
		return err
	}
	page := modesPage{Page: s.page(r, "Hoe goed gaat het vanzelf?"), Sample: s.mayOpen("/steekproef", person(r))}
	page.Table = Table{Caption: "Soorten post en hoe ver de computer daarin gaat", Empty: "Er is nog geen post ingedeeld.", Columns: []Column{
		{Title: "Soort"}, {Title: "Stand"}, {Title: "Ingedeeld", Numeric: true}, {Title: "Klaar", Numeric: true}, {Title: "Goed"},
		{Title: "Door een collega anders"}, {Title: "Andere post dan eerder"}, {Title: "Steekproef"}, {Title: "Volgende stap"}}}
	for _, one := range reports {
		if one.Figure.Decided == 0 && one.Track.Trials == 0 && one.Mode == postkamer.ModeShadow {
			page.Others = append(page.Others, Link{Path: kindPath(one.Standing), Label: s.kindLabel(one.Kind), Text: channelNames[one.Channel]})
			continue
		}
		page.Table.Rows = append(page.Table.Rows, s.modeRow(one))
	}
	return s.render(w, r, "sturing", http.StatusOK, page)
}

// modeRow is one kind in the table.
func (s *Server) modeRow(r guard.Report) Row {
	f := r.Figure
	return Row{Cells: []Cell{
		{Text: s.kindLabel(r.Kind) + ", " + channelNames[r.Channel], Link: kindPath(r.Standing)},
		{Text: modeWords[r.Mode].Label},
		{Text: dutchNumber(f.Decided)},
		{Text: orNone(shareOf(f.Ready, f.Decided))},
		{Text: rightWords(r)},
		{Text: changedWords(f)},
		{Text: driftWords(r.Channel, r.Drift)},
		{Text: sampleWords(r)},
		{Text: nextWords(r, s.guard().Target())},
	}}
}

// changedWords say how often a colleague made something else of it.
func changedWords(f store.KindFigure) string {
	if f.Settled == 0 {
		return "nog niets"
	}
	return "soort " + shareOf(f.KindChanged, f.Settled) + ", velden " + shareOf(f.FieldsChanged, f.Settled)
}

// kindPath is the address of a kind of a channel.
func kindPath(s store.Standing) string {
	return "/sturing/" + string(s.Channel) + "/" + url.PathEscape(string(s.Kind))
}

// kindModePage is one kind: how it is doing and what may be done.
type kindModePage struct {
	Page
	Path     string
	Kind     string
	Channel  string
	Standing store.Standing
	Word     modeWord
	By       string // who set it; empty when nobody did
	Since    time.Time
	Facts    []Item
	Next     string
	Up       string // label of the mode above, when that is proven
	UpMeans  string
	Off      bool // it is off
	Reasons  Choice
	Wrong    []sampleLine // what second persons found wrong
	MayOpen  bool         // this person may open those
}

// offReasons are why a kind is turned off or begins anew. The reason stays in the log.
var offReasons = []Option{
	{Value: "Er gaat te veel mis", Label: "Er gaat te veel mis"},
	{Value: "De brieven of regels zijn veranderd", Label: "De brieven of regels zijn veranderd"},
	{Value: "De oorzaak van fouten is hersteld", Label: "De oorzaak van fouten is hersteld"},
	{Value: "Andere reden", Label: "Andere reden"},
}

// reportIn returns the report of the kind in the address.
func (s *Server) reportIn(r *http.Request) (guard.Report, error) {
	reports, err := s.guard().Reports(r.Context(), s.cfg.Now())
	if err != nil {
		return guard.Report{}, err
	}
	i := slices.IndexFunc(reports, func(one guard.Report) bool {
		return string(one.Kind) == r.PathValue("kind") && string(one.Channel) == r.PathValue("channel")
	})
	if i < 0 {
		return guard.Report{}, postkamer.ErrNotFound
	}
	return reports[i], nil
}

func (s *Server) kindPage(w http.ResponseWriter, r *http.Request) error {
	one, err := s.reportIn(r)
	if err != nil {
		return err
	}
	label := s.kindLabel(one.Kind) + ", " + channelNames[one.Channel]
	page := kindModePage{Page: s.page(r, label), Path: kindPath(one.Standing), Kind: s.kindLabel(one.Kind), Channel: channelNames[one.Channel],
		Standing: one.Standing, Word: modeWords[one.Mode], Since: one.Since, By: byWords(one.By), Off: one.Mode == postkamer.ModeOff}
	page.Next = nextWords(one, s.guard().Target())
	if up, _ := one.Mode.Up(); one.MayClimb(s.guard().Target()) {
		page.Up, page.UpMeans = modeWords[up].Label, modeWords[up].Means
	}
	page.Facts, page.MayOpen = kindFacts(one), person(r).Is(postkamer.TeamLead)
	page.Reasons = Choice{Name: "reden", Legend: "Waarom?", Options: offReasons}
	wrong, err := s.cfg.Store.WrongSamples(r.Context(), one.Kind, one.Channel, 20)
	if err != nil {
		return err
	}
	for _, sample := range wrong {
		page.Wrong = append(page.Wrong, newSampleLine(sample))
	}
	return s.render(w, r, "soort", http.StatusOK, page)
}

// byWords names who did something.
func byWords(by string) string {
	if by == postkamer.Machine || by == "hot folder" { // the name that intake gives to what came in by itself
		return "de computer zelf"
	}
	return by
}

// kindFacts are the figures of a kind, with what they mean.
func kindFacts(r guard.Report) []Item {
	f, t := r.Figure, r.Track
	return []Item{
		{Key: "Ingedeeld in 90 dagen", Value: dutchNumber(f.Decided)},
		{Key: "Volgens de computer helemaal klaar", Value: dutchNumber(f.Ready) + withShare(f.Ready, f.Decided)},
		{Key: "Van de klare goed", Value: rightWords(r)},
		{Key: "Uitkomsten die tellen", Value: dutchNumber(t.Trials) + ", uit " + familyWords(r.Channel, t.Families)},
		{Key: "Fouten daarin", Value: dutchNumber(t.Errors)},
		{Key: "Soort veranderd door een collega", Value: dutchNumber(f.KindChanged) + withShare(f.KindChanged, f.Settled)},
		{Key: "Velden veranderd door een collega", Value: dutchNumber(f.FieldsChanged) + withShare(f.FieldsChanged, f.Settled)},
		{Key: "Goedgekeurd zonder openen", Value: dutchNumber(f.Unopened)},
		{Key: "Steekproef", Value: sampleWords(r)},
		{Key: "Andere post dan eerder", Value: driftWords(r.Channel, r.Drift)},
	}
}

func withShare(n, all int) string {
	if all == 0 {
		return ""
	}
	return " (" + shareOf(n, all) + ")"
}

// promoteKind brings a kind one step up.
func (s *Server) promoteKind(w http.ResponseWriter, r *http.Request) error {
	return s.setKind(w, r, "gaat een stap verder", func(at store.Standing, seen postkamer.Mode, _ string) error {
		return s.guard().Promote(r.Context(), at.Kind, at.Channel, seen, person(r))
	})
}

// turnKindOff says that a kind is not believed any more.
func (s *Server) turnKindOff(w http.ResponseWriter, r *http.Request) error {
	return s.setKind(w, r, "staat nu uit", func(at store.Standing, _ postkamer.Mode, why string) error {
		return s.guard().TurnOff(r.Context(), at.Kind, at.Channel, person(r), why)
	})
}

// restartKind brings a kind back to shadow and begins to count anew.
func (s *Server) restartKind(w http.ResponseWriter, r *http.Request) error {
	return s.setKind(w, r, "staat nu op schaduw en het tellen begint opnieuw", func(at store.Standing, seen postkamer.Mode, why string) error {
		return s.guard().Restart(r.Context(), at.Kind, at.Channel, seen, person(r), why)
	})
}

// setKind changes the kind of the address and says so.
func (s *Server) setKind(w http.ResponseWriter, r *http.Request, said string, set func(store.Standing, postkamer.Mode, string) error) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	one, err := s.reportIn(r)
	if err != nil {
		return err
	}
	err = set(one.Standing, postkamer.Mode(form.Get("stand")), reasonOff(form))
	if errors.Is(err, guard.ErrUnproven) {
		s.flash(r, FlashWarning, "Dat kan nu niet: er is niet genoeg bewijs.")
		http.Redirect(w, r, kindPath(one.Standing), http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	s.flash(r, FlashOK, "✓ "+s.kindLabel(one.Kind)+", "+channelNames[one.Channel]+": "+said+".")
	http.Redirect(w, r, kindPath(one.Standing), http.StatusSeeOther)
	return nil
}

// reasonOff is one of offReasons: the log holds no free text.
func reasonOff(form url.Values) string {
	for _, reason := range offReasons {
		if form.Get("reden") == reason.Value {
			return reason.Value
		}
	}
	return "Andere reden"
}
