package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// An undoTable is a table of which an act on a case may change rows t.
type undoTable struct {
	name string
	of   string // which rows are of the case ($1)
	key  string // what tells them apart, as text
	made string // a column that the database makes of others
}

// undoTables are in the order in which rows are put back; new rows go in the opposite
// order. Of modes only the row of what was decided about the case counts.
var undoTables = []undoTable{
	{name: "cases", of: "t.id = $1", key: "t.id::text"},
	{name: "fields", of: "t.case_id = $1", key: "t.name"},
	{name: "doubts", of: "t.case_id = $1", key: "t.id::text"},
	{name: "notes", of: "t.case_id = $1", key: "t.id::text"},
	{name: "letters", of: "t.case_id = $1", key: "t.id::text"},
	{name: "suspensions", of: "t.case_id = $1", key: "t.id::text"},
	{name: "extensions", of: "t.case_id = $1", key: "t.id::text"},
	{name: "call_tasks", of: "t.case_id = $1", key: "t.id::text"},
	{name: "call_attempts", of: "t.task_id IN (SELECT id FROM call_tasks WHERE case_id = $1)", key: "t.id::text"},
	{name: "skips", of: "t.case_id = $1", key: "t.person_id::text || '/' || t.day::text"},
	{name: "rescans", of: "t.piece_id = (SELECT piece_id FROM cases WHERE id = $1)", key: "t.id::text"},
	{name: "labels", of: "t.case_id = $1", key: "t.piece_id::text", made: "corrected"},
	{name: "outcomes", of: "t.case_id = $1", key: "t.id::text", made: "stood"},
	{name: "passages", of: "t.case_id = $1", key: "t.case_id::text"},
	{name: "samples", of: "t.case_id = $1", key: "t.case_id::text"},
	{name: modesTable, of: `(t.kind, t.channel) = (
		SELECT d.kind, p.channel
		FROM cases c JOIN pieces p ON p.id = c.piece_id JOIN decisions d ON d.piece_id = p.id
		WHERE c.id = $1
		ORDER BY d.id DESC
		LIMIT 1)`, key: "t.kind || '/' || t.channel"},
}

// undoRows asks for all rows of a case in one go.
var undoRows = func() string {
	var parts []string
	for _, t := range undoTables {
		parts = append(parts, fmt.Sprintf("SELECT '%s', %s, to_jsonb(t) - '%s' FROM %s t WHERE %s", t.name, t.key, t.made, t.name, t.of))
	}
	return strings.Join(parts, "\nUNION ALL\n")
}()

// modesTable is shared with other cases: an act on one of them is no reason not to
// take back the rest.
const modesTable = "modes"

// looseColumns change by themselves while nothing is done: they are in nobody's way.
// A claim lasts longer while somebody works; a model may have learned from a label.
var looseColumns = []string{"claim_until", "tried"}

// A rowKey names a row of undoTables.
type rowKey struct{ table, key string }

// changesOf compares rows as they were with how they are, in the order of undoTables.
func changesOf(before, after map[rowKey]row) []rowChange {
	var list []rowChange
	add := func(key rowKey, was, is row) {
		c := rowChange{Table: key.table, Key: key.key, Before: was, After: is}
		if was != nil && is != nil {
			c.Before, c.After = differing(was, is)
		}
		if len(c.Before)+len(c.After) > 0 {
			list = append(list, c)
		}
	}
	for key, was := range before {
		add(key, was, after[key])
	}
	for key, is := range after {
		if before[key] == nil {
			add(key, nil, is)
		}
	}
	slices.SortFunc(list, func(a, b rowChange) int {
		if a.Table != b.Table {
			return tableOrder(a.Table) - tableOrder(b.Table)
		}
		return strings.Compare(a.Key, b.Key)
	})
	return list
}

func tableOrder(name string) int {
	return slices.IndexFunc(undoTables, func(t undoTable) bool { return t.name == name })
}

// differing returns the columns that are not the same; nothing when only loose ones are.
func differing(was, is row) (before, after row) {
	before, after = row{}, row{}
	acted := false
	for column := range was {
		if !bytes.Equal(was[column], is[column]) {
			before[column], after[column] = was[column], is[column]
			acted = acted || !slices.Contains(looseColumns, column)
		}
	}
	if !acted {
		return nil, nil
	}
	return before, after
}

