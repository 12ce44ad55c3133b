package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"postkamer"
	"postkamer/intake"
	"postkamer/intake/scanner"
)

// scanForm is what begins a stack.
type scanForm struct {
	Scanners  []scanner.State
	NoScanner string
	Hub       bool   // scanners may be found while the page is open
	Renew     string // seconds after which to look again how the scanners are
	Scanner   Choice
	Origin    Choice
	Profile   Choice
	Sheets    Field
	Pieces    Field
	Received  Field
	Why       Field
	MoreOpen  bool
}

// maxWhy is how long a reason may be, in characters.
const maxWhy = 200

// Names of the fields that begin a stack. Those of the upload on the same page have
// other names: an id is there once.
const (
	fieldReceived = "ontvangen-op"
	fieldWhy      = "ontvangen-waarom"
)

// scannerStates are the scanners, or none.
func (s *Server) scannerStates(ctx context.Context) []scanner.State {
	if s.cfg.Stations == nil {
		return nil
	}
	return s.cfg.Stations.Scanners(ctx)
}

// addScanForm adds what begins a stack, with the usual values: one key begins it.
func (s *Server) addScanForm(ctx context.Context, page *scanPage) error {
	page.Scanners, page.NoScanner = s.scannerStates(ctx), page.Say(noScanner)
	page.Hub = s.cfg.Stations != nil
	page.Scanner = scannerChoice(page.Scanners)
	page.Origin = Choice{Name: "herkomst", Legend: "Waar komt de post vandaan?", Values: []string{string(postkamer.FromPost)}, Options: []Option{
		{Value: string(postkamer.FromPost), Label: "Post"}, {Value: string(postkamer.FromCounter), Label: "Balie"}}}
	page.Sheets = Field{Name: "bladen", Label: "Bladen geteld", InputMode: "numeric", MaxLength: 4, Hint: "Mag ook bij het afsluiten."}
	page.Pieces = Field{Name: "brieven", Label: "Brieven geteld", InputMode: "numeric", MaxLength: 4, Hint: "Mag ook bij het afsluiten."}
	page.Received = Field{Name: fieldReceived, Label: "Datum van ontvangst", Type: "date", Value: s.startOfDay().Format(time.DateOnly),
		Hint: "Vandaag. Kwam de post eerder binnen? Kies dan die dag: daar hangt de termijn van af."}
	page.Why = Field{Name: fieldWhy, Label: "Waarom een andere dag?", Hint: "Alleen als de datum niet vandaag is.", MaxLength: maxWhy}
	for _, sc := range page.Scanners {
		if sc.Busy || !sc.Ready {
			page.Renew = "5"
		}
	}
	return s.addProfiles(ctx, page)
}

// scannerChoice offers the scanners, the first that is ready chosen.
func scannerChoice(states []scanner.State) Choice {
	c := Choice{Name: "scanner", Legend: "Welke scanner?"}
	for _, sc := range states {
		c.Options = append(c.Options, Option{Value: sc.ID, Label: sc.Name})
		if sc.Ready && len(c.Values) == 0 {
			c.Values = []string{sc.ID}
		}
	}
	return c
}

// addProfiles offers the profiles of scanners. How a page is scanned is part of its
// evidence, so that it is chosen from what was decided and not set by hand.
func (s *Server) addProfiles(ctx context.Context, page *scanPage) error {
	profiles, err := s.cfg.Store.Profiles(ctx)
	if err != nil {
		return err
	}
	page.Profile = Choice{Name: "profiel", Legend: "Hoe wordt gescand?"}
	for _, p := range profiles {
		if forScanner(p) {
			page.Profile.Options = append(page.Profile.Options, Option{Value: fmt.Sprint(p.ID), Label: settingsWords(p.Settings), Hint: ""})
		}
		if p.Name == postkamer.ProfileScanner {
			page.Profile.Values = []string{fmt.Sprint(p.ID)}
		}
	}
	return nil
}

// forScanner tells whether a profile is one for scanners, and not for files.
func forScanner(p postkamer.Profile) bool {
	_, follows := followed(p.Name)
	return !follows && p.Name != postkamer.ProfileHotFolder && p.Name != postkamer.ProfileUpload && p.Name != postkamer.ProfileImport
}

// modeLabels are the colour modes in words.
var modeLabels = map[postkamer.ColourMode]string{postkamer.Colour: "kleur", postkamer.Grey: "grijs", postkamer.Lineart: "zwart-wit"}

// settingsWords says how is scanned: beide kanten, kleur, 300 dpi.
func settingsWords(set postkamer.Settings) string {
	sides := "alleen de voorkant"
	if set.Duplex {
		sides = "beide kanten"
	}
	return fmt.Sprintf("%s, %s, %d dpi", sides, modeLabels[set.Mode], set.Resolution)
}

// beginStack opens a stack and lets the scanner begin.
func (s *Server) beginStack(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	stack, wrong := s.stackOf(r, form)
	if len(wrong) > 0 {
		return s.scanRefused(w, r, form, wrong)
	}
	profile, err := s.scanProfile(r.Context(), form.Get("profiel"))
	if err != nil {
		return err
	}
	if !s.canStart(r.Context(), stack.Device) {
		return s.scanRefused(w, r, form, []FieldError{{"scanner", "Deze scanner is nu niet klaar. Kijk hieronder wat er aan de hand is"}})
	}
	if profile, err = s.profileOn(r.Context(), profile, stack.Device); err != nil {
		return err
	}
	stack.Profile = profile.ID
	batch, again, err := s.cfg.Desk.OpenStack(r.Context(), stack)
	if err != nil {
		return err
	}
	if !again {
		s.startScan(r, scanner.Order{Scanner: stack.Device, Stack: stack.Key, Settings: profile.Settings, Profile: profile.ID, By: stack.By})
	}
	http.Redirect(w, r, fmt.Sprintf("/stapel/%d", batch.ID), http.StatusSeeOther)
	return nil
}

