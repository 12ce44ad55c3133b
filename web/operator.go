package web

import (
	"crypto/rand"
	"net/http"
	"time"

	"postkamer"
	"postkamer/store"
)

func (s *Server) operatorRoutes() {
	s.staff("GET /scan", s.scanDesk, postkamer.Operator)
	s.staff("POST /scan", s.takeUpload, postkamer.Operator).allow(uploadLimit, uploadPatient)
	s.staff("GET /scan/scheidingsblad", s.separatorSheet, postkamer.Operator)
	s.staff("GET /stapel/{id}", s.batchPage, postkamer.Operator)
	s.staff("GET /stapel/{id}/blad/{page}", s.batchImage, postkamer.Operator)
	s.staff("POST /stapel/{id}/opnieuw", s.retryBatch, postkamer.Operator)
}

// scanPage is the operator's page: upload, and the stacks of today.
type scanPage struct {
	Page
	Token    string // makes two clicks one stack
	Received Field
	Files    Field
	Batches  []batchRow
	Refused  []refusedRow
	Pieces   int // of today
}

// A batchRow is one stack with its page accounting in words.
type batchRow struct {
	store.BatchLine
	Link   string
	Status string // what is happening with it
	Pages  string // where its pages are
	Stuck  bool
}

// A refusedRow is a file that was not taken in, with what to do.
type refusedRow struct {
	At   time.Time
	Name string
	Why  string
}

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
	today := s.startOfDay()
	page.Received = Field{Name: "ontvangen", Label: "Datum van ontvangst", Type: "date", Value: today.Format(time.DateOnly),
		Hint: page.Say("Vandaag. Kwam de post eerder binnen? Kies dan die dag: daar hangt de termijn van af.")}
	page.Files = Field{Name: "bestanden", Label: "Bestanden",
		Hint: page.Say("Kies de bestanden, of sleep ze hierheen. Pdf, tiff, jpeg, png of heic, hoogstens 100 MB per bestand.")}
	lines, err := s.cfg.Store.BatchesSince(r.Context(), today)
	if err != nil {
		return page, err
	}
	for _, line := range lines {
		page.Batches = append(page.Batches, newBatchRow(line))
		page.Pieces += line.Pieces
	}
	refused, err := s.cfg.Store.RefusedSince(r.Context(), today)
	if err != nil {
		return page, err
	}
	for _, f := range refused {
		page.Refused = append(page.Refused, refusedRow{f.At, f.Name, postkamer.Refuse(f.Code, "").Why})
	}
	return page, nil
}

// startOfDay is midnight of today in the municipality's time.
func (s *Server) startOfDay() time.Time {
	y, m, d := s.cfg.Now().In(s.zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, s.zone)
}

// separatorSheet gives a sheet to print that starts a new letter.
func (s *Server) separatorSheet(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `inline; filename="scheidingsblad.pdf"`)
	return s.cfg.Separator(w, postkamer.SeparatorValue(rand.Text()[:6]))
}