// restore sets rows to what they were, when they still are what the act made of them.
func (tx *Tx) restore(ctx context.Context, u Undone, is map[rowKey]row) error {
	for _, c := range slices.Backward(u.changes) {
		if c.Before == nil && c.Table != modesTable {
			if err := tx.unmake(ctx, u.CaseID, c, is[rowKey{c.Table, c.Key}]); err != nil {
				return err
			}
		}
	}
	for _, c := range u.changes {
		if c.Before == nil {
			continue
		}
		if err := tx.putBack(ctx, u, c, is[rowKey{c.Table, c.Key}]); err != nil {
			return err
		}
	}
	return nil
}

// unmake removes a row that came by the act.
func (tx *Tx) unmake(ctx context.Context, id postkamer.CaseID, c rowChange, is row) error {
	if !stands(c.After, is) {
		return postkamer.ErrConflict
	}
	t := undoTables[tableOrder(c.Table)]
	_, err := tx.tx.Exec(ctx, fmt.Sprintf(`DELETE FROM %s t WHERE %s AND %s = $2`, t.name, t.of, t.key), id, c.Key)
	return err
}

// putBack gives a row that was changed or removed its old values.
func (tx *Tx) putBack(ctx context.Context, u Undone, c rowChange, is row) error {
	if c.After == nil {
		if is != nil {
			return postkamer.ErrConflict
		}
		return tx.insertRow(ctx, c)
	}
	if !stands(c.After, is) {
		if c.Table == modesTable {
			return nil
		}
		return postkamer.ErrConflict
	}
	if err := tx.updateRow(ctx, u.CaseID, c); err != nil {
		return err
	}
	switch c.Table {
	case "cases":
		return tx.renew(ctx, u)
	case modesTable:
		return tx.logModeBack(ctx, c)
	}
	return nil
}

// stands tells whether a row still has what an act gave it.
func stands(after, is row) bool {
	if is == nil {
		return false
	}
	for column, value := range after {
		if !slices.Contains(looseColumns, column) && !bytes.Equal(value, is[column]) {
			return false
		}
	}
	return true
}

func (tx *Tx) updateRow(ctx context.Context, id postkamer.CaseID, c rowChange) error {
	columns := columnList(c.Before)
	t := undoTables[tableOrder(c.Table)]
	return tx.one(ctx, fmt.Sprintf(`
		UPDATE %s t
		SET (%s) = (SELECT %s FROM jsonb_populate_record(NULL::%s, $3))
		WHERE %s AND %s = $2`, t.name, columns, columns, t.name, t.of, t.key), id, c.Key, c.Before)
}

func (tx *Tx) insertRow(ctx context.Context, c rowChange) error {
	columns := columnList(c.Before)
	return tx.one(ctx, fmt.Sprintf(`
		INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE
		SELECT %s FROM jsonb_populate_record(NULL::%s, $1)`, c.Table, columns, columns, c.Table), c.Before)
}

// columnList names the columns of a row, in a fixed order.
func columnList(r row) string {
	var names []string
	for column := range r {
		names = append(names, pgx.Identifier{column}.Sanitize())
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// renew makes a case that was put back another version than any page knows, and gives
// who has it the time that a claim lasts.
func (tx *Tx) renew(ctx context.Context, u Undone) error {
	return tx.one(ctx, `
		UPDATE cases
		SET version = $2 + 1,
			claim_until = CASE WHEN state = 'claimed' THEN greatest(claim_until, now() + `+claimHours+`) END
		WHERE id = $1`, u.CaseID, u.version)
}

// logModeBack logs that a kind goes as far again as before: what lowered its mode
// was taken back.
func (tx *Tx) logModeBack(ctx context.Context, c rowChange) error {
	kind, channel, _ := strings.Cut(c.Key, "/")
	detail := fmt.Sprintf("%s, %s, %s, %s. Wat de stand verlaagde is ongedaan gemaakt", kind, channel, unquoted(c.After["mode"]), unquoted(c.Before["mode"]))
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventMode, Detail: detail})
}

func unquoted(value []byte) string { return strings.Trim(string(value), `"`) }
