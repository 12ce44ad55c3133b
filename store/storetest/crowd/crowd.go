package crowd

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"postkamer"
)

// Options say how much post there is.
type Options struct {
	Pieces  int
	Open    int       // cases that nobody finished: the newest, and some old ones
	Calling int       // of those: wait for a telephone call
	Years   int       // over which it came in; 0: three
	Letters int       // how many pieces one person sent; 0: four
	Now     time.Time // when the last one came in; zero: now
	Seed    uint64
}

// chunk is how many pieces are written in one transaction.
const chunk = 10_000

// A Crowd is what was made, to look for.
type Crowd struct {
	First, Last postkamer.PieceID // the numbers of cases are the same
	Options     Options

	first numbers
	refs  map[string]bool
}

// numbers are the last ones that each table gave out.
type numbers struct{ batch, piece, page, doubt, task int64 }

// Fill adds post to the database.
func Fill(ctx context.Context, pool *pgxpool.Pool, o Options) (*Crowd, error) {
	c := &Crowd{Options: o.complete(), refs: make(map[string]bool, o.Pieces)}
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("fill with post: %w", err)
	}
	defer conn.Release()
	if err := c.begin(ctx, conn.Conn()); err != nil {
		return nil, fmt.Errorf("fill with post: %w", err)
	}
	at := c.first
	for start := 0; start < c.Options.Pieces; start += chunk {
		rows := &rows{at: at, crowd: c}
		for i := start; i < min(start+chunk, c.Options.Pieces); i++ {
			rows.add(i)
		}
		if err := rows.write(ctx, conn.Conn()); err != nil {
			return nil, fmt.Errorf("fill with post from piece %d: %w", start, err)
		}
		at = rows.at
	}
	if err := c.index(ctx, pool); err != nil {
		return nil, fmt.Errorf("fill with post: %w", err)
	}
	if err := c.end(ctx, conn.Conn()); err != nil {
		return nil, fmt.Errorf("fill with post: %w", err)
	}
	return c, nil
}

// At returns the crowd that was filled in before, with the same options, from that
// piece on: to know who sent what.
func At(first postkamer.PieceID, o Options) *Crowd {
	return &Crowd{First: first, Last: first + postkamer.PieceID(o.Pieces) - 1, Options: o.complete()}
}

func (o Options) complete() Options {
	if o.Years == 0 {
		o.Years = 3
	}
	if o.Letters == 0 {
		o.Letters = 4
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	o.Open = min(o.Open, o.Pieces)
	return o
}

// begin finds out from where to number.
func (c *Crowd) begin(ctx context.Context, conn *pgx.Conn) error {
	n := &c.first
	err := conn.QueryRow(ctx, `
		SELECT coalesce((SELECT max(id) FROM batches), 0),
			greatest((SELECT max(id) FROM pieces), (SELECT max(id) FROM cases), 0),
			coalesce((SELECT max(id) FROM pages), 0),
			coalesce((SELECT max(id) FROM doubts), 0),
			coalesce((SELECT max(id) FROM call_tasks), 0)`).Scan(&n.batch, &n.piece, &n.page, &n.doubt, &n.task)
	c.First, c.Last = postkamer.PieceID(n.piece+1), postkamer.PieceID(n.piece+int64(c.Options.Pieces))
	return err
}

// index makes the search rows, by as many connections as there are processors. The
// index itself is made afterwards: that takes a fraction of the time.
func (c *Crowd) index(ctx context.Context, pool *pgxpool.Pool) error {
	var definition string
	if err := pool.QueryRow(ctx, `SELECT pg_get_indexdef('search_all'::regclass)`).Scan(&definition); err != nil {
		return err
	}
	if _, err := pool.Exec(ctx, `DROP INDEX search_all`); err != nil {
		return err
	}
	group, working := errgroup.WithContext(ctx)
	group.SetLimit(runtime.NumCPU())
	for first := int64(c.First); first <= int64(c.Last); first += chunk / 10 {
		group.Go(func() error {
			_, err := pool.Exec(working, `
				INSERT INTO search
				SELECT r.* FROM generate_series($1::bigint, $2::bigint) piece CROSS JOIN LATERAL search_row(piece) r`,
				first, min(first+chunk/10-1, int64(c.Last)))
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("search rows: %w", err)
	}
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL maintenance_work_mem = '512MB'`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, definition)
		return err
	})
}

// end lets what comes next be numbered after it, and lets the planner know.
func (c *Crowd) end(ctx context.Context, conn *pgx.Conn) error {
	for _, table := range []string{"batches", "files", "pieces", "pages", "cases", "doubts", "call_tasks"} {
		sql := fmt.Sprintf(`SELECT setval(pg_get_serial_sequence('%[1]s', 'id'), greatest((SELECT max(id) FROM %[1]s), 1))`, table)
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	_, err := conn.Exec(ctx, `VACUUM ANALYZE`)
	return err
}

// Sender returns who wrote the piece with a number between First and Last.
func (c *Crowd) Sender(id postkamer.PieceID) Sender {
	return c.sender(int(id - c.First))
}

// sender spreads the letters of one person over the years.
func (c *Crowd) sender(i int) Sender {
	people := max(c.Options.Pieces/c.Options.Letters, 1)
	dice := rand.New(rand.NewPCG(c.Options.Seed^0x5eed, uint64(i)))
	return sender(c.Options.Seed, dice.IntN(people))
}

// received is when the ith piece came in: in order, and more in the last year.
func (c *Crowd) received(i int) time.Time {
	o := c.Options
	share := 1 - float64(i)/float64(o.Pieces)
	at := o.Now.Add(-time.Duration(share * float64(o.Years) * 365 * 24 * float64(time.Hour)))
	local := at.In(postkamer.Zone())
	return time.Date(local.Year(), local.Month(), local.Day(), 8, local.Minute(), local.Second(), 0, postkamer.Zone())
}
