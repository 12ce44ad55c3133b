package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// visitPath is where citizens see, move or cancel their appointment; visitsPath is the
// list of a day for staff.
const (
	visitPath  = "/afspraak"
	visitsPath = "/afspraken"
)

func (s *Server) visitRoutes() {
	s.provenPage(askProof{Path: visitPath, Title: "{Je|Uw} afspraak", Open: s.hasVisits,
		Intro: []string{"Hier {kun je|kunt u} {je|uw} afspraak verzetten of afzeggen."}}, s.visit)
	s.provenPost(visitPath+"/verzet", visitPath, s.visited(s.moveVisit))
	s.provenPost(visitPath+"/afzeggen", visitPath, s.visited(s.cancelVisit))
	s.staff("GET "+visitsPath, s.visits, counterRoles()...)
	s.staff("POST "+visitsPath+"/{id}/kwam", s.markCame, counterRoles()...)
}

// hasVisits tells whether the municipality works with appointments.
func (s *Server) hasVisits() bool { return bool(s.town().Appointments) }

// visited lets a page of appointments be there only where there are appointments.
func (s *Server) visited(h provenHandler) provenHandler {
	return func(w http.ResponseWriter, r *http.Request, p store.Proven) error {
		if !s.hasVisits() {
			return postkamer.ErrNotFound
		}
		return h(w, r, p)
	}
}

// visitPage is the appointment of a citizen.
type visitPage struct {
	Page
	Reference string
	When      string // the appointment; empty: there is none
	Where     string
	Past      bool // it was
	Closed    bool // nothing can be arranged any more
	Version   int
	Days      []Link // to choose another day
	Day       string // the day that was chosen, in words
	On        string // the same as 2006-01-02: goes along with a time, so that a wrong one leads back to it
	Times     Choice
	Forget    string // address that ends looking
}

// visit shows the appointment of who proved to be its citizen, with other times.
func (s *Server) visit(w http.ResponseWriter, r *http.Request, p store.Proven) error {
	return s.renderVisit(w, r, p, r.URL.Query().Get("dag"), "", "")
}

// renderVisit shows an appointment, with the times of a day that was chosen, which of them
// was ticked and what is wrong with what was chosen.
func (s *Server) renderVisit(w http.ResponseWriter, r *http.Request, p store.Proven, day, ticked, wrong string) error {
	page := visitPage{Page: s.page(r, ""), Reference: p.Reference, Where: s.town().Visits.Place, Forget: visitPath + "/klaar"}
	page.Title, page.Narrow = page.Say("{Je|Uw} afspraak"), true
	booked, err := s.cfg.Store.BookingOf(r.Context(), p.PieceID, postkamer.VisitSlot)
	if err != nil && !errors.Is(err, postkamer.ErrNotFound) {
		return err
	}
	if err == nil {
		page.When, page.Version, page.Past = booked.Slot.In(page.Tone), booked.Version, booked.Slot.From.Before(s.cfg.Now())
	}
	if page.Closed, err = s.visitClosed(r, p); err != nil {
		return err
	}
	if page.Past || page.Closed { // nothing to choose, so nothing is chosen wrongly
		return s.render(w, r, "afspraak", http.StatusOK, page)
	}
	page.offer(s.freeSlots(r)(postkamer.VisitSlot), day, wrong)
	page.Times.Values = []string{ticked}
	status := http.StatusOK
	if wrong != "" {
		status, page.Errors = http.StatusUnprocessableEntity, []FieldError{{page.choosing(), wrong}}
	}
	return s.render(w, r, "afspraak", status, page)
}

// choosing is the id of what can be chosen now: a time or, without a day that has one, a day.
func (p *visitPage) choosing() string {
	if p.Day == "" {
		return "andere"
	}
	return p.Times.Name
}

// visitClosed tells whether the case of a piece is done: who still wants to come phones.
func (s *Server) visitClosed(r *http.Request, p store.Proven) (bool, error) {
	if p.CaseID == 0 {
		return false, nil
	}
	c, err := s.cfg.Store.Case(r.Context(), p.CaseID)
	return c.State == postkamer.CaseDone, err
}

// offer adds the days that have free times, and the times of the one that was chosen.
func (p *visitPage) offer(free []postkamer.Slot, day, wrong string) {
	p.Times = Choice{Name: "tijd", Legend: p.Say("Hoe laat {wil je|wilt u} komen?"), Error: wrong}
	for _, slot := range free {
		of := slot.Day().Format(time.DateOnly)
		link := Link{Path: visitPath + "?" + url.Values{"dag": {of}}.Encode(), Label: slot.DayIn(p.Tone)}
		if !slices.Contains(p.Days, link) {
			p.Days = append(p.Days, link)
		}
		if of == day {
			p.Day, p.On = slot.DayIn(p.Tone), of
			p.Times.Options = append(p.Times.Options, Option{Value: slot.Key(), Label: slot.HoursIn(p.Tone)})
		}
	}
}

