package store_test

import (
	"bytes"
	"sync"
	"testing"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

func TestLettersOfOneFamilyThatComeAtOnceSeeEachOther(t *testing.T) {
	st := storetest.Open(t)
	const n = 8
	prints := func(family byte) []byte { return bytes.Repeat([]byte{family}, 256) }
	pieces := make([]postkamer.PieceID, n)
	for i := range n {
		pieces[i] = oneCase(t, st, openCase(t, st, string(rune('a'+i)), sure("burgerzaken"))).PieceID
	}
	add := func(id postkamer.PieceID, kind postkamer.CaseType, mine []byte) (family postkamer.PieceID) {
		err := st.InTx(t.Context(), func(tx *store.Tx) (err error) {
			family, err = tx.AddPrint(t.Context(), id, kind, mine, func(other []byte) bool { return bytes.Equal(mine, other) })
			return err
		})
		if err != nil {
			t.Error(err)
		}
		return family
	}
	got := make([]postkamer.PieceID, n)
	var wg sync.WaitGroup
	for i := range n - 2 {
		wg.Go(func() { got[i] = add(pieces[i], "verhuizing", prints(1)) })
	}
	wg.Wait()
	for i := range n - 2 {
		if got[i] != got[0] || add(pieces[i], "verhuizing", prints(9)) != got[0] {
			t.Errorf("families %v", got)
		}
	}
	if family := add(pieces[n-2], "verhuizing", prints(2)); family != pieces[n-2] {
		t.Errorf("another phrasing is in family %d", family)
	}
	if family := add(pieces[n-1], "melding", prints(1)); family != pieces[n-1] {
		t.Errorf("another kind is in family %d", family)
	}
}
