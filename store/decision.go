package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// AddDecision keeps a decision as a whole, so that it can be made again later.
func (tx *Tx) AddDecision(ctx context.Context, d postkamer.Decision) error {
	verdict, err := storableJSON(d.Verdict)
	if err != nil {
		return fmt.Errorf("keep decision about piece %d: %w", d.PieceID, err)
	}
	if d.Earlier == nil {
		d.Earlier = []postkamer.Earlier{}
	}
	_, err = tx.tx.Exec(ctx, `
		INSERT INTO decisions (piece_id, case_id, rule, ready, model, policy, earlier, inputs, verdict)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		d.PieceID, d.CaseID, d.Verdict.Rule, d.Verdict.Ready, d.Model, d.Policy, d.Earlier, storableInputs(d.Inputs), verdict)
	if err != nil {
		return fmt.Errorf("keep decision about piece %d: %w", d.PieceID, err)
	}
	return nil
}

// storableInputs returns inputs without the one character that PostgreSQL cannot
// keep: what was asked about addresses was read from a letter.
func storableInputs(in *postkamer.Inputs) *postkamer.Inputs {
	if in == nil {
		return nil
	}
	kept := *in
	kept.Addresses = slices.Clone(in.Addresses)
	for i := range kept.Addresses {
		q := &kept.Addresses[i].Query
		q.Street, q.Postcode, q.City = storable(q.Street), storable(q.Postcode), storable(q.City)
	}
	return &kept
}

// storableJSON writes a verdict as JSON without the one character that PostgreSQL
// cannot keep.
func storableJSON(v postkamer.Verdict) ([]byte, error) {
	for i := range v.Fields {
		v.Fields[i].Value, v.Fields[i].Read = storable(v.Fields[i].Value), storable(v.Fields[i].Read)
	}
	for i := range v.Doubts {
		v.Doubts[i].Why, v.Doubts[i].Quote = storable(v.Doubts[i].Why), storable(v.Doubts[i].Quote)
	}
	for i := range v.Clues {
		v.Clues[i].Text = storable(v.Clues[i].Text)
	}
	return json.Marshal(v)
}

const decisionColumns = `
	SELECT d.piece_id, d.case_id, p.reference, d.at, d.model, d.policy, d.earlier, d.inputs, d.verdict
	FROM decisions d JOIN pieces p ON p.id = d.piece_id`

func scanDecision(row pgx.CollectableRow) (postkamer.Decision, error) {
	var d postkamer.Decision
	err := row.Scan(&d.PieceID, &d.CaseID, &d.Reference, &d.At, &d.Model, &d.Policy, &d.Earlier, &d.Inputs, &d.Verdict)
	return d, err
}

// Decision returns the last decision about a piece, or ErrNotFound: what came in
// before decisions were kept, and what a person had to sort by hand, has none.
func (s *Store) Decision(ctx context.Context, id postkamer.PieceID) (postkamer.Decision, error) {
	rows, _ := s.pool.Query(ctx, decisionColumns+` WHERE d.piece_id = $1 ORDER BY d.id DESC LIMIT 1`, id)
	d, err := pgx.CollectExactlyOneRow(rows, scanDecision)
	if err != nil {
		return d, fmt.Errorf("decision about piece %d: %w", id, notFound(err))
	}
	return d, nil
}

// decisionPage is how many decisions are read at once.
const decisionPage = 200

// EachDecision calls do for the last decision about each piece since a moment, in
// the order of the pieces, and stops at the first error.
func (s *Store) EachDecision(ctx context.Context, since time.Time, do func(postkamer.Decision) error) error {
	var after postkamer.PieceID
	for {
		rows, _ := s.pool.Query(ctx, decisionColumns+`
			WHERE d.piece_id > $1 AND d.at >= $2
				AND d.id = (SELECT max(id) FROM decisions WHERE piece_id = d.piece_id)
			ORDER BY d.piece_id
			LIMIT $3`, after, since, decisionPage)
		list, err := pgx.CollectRows(rows, scanDecision)
		if err != nil {
			return fmt.Errorf("list decisions: %w", err)
		}
		for _, d := range list {
			if err := do(d); err != nil {
				return err
			}
			after = d.PieceID
		}
		if len(list) < decisionPage {
			return nil
		}
	}
}
