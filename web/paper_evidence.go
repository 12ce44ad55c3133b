package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"postkamer"
	"postkamer/intake/evidence"
	"postkamer/store"
)

// boxLabel gives the label of a box to print.
func (s *Server) boxLabel(w http.ResponseWriter, r *http.Request) error {
	box, err := s.boxIn(r)
	if err != nil {
		return err
	}
	stacks, err := s.cfg.Store.BoxStacks(r.Context(), box.ID)
	if err != nil {
		return err
	}
	label := evidence.Label{Town: s.town().Name, Number: fmt.Sprint(box.Number), Year: box.Year, Code: box.Code(), Place: box.Place,
		Opened: box.OpenedAt.In(s.zone), KeepUntil: box.KeepUntil}
	if !box.ClosedAt.IsZero() {
		label.Closed = box.ClosedAt.In(s.zone)
	}
	for _, st := range stacks {
		label.Stacks = append(label.Stacks, evidence.LabelStack{Position: st.Position, Name: stackName(st.Day, st.Number), Sheets: st.Sheets, Pieces: st.Pieces})
	}
	return sendPDF(w, "doos-"+boxFile(box), label.PDF)
}

// boxFile is a box in the name of a file.
func boxFile(b postkamer.Box) string { return fmt.Sprintf("%d-%d", b.Year, b.Number) }

// boxDeclaration gives the declaration of substitution of a box; a draft while
// something is not done.
func (s *Server) boxDeclaration(w http.ResponseWriter, r *http.Request) error {
	line, err := s.boxLineIn(r)
	if err != nil {
		return err
	}
	box, f := line.Box, line.Figures
	d, err := s.declarationOf(r.Context(), box)
	d.Checks.Pieces, d.Checks.Accepted, d.Checks.Left, d.Checks.Back = f.Pieces, f.Accepted, f.Left, f.Back
	if err != nil {
		return err
	}
	return sendPDF(w, "verklaring-"+boxFile(box), d.PDF)
}

func (s *Server) declarationOf(ctx context.Context, box postkamer.Box) (evidence.Declaration, error) {
	town := s.town().Municipality
	d := evidence.Declaration{Town: town.Name, Reference: "VV-" + boxFile(box), On: s.startOfDay(), Box: box.Name(), Place: box.Place, KeepUntil: box.KeepUntil,
		Basis: town.Substitution.Basis, Decision: town.Substitution.Decision}
	profiles := map[postkamer.ProfileID]*evidence.Profile{}
	if err := s.addStacks(ctx, &d, box.ID, profiles); err != nil {
		return d, err
	}
	checks, err := s.cfg.Store.BoxChecks(ctx, box.ID)
	if err != nil {
		return d, err
	}
	d.Checks = evidence.Checks{Pages: checks.Pages, InPieces: checks.InPieces, Blank: checks.Blank, Separators: checks.Separators, Replaced: checks.Replaced, Rejected: checks.Rejected,
		Flagged: checks.Flagged, Looked: checks.Looked, Sampled: checks.Sampled, Good: checks.Good, Bad: checks.Bad, Rescans: checks.Rescans, RescansOpen: checks.RescansOpen}
	d.Kept, err = s.keptOf(ctx, box.ID)
	d.Open = s.undeclared(box, checks)
	d.Signers = []evidence.Signer{{Role: "Scanmedewerker", Name: box.ClosedBy}, {Role: "Tweede persoon"}, {Role: town.Substitution.Signs}}
	return d, err
}

// undeclared says what must be done before a declaration can be signed.
func (s *Server) undeclared(box postkamer.Box, c store.BoxChecks) (open []string) {
	if box.ClosedAt.IsZero() {
		open = append(open, "De doos is nog open.")
	}
	if c.RescansOpen > 0 {
		open = append(open, countMust(c.RescansOpen)+" nog opnieuw worden gescand.")
	}
	if c.SampleOpen > 0 {
		open = append(open, countIs(c.SampleOpen)+" nog niet bekeken door een tweede persoon.")
	}
	return open
}

