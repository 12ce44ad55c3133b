package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/minio/minio-go/v7"

	"postkamer"
)

// checkObjects checks that every original, view and envelope that a row names is
// in the bucket.
func (v *verifier) checkObjects(ctx context.Context) (err error) {
	if v.sizes, err = v.objects.sizes(ctx); err != nil {
		return err
	}
	if err := v.checkOriginals(ctx); err != nil {
		return err
	}
	if err := v.checkViews(ctx); err != nil {
		return err
	}
	if err := v.checkCopies(ctx); err != nil {
		return err
	}
	if err := v.checkLetters(ctx); err != nil {
		return err
	}
	if err := v.checkReceipts(ctx); err != nil {
		return err
	}
	if err := v.checkModels(ctx); err != nil {
		return err
	}
	if err := v.checkUploads(ctx); err != nil {
		return err
	}
	return v.checkEnvelopes(ctx)
}

// sizes lists the bucket: key to size in bytes.
func (o *objects) sizes(ctx context.Context) (map[string]int64, error) {
	sizes := map[string]int64{}
	for obj := range o.client.ListObjects(ctx, o.bucket, minio.ListObjectsOptions{Recursive: true}) {
		if obj.Err != nil {
			return nil, fmt.Errorf("list objects: %w", storage(obj.Err))
		}
		sizes[obj.Key] = obj.Size
	}
	return sizes, nil
}

// originalRule is kept by checkOriginals and, for the answers of forms, by checkAnswers.
const originalRule = "every file has its original, unchanged"

func (v *verifier) checkOriginals(ctx context.Context) error {
	const rule = originalRule
	type original struct {
		SHA256  string
		Size    int64
		Answers bool
	}
	rows, _ := v.tx.Query(ctx, `SELECT DISTINCT sha256, size, kind = $1 FROM files`, postkamer.Answers)
	originals, err := pgx.CollectRows(rows, pgx.RowToStructByPos[original])
	if err != nil {
		return fmt.Errorf("originals: %w", err)
	}
	for _, o := range originals {
		key, subject := addressed(originalsPrefix, o.SHA256), "original "+o.SHA256
		size, there := v.sizes[key]
		switch {
		case !there && o.Answers: // they are in their envelope, see checkAnswers
		case !there:
			v.found(rule, subject, "is not in the bucket")
		case size != o.Size:
			v.found(rule, subject, fmt.Sprintf("has %d bytes instead of %d", size, o.Size))
		case !v.quick:
			err := v.objects.sameHash(ctx, key, o.SHA256)
			if Unavailable(err) {
				return err // an outage is no breach
			}
			if err != nil {
				v.found(rule, subject, err.Error())
			}
		}
	}
	return nil
}

