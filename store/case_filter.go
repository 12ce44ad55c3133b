package store

import (
	"context"
	"fmt"
	"time"

	"postkamer"
)

// Haste is how pressing the cases of a list are.
type Haste string

// Kinds of haste. They are in the addresses of lists that people keep.
const (
	Urgent     Haste = "spoed"     // to be done today
	Late       Haste = "laat"      // the last day is over
	DueSoon    Haste = "week"      // the last day is within a week, or over
	WithoutDue Haste = "geen"      // no term runs
	CameBack   Haste = "terug"     // came back to the queue
	OnlySome   Haste = "bijzonder" // needs a skill or a language
)

// Order is the order of a list.
type Order string

// Orders of a list.
const (
	AsTaken   Order = ""        // what is taken first
	ByDue     Order = "termijn" // the first last day first, without a term last
	ByArrival Order = "oudste"  // what came in first
)

// A CaseFilter says which cases a list shows. Of what is zero all are shown, and of
// State the open ones.
type CaseFilter struct {
	Queue   postkamer.Queue // zero: all queues of who looks
	State   postkamer.CaseState
	Kind    postkamer.CaseType
	Channel postkamer.Channel
	Haste   Haste
	Order   Order
}

// hasteSQL limits cases c; $3 is today.
var hasteSQL = map[Haste]string{
	Urgent:     ` AND c.priority = 1`,
	Late:       ` AND c.due_on < $3`,
	DueSoon:    ` AND c.due_on <= $3::date + 7`,
	WithoutDue: ` AND c.due_on IS NULL`,
	CameBack:   ` AND c.returned_at IS NOT NULL`,
	OnlySome:   ` AND c.needs <> '{}'`,
}

var orderSQL = map[Order]string{
	AsTaken:   caseOrder,
	ByDue:     `c.due_on, c.id`,
	ByArrival: `c.id`,
}

// Valid tells whether the parts of a filter that are one of a list are known.
func (f CaseFilter) Valid() bool {
	_, haste := hasteSQL[f.Haste]
	_, order := orderSQL[f.Order]
	switch f.State {
	case "", postkamer.CaseOpen, postkamer.CaseClaimed, postkamer.CaseCalling, postkamer.CaseWaiting:
		return (haste || f.Haste == "") && order
	}
	return false
}

// where is the SQL of a filter and its arguments: only what it asks is in it, so that
// PostgreSQL reads the list in the order of an index.
func (f CaseFilter) where(p postkamer.Person, now time.Time) (string, []any) {
	args := []any{queuesOf(p), f.Queue, postkamer.DayOf(now)}
	sql := ` WHERE $3::date IS NOT NULL`
	add := func(condition string, value any) {
		args = append(args, value)
		sql += fmt.Sprintf(condition, len(args))
	}
	if f.Queue != "" {
		sql += ` AND c.queue = $2`
	} else {
		sql += ` AND $2 = ''`
	}
	sql += ` AND ` + onTheirQueues
	switch f.State {
	case "", postkamer.CaseOpen: // written out: the indexes are of what is open
		sql += ` AND c.state = 'open'`
	default:
		add(` AND c.state = $%d AND c.state <> 'done'`, f.State)
	}
	if f.Kind != "" {
		add(` AND c.case_type = $%d`, f.Kind)
	}
	if f.Channel != "" {
		add(` AND EXISTS (SELECT 1 FROM pieces its WHERE its.id = c.piece_id AND its.channel = $%d)`, f.Channel)
	}
	return sql + hasteSQL[f.Haste], args
}

// A CaseList is a part of the cases that a filter finds.
type CaseList struct {
	Lines []CaseLine
	Total int // in all parts
}

// Cases returns a part of the cases in a person's queues that a filter finds. Whoever
// may see all queues asks with a person without queues.
func (s *Store) Cases(ctx context.Context, p postkamer.Person, f CaseFilter, now time.Time, offset, limit int) (CaseList, error) {
	var list CaseList
	where, args := f.where(p, now)
	if err := s.pool.QueryRow(ctx, `SELECT count(*) FROM cases c`+where, args...).Scan(&list.Total); err != nil {
		return list, fmt.Errorf("count cases: %w", err)
	}
	order := ` ORDER BY ` + orderSQL[f.Order]
	part := fmt.Sprintf(` LIMIT $%d OFFSET $%d`, len(args)+1, len(args)+2)
	var err error
	list.Lines, err = s.lines(ctx, caseColumns+` FROM (SELECT c.* FROM cases c`+where+order+part+`) c`+caseJoins+order, append(args, limit, offset)...)
	return list, err
}
