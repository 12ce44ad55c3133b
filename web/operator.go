package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"time"

	"postkamer"
	"postkamer/store"
)

func (s *Server) operatorRoutes() {
	s.staff("GET /scan", s.scanDesk, postkamer.Operator)
	s.staff("POST /scan", s.takeUpload, postkamer.Operator).allow(uploadLimit, uploadPatient)
	s.staff("POST /scan/stapel", s.beginStack, postkamer.Operator)
	s.staff("GET /scan/storing", s.troublePage, postkamer.Operator)
	s.staff("GET /scan/scheidingsblad", s.separatorSheet, postkamer.Operator)
	s.staff("POST /scan/scheidingsbladen", s.separatorSheets, postkamer.Operator)
	s.staff("GET /stapel/{id}", s.batchPage, postkamer.Operator)
	s.staff("POST /stapel/{id}/scannen", s.scanOn, postkamer.Operator)
	s.staff("GET /stapel/{id}/blad/{page}", s.batchImage, postkamer.Operator)
	s.staff("GET /stapel/{id}/blad/{page}/klein", s.batchThumb, postkamer.Operator)
	s.staff("POST /stapel/{id}/opnieuw", s.retryBatch, postkamer.Operator)
	s.lookRoutes()
	s.closeRoutes()
}

// scanPage is the operator's page: begin a stack, and the stacks of today.
type scanPage struct {
	Page
	Token string // makes two clicks one stack
	Today string
	scanForm
	UploadReceived Field
	UploadWhy      Field
	Files          Field
	Look           Choice
	Stuck          []stuckRow
	Batches        []batchRow
	Totals         string
	Outbox         []string // what waits on the machines at the scanners
	Waiting        []waitingRow
	Rescans        []askedRow
	Refused        []refusedRow
	SheetCount     Field
	ToPrint        string // letters that wait for the printer, in words; empty: none
}

// A waitingRow is a file in the hot folder that is not taken in yet.
type waitingRow struct {
	Name, Since, Reason string
}

// A refusedRow is a file that was not taken in, with what to do.
type refusedRow struct {
	At   time.Time
	Name string
	Why  string
}

// Lower is a stack's name within a sentence.
func (scanPage) Lower(name string) string { return lowerFirst(name) }

// scanDesk shows the operator's page.
func (s *Server) scanDesk(w http.ResponseWriter, r *http.Request) error {
	page, err := s.scanPage(r)
	if err != nil {
		return err
	}
	return s.render(w, r, "scan", http.StatusOK, page)
}

func (s *Server) scanPage(r *http.Request) (scanPage, error) {
	page := scanPage{Page: s.page(r, "Post scannen"), Token: rand.Text()}
	page.Scripts = []string{"scan.js"}
	today := s.startOfDay()
	page.Today = upperFirst(weekdays[today.Weekday()]) + " " + dutchDate(today)
	page.addUpload(today)
	page.SheetCount = Field{Name: "aantal", Label: "Hoeveel?", Value: "20", InputMode: "numeric", MaxLength: 3, Class: "utrecht-textbox--house-number-size"}
	for _, add := range []func(context.Context, *scanPage) error{s.addScanForm, s.addBatches, s.addWaiting, s.addAsked, s.addRefused, s.addToPrint} {
		if err := add(r.Context(), &page); err != nil {
			return page, err
		}
	}
	return page, nil
}

// weekdays are the Dutch names of the days.
var weekdays = [...]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}

// addUpload adds the form for files.
func (page *scanPage) addUpload(today time.Time) {
	page.UploadReceived = Field{Name: "ontvangen", Label: "Datum van ontvangst", Type: "date", Value: today.Format(time.DateOnly),
		Hint: page.Say("Vandaag. Kwam de post eerder binnen? Kies dan die dag: daar hangt de termijn van af.")}
	page.UploadWhy = Field{Name: "waarom", Label: "Waarom een andere dag?", Hint: "Alleen als de datum niet vandaag is.", MaxLength: maxWhy}
	page.Files = Field{Name: "bestanden", Label: "Bestanden",
		Hint: page.Say("Kies de bestanden, of sleep ze hierheen. Pdf, tiff, jpeg, png of heic, hoogstens 100 MB per bestand.")}
	page.Look = Choice{Name: "daarna", Legend: "Wat daarna?", Values: []string{"verdelen"}, Options: []Option{
		{Value: "verdelen", Label: "Meteen verdelen"}, {Value: "nakijken", Label: "Eerst nakijken"}}}
}

