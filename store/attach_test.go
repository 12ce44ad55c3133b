package store_test

import (
	"errors"
	"testing"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

func TestACaseGoesOnInAnotherAndBack(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	target := held(t, st, "target", tom)
	send(t, st, target, tom, completion(target, "page"))
	c := held(t, st, "k", tom)
	if _, err := st.Pool().Exec(t.Context(), `UPDATE cases SET queue = 'inkomen' WHERE id = $1`, c.ID); err != nil {
		t.Fatal(err)
	}
	if err := st.Attach(t.Context(), c.ID, c.Version, target.ID, tom); err != nil {
		t.Fatal(err)
	}
	mustVerify(t, st)
	after, other := oneCase(t, st, c.ID), oneCase(t, st, target.ID)
	if after.State != postkamer.CaseDone || after.AttachedTo != target.ID || other.State != postkamer.CaseOpen || other.Doubts[len(other.Doubts)-1].Code != postkamer.BelongsTo {
		t.Errorf("%s to %d; the other is %s with %+v", after.State, after.AttachedTo, other.State, other.Doubts)
	}
	if list, err := st.AttachedTo(t.Context(), target.ID); err != nil || len(list) != 1 || list[0].Reference != c.Reference {
		t.Errorf("%+v, %v", list, err)
	}
	third := held(t, st, "third", tom)
	for name, tt := range map[string]struct {
		to   postkamer.CaseID
		want error
	}{"to one that goes on in another": {c.ID, store.ErrChain}, "to itself": {third.ID, postkamer.ErrNotFound}, "to none": {9999, postkamer.ErrNotFound}} {
		if err := st.Attach(t.Context(), third.ID, third.Version, tt.to, tom); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	if err := st.Attach(t.Context(), c.ID, c.Version, target.ID, tom); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("a second click: %v", err)
	}
	if err := st.Detach(t.Context(), c.ID, tom); err != nil {
		t.Fatal(err)
	}
	after, other = oneCase(t, st, c.ID), oneCase(t, st, target.ID)
	if after.State != postkamer.CaseClaimed || after.ClaimedBy != tom.ID || after.AttachedTo != 0 || other.Doubts[len(other.Doubts)-1].SettledBy != "Tom" {
		t.Errorf("%+v; %+v", after, other.Doubts)
	}
	if after.Queue != "inkomen" || len(after.Doubts) == 0 || after.Doubts[0].SettledBy != "" {
		t.Errorf("on its own again it is of %s, with %+v", after.Queue, after.Doubts)
	}
	if err := st.Detach(t.Context(), c.ID, tom); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("taken apart twice: %v", err)
	}
	mustVerify(t, st)
}

func TestPagesBecomeAPieceOfTheirOwnAndComeBack(t *testing.T) {
	m := newMailroom(t)
	piece := m.read(m.cut(m.ready("key", 3), [][]int{{0, 1, 2}})[0])
	m.must(m.routeLinked(piece, postkamer.Links{}, postkamer.RelationBelongs))
	c, err := m.CaseOfPiece(t.Context(), piece.ID)
	m.must(err)
	tom := m.staffMember("Tom")
	m.must(m.ClaimCase(t.Context(), c.ID, tom))
	c, err = m.Case(t.Context(), c.ID)
	m.must(err)
	piece, err = m.Piece(t.Context(), piece.ID)
	m.must(err)
	var all []postkamer.PageID
	for _, p := range piece.Pages {
		all = append(all, p.ID)
	}
	if _, err := m.SplitOff(t.Context(), c.ID, c.Version, tom, all); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("all pages were split off: %v", err)
	}
	if _, err := m.SplitOff(t.Context(), c.ID, c.Version, tom, []postkamer.PageID{9999}); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("a page of another piece was split off: %v", err)
	}
	m.exec(`UPDATE fields SET page_id = $2, state = 'ok', seen_by = 'Tom', seen_at = now() WHERE case_id = $1 AND name = 'bsn'`, c.ID, all[1])
	m.exec(`INSERT INTO rescans (piece_id, page_id, why, asked_by) VALUES ($1, $2, 'vlek', 'Tom')`, piece.ID, all[2])
	reference, err := m.SplitOff(t.Context(), c.ID, c.Version, tom, all[1:])
	m.must(err)
	if m.number(`SELECT count(*) FROM fields WHERE case_id = $1 AND name = 'bsn' AND state = 'suggested' AND seen_by = '' AND page_id IS NULL`, c.ID) != 1 {
		t.Error("a value of a page that is not of the case is taken as seen")
	}
	if m.number(`SELECT count(*) FROM rescans r JOIN pieces p ON p.id = r.piece_id WHERE p.reference = $1`, reference) != 1 {
		t.Error("a new scan of a page would come back in the piece that it left")
	}
	if _, err := m.SplitOff(t.Context(), c.ID, c.Version, tom, all[1:]); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("a second click: %v", err)
	}
	if err := m.Join(t.Context(), c.ID, reference, tom); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("put back before it has a case: %v", err)
	}
	found, err := m.CutOff(t.Context(), c.ID)
	if err != nil || len(found) != 1 || found[0].Pages != 2 || found[0].MayJoin {
		t.Errorf("%+v, %v", found, err)
	}
	made := m.number(`SELECT id FROM pieces WHERE reference = $1`, reference)
	off, err := m.Piece(t.Context(), postkamer.PieceID(made))
	m.must(err)
	if len(off.Pages) != 2 || off.Stage != postkamer.Read || !off.ReceivedOn.Equal(piece.ReceivedOn) || m.jobs("route_piece") != 2 {
		t.Errorf("%+v", off)
	}
	m.must(m.routeLinked(off, postkamer.Links{}, postkamer.RelationBelongs))
	m.onlySound()

	m.must(m.Join(t.Context(), c.ID, reference, tom))
	m.onlySound()
	if back, err := m.Piece(t.Context(), piece.ID); err != nil || len(back.Pages) != 3 {
		t.Errorf("%d pages, %v", len(back.Pages), err)
	}
	if err := m.Join(t.Context(), c.ID, reference, tom); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("put back twice: %v", err)
	}
	other, err := m.CaseOfPiece(t.Context(), off.ID)
	m.must(err)
	if err := m.Detach(t.Context(), other.ID, tom); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("somebody gets a case without pages: %v", err)
	}
	if found, err := m.CutOff(t.Context(), c.ID); err != nil || len(found) != 0 {
		t.Errorf("%+v, %v", found, err)
	}
}
