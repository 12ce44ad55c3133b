package store

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"
	"github.com/minio/minio-go/v7"

	"postkamer"
)

// ErrInfected says that the virus scanner found something in the same content before.
var ErrInfected = errors.New("the file is infected")

// hiddenScan is the state of the content of file_id that keeps it from being shown.
const hiddenScan = `coalesce((SELECT s.state FROM files f JOIN scans s ON s.sha256 = f.sha256 WHERE f.id = file_id), '')`

// needScan keeps what the scanner said of a content that is being taken in, and has it
// scanned when it said nothing. It returns ErrInfected for what is known to be bad.
func (tx *Tx) needScan(ctx context.Context, sha string, said postkamer.ScanState) error {
	if said == postkamer.ScanNone {
		return nil
	}
	var id postkamer.ScanID
	var state postkamer.ScanState
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO scans (sha256, state)
		VALUES ($1, $2)
		ON CONFLICT (sha256) DO UPDATE
		SET state = CASE WHEN scans.state = 'waiting' THEN excluded.state ELSE scans.state END, asked_at = now()
		RETURNING id, state`, sha, said).Scan(&id, &state)
	switch {
	case err != nil:
		return fmt.Errorf("scan of a file: %w", err)
	case state == postkamer.ScanInfected:
		return ErrInfected
	case state == postkamer.ScanWaiting:
		return tx.Next(ctx, postkamer.ScanUpload{ScanID: id})
	}
	return nil
}

// OpenScan returns the bytes that are to be scanned, from where they lie now. It returns
// ErrConflict when that was done before, and ErrNotFound when they are gone: nobody sent
// them. Close the reader when done.
func (s *Store) OpenScan(ctx context.Context, id postkamer.ScanID) (io.ReadCloser, error) {
	var state postkamer.ScanState
	var sha, upload string
	var sent bool
	err := s.pool.QueryRow(ctx, `
		SELECT s.state, s.sha256, EXISTS (SELECT 1 FROM files WHERE sha256 = s.sha256),
			coalesce((SELECT min(d.id) FROM draft_files d WHERE d.sha256 = s.sha256 AND NOT d.sent), '')
		FROM scans s
		WHERE s.id = $1`, id).Scan(&state, &sha, &sent, &upload)
	switch {
	case err != nil:
		return nil, fmt.Errorf("scan %d: %w", id, notFound(err))
	case state != postkamer.ScanWaiting:
		return nil, fmt.Errorf("scan %d: %w", id, postkamer.ErrConflict)
	}
	key := uploadsPrefix + upload
	if sent {
		key = addressed(originalsPrefix, sha)
	} else if upload == "" {
		return nil, fmt.Errorf("scan %d: %w", id, postkamer.ErrNotFound)
	}
	obj, err := s.objects.client.GetObject(ctx, s.objects.bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, fmt.Errorf("scan %d: %w", id, storage(err))
	}
	return obj, nil
}

// DropScan forgets a scan of what nobody sent.
func (tx *Tx) DropScan(ctx context.Context, id postkamer.ScanID) error {
	_, err := tx.tx.Exec(ctx, `
		DELETE FROM scans s
		WHERE s.id = $1 AND s.state = 'waiting'
			AND NOT EXISTS (SELECT 1 FROM files WHERE sha256 = s.sha256)
			AND NOT EXISTS (SELECT 1 FROM draft_files WHERE sha256 = s.sha256)`, id)
	if err != nil {
		return fmt.Errorf("forget scan %d: %w", id, err)
	}
	return nil
}

// Scanned keeps what the scanner found, empty for nothing. The cases of forms that were
// sent with an infected file are told; a copy that waited is made. It returns ErrConflict
// when that was done before.
func (tx *Tx) Scanned(ctx context.Context, id postkamer.ScanID, found string) error {
	var sha string
	err := tx.tx.QueryRow(ctx, `
		UPDATE scans
		SET state = CASE WHEN $2 = '' THEN 'clean' ELSE 'infected' END, found = $2, state_since = now()
		WHERE id = $1 AND state = 'waiting'
		RETURNING sha256`, id, storable(found)).Scan(&sha)
	if err != nil {
		return fmt.Errorf("keep scan %d: %w", id, conflict(err))
	}
	if found == "" {
		return nil
	}
	// The rows of the pieces are locked: one that is being routed is seen with its case.
	rows, _ := tx.tx.Query(ctx, `
		SELECT id FROM pieces
		WHERE channel = 'form' AND batch_id IN (SELECT batch_id FROM files WHERE sha256 = $1)
		ORDER BY id
		FOR UPDATE`, sha)
	pieces, err := pgx.CollectRows(rows, pgx.RowTo[postkamer.PieceID])
	if err != nil {
		return fmt.Errorf("pieces of scan %d: %w", id, err)
	}
	for _, piece := range pieces {
		if err := tx.TellInfected(ctx, piece); err != nil {
			return err
		}
	}
	return nil
}

// whyInfected is what a caseworker reads.
const whyInfected = "De virusscanner vond iets in %s. Wij tonen dat bestand niet. Vraag de inwoner om een foto van het papier."

// TellInfected warns the case of a piece about each of its files in which the scanner
// found something; without a case it does nothing, and it tells of a file only once.
func (tx *Tx) TellInfected(ctx context.Context, piece postkamer.PieceID) error {
	type infected struct {
		Case postkamer.CaseID
		Name string
	}
	rows, _ := tx.tx.Query(ctx, `
		SELECT c.id, f.name
		FROM cases c
		JOIN pieces p ON p.id = c.piece_id
		JOIN files f ON f.batch_id = p.batch_id
		JOIN scans s ON s.sha256 = f.sha256
		WHERE p.id = $1 AND p.channel = 'form' AND s.state = 'infected'
		ORDER BY f.position`, piece)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[infected])
	if err != nil {
		return fmt.Errorf("infected files of piece %d: %w", piece, err)
	}
	for _, f := range list {
		why := fmt.Sprintf(whyInfected, f.Name)
		var told bool
		err := tx.tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM doubts WHERE case_id = $1 AND code = $2 AND why = $3)`, f.Case, postkamer.FileInfected, why).Scan(&told)
		if err == nil && !told {
			err = tx.warn(ctx, f.Case, postkamer.Doubt{Code: postkamer.FileInfected, Why: why})
		}
		if err != nil {
			return fmt.Errorf("tell case %d of a file: %w", f.Case, err)
		}
	}
	return nil
}