func (s *Server) addBatches(ctx context.Context, page *scanPage) error {
	lines, err := s.cfg.Store.BatchesSince(ctx, s.startOfDay())
	if err != nil {
		return err
	}
	page.Batches, page.Stuck, page.Totals = s.batchRows(lines), s.stuckRows(lines), s.totals(lines)
	return nil
}

// addWaiting adds what is not in yet: pages on machines at the scanners, files in the
// hot folder.
func (s *Server) addWaiting(ctx context.Context, page *scanPage) error {
	page.Outbox = s.outbox(ctx)
	if s.cfg.HotFolder == nil {
		return nil
	}
	for _, f := range s.cfg.HotFolder.Waiting() {
		page.Waiting = append(page.Waiting, waitingRow{Name: f.Name, Since: dutchClock(f.Since.In(s.zone)) + " uur", Reason: f.Reason})
	}
	return nil
}

// outbox says which pages wait to be sent.
func (s *Server) outbox(ctx context.Context) (lines []string) {
	if s.cfg.Stations == nil {
		return nil
	}
	for _, w := range s.cfg.Stations.Waiting(ctx) {
		lines = append(lines, w.Words)
	}
	return lines
}

func (s *Server) addRefused(ctx context.Context, page *scanPage) error {
	refused, err := s.cfg.Store.RefusedSince(ctx, s.startOfDay())
	for _, f := range refused {
		page.Refused = append(page.Refused, refusedRow{f.At, f.Name, postkamer.Refuse(f.Code, "").Why})
	}
	return err
}

// startOfDay is midnight of today in the municipality's time.
func (s *Server) startOfDay() time.Time {
	y, m, d := s.cfg.Now().In(s.zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, s.zone)
}

// separatorSheet gives one sheet without a number to print.
func (s *Server) separatorSheet(w http.ResponseWriter, r *http.Request) error {
	pdfHeader(w, "scheidingsblad.pdf")
	return s.cfg.Separator(w, postkamer.SeparatorValue(rand.Text()[:6]))
}

// mostSheets is how many separator sheets are printed at once.
const mostSheets = 200

// separatorSheets gives a numbered set to print. The set is known before it is printed.
func (s *Server) separatorSheets(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	of, ok := countIn(form.Get("aantal"))
	if !ok || of < 1 || of > mostSheets {
		return s.scanRefused(w, r, form, []FieldError{{"aantal", fmt.Sprintf("Vul een aantal in van 1 tot en met %d", mostSheets)}})
	}
	var set string
	ctx := r.Context()
	err = s.cfg.Store.InTx(ctx, func(tx *store.Tx) (err error) {
		set, err = tx.NewSheetSet(ctx, of, person(r).Name)
		return err
	})
	if err != nil {
		return err
	}
	pdfHeader(w, "scheidingsbladen-"+set+".pdf")
	return s.cfg.SeparatorSet(w, set, of)
}

func pdfHeader(w http.ResponseWriter, name string) {
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", fmt.Sprintf("inline; filename=%q", name))
}

// troublePage helps with a scanner that does not do what it should.
func (s *Server) troublePage(w http.ResponseWriter, r *http.Request) error {
	page := troublePage{Page: s.page(r, "Hulp bij een storing"), Outbox: s.outbox(r.Context())}
	page.Scripts = []string{"scan.js"}
	page.Scanners, page.NoScanner = s.scannerStates(r.Context()), page.Say(noScanner)
	for _, t := range troubles() {
		for i := range t.Steps {
			t.Steps[i] = page.Say(t.Steps[i])
		}
		page.Troubles = append(page.Troubles, t)
	}
	return s.render(w, r, "storing", http.StatusOK, page)
}
