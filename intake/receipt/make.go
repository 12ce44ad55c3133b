package receipt

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"postkamer"
	"postkamer/store"
)

// An original is the file of a form as package intake keeps it: what is read of it here.
type original struct {
	Asked []struct {
		Question string `json:"question"`
		Means    string `json:"means"`
	} `json:"asked"`
}

// notAnswered stands where nothing was filled in.
const notAnswered = "Niet ingevuld"

// Make makes the copy of what came in as a piece, stores it and returns its receipt. One
// that was made before is returned as it is: what a citizen got does not change.
func Make(ctx context.Context, st *store.Store, town postkamer.Municipality, id postkamer.PieceID) (postkamer.Receipt, error) {
	r, err := st.Receipt(ctx, id)
	if err != nil || r.State == postkamer.ReceiptMade {
		return r, err
	}
	c, err := CopyOf(ctx, st, town, r)
	if err != nil {
		return r, fmt.Errorf("copy for the receipt of piece %d: %w", id, err)
	}
	pdf, err := c.PDF()
	if err != nil {
		return r, err
	}
	sum, err := st.PutReceipt(ctx, pdf)
	if err != nil {
		return r, err
	}
	err = st.InTx(ctx, func(tx *store.Tx) error { return tx.ReceiptMade(ctx, id, sum, int64(len(pdf))) })
	if err != nil {
		return r, err
	}
	return st.Receipt(ctx, id)
}

// CopyOf gathers what stands in the copy: from the originals of the piece and from what
// was said then.
func CopyOf(ctx context.Context, st *store.Store, town postkamer.Municipality, r postkamer.Receipt) (Copy, error) {
	c := Copy{Town: town.Name, Reference: r.Reference, Received: r.Received.In(postkamer.Zone()), Words: r.Words}
	piece, err := st.Piece(ctx, r.PieceID)
	if err != nil {
		return c, err
	}
	files, err := st.Files(ctx, piece.BatchID)
	if err != nil {
		return c, err
	}
	for _, f := range files {
		if f.Kind != postkamer.Answers {
			c.Files = append(c.Files, File{Name: f.Name, Size: f.Size, SHA256: f.SHA256})
			continue
		}
		c.Sum = f.SHA256
		if c.Lines, err = linesOf(ctx, st, f); err != nil {
			return c, err
		}
	}
	return c, nil
}

// linesOf reads the questions and answers of the original of a form.
func linesOf(ctx context.Context, st *store.Store, f postkamer.File) ([]Line, error) {
	path, release, err := st.Original(ctx, f)
	if err != nil {
		return nil, err
	}
	defer release()
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var content original
	if err := json.Unmarshal(data, &content); err != nil {
		return nil, fmt.Errorf("original of the answers: %w", err)
	}
	lines := make([]Line, 0, len(content.Asked))
	for _, a := range content.Asked {
		if a.Means == "" {
			a.Means = notAnswered
		}
		lines = append(lines, Line{a.Question, a.Means})
	}
	return lines, nil
}
