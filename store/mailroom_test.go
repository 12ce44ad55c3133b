package store_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

// received is the day on which everything in these tests arrived.
var received = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

// mailroom is a store of one test, with the steps of the road as functions that
// do by hand what package workers does.
type mailroom struct {
	*store.Store
	t      testing.TB
	bucket string
	s3     *minio.Client
}

func newMailroom(t testing.TB) *mailroom {
	t.Helper()
	cfg := storetest.Config(t)
	s, err := store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	s3, err := minio.New(cfg.S3Endpoint, &minio.Options{Creds: credentials.NewStaticV4(cfg.S3AccessKey, cfg.S3SecretKey, ""), Transport: http.DefaultTransport})
	if err != nil {
		t.Fatal(err)
	}
	return &mailroom{Store: s, t: t, bucket: cfg.S3Bucket, s3: s3}
}

func (m *mailroom) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

// tx runs f in a transaction that must succeed.
func (m *mailroom) tx(f func(*store.Tx) error) {
	m.t.Helper()
	m.must(m.InTx(m.t.Context(), f))
}

func (m *mailroom) exec(sql string, args ...any) {
	m.t.Helper()
	_, err := m.Pool().Exec(m.t.Context(), sql, args...)
	m.must(err)
}

// number is the answer of a query, such as a count.
func (m *mailroom) number(sql string, args ...any) int {
	m.t.Helper()
	var n int
	m.must(m.Pool().QueryRow(m.t.Context(), sql, args...).Scan(&n))
	return n
}

// jobs counts the jobs of a kind.
func (m *mailroom) jobs(kind string) int {
	m.t.Helper()
	return m.number(`SELECT count(*) FROM river_job WHERE kind = $1`, kind)
}

// spoil writes over an object behind the store's back.
func (m *mailroom) spoil(key string, data []byte) {
	m.t.Helper()
	_, err := m.s3.PutObject(m.t.Context(), m.bucket, key, bytes.NewReader(data), int64(len(data)), minio.PutObjectOptions{})
	m.must(err)
}

func (m *mailroom) remove(key string) {
	m.t.Helper()
	m.must(m.s3.RemoveObject(m.t.Context(), m.bucket, key, minio.RemoveObjectOptions{}))
}

// PutOriginalBytes stores an original and returns its hash.
func (m *mailroom) PutOriginalBytes(ctx context.Context, data []byte) (sha string, err error) {
	return storetest.PutOriginal(ctx, m.Store, data)
}

// parcel is a batch whose originals and envelope are stored and whose rows are
// not; pages is how many each file has.
func (m *mailroom) parcel(key string, pages ...int) postkamer.Batch {
	m.t.Helper()
	b := postkamer.Batch{
		Reference: postkamer.NewReference("ST", received), Channel: postkamer.Scan, Key: key, ReceivedOn: received,
		ReceivedAt: received.Add(9 * time.Hour), Source: postkamer.SourceUpload, By: "Olga", State: postkamer.Splitting,
	}
	envelope := store.Envelope{Reference: b.Reference, Channel: b.Channel, Source: b.Source, Key: key, ReceivedAt: b.ReceivedAt}
	for i, n := range pages {
		data := fmt.Appendf(nil, "%s, file %d", key, i)
		sha, err := m.PutOriginalBytes(m.t.Context(), data)
		m.must(err)
		b.Files = append(b.Files, postkamer.File{Name: "brief.tif", SHA256: sha, Size: int64(len(data)), Kind: postkamer.TIFF, Pages: n})
		envelope.Files = append(envelope.Files, store.EnvelopeFile{SHA256: sha, Size: int64(len(data)), Kind: postkamer.TIFF, Pages: n})
	}
	_, err := m.PutEnvelope(m.t.Context(), envelope)
	m.must(err)
	return b
}

// take brings in a batch.
func (m *mailroom) take(key string, pages ...int) postkamer.Batch {
	m.t.Helper()
	b := m.parcel(key, pages...)
	m.tx(func(tx *store.Tx) (err error) {
		if b, err = tx.AddBatch(m.t.Context(), b); err != nil {
			return err
		}
		if err := tx.Event(m.t.Context(), postkamer.Event{Kind: postkamer.EventReceived, Actor: b.By, BatchID: b.ID}); err != nil {
			return err
		}
		return tx.Next(m.t.Context(), postkamer.SplitBatch{BatchID: b.ID})
	})
	return b
}

// split makes the pages of a batch.
func (m *mailroom) split(b postkamer.Batch) []postkamer.Page {
	m.t.Helper()
	m.tx(func(tx *store.Tx) error { return tx.MakePages(m.t.Context(), b) })
	return m.pages(b)
}

func (m *mailroom) pages(b postkamer.Batch) []postkamer.Page {
	m.t.Helper()
	pages, err := m.BatchPages(m.t.Context(), b.ID)
	m.must(err)
	return pages
}

// view is what the preparation of a page finds.
func (m *mailroom) view(p postkamer.Page) postkamer.Prepared {
	m.t.Helper()
	key, err := m.PutView(m.t.Context(), fmt.Appendf(nil, "view of page %d", p.ID))
	m.must(err)
	return postkamer.Prepared{View: postkamer.View{Key: key, Width: 1240, Height: 1754, DPI: 150, Rotation: 180, Skew: 0.5}}
}