// Texts about an appointment.
const (
	visitMade   = "✓ {Je|Uw} afspraak is op {tijd}."
	visitMailed = "Wij mailen {je|u} dit ook."
	visitWrite  = "Schrijf de tijd op: wij sturen hier geen mail over. Met {je|uw} kenmerk {vind je|vindt u} de tijd ook terug op deze pagina."
	visitGone   = "Deze tijd is net vol. Kies een andere tijd"
	visitChoose = "Kies een tijd"
	visitOff    = "✓ {Je|Uw} afspraak is afgezegd. Hieronder {kun je|kunt u} een nieuwe maken."
	visitWas    = "{Je|Uw} afspraak is ondertussen veranderd. Kijk hieronder hoe die nu is."
)

// moveVisit gives the citizen another time, or a first one. Pressing twice is once.
func (s *Server) moveVisit(w http.ResponseWriter, r *http.Request, p store.Proven) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	chosen, ok := postkamer.ParseSlot(postkamer.VisitSlot, form.Get("tijd"))
	if s.choseLanguage(w, r, form) {
		return s.renderVisit(w, r, p, form.Get("dag"), form.Get("tijd"), "")
	}
	if !ok {
		return s.renderVisit(w, r, p, form.Get("dag"), "", visitChoose)
	}
	day := chosen.Day().Format(time.DateOnly)
	told, err := s.bookVisit(r, p, chosen)
	switch {
	case errors.Is(err, postkamer.ErrFull):
		return s.renderVisit(w, r, p, day, "", visitGone)
	case errors.Is(err, postkamer.ErrConflict):
		s.flash(r, FlashWarning, s.toCitizen(r, visitWas))
	case err != nil:
		return err
	default:
		s.flash(r, FlashOK, s.toCitizen(r, visitMade, "{tijd}", chosen.In(s.citizenTone(r)))+" "+s.toCitizen(r, visitTold(told)))
	}
	http.Redirect(w, r, visitPath, http.StatusSeeOther)
	return nil
}

// bookVisit books a time that is in the calendar: in the place of the one that the
// piece has, if any. Told: the citizen gets a mail. ErrFull: it is taken, or never was there.
func (s *Server) bookVisit(r *http.Request, p store.Proven, chosen postkamer.Slot) (told bool, err error) {
	closed, err := s.visitClosed(r, p)
	if err != nil {
		return false, err
	}
	if closed {
		return false, postkamer.ErrConflict
	}
	booked, err := s.cfg.Store.BookingOf(r.Context(), p.PieceID, postkamer.VisitSlot)
	none := errors.Is(err, postkamer.ErrNotFound)
	if err != nil && !none {
		return false, err
	}
	if !none && booked.Slot.Key() == chosen.Key() {
		return s.cfg.Store.VisitTold(r.Context(), booked.ID)
	}
	if !none && booked.Slot.From.Before(s.cfg.Now()) {
		return false, postkamer.ErrConflict // it was: who did not come phones
	}
	all := s.town().Slots(postkamer.VisitSlot, s.cfg.Now())
	at := slices.IndexFunc(all, func(b postkamer.Slot) bool { return b.Key() == chosen.Key() })
	if at < 0 {
		return false, postkamer.ErrFull
	}
	if none {
		first := postkamer.Booking{Slot: all[at], PieceID: p.PieceID, CaseID: p.CaseID}
		return s.cfg.Store.MakeVisit(r.Context(), first, s.visitMail(intake.VisitMade, all[at]))
	}
	return s.cfg.Store.MoveSlot(r.Context(), booked, all[at], store.ByCitizen, s.visitMail(intake.VisitMoved, all[at]))
}

// visitMail is the mail about an appointment.
func (s *Server) visitMail(news intake.VisitNews, at postkamer.Slot) postkamer.Mail {
	return intake.VisitMail(news, at, s.base.String(), s.laterContext())
}

// visitTold says whether a mail goes about a time; without one the citizen writes it down.
func visitTold(told bool) string {
	if told {
		return visitMailed
	}
	return visitWrite
}

// cancelVisit gives the time back. A new one can be made on the page that follows.
func (s *Server) cancelVisit(w http.ResponseWriter, r *http.Request, p store.Proven) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	version, err := versionIn(form)
	if err != nil {
		return err
	}
	booked, err := s.cfg.Store.BookingOf(r.Context(), p.PieceID, postkamer.VisitSlot)
	said := visitOff
	switch {
	case errors.Is(err, postkamer.ErrNotFound): // a second press
	case err != nil:
		return err
	case booked.Version != version || booked.Slot.From.Before(s.cfg.Now()):
		said = visitWas
	default:
		mail := s.visitMail(intake.VisitCancelled, booked.Slot)
		if _, err := s.cfg.Store.ReleaseSlot(r.Context(), booked, store.ByCitizen, mail); err != nil && !errors.Is(err, postkamer.ErrConflict) {
			return err
		}
	}
	s.flash(r, FlashInfo, s.toCitizen(r, said))
	http.Redirect(w, r, visitPath, http.StatusSeeOther)
	return nil
}

