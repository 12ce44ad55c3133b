package store_test

import (
	"testing"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

// aVisitMail is a mail about an appointment.
var aVisitMail = postkamer.Mail{Subject: "Bericht", Body: "De nieuwe tijd is 11 uur."}

func TestWhoMakesMovesOrCancelsIsMailedOnce(t *testing.T) {
	for rule, tt := range map[string]struct {
		receipt string // state of the receipt's mail
		told    bool
	}{
		"with an address":               {"waiting", true},
		"without an address":            {"", false},
		"an address that does not work": {"settled", false},
	} {
		t.Run(rule, func(t *testing.T) {
			st := storetest.Open(t)
			piece := sentForms(t, st, 1)[0]
			err := st.InTx(t.Context(), func(tx *store.Tx) error {
				if tt.receipt == "" {
					return tx.AddReceipt(t.Context(), postkamer.Receipt{PieceID: piece, Way: postkamer.ReceiptOnPage}, nil)
				}
				mail := postkamer.Mail{To: "zoe@example.nl", Subject: "Ontvangen", Body: "Wij hebben het."}
				return tx.AddReceipt(t.Context(), postkamer.Receipt{PieceID: piece, Way: postkamer.ReceiptByMail}, &mail)
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := st.Pool().Exec(t.Context(), `UPDATE mails SET state = $1, why = 'x', case_id = (SELECT id FROM cases LIMIT 1) WHERE kind = 'receipt'`, tt.receipt); err != nil {
				t.Fatal(err)
			}
			first := postkamer.Booking{PieceID: piece, Slot: aSlot(postkamer.VisitSlot, "09.00", 20, 1)}
			for range 2 {
				if told, err := st.MakeVisit(t.Context(), first, aVisitMail); err != nil || told != tt.told {
					t.Errorf("made: told %v, %v", told, err)
				}
			}
			first, _ = st.BookingOf(t.Context(), piece, postkamer.VisitSlot)
			if told, err := st.VisitTold(t.Context(), first.ID); err != nil || told != tt.told {
				t.Errorf("looked up: told %v, %v", told, err)
			}
			for range 2 {
				told, err := st.MoveSlot(t.Context(), first, aSlot(postkamer.VisitSlot, "11.00", 20, 1), store.ByCitizen, aVisitMail)
				if err != nil || told != tt.told {
					t.Errorf("moved: told %v, %v", told, err)
				}
			}
			moved, _ := st.BookingOf(t.Context(), piece, postkamer.VisitSlot)
			for range 2 {
				if told, err := st.ReleaseSlot(t.Context(), moved, store.ByCitizen, aVisitMail); err != nil || told != tt.told {
					t.Errorf("cancelled: told %v, %v", told, err)
				}
			}
			var n int
			if err := st.Pool().QueryRow(t.Context(), `SELECT count(*) FROM mails WHERE kind = 'visit' AND to_address = 'zoe@example.nl'`).Scan(&n); err != nil || (n == 3) != tt.told || n != 0 && n != 3 {
				t.Errorf("%d mails, %v", n, err)
			}
			mustVerify(t, st)
		})
	}
}