// addStacks adds the stacks of a box with the profiles that made them.
func (s *Server) addStacks(ctx context.Context, d *evidence.Declaration, id postkamer.BoxID, profiles map[postkamer.ProfileID]*evidence.Profile) error {
	stacks, err := s.cfg.Store.BoxStacks(ctx, id)
	if err != nil {
		return err
	}
	var order []postkamer.ProfileID
	for _, st := range stacks {
		p := profiles[st.ProfileID]
		if p == nil && st.ProfileID != 0 {
			if p, err = s.evidenceProfile(ctx, st.ProfileID); err != nil {
				return err
			}
			profiles[st.ProfileID], order = p, append(order, st.ProfileID)
		}
		one := evidence.Stack{Position: st.Position, Name: stackName(st.Day, st.Number), Reference: st.Reference, Received: st.ReceivedOn, By: st.By,
			SheetsCounted: st.SheetsCounted, Sheets: st.Sheets, Pages: st.Pages, PiecesCounted: st.PiecesCounted, Pieces: st.Pieces, CountWhy: st.CountWhy}
		if p != nil {
			one.Profile = fmt.Sprintf("%s, versie %d", p.Name, p.Version)
			p.Stacks++
		}
		for _, f := range st.Files {
			one.Files = append(one.Files, evidence.File(f))
		}
		d.Stacks = append(d.Stacks, one)
	}
	for _, id := range order {
		d.Profiles = append(d.Profiles, *profiles[id])
	}
	return nil
}

func (s *Server) evidenceProfile(ctx context.Context, id postkamer.ProfileID) (*evidence.Profile, error) {
	p, err := s.cfg.Store.Profile(ctx, id)
	if err != nil {
		return nil, err
	}
	limits := ""
	for _, item := range limitItems(p.Limits) {
		limits += item.Key + ": " + item.Value + ". "
	}
	return &evidence.Profile{Name: profileTitle(p), Version: p.Version, Since: p.MadeAt.In(s.zone), By: byWords(p.MadeBy), Device: orNothing(p.Device),
		Settings: settingWords(p.Settings), Software: orNothing(p.Software), Limits: limits, Sample: p.Sample}, nil
}

// keptOf are the pages of a box that are not replaced.
func (s *Server) keptOf(ctx context.Context, id postkamer.BoxID) ([]evidence.Kept, error) {
	pages, err := s.cfg.Store.BoxKept(ctx, id)
	if err != nil {
		return nil, err
	}
	var list []evidence.Kept
	for _, k := range pages {
		list = append(list, evidence.Kept{Reference: k.Reference, Position: k.BoxPosition, Page: k.Position + 1, Why: keepWords[k.Keep], Now: nowWords(k, s.zone)})
	}
	return list, nil
}

// lotOf is the list of what may be destroyed of a box, as it is now.
func (s *Server) lotOf(ctx context.Context, box postkamer.Box) (evidence.Lot, error) {
	lot := evidence.Lot{Box: box.Name(), Place: box.Place, KeepUntil: box.KeepUntil}
	stacks, err := s.cfg.Store.BoxStacks(ctx, box.ID)
	if err != nil {
		return lot, err
	}
	received := map[postkamer.BatchID]time.Time{}
	for _, st := range stacks {
		lot.Stacks, lot.Sheets = lot.Stacks+1, lot.Sheets+st.Sheets
		received[st.ID] = st.ReceivedOn
	}
	pieces, err := s.cfg.Store.BoxPieces(ctx, box.ID)
	if err != nil {
		return lot, err
	}
	for _, p := range pieces {
		lot.Papers = append(lot.Papers, evidence.Paper{Reference: p.Reference, Position: p.BoxPosition, Stack: stackName(p.BatchDay, p.BatchNumber), Received: received[p.BatchID],
			Pages: p.Pages, Kind: s.kindLabel(p.CaseType), Case: becameWords(p, s.zone)})
	}
	lot.Kept, err = s.keptOf(ctx, box.ID)
	return lot, err
}

// destructionList gives the list that was proposed, with who approved it and what
// was done since.
func (s *Server) destructionList(w http.ResponseWriter, r *http.Request) error {
	box, err := s.boxIn(r)
	if err != nil {
		return err
	}
	if box.ListSHA256 == "" {
		return postkamer.ErrNotFound
	}
	list, err := s.cfg.Store.DestructionList(r.Context(), box.ListSHA256)
	if err != nil {
		return err
	}
	d := evidence.Destruction{Town: s.town().Name, Reference: "VL-" + boxFile(box), List: []byte(list.Content),
		ProposedBy: box.ProposedBy, ProposedAt: box.ProposedAt.In(s.zone), ApprovedBy: box.ApprovedBy, ApprovedAt: box.ApprovedAt.In(s.zone),
		DestroyedBy: box.DestroyedBy, DestroyedAt: box.DestroyedAt.In(s.zone), How: box.DestroyedIn}
	return sendPDF(w, "vernietigingslijst-"+boxFile(box), d.PDF)
}