// sameHash reads an object back and compares its hash.
func (o *objects) sameHash(ctx context.Context, key, sha string) error {
	obj, err := o.client.GetObject(ctx, o.bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return storage(err)
	}
	defer obj.Close()
	h := sha256.New()
	if _, err := io.Copy(h, obj); err != nil {
		return storage(err)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != sha {
		return fmt.Errorf("reads back as %s", got)
	}
	return nil
}

func (v *verifier) checkViews(ctx context.Context) error {
	rows, _ := v.tx.Query(ctx, `
		SELECT 'page ' || id, view_key FROM pages WHERE view_key <> ''
		UNION ALL
		SELECT 'page ' || id, bitonal_key FROM pages WHERE bitonal_key <> ''`)
	var subject, key string
	_, err := pgx.ForEachRow(rows, []any{&subject, &key}, func() error {
		if _, there := v.sizes[key]; !there {
			v.found("every prepared page has its view", subject, "its view is not in the bucket")
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("views: %w", err)
	}
	return nil
}

func (v *verifier) checkCopies(ctx context.Context) error {
	rows, _ := v.tx.Query(ctx, `SELECT 'copy of piece ' || piece_id, sha256, size FROM copies WHERE state = 'made'`)
	var subject, sha string
	var size int64
	_, err := pgx.ForEachRow(rows, []any{&subject, &sha, &size}, func() error {
		if got, there := v.sizes[addressed(copiesPrefix, sha)]; !there || got != size {
			v.found("every copy that was made is in the bucket", subject, "is not in the bucket, or of another size")
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("copies: %w", err)
	}
	return nil
}

// checkEnvelopes checks that every batch can be made again from the bucket. An
// envelope without a batch was never acknowledged: whoever sent it was told to
// try again, and the same key takes it up. It is counted, not a breach.
func (v *verifier) checkEnvelopes(ctx context.Context) error {
	const rule = "every batch has its envelope"
	type kept struct {
		ID        int64
		Key       string
		Reference string
		Originals []string
	}
	rows, _ := v.tx.Query(ctx, `
		SELECT id, key, reference, ARRAY(SELECT sha256 FROM files WHERE batch_id = b.id AND part IS NULL ORDER BY position)
		FROM batches b`)
	batches, err := pgx.CollectRows(rows, pgx.RowToStructByPos[kept])
	if err != nil {
		return fmt.Errorf("envelopes: %w", err)
	}
	for _, b := range batches {
		err := v.checkEnvelope(ctx, rule, fmt.Sprintf("batch %d", b.ID), EnvelopeKey(b.Key), func(e Envelope) bool {
			return e.Reference == b.Reference && slices.Equal(e.originals(), b.Originals)
		})
		if err != nil {
			return err
		}
	}
	if err := v.checkPartEnvelopes(ctx); err != nil {
		return err
	}
	for key := range v.sizes {
		if strings.HasPrefix(key, envelopesPrefix) {
			v.Counts.Unclaimed++
		}
	}
	return nil
}

// checkEnvelope checks that an envelope is in the bucket and describes what it should. It
// is not among those that never became anything then.
func (v *verifier) checkEnvelope(ctx context.Context, rule, subject, key string, describes func(Envelope) bool) error {
	if _, there := v.sizes[key]; !there {
		v.found(rule, subject, "its envelope is not in the bucket")
		return nil
	}
	delete(v.sizes, key)
	e, err := v.objects.envelope(ctx, key)
	if Unavailable(err) {
		return err
	}
	if err == nil && describes(e) {
		v.checkAnswers(e)
	} else {
		v.found(rule, subject, "its envelope does not describe it")
	}
	return nil
}

// checkAnswers checks that an envelope holds the answers of a form, unless they have an
// object of their own, as they had before.
func (v *verifier) checkAnswers(e Envelope) {
	for _, f := range e.Files {
		if _, there := v.sizes[addressed(originalsPrefix, f.SHA256)]; f.Kind == postkamer.Answers && !there && !f.Holds() {
			v.found(originalRule, "original "+f.SHA256, "is not in its envelope, or changed there")
		}
	}
}

// checkPartEnvelopes checks that every file that was added to a stack has an envelope
// of its own, which says in which stack it belongs.
func (v *verifier) checkPartEnvelopes(ctx context.Context) error {
	const rule = "every file of an open stack has its envelope"
	type part struct {
		ID                    int64
		Stack, Part, Original string
	}
	rows, _ := v.tx.Query(ctx, `
		SELECT f.id, b.key, f.part, f.sha256 FROM files f JOIN batches b ON b.id = f.batch_id WHERE f.part IS NOT NULL`)
	parts, err := pgx.CollectRows(rows, pgx.RowToStructByPos[part])
	if err != nil {
		return fmt.Errorf("envelopes of parts: %w", err)
	}
	for _, p := range parts {
		err := v.checkEnvelope(ctx, rule, fmt.Sprintf("file %d", p.ID), EnvelopeKey(PartKey(p.Stack, p.Part)), func(e Envelope) bool {
			return e.Stack == p.Stack && e.Part == p.Part && slices.Equal(e.originals(), []string{p.Original})
		})
		if err != nil {
			return err
		}
	}
	return nil
}
