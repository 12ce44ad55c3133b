package crowd

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// stackSize is how many letters are scanned in one go.
const stackSize = 50

// A table is what is copied into it.
type table struct {
	rows [][]any
}

func (t *table) add(values ...any) { t.rows = append(t.rows, values) }

// rows are those of one chunk.
type rows struct {
	crowd  *Crowd
	at     numbers
	stack  int64 // the batch that letters go into
	inside int   // how many are in it
	tables [numberOfTables]table
}

// The tables, in the order in which they are written.
const (
	batches = iota
	files
	pieces
	pages
	cases
	doubts
	fields
	callTasks
	events
	decisions
	numberOfTables
)

var tableNames = [numberOfTables]string{"batches", "files", "pieces", "pages", "cases", "doubts", "fields", "call_tasks", "events", "decisions"}

var tableColumns = [numberOfTables][]string{
	{"id", "reference", "channel", "source", "key", "received_on", "received_at", "taken_by", "state", "day", "number", "released_at", "released_by", "closed_at", "closed_by"},
	{"id", "batch_id", "position", "name", "sha256", "size", "kind", "pages"},
	{"id", "batch_id", "position", "reference", "channel", "stage", "stage_since", "received_on", "received_at", "pages_left", "form", "answers"},
	{"id", "batch_id", "file_id", "piece_id", "number", "position", "state", "text_state", "view_key", "width", "height", "dpi", "text", "starts", "grouped"},
	{"id", "piece_id", "case_type", "probability", "destination", "queue", "state", "priority", "due_on", "first_due_on", "created_at", "done_at", "done_by"},
	{"id", "case_id", "code", "why"},
	{"case_id", "name", "position", "read_value", "value", "state", "confidence", "page_id", "x", "y", "w", "h"},
	{"id", "case_id", "reason", "why", "phone", "priority", "created_at"},
	{"at", "kind", "actor", "piece_id", "case_id", "detail"},
	{"piece_id", "case_id", "at", "rule", "ready", "model", "policy", "verdict"},
}

// write copies all rows in one transaction, without the triggers that keep one
// row at a time in order.
func (r *rows) write(ctx context.Context, conn *pgx.Conn) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL session_replication_role = replica`); err != nil {
			return err
		}
		for i, t := range r.tables {
			if _, err := tx.CopyFrom(ctx, pgx.Identifier{tableNames[i]}, tableColumns[i], pgx.CopyFromRows(t.rows)); err != nil {
				return fmt.Errorf("%s: %w", tableNames[i], err)
			}
		}
		return nil
	})
}

// add makes the ith piece with all that belongs to it.
func (r *rows) add(i int) {
	c := r.crowd
	m := &making{
		rows: r,
		dice: rand.New(rand.NewPCG(c.Options.Seed, uint64(i))),
		from: c.sender(i),
		when: c.received(i),
	}
	m.subject = drawSubject(m.dice)
	m.form = (m.subject.kind == "verhuizing" || m.subject.kind == "tozo_aanvraag") && m.dice.IntN(3) > 0
	m.state = c.state(i, m.dice)
	r.at.piece++
	m.id = r.at.piece
	m.reference = c.reference(m.subject.prefix, m.when)
	m.addPiece()
	m.addCase()
	m.addFields()
	m.addEvents()
}

func drawSubject(dice *rand.Rand) subject {
	lot := dice.IntN(100)
	for _, s := range subjects {
		if lot -= s.share; lot < 0 {
			return s
		}
	}
	return subjects[0]
}

// state leaves one open case in eight among the old ones: those that nobody looked at.
func (c *Crowd) state(i int, dice *rand.Rand) postkamer.CaseState {
	o := c.Options
	recent := o.Open * 7 / 8
	old := o.Pieces - recent
	open := i >= old || old > 0 && dice.IntN(old) < o.Open-recent
	switch {
	case !open:
		return postkamer.CaseDone
	case o.Calling > 0 && dice.IntN(o.Open) < o.Calling:
		return postkamer.CaseCalling
	}
	return postkamer.CaseOpen
}

// reference is one that no other piece of the crowd has.
func (c *Crowd) reference(prefix string, at time.Time) string {
	for {
		if ref := postkamer.NewReference(prefix, at); !c.refs[ref] {
			c.refs[ref] = true
			return ref
		}
	}
}