// canStart tells whether a scanner can begin now, so that no empty stack is opened.
func (s *Server) canStart(ctx context.Context, id string) bool {
	for _, sc := range s.scannerStates(ctx) {
		if sc.ID == id {
			return sc.Ready && !sc.Busy
		}
	}
	return false
}

// startScan lets the scanner go on; what it refuses is said on the next page.
func (s *Server) startScan(r *http.Request, o scanner.Order) {
	if s.cfg.Stations == nil {
		s.flash(r, FlashError, s.say(noScanner))
		return
	}
	err := s.cfg.Stations.Start(r.Context(), o)
	refused := (*scanner.Refused)(nil)
	switch {
	case errors.As(err, &refused):
		s.flash(r, FlashWarning, refused.Words)
	case err != nil:
		s.log.ErrorContext(r.Context(), "start of the scanner", "err", err)
		s.flash(r, FlashError, "De scanner begint niet. Zet hem uit en weer aan en probeer het opnieuw. Er is niets verloren.")
	}
}

// stackOf reads what begins a stack.
func (s *Server) stackOf(r *http.Request, form url.Values) (intake.Stack, []FieldError) {
	stack := intake.Stack{Key: "scan:" + form.Get("sleutel"), Origin: postkamer.Origin(form.Get("herkomst")), By: person(r).Name, Device: form.Get("scanner"), ScannedAt: s.cfg.Now()}
	var wrong []FieldError
	if len(form.Get("sleutel")) < 20 || len(form.Get("sleutel")) > 64 || originLabels[stack.Origin] == "" {
		wrong = append(wrong, FieldError{"herkomst", "Kies waar de post vandaan komt"})
	}
	var ok bool
	if stack.SheetsCounted, ok = countIn(form.Get("bladen")); !ok {
		wrong = append(wrong, FieldError{"bladen", "Vul het aantal bladen in met cijfers, of laat het leeg"})
	}
	if stack.PiecesCounted, ok = countIn(form.Get("brieven")); !ok {
		wrong = append(wrong, FieldError{"brieven", "Vul het aantal brieven in met cijfers, of laat het leeg"})
	}
	var late []FieldError
	stack.ReceivedOn, stack.ReceivedWhy, late = s.received(form.Get(fieldReceived), form.Get(fieldWhy), fieldReceived, fieldWhy)
	return stack, append(wrong, late...)
}

// mostCounted bounds what somebody counts by hand in one stack.
const mostCounted = 9999

// countIn reads a number that was counted by hand; nothing is 0, not counted.
func countIn(text string) (int, bool) {
	if text == "" {
		return 0, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0 && n <= mostCounted
}

// received reads the legal date of receipt. It is never guessed, and another day than
// today needs a reason: terms depend on it.
func (s *Server) received(date, why, dateField, whyField string) (time.Time, string, []FieldError) {
	day, err := time.Parse(time.DateOnly, date)
	today := s.startOfDay().Format(time.DateOnly)
	switch {
	case err != nil:
		return day, "", []FieldError{{dateField, "Vul de datum van ontvangst in, bijvoorbeeld " + today}}
	case day.Format(time.DateOnly) > today:
		return day, "", []FieldError{{dateField, "De datum van ontvangst kan niet in de toekomst liggen"}}
	case day.Format(time.DateOnly) == today:
		return day, "", nil
	case why == "":
		return day, "", []FieldError{{whyField, "Schrijf op waarom de datum van ontvangst niet vandaag is"}}
	}
	return day, cutText(why, maxWhy), nil
}

// scanProfile reads the profile that was chosen; it must be one for scanners.
func (s *Server) scanProfile(ctx context.Context, text string) (postkamer.Profile, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id <= 0 {
		return postkamer.Profile{}, fmt.Errorf("%w: profile", errMalformed)
	}
	p, err := s.cfg.Store.Profile(ctx, postkamer.ProfileID(id))
	if err == nil && !forScanner(p) {
		err = fmt.Errorf("%w: no profile for a scanner", errMalformed)
	}
	return p, err
}

// scanRefused shows the page again with what was filled in and what is wrong with it.
func (s *Server) scanRefused(w http.ResponseWriter, r *http.Request, form url.Values, wrong []FieldError) error {
	page, err := s.scanPage(r)
	if err != nil {
		return err
	}
	page.Errors = wrong
	for _, f := range []*Field{&page.Sheets, &page.Pieces, &page.Received, &page.Why, &page.UploadReceived, &page.UploadWhy, &page.Files, &page.SheetCount} {
		if form.Has(f.Name) {
			f.Value = form.Get(f.Name)
		}
		for _, e := range wrong {
			if e.Field == f.Name {
				f.Error = e.Text
			}
		}
	}
	for _, c := range []*Choice{&page.Origin, &page.Scanner, &page.Profile, &page.Look} {
		if v := form.Get(c.Name); v != "" {
			c.Values = []string{v}
		}
	}
	page.MoreOpen = page.Sheets.Error != "" || page.Pieces.Error != "" || page.Received.Error != "" || page.Why.Error != "" || form.Get(fieldWhy) != ""
	return s.render(w, r, "scan", http.StatusUnprocessableEntity, page)
}

// cutText keeps the first n characters of a text.
func cutText(text string, n int) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), n)])
}