func (m *mailroom) prepare(pages ...postkamer.Page) {
	m.t.Helper()
	for _, p := range pages {
		found := m.view(p)
		m.tx(func(tx *store.Tx) error { return tx.PagePrepared(m.t.Context(), p, found) })
	}
}

// cut closes the splitting of a batch: pieces names the positions of the pages of
// each piece, the positions in blank are blank, and the rest are separators.
func (m *mailroom) cut(b postkamer.Batch, pieces [][]int, blank ...int) []postkamer.Piece {
	m.t.Helper()
	pages := m.pages(b)
	inPiece := map[int]bool{}
	m.tx(func(tx *store.Tx) error {
		if err := tx.BatchSplit(m.t.Context(), b.ID); err != nil {
			return err
		}
		for i, positions := range pieces {
			piece := postkamer.Piece{BatchID: b.ID, Reference: postkamer.NewReference("PS", received), Channel: postkamer.Scan,
				ReceivedOn: b.ReceivedOn, ReceivedAt: b.ReceivedAt}
			for _, at := range positions {
				p := pages[at]
				p.TextState, inPiece[at] = postkamer.TextWaiting, true
				if slices.Contains(blank, at) {
					p.TextState, p.Mark, p.MarkedBy = postkamer.TextNone, postkamer.MarkBlank, "rule"
				}
				piece.Pages = append(piece.Pages, p)
			}
			if _, err := tx.AddPiece(m.t.Context(), piece, i); err != nil {
				return err
			}
		}
		for _, p := range pages {
			if !inPiece[p.Position] {
				p.Mark, p.MarkedBy, p.TextState = postkamer.MarkSeparator, "rule", postkamer.TextNone
				if err := tx.MarkPage(m.t.Context(), p); err != nil {
					return err
				}
			}
		}
		return nil
	})
	list, err := m.BatchPieces(m.t.Context(), b.ID)
	m.must(err)
	for i := range list {
		list[i] = m.piece(list[i].ID)
	}
	return list
}

func (m *mailroom) piece(id postkamer.PieceID) postkamer.Piece {
	m.t.Helper()
	p, err := m.Piece(m.t.Context(), id)
	m.must(err)
	return p
}

// read reads the pages of a piece that wait for it.
func (m *mailroom) read(p postkamer.Piece) postkamer.Piece {
	m.t.Helper()
	for _, page := range p.Pages {
		if page.TextState == postkamer.TextWaiting {
			found := postkamer.Reading{Text: text(page), Bitonal: postkamer.Bitonal{Width: 8, Height: 1, G4: []byte{0x26, 0xa0, byte(page.ID)}}}
			var err error
			found.Bitonal.Key, err = m.PutBitonal(m.t.Context(), found.Bitonal)
			m.must(err)
			m.tx(func(tx *store.Tx) error { return tx.PageRead(m.t.Context(), page, found) })
		}
	}
	return m.piece(p.ID)
}

// copied makes the copy of a piece that was read.
func (m *mailroom) copied(p postkamer.Piece) postkamer.Copy {
	m.t.Helper()
	c, err := m.PutCopy(m.t.Context(), p.ID, strings.NewReader("%PDF-1.7 of "+p.Reference))
	m.must(err)
	m.tx(func(tx *store.Tx) error { return tx.CopyMade(m.t.Context(), c) })
	return c
}

func text(p postkamer.Page) postkamer.PageText {
	return postkamer.PageText{Number: p.Number, Width: 1240, Height: 1754, Source: postkamer.SourceOCR, Body: "Hallo gemeente",
		Words: []postkamer.Word{{Text: "Hallo", X: 10, Y: 20, W: 50, H: 12, Confidence: 0.9}}}
}

// toQueue and toCaller are two verdicts.
func toQueue() postkamer.Verdict {
	return postkamer.Verdict{CaseType: postkamer.Verhuizing, Probability: 0.99, Destination: postkamer.ToQueue, Queue: "burgerzaken",
		Priority: postkamer.Normal, Fields: []postkamer.Field{{Name: postkamer.FieldBSN, Value: "999990019", State: postkamer.FieldOK, Page: 0, X: 1, Y: 2, W: 3, H: 4, Confidence: 0.8}}}
}

func toCaller() postkamer.Verdict {
	v := toQueue()
	v.Destination = postkamer.ToCaller
	v.Doubts = []postkamer.Doubt{{Code: postkamer.MoveDateMissing, Why: "De verhuisdatum staat er niet op.", Field: postkamer.FieldMoveDate}}
	v.Fields = append(v.Fields, postkamer.Field{Name: postkamer.FieldPhone, Value: "0612345678", State: postkamer.FieldOK, Page: -1})
	return v
}

func (m *mailroom) route(p postkamer.Piece, v postkamer.Verdict) (id postkamer.CaseID) {
	m.t.Helper()
	read, err := m.Text(m.t.Context(), p.ID)
	m.must(err)
	m.tx(func(tx *store.Tx) (err error) {
		id, err = tx.Route(m.t.Context(), p, read, v)
		return err
	})
	return id
}

// ready is a batch whose pages are all prepared.
func (m *mailroom) ready(key string, pages ...int) postkamer.Batch {
	m.t.Helper()
	b := m.take(key, pages...)
	m.prepare(m.split(b)...)
	return b
}
