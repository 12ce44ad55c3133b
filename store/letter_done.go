package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// whyDone is why a letter is taken back by itself.
const whyDone = "de zaak is afgerond voordat hij werd geprint"

// recallAtEnd takes back what a case that ends would still ask of its citizen, or tell about
// its term, by a letter that nobody printed yet. Other letters go out, and so does what is
// at the printer.
func (tx *Tx) recallAtEnd(ctx context.Context, id postkamer.CaseID, by string) error {
	rows, _ := tx.tx.Query(ctx, `
		UPDATE letters l
		SET state = 'withdrawn', why_withdrawn = $2, code = ''
		WHERE case_id = $1 AND state = 'made' AND run_id IS NULL
			AND (answer_by IS NOT NULL OR EXISTS (SELECT 1 FROM extensions WHERE letter_id = l.id))
		RETURNING id`, id, whyDone)
	recalled, err := pgx.CollectRows(rows, pgx.RowTo[postkamer.LetterID])
	if err != nil {
		return fmt.Errorf("take back letters about case %d: %w", id, err)
	}
	for _, letter := range recalled {
		if err := tx.caseEvent(ctx, id, postkamer.EventLetterBack, by, whyDone); err != nil {
			return err
		}
		if err := tx.unsend(ctx, letter, id, by); err != nil {
			return fmt.Errorf("take back letter %d: %w", letter, err)
		}
	}
	return nil
}
