package web

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"postkamer"
	"postkamer/intake"
	"postkamer/intake/scanner"
)

// againPage asks for the paper of one sheet: to scan it again in its place, or to
// put one in behind it.
type againPage struct {
	Page
	Token     string
	Here      string
	Back      string
	Heading   string
	Explain   string
	Action    string
	Scanners  []scanner.State
	NoScanner string
	Scanner   Choice
	Files     Field
	Sheet     lookSheet
}

// inserts tells whether the address asks for a sheet behind another, and not in its place.
func inserts(r *http.Request) bool { return strings.Contains(r.URL.Path, "/invoegen") }

func (s *Server) rescanPage(w http.ResponseWriter, r *http.Request) error {
	page, err := s.againPage(r)
	if err != nil {
		return err
	}
	return s.render(w, r, "opnieuw", http.StatusOK, page)
}

func (s *Server) againPage(r *http.Request) (againPage, error) {
	st, at, err := s.stackPage(r)
	if err != nil {
		return againPage{}, err
	}
	p := st.Pages[at]
	page := againPage{Page: s.page(r, ""), Token: rand.Text(), Sheet: st.sheet(p), Back: st.path(fmt.Sprintf("/nakijken/%d", p.ID))}
	page.Scripts = []string{"scan.js"}
	page.Here = page.Back + "/opnieuw"
	page.Heading = page.Sheet.Name + " opnieuw scannen"
	page.Explain = page.Say("Leg dit blad in de scanner, met de voorkant zoals de andere bladen. Het nieuwe beeld komt op dezelfde plaats. Het oude beeld blijft bewaard.")
	page.Action = "Scan dit blad"
	if inserts(r) {
		page.Here = page.Back + "/invoegen"
		page.Heading = "Blad invoegen achter " + lowerFirst(page.Sheet.Name)
		page.Explain = page.Say("Leg het blad dat ontbreekt in de scanner. Het komt achter dit blad.")
		page.Action = "Scan het blad"
	}
	if r.URL.Query().Has("mist") {
		page.Heading = "Blad scannen dat mist achter " + lowerFirst(page.Sheet.Name)
		page.Explain = page.Say("Leg alleen het blad dat mist in de scanner. Het komt achter dit blad. Dit beeld blijft staan.")
		page.Action = "Scan het blad dat mist"
	}
	page.Title = page.Heading + ", " + st.title()
	page.Scanners, page.NoScanner = s.scannerStates(r.Context()), page.Say("Er is geen scanner aangesloten. Scan het blad op een andere scanner en kies hieronder het bestand.")
	page.Scanner = scannerChoice(page.Scanners)
	for _, sc := range page.Scanners {
		if sc.ID == st.Batch.Device && sc.Ready {
			page.Scanner.Values = []string{sc.ID}
		}
	}
	page.Files = Field{Name: "bestanden", Label: "Of kies een bestand met dit blad", Hint: "Pdf, tiff, jpeg of png."}
	return page, nil
}

// lowerFirst makes the first letter small; ours are plain letters.
func lowerFirst(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToLower(text[:1]) + text[1:]
}

// rescan lets the scanner take one sheet, and goes on looking at the place where the
// sheet was.
func (s *Server) rescan(w http.ResponseWriter, r *http.Request) error {
	form, st, err := s.stackForm(r)
	if err != nil {
		return err
	}
	at, err := s.pageIn(r, st)
	if err != nil {
		return err
	}
	profile, err := s.profileOf(r.Context(), st.Batch)
	if err != nil {
		return err
	}
	p := st.Pages[at]
	order := scanner.Order{Scanner: form.Get("scanner"), Stack: st.Batch.Key, Settings: profile.Settings, Profile: profile.ID, By: person(r).Name, Pages: sides(profile), Replaces: p.ID}
	if inserts(r) {
		order.Replaces, order.After = 0, st.lastOfSheet(at)
	}
	s.startScan(r, order)
	http.Redirect(w, r, st.afterRescan(p.ID), http.StatusSeeOther)
	return nil
}

// lastOfSheet returns the last page of the sheet of paper that a page is on: a sheet
// that is put in comes behind its back.
func (st lookStack) lastOfSheet(at int) postkamer.PageID {
	for at+1 < len(st.Pages) && st.Pages[at].Sheet != 0 && st.Pages[at+1].Sheet == st.Pages[at].Sheet {
		at++
	}
	return st.Pages[at].ID
}

// sides is how many pages one sheet gives.
func sides(p postkamer.Profile) int {
	if p.Settings.Duplex {
		return 2
	}
	return 1
}

// rescanFile takes the sheet from a file.
func (s *Server) rescanFile(w http.ResponseWriter, r *http.Request) error {
	up, err := readUpload(r)
	if err != nil {
		return err
	}
	defer up.remove()
	st, at, err := s.stackPage(r)
	if err != nil {
		return err
	}
	if len(up.files) != 1 {
		return s.rescanRefused(w, r, "Kies één bestand")
	}
	scan := intake.Scan{Stack: st.Batch.Key, Part: "bestand:" + up.token, Path: up.files[0].Path, Name: up.files[0].Name, By: person(r).Name, Replaces: st.Pages[at].ID}
	if inserts(r) {
		scan.Replaces, scan.After = 0, st.lastOfSheet(at)
	}
	_, err = s.cfg.Desk.AddScan(r.Context(), scan)
	if refusal := (*postkamer.Refusal)(nil); errors.As(err, &refusal) {
		return s.rescanRefused(w, r, refusal.Why)
	}
	if errors.Is(err, postkamer.ErrConflict) {
		return s.lookTooLate(w, r, st.Batch.ID, st.Pages[at].ID)
	}
	if err != nil {
		return err
	}
	s.flash(r, FlashOK, "✓ Het nieuwe beeld is ontvangen en veilig opgeslagen.")
	http.Redirect(w, r, st.afterRescan(st.Pages[at].ID), http.StatusSeeOther)
	return nil
}

// afterRescan is where the operator goes on: at the place of the sheet, or on the list
// of what is asked when the stack was released.
func (st lookStack) afterRescan(page postkamer.PageID) string {
	if !st.open() {
		return "/scan"
	}
	return st.path(fmt.Sprintf("/nakijken/%d", page))
}

func (s *Server) rescanRefused(w http.ResponseWriter, r *http.Request, why string) error {
	page, err := s.againPage(r)
	if err != nil {
		return err
	}
	page.Errors, page.Files.Error = []FieldError{{"bestanden", why}}, why
	return s.render(w, r, "opnieuw", http.StatusUnprocessableEntity, page)
}
