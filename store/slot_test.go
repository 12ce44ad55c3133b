package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

// aSlot is a time on a day of next year.
func aSlot(kind postkamer.SlotKind, clock string, minutes, places int) postkamer.Slot {
	from, err := time.ParseInLocation("2006-01-02 15.04", "2027-03-02 "+clock, postkamer.Zone())
	if err != nil {
		panic(err)
	}
	return postkamer.Slot{Kind: kind, From: from, To: from.Add(time.Duration(minutes) * time.Minute), Places: places}
}

// sentForms adds forms and returns their pieces.
func sentForms(t *testing.T, st *store.Store, n int) []postkamer.PieceID {
	t.Helper()
	list := make([]postkamer.PieceID, n)
	for i := range list {
		c := oneCase(t, st, openCase(t, st, fmt.Sprint("slot", i), toCall()))
		list[i] = c.PieceID
	}
	return list
}

func book(ctx context.Context, st *store.Store, piece postkamer.PieceID, s postkamer.Slot) error {
	return st.InTx(ctx, func(tx *store.Tx) error { return tx.BookSlot(ctx, piece, s) })
}

func TestAHundredWantTheLastPlaces(t *testing.T) {
	st := storetest.Open(t)
	pieces := sentForms(t, st, 100)
	slot := aSlot(postkamer.VisitSlot, "09.00", 20, 3)
	var got, full atomic.Int32
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() {
			err := book(t.Context(), st, pieces[i], slot)
			switch {
			case err == nil:
				got.Add(1)
			case errors.Is(err, postkamer.ErrFull):
				full.Add(1)
			default:
				t.Errorf("book: %v", err)
			}
		})
	}
	all.Wait()
	if got.Load() != 3 || full.Load() != 97 {
		t.Errorf("%d got one of 3 places, %d did not", got.Load(), full.Load())
	}
	list, err := st.Bookings(t.Context(), postkamer.VisitSlot, slot.From, slot.To)
	if err != nil || len(list) != 3 {
		t.Fatalf("%d bookings, %v", len(list), err)
	}
	free, err := st.FreeSlots(t.Context(), []postkamer.Slot{slot, aSlot(postkamer.VisitSlot, "09.20", 20, 3)})
	if err != nil || len(free) != 1 || free[0].From.Equal(slot.From) {
		t.Errorf("free: %v, %v", free, err)
	}
	mustVerify(t, st)
}

func TestATimeOfAnotherLengthTakesPlacesToo(t *testing.T) {
	st := storetest.Open(t)
	pieces := sentForms(t, st, 3)
	if err := book(t.Context(), st, pieces[0], aSlot(postkamer.VisitSlot, "09.00", 20, 1)); err != nil {
		t.Fatal(err)
	}
	if err := book(t.Context(), st, pieces[1], aSlot(postkamer.VisitSlot, "09.10", 30, 1)); !errors.Is(err, postkamer.ErrFull) {
		t.Errorf("a time that overlaps: %v", err)
	}
	if err := book(t.Context(), st, pieces[1], aSlot(postkamer.VisitSlot, "09.20", 20, 1)); err != nil {
		t.Errorf("the time after it: %v", err)
	}
	if err := book(t.Context(), st, pieces[2], aSlot(postkamer.CallSlot, "09.00", 180, 1)); err != nil {
		t.Errorf("a call at that time: %v", err)
	}
	mustVerify(t, st)
}

