package store_test

import (
	"fmt"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
)

// BenchmarkIntake compares the transaction that acknowledges a batch (batch, file,
// event and job) with one bare insert of the same batch row, alternating in the
// same run. The ratio is what the file, the event and the job cost.
func BenchmarkIntake(b *testing.B) {
	m := newMailroom(b)
	parcel := m.parcel("bench", 3)
	var whole, bare time.Duration
	n := 0
	for b.Loop() {
		n++
		parcel.Key, parcel.Reference = fmt.Sprint("whole", n), fmt.Sprint("ST-", n)
		start := time.Now()
		m.tx(func(tx *store.Tx) error {
			added, err := tx.AddBatch(b.Context(), parcel)
			if err != nil {
				return err
			}
			if err := tx.Event(b.Context(), postkamer.Event{Kind: postkamer.EventReceived, Actor: "Olga", BatchID: added.ID}); err != nil {
				return err
			}
			return tx.Next(b.Context(), postkamer.SplitBatch{BatchID: added.ID})
		})
		whole += time.Since(start)
		start = time.Now()
		m.exec(`INSERT INTO batches (reference, channel, source, key, received_on, received_at, taken_by, state)
			VALUES ($1, 'scan', 'upload', $2, $3, $4, 'Olga', 'splitting')`, fmt.Sprint("BARE-", n), fmt.Sprint("bare", n), received, received)
		bare += time.Since(start)
	}
	b.ReportMetric(float64(n)/whole.Seconds(), "intakes/s")
	b.ReportMetric(float64(n)/bare.Seconds(), "bare-inserts/s")
	b.ReportMetric(bare.Seconds()/whole.Seconds(), "ratio")
}