// visitsPage are the appointments of one day.
type visitsPage struct {
	Page
	Day    time.Time
	Where  string
	Before string // address of the day before
	After  string
	At     time.Time
	Rows   []visitRow
}

// A visitRow is one appointment, in words.
type visitRow struct {
	postkamer.Booking
	Clock string
	Label string // what it is about
	Link  string // empty when this person may not open the case
	Phone string
	Path  string // address to say whether somebody came
	State string
}

// visits shows who comes on a day; without a day today.
func (s *Server) visits(w http.ResponseWriter, r *http.Request) error {
	if !s.hasVisits() {
		return postkamer.ErrNotFound
	}
	day, err := time.Parse(time.DateOnly, r.URL.Query().Get("dag"))
	if err != nil {
		day = postkamer.DayOf(s.cfg.Now())
	}
	from := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, s.zone)
	list, err := s.cfg.Store.Bookings(r.Context(), postkamer.VisitSlot, from, from.AddDate(0, 0, 1))
	if err != nil {
		return err
	}
	page := visitsPage{Page: s.page(r, "Afspraken"), Day: day, Where: s.town().Visits.Place, At: s.cfg.Now(),
		Before: visitsOn(s.openDay(day, -1)), After: visitsOn(s.openDay(day, 1))}
	page.Scripts = []string{"zaak.js"}
	for _, b := range list {
		page.Rows = append(page.Rows, s.newVisitRow(b, person(r)))
	}
	return s.render(w, r, "afspraken", http.StatusOK, page)
}

// mostClosed is for how many days at most the municipality is closed on end.
const mostClosed = 14

// openDay returns the next day, or the one before, on which there can be appointments. A day
// of gesloten_dagen is one: what was made before it was closed is on it.
func (s *Server) openDay(day time.Time, step int) time.Time {
	next := day.AddDate(0, 0, step)
	for range mostClosed {
		if s.town().Terms.Closed(next) == "" {
			return next
		}
		next = next.AddDate(0, 0, step)
	}
	return next
}

func visitsOn(day time.Time) string { return visitsPath + "?dag=" + day.Format(time.DateOnly) }

// newVisitRow says how an appointment stands.
func (s *Server) newVisitRow(b postkamer.Booking, who postkamer.Person) visitRow {
	row := visitRow{Booking: b, Clock: dutchClock(b.Slot.From.In(s.zone)), Phone: shownPhone(b.Phone), Path: visitsPath + "/" + strconv.FormatInt(b.ID, 10) + "/kwam"}
	row.State = map[postkamer.Attendance]string{postkamer.Attended: "✓ Is geweest", postkamer.Absent: "Kwam niet"}[b.Came]
	if row.Who == "" {
		row.Who = "Naam onbekend"
	}
	if b.CaseID == 0 {
		row.Label = "Nog niet ingedeeld"
		return row
	}
	row.Label = s.kindLabel(b.CaseType)
	if who.Is(postkamer.Caseworker) && worksQueue(who, b.Queue) {
		row.Link = casePath(b.CaseID)
	}
	return row
}

// markCame keeps whether somebody came. A slip is set right by the other button.
func (s *Server) markCame(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	id, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	came := postkamer.Attendance(form.Get("kwam"))
	if came != postkamer.Attended && came != postkamer.Absent && came != postkamer.NotYet {
		return errMalformed
	}
	if err := s.cfg.Store.MarkCame(r.Context(), id, came, person(r)); err != nil {
		return err
	}
	day, err := time.Parse(time.DateOnly, form.Get("dag"))
	if err != nil {
		day = postkamer.DayOf(s.cfg.Now())
	}
	http.Redirect(w, r, visitsOn(day), http.StatusSeeOther)
	return nil
}

// addVisit says on a case when its citizen comes.
func (s *Server) addVisit(r *http.Request, page *casePage) error {
	booked, err := s.cfg.Store.BookingOf(r.Context(), page.Case.PieceID, postkamer.VisitSlot)
	if errors.Is(err, postkamer.ErrNotFound) || err == nil && !s.hasVisits() {
		return nil
	}
	if err != nil {
		return err
	}
	page.Visit = page.Filled("afspraak op {moment}", "{moment}", booked.Slot.In(page.Tone))
	return nil
}
