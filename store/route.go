package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// Route ends the road for a piece: it opens the case of the verdict on its
// queue, or with a caller. It returns ErrConflict when that was done before.
func (tx *Tx) Route(ctx context.Context, p postkamer.Piece, text postkamer.Text, v postkamer.Verdict) (postkamer.CaseID, error) {
	if err := tx.Advance(ctx, p.ID, postkamer.Read, postkamer.Routed); err != nil {
		return 0, err
	}
	state := postkamer.CaseOpen
	if v.Destination == postkamer.ToCaller {
		state = postkamer.CaseCalling
	}
	var id postkamer.CaseID
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO cases (piece_id, case_type, probability, destination, queue, state, priority, due_on, first_due_on, term_weeks, term_days, term_working)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11)
		RETURNING id`,
		p.ID, v.CaseType, v.Probability, v.Destination, v.Queue, state, v.Priority, dateOrNull(v.DueOn), v.Term.Weeks, v.Term.Days, v.Term.WorkingDays,
	).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("open case for piece %d: %w", p.ID, err)
	}
	if err := tx.addDoubts(ctx, id, text, v.Doubts); err != nil {
		return 0, err
	}
	if err := tx.addFields(ctx, id, text, v.Fields); err != nil {
		return 0, err
	}
	if err := tx.receiptMeetsCase(ctx, p.ID, id); err != nil {
		return 0, err
	}
	if p.Channel == postkamer.Form {
		if err := tx.mailsMeetCase(ctx, p.ID, id); err != nil {
			return 0, err
		}
	}
	if v.Destination != postkamer.ToCaller {
		return id, nil
	}
	if err := tx.AddCallTask(ctx, callTask(id, p, v)); err != nil {
		return 0, err
	}
	return id, tx.promiseCall(ctx, id)
}

// callTask makes the call task of a verdict: its first doubt is what to ask about.
func callTask(id postkamer.CaseID, p postkamer.Piece, v postkamer.Verdict) postkamer.CallTask {
	task := postkamer.CallTask{CaseID: id, Priority: v.Priority, Part: postkamer.PartAsked(p.Answers)}
	if len(v.Doubts) > 0 {
		task.Reason, task.Why = v.Doubts[0].Code, v.Doubts[0].Why
	}
	for _, f := range v.Fields {
		if f.Name == postkamer.FieldPhone {
			task.Phone = f.Value
		}
	}
	return task
}

// AddDoubts adds doubts that have no place on a page to a case.
func (tx *Tx) AddDoubts(ctx context.Context, id postkamer.CaseID, doubts []postkamer.Doubt) error {
	return tx.addDoubts(ctx, id, postkamer.Text{}, doubts)
}

// addDoubts adds doubts to a case, with where on the pages of the text they show.
func (tx *Tx) addDoubts(ctx context.Context, id postkamer.CaseID, text postkamer.Text, doubts []postkamer.Doubt) error {
	var all pgx.Batch
	for _, d := range doubts {
		page := pageID(text, d.Page)
		if page == 0 || !d.Placed() {
			page, d.X, d.Y, d.W, d.H = 0, 0, 0, 0, 0
		}
		all.Queue(`
			INSERT INTO doubts (case_id, code, why, field, say, quote, page_id, x, y, w, h, language)
			VALUES ($1, $2, $3, $4, $5, $6, nullif($7, 0), $8, $9, $10, $11, $12)`,
			id, d.Code, storable(d.Why), d.Field, d.Say, storable(d.Quote), page, d.X, d.Y, d.W, d.H, d.Tongue)
	}
	if err := tx.send(ctx, &all); err != nil {
		return fmt.Errorf("add doubts to case %d: %w", id, err)
	}
	return nil
}

func (tx *Tx) addFields(ctx context.Context, id postkamer.CaseID, text postkamer.Text, fields []postkamer.Field) error {
	var all pgx.Batch
	for i, f := range fields {
		queueField(&all, id, i, text, f)
	}
	if err := tx.send(ctx, &all); err != nil {
		return fmt.Errorf("add fields to case %d: %w", id, err)
	}
	return nil
}

func queueField(to *pgx.Batch, id postkamer.CaseID, position int, text postkamer.Text, f postkamer.Field) {
	to.Queue(`
		INSERT INTO fields (case_id, name, position, read_value, value, read_text, state, why, page_id, x, y, w, h, confidence)
		VALUES ($1, $2, $3, $4, $4, $5, $6, $7, nullif($8, 0), $9, $10, $11, $12, $13)`,
		id, f.Name, position, f.Value, f.Read, f.State, f.Why, pageID(text, f.Page), f.X, f.Y, f.W, f.H, f.Confidence)
}

// pageID returns the number of the page at an index of the text, 0 for none.
func pageID(text postkamer.Text, index int) postkamer.PageID {
	if index < 0 || index >= len(text.Pages) {
		return 0
	}
	return text.Pages[index].Page
}

// AddCallTask asks a colleague to phone about a case that is in state calling.
func (tx *Tx) AddCallTask(ctx context.Context, t postkamer.CallTask) error {
	_, err := tx.tx.Exec(ctx, `
		INSERT INTO call_tasks (case_id, reason, why, question, phone, handed_by_id, handed_by, handed_note, priority, part)
		VALUES ($1, $2, $3, $4, $5, nullif($6, 0), $7, $8, $9, $10)`,
		t.CaseID, t.Reason, t.Why, t.Question, t.Phone, int64(t.HandedByID), t.HandedBy, t.HandedNote, t.Priority, t.Part)
	if err != nil {
		return fmt.Errorf("add call task to case %d: %w", t.CaseID, err)
	}
	return nil
}

// dateOrNull stores the zero time as NULL.
func dateOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
