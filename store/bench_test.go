package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

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
		m.exec(`INSERT INTO batches (reference, channel, source, key, received_on, received_at, taken_by, state, day, number)
			VALUES ($1, 'scan', 'upload', $2, $3, $4, 'Olga', 'splitting', '2020-01-01', $5)`, fmt.Sprint("BARE-", n), fmt.Sprint("bare", n), received, received, n+1)
		bare += time.Since(start)
	}
	b.ReportMetric(float64(n)/whole.Seconds(), "intakes/s")
	b.ReportMetric(float64(n)/bare.Seconds(), "bare-inserts/s")
	b.ReportMetric(bare.Seconds()/whole.Seconds(), "ratio")
}

// BenchmarkEarlier looks for earlier pieces among 100,000, as is done under the one
// lock of routing, and prints how PostgreSQL went about it.
func BenchmarkEarlier(b *testing.B) {
	m := newMailroom(b)
	piece := m.pieces(1)[0]
	m.manyPieces(100_000)
	named := fmt.Sprint("PX-", 77)
	l := postkamer.Links{References: []string{named}, BSN: "999000123", Date: "2026-01-01", Since: received.AddDate(0, 0, -180), Sketch: someSketch(64)}
	var longest time.Duration
	for b.Loop() {
		start := time.Now()
		m.tx(func(tx *store.Tx) error {
			_, err := tx.Earlier(b.Context(), piece, l)
			return err
		})
		longest = max(longest, time.Since(start))
	}
	b.ReportMetric(float64(longest.Milliseconds()), "ms-longest")
	rows, err := m.Pool().Query(b.Context(), "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) "+store.EarlierSQL,
		piece.ID, l.References, l.BSN, store.BandsOf(l.Sketch), l.Sketch, l.Date, l.Since, 10, piece.ReceivedOn)
	m.must(err)
	plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
	m.must(err)
	for _, line := range plan {
		if testing.Verbose() || strings.Contains(line, "Seq Scan") || strings.Contains(line, "Time:") {
			b.Log(line)
		}
	}
}

// manyPieces fills in n routed pieces with a case, fields, a sketch and a page, of
// 2,000 people, as a year of post leaves them.
func (m *mailroom) manyPieces(n int) {
	m.t.Helper()
	for _, sql := range []string{
		`INSERT INTO batches (reference, channel, source, key, received_on, received_at, taken_by, state, day, number, released_at, released_by)
			SELECT 'BX-' || i, 'scan', 'upload', 'bx' || i, date '2026-11-20' - i % 360, now(), 'Olga', 'split', '2020-01-01', i, now(), 'x' FROM generate_series(1, $1 / 100) i`,
		`INSERT INTO pieces (batch_id, position, reference, channel, stage, received_on, received_at, pages_left)
			SELECT b.id, i, 'PX-' || 100 * substr(b.reference, 4)::int + i - 100, 'scan', 'routed', b.received_on, now(), 0
			FROM batches b, generate_series(0, 99) i WHERE b.reference LIKE 'BX-%' AND $1 > 0`,
		`INSERT INTO files (batch_id, position, name, sha256, size, kind, pages)
			SELECT batch_id, position, 'x.tif', lpad(to_hex(id), 64, '0'), 1, 'tiff', 1 FROM pieces WHERE reference LIKE 'PX-%' AND $1 > 0`,
		`INSERT INTO pages (batch_id, file_id, piece_id, number, position)
			SELECT p.batch_id, f.id, p.id, 1, p.position FROM pieces p JOIN files f USING (batch_id, position) WHERE p.reference LIKE 'PX-%' AND $1 > 0`,
		`INSERT INTO cases (piece_id, case_type, destination, queue, state, priority, done_at)
			SELECT id, 'verhuizing', 'queue', 'burgerzaken', 'done', 3, now() FROM pieces WHERE reference LIKE 'PX-%' AND $1 > 0`,
		`INSERT INTO fields (case_id, name, position, read_value, value, state)
			SELECT c.id, v.name, v.at, v.value, v.value, 'ok'
			FROM cases c, LATERAL (VALUES ('bsn', 0, (999000000 + c.id % 2000)::text), ('move_date', 1, '2026-01-01'), ('name', 2, 'x'), ('phone', 3, '06'),
				('new_street', 4, 's'), ('new_number', 5, '1'), ('new_postcode', 6, '9349 AX'), ('new_city', 7, 'w')) v (name, at, value) WHERE $1 > 0`,
		`INSERT INTO sketches (piece_id, sketch, bands)
			SELECT id, array_fill(id, array[64]), array[id, -id, id + 1000000, id + 2000000, id + 3000000, id + 4000000, id + 5000000, id + 6000000] FROM pieces WHERE reference LIKE 'PX-%' AND $1 > 0`,
	} {
		m.exec(sql, n)
	}
	m.exec(`ANALYZE`)
}
