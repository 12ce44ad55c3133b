package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// modelsPrefix is where models lie. Each can be made again from the labels.
const modelsPrefix = "models/"

// maxModel bounds a model; one of 200 kinds has some 15 MB.
const maxModel = 64 << 20

// States of a model.
const (
	ModelInstalled = "installed" // it works; one at most
	ModelRetired   = "retired"   // it worked once, and can be set back
	ModelRefused   = "refused"   // it was worse than what worked
	ModelFailed    = "failed"    // it could not be made
)

// A Model is one that was learned, or tried to be, from labels.
type Model struct {
	ID          int64
	MadeAt      time.Time
	State       string
	Since       time.Time // in that state
	By          string    // who brought it there; postkamer.Machine
	SHA256      string    // "" when it never worked: its bytes are not kept
	Size        int64
	Base        int64 // what worked then; 0: the model of the program
	Labels      int   // that it learned from
	Corrections int   // of Labels
	Families    int   // ways of phrasing among Labels
	Seconds     float64
	Measures    json.RawMessage // as package learn writes them
}

const modelColumns = `
	SELECT id, made_at, state, state_since, by_name, sha256, size, coalesce(base_id, 0), labels, corrections, families, seconds, measures
	FROM models`

// InstalledModel returns the model that works, or ErrNotFound when that is the one
// of the program.
func (s *Store) InstalledModel(ctx context.Context) (Model, error) {
	rows, _ := s.pool.Query(ctx, modelColumns+` WHERE state = 'installed'`)
	m, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Model])
	if err != nil {
		return m, fmt.Errorf("installed model: %w", notFound(err))
	}
	return m, nil
}

// Models returns the newest models, the newest first.
func (s *Store) Models(ctx context.Context, limit int) ([]Model, error) {
	rows, _ := s.pool.Query(ctx, modelColumns+` ORDER BY id DESC LIMIT $1`, limit)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Model])
	if err != nil {
		return nil, fmt.Errorf("list models: %w", err)
	}
	return list, nil
}

// PutModel stores the bytes of a model and returns their hash.
func (s *Store) PutModel(ctx context.Context, data []byte) (sha string, err error) {
	sum := sha256.Sum256(data)
	sha = hex.EncodeToString(sum[:])
	key := addressed(modelsPrefix, sha)
	if _, err := s.objects.put(ctx, key, bytes.NewReader(data), int64(len(data)), sum, "application/octet-stream"); err != nil {
		return "", fmt.Errorf("store model: %w", err)
	}
	return sha, nil
}