func TestATimeIsMovedAndGivenBack(t *testing.T) {
	st := storetest.Open(t)
	pieces := sentForms(t, st, 2)
	nine, ten := aSlot(postkamer.VisitSlot, "09.00", 20, 1), aSlot(postkamer.VisitSlot, "10.00", 20, 1)
	for i, s := range []postkamer.Slot{nine, ten} {
		if err := book(t.Context(), st, pieces[i], s); err != nil {
			t.Fatal(err)
		}
	}
	mine, err := st.BookingOf(t.Context(), pieces[0], postkamer.VisitSlot)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.MoveSlot(t.Context(), mine, ten, store.ByCitizen, aVisitMail); !errors.Is(err, postkamer.ErrFull) {
		t.Errorf("to a time that is taken: %v", err)
	}
	if still, err := st.BookingOf(t.Context(), pieces[0], postkamer.VisitSlot); err != nil || !still.Slot.From.Equal(nine.From) {
		t.Errorf("the old time is lost: %v, %v", still, err)
	}
	eleven := aSlot(postkamer.VisitSlot, "11.00", 20, 1)
	for range 2 { // the second press changes nothing
		if _, err := st.MoveSlot(t.Context(), mine, eleven, store.ByCitizen, aVisitMail); err != nil {
			t.Fatal(err)
		}
	}
	moved, err := st.BookingOf(t.Context(), pieces[0], postkamer.VisitSlot)
	if err != nil || !moved.Slot.From.Equal(eleven.From) {
		t.Errorf("is at %v, %v", moved.Slot, err)
	}
	for range 2 {
		if _, err := st.ReleaseSlot(t.Context(), moved, store.ByCitizen, aVisitMail); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := st.BookingOf(t.Context(), pieces[0], postkamer.VisitSlot); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("after giving it back: %v", err)
	}
	if _, err := st.MoveSlot(t.Context(), moved, nine, store.ByCitizen, aVisitMail); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("moving what was given back: %v", err)
	}
	if free, err := st.FreeSlots(t.Context(), []postkamer.Slot{nine, ten, eleven}); err != nil || len(free) != 2 {
		t.Errorf("free are %v, %v", free, err)
	}
	mustVerify(t, st)
}

func TestWhetherSomebodyCameIsOnTheCase(t *testing.T) {
	st := storetest.Open(t)
	me := colleague(t, st, "Lekha")
	piece := sentForms(t, st, 1)[0]
	if err := book(t.Context(), st, piece, aSlot(postkamer.VisitSlot, "09.00", 20, 1)); err != nil {
		t.Fatal(err)
	}
	b, err := st.BookingOf(t.Context(), piece, postkamer.VisitSlot)
	if err != nil {
		t.Fatal(err)
	}
	for _, came := range []postkamer.Attendance{postkamer.Absent, postkamer.Absent, postkamer.Attended} {
		if err := st.MarkCame(t.Context(), b.ID, came, me); err != nil {
			t.Fatal(err)
		}
	}
	events, err := st.PieceEvents(t.Context(), piece)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []postkamer.EventKind
	for _, e := range events {
		if e.Kind == postkamer.EventBooked || e.Kind == postkamer.EventAbsent || e.Kind == postkamer.EventCame {
			kinds = append(kinds, e.Kind)
		}
	}
	if fmt.Sprint(kinds) != "[slot_booked absent came]" {
		t.Errorf("the log has %v", kinds)
	}
}

func TestVerifySeesAPromisedCallThatNobodyMakes(t *testing.T) {
	st := storetest.Open(t)
	called := oneCase(t, st, openCase(t, st, "called", toCall()))
	queued := oneCase(t, st, openCase(t, st, "queued", sure("burgerzaken")))
	slot := aSlot(postkamer.CallSlot, "09.00", 180, 5)
	if err := book(t.Context(), st, called.PieceID, slot); err != nil {
		t.Fatal(err)
	}
	mustVerify(t, st)
	if err := book(t.Context(), st, queued.PieceID, slot); err != nil {
		t.Fatal(err)
	}
	v, err := st.Verify(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range v.Findings {
		if f.Rule == "who was promised a call is on the list, or was" {
			return
		}
	}
	t.Errorf("found %+v", v.Findings)
}

func TestAFormIsKeptUntilItsCitizenWasPhoned(t *testing.T) {
	st := storetest.Open(t)
	ctx := t.Context()
	about, err := st.NewDraft(ctx, "verhuizing", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	request, err := st.NewDraft(ctx, "belmij", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.LinkCallDraft(ctx, request.ID, about.ID, "adres"); err != nil {
		t.Fatal(err)
	}
	until := time.Now().AddDate(0, 0, 3)
	reference := postkamer.NewReference("BM", until)
	err = st.InTx(ctx, func(tx *store.Tx) error {
		if err := tx.KeepForCall(ctx, request.ID, until); err != nil {
			return err
		}
		return tx.SendDraft(ctx, request, reference, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := st.CallDraft(ctx, reference)
	if err != nil || got.ID != about.ID || got.Page != "adres" || got.ExpiresAt.Before(until.AddDate(0, 0, 6)) {
		t.Errorf("kept is %+v, %v", got, err)
	}
	for _, other := range []string{"", postkamer.NewReference("BM", until)} {
		if _, err := st.CallDraft(ctx, other); !errors.Is(err, postkamer.ErrNotFound) {
			t.Errorf("%q: %v", other, err)
		}
	}
}