// ModelBytes returns the bytes of a model. An object that is not what was stored
// is an error.
func (s *Store) ModelBytes(ctx context.Context, m Model) ([]byte, error) {
	if m.SHA256 == "" {
		return nil, fmt.Errorf("model %d: %w", m.ID, postkamer.ErrNotFound)
	}
	data, err := s.objects.get(ctx, addressed(modelsPrefix, m.SHA256), maxModel)
	if err != nil {
		return nil, fmt.Errorf("model %d: %w", m.ID, err)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != m.SHA256 {
		return nil, fmt.Errorf("model %d: its bytes are not those that were stored", m.ID)
	}
	return data, nil
}

// AddModel keeps what was learned, and of which letters: those count as new no
// more. One that is installed takes the place of its Base; ErrConflict means that
// another model works by now. Detail is for the log.
func (tx *Tx) AddModel(ctx context.Context, m Model, learned []postkamer.PieceID, detail string) (int64, error) {
	if err := tx.lockModels(ctx); err != nil {
		return 0, err
	}
	if m.State == ModelInstalled {
		if err := tx.retire(ctx, m.Base, postkamer.Machine); err != nil {
			return 0, err
		}
	}
	if m.Measures == nil {
		m.Measures = json.RawMessage("{}")
	}
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO models (state, by_name, sha256, size, base_id, labels, corrections, families, seconds, measures)
		VALUES ($1, $2, $3, $4, nullif($5::bigint, 0), $6, $7, $8, $9, $10)
		RETURNING id`,
		m.State, postkamer.Machine, m.SHA256, m.Size, m.Base, m.Labels, m.Corrections, m.Families, m.Seconds, m.Measures).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("keep model: %w", err)
	}
	if _, err := tx.tx.Exec(ctx, `UPDATE labels SET tried = $1 WHERE tried IS NULL AND piece_id = ANY($2)`, id, learned); err != nil {
		return 0, fmt.Errorf("keep what model %d learned from: %w", id, err)
	}
	return id, tx.Event(ctx, postkamer.Event{Kind: postkamer.EventLearned, Detail: detail})
}

// lockModels lets one after the other change which model works.
func (tx *Tx) lockModels(ctx context.Context) error {
	if _, err := tx.tx.Exec(ctx, `LOCK TABLE models IN SHARE ROW EXCLUSIVE MODE`); err != nil {
		return fmt.Errorf("hold models: %w", err)
	}
	return nil
}

// retire takes the model that works out of use. Id is the one that must be working,
// 0 for that of the program; ErrConflict when another one is.
func (tx *Tx) retire(ctx context.Context, id int64, by string) error {
	var now int64
	err := tx.tx.QueryRow(ctx, `SELECT id FROM models WHERE state = 'installed'`).Scan(&now)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("look which model works: %w", err)
	}
	if now != id {
		return fmt.Errorf("model %d works, not %d: %w", now, id, postkamer.ErrConflict)
	}
	_, err = tx.tx.Exec(ctx, `
		UPDATE models
		SET state = 'retired', state_since = now(), by_name = $2
		WHERE id = $1`, id, by)
	return err
}

// SetModel lets an earlier model work again, 0 for that of the program, in the
// place of the one that a person saw working. ErrConflict means that another one
// works by now, or that the model never worked.
func (s *Store) SetModel(ctx context.Context, id, seen int64, by string) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		if err := tx.lockModels(ctx); err != nil {
			return err
		}
		if id == seen {
			return postkamer.ErrConflict
		}
		if err := tx.retire(ctx, seen, by); err != nil {
			return err
		}
		if id != 0 {
			err := tx.one(ctx, `
				UPDATE models
				SET state = 'installed', state_since = now(), by_name = $2
				WHERE id = $1 AND state = 'retired'`, id, by)
			if err != nil {
				return err
			}
		}
		return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventModelSet, Actor: by, Detail: fmt.Sprintf("%d, was %d", id, seen)})
	})
	if err != nil {
		return fmt.Errorf("set model %d: %w", id, err)
	}
	return nil
}

// LearnedNothing keeps that learning failed, so that it is tried again when there
// is something new, and not every minute.
func (tx *Tx) LearnedNothing(ctx context.Context) error {
	_, err := tx.tx.Exec(ctx, `
		WITH failed AS (
			INSERT INTO models (state, by_name) VALUES ('failed', $1) RETURNING id
		)
		UPDATE labels SET tried = failed.id FROM failed WHERE tried IS NULL`, postkamer.Machine)
	if err != nil {
		return fmt.Errorf("keep that learning failed: %w", err)
	}
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventLearned, Detail: "mislukt"})
}

func (v *verifier) checkModels(ctx context.Context) error {
	rows, _ := v.tx.Query(ctx, `SELECT 'model ' || id, sha256, size FROM models WHERE state IN ('installed', 'retired')`)
	var subject, sha string
	var size int64
	_, err := pgx.ForEachRow(rows, []any{&subject, &sha, &size}, func() error {
		if got, there := v.sizes[addressed(modelsPrefix, sha)]; !there || got != size {
			v.found("every model that worked is in the bucket", subject, "is not in the bucket, or of another size")
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("models: %w", err)
	}
	return nil
}
