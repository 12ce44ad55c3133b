package workers

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/classify"
	"postkamer/intake"
	"postkamer/learn"
	"postkamer/store"
	"postkamer/store/storetest"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == learn.ChildCommand {
		os.Exit(learn.Child(os.Stdin, os.Stdout, someTexts)) // this program learns, as postkamer itself does
	}
	os.Exit(storetest.Main(m))
}

// signs is a Reader, and the Inspector that goes with it, for files that say with
// a sign per page what becomes of it:
//
//	l a letter      b a blank         s a separator sheet
//	u refused       E error, P panic, T no end  while the page is prepared
//	e error, p panic, t no end, n no engine, o error twice, w ends when
//	it is stopped, z see began  while it is read
//
// What follows after # only makes files differ.
type signs struct {
	mu       sync.Mutex
	prepared map[string]int // calls per page
	read     map[string]int

	began   chan struct{} // a z page: its first reading has begun,
	release chan struct{} // goes on after this, whatever its context says,
	ended   chan struct{} // and has ended
}

func newSigns() *signs {
	return &signs{prepared: map[string]int{}, read: map[string]int{},
		began: make(chan struct{}), release: make(chan struct{}), ended: make(chan struct{})}
}

var errReading = errors.New("reading went wrong")

func (s *signs) Inspect(_ context.Context, path, name string) (postkamer.File, error) {
	data, err := os.ReadFile(path)
	pages, _, _ := strings.Cut(string(data), "#")
	return postkamer.File{Name: name, Kind: postkamer.TIFF, Pages: len(pages)}, err
}

// page returns the sign of a page and counts the call.
func (s *signs) page(calls map[string]int, path string, page int) (sign byte, call int, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := fmt.Sprintf("%s %d", data, page)
	calls[key]++
	return data[page-1], calls[key], nil
}

// calls returns how often one page of a file was prepared and read.
func (s *signs) calls(data string, page int) (prepared, read int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := fmt.Sprintf("%s %d", data, page)
	return s.prepared[key], s.read[key]
}

func (s *signs) Prepare(ctx context.Context, path string, _ postkamer.FileKind, page int, _ postkamer.PrepareOptions) (postkamer.Prepared, error) {
	sign, call, err := s.page(s.prepared, path, page)
	found := postkamer.Prepared{View: postkamer.View{Width: 100, Height: 140, DPI: 150}, Image: picture(fmt.Sprint(filepath.Base(path), page, call))}
	found.Clean = fmt.Appendf(nil, "clean page %d of %s", page, filepath.Base(path))
	switch sign {
	case 'b':
		found.Blank = true
	case 's':
		found.Barcodes = []postkamer.Barcode{{Kind: "qr", Value: postkamer.SeparatorValue("W3M7")}}
	case 'u':
		return found, postkamer.Refuse(postkamer.RefusedBroken, "")
	case 'E':
		return found, errReading
	case 'P':
		panic("while preparing")
	case 'T':
		<-ctx.Done()
		return found, fmt.Errorf("prepare: %w", ctx.Err())
	}
	return found, err
}

// picture is a small JPEG that is another one for every name.
func picture(name string) []byte {
	m := image.NewGray(image.Rect(0, 0, 100, 140))
	sum := sha256.Sum256([]byte(name))
	for i := range m.Pix {
		m.Pix[i] = sum[i/8%len(sum)]
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, m, nil) // a buffer takes everything
	return b.Bytes()
}

func (s *signs) Read(ctx context.Context, path string, _ postkamer.FileKind, page int, view postkamer.View, _ []byte) (postkamer.Reading, error) {
	text, err := s.readText(ctx, path, page, view)
	return postkamer.Reading{Text: text}, err
}

func (s *signs) readText(ctx context.Context, path string, page int, view postkamer.View) (postkamer.PageText, error) {
	sign, call, err := s.page(s.read, path, page)
	text := postkamer.PageText{Number: page, Width: view.Width, Height: view.Height, Source: postkamer.SourceOCR, Body: fmt.Sprint("call ", call)}
	switch sign {
	case 'e':
		return text, errReading
	case 'p':
		panic("while reading")
	case 't':
		<-ctx.Done() // and then fails as a database would that is asked too late
		return text, fmt.Errorf("read: %w: %w", postkamer.ErrUnavailable, ctx.Err())
	case 'n':
		return text, fmt.Errorf("read: %w", postkamer.ErrNoEngine)
	case 'o':
		if call < 3 {
			return text, errReading
		}
	case 'w':
		if call == 1 {
			close(s.began)
			<-ctx.Done()
			return text, errReading // as of a child that was killed
		}
	case 'z':
		if call == 1 {
			close(s.began)
			<-s.release
			defer close(s.ended)
		}
	}
	return text, err
}

// hall is a mail-room with workers that a test starts.
type hall struct {
	t       *testing.T
	store   *store.Store
	reader  *signs
	desk    *intake.Desk
	cfg     Config
	workers *Workers
	events  <-chan *river.Event
}

func newHall(t *testing.T) *hall {
	t.Helper()
	return hallOn(t, storetest.Open(t))
}

func hallOn(t *testing.T, s *store.Store) *hall {
	reader := newSigns()
	log := slog.New(slog.DiscardHandler)
	return &hall{t: t, store: s, reader: reader,
		desk: &intake.Desk{Store: s, Inspector: reader, Log: log},
		cfg: Config{Store: s, Reader: reader, Policy: classify.DefaultPolicy(), Log: log, StepTimeout: 20 * time.Second,
			Retry: func(int) time.Duration { return 0 }, softStop: 50 * time.Millisecond, poll: 100 * time.Millisecond}}
}

// start starts workers, which the end of the test stops.
func (h *hall) start() {
	h.t.Helper()
	w, err := New(h.cfg)
	h.must(err)
	events, cancel := w.client.Subscribe(river.EventKindJobCompleted, river.EventKindJobFailed, river.EventKindJobSnoozed)
	h.t.Cleanup(cancel)
	h.must(w.Start(h.t.Context()))
	h.workers, h.events = w, events
	h.t.Cleanup(func() {
		if h.workers == w {
			h.stop()
		}
	})
}

func (h *hall) stop() {
	h.t.Helper()
	w := h.workers
	h.workers = nil
	ctx, cancel := context.WithTimeout(context.WithoutCancel(h.t.Context()), 20*time.Second)
	defer cancel()
	h.must(w.Stop(ctx))
}

func (h *hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) exec(sql string, args ...any) {
	h.t.Helper()
	_, err := h.store.Pool().Exec(h.t.Context(), sql, args...)
	h.must(err)
}

func (h *hall) number(sql string, args ...any) (n int) {
	h.t.Helper()
	h.must(h.store.Pool().QueryRow(h.t.Context(), sql, args...).Scan(&n))
	return n
}

// receive brings in one batch with a file per argument.
func (h *hall) receive(files ...string) postkamer.Batch {
	h.t.Helper()
	p := intake.Parcel{Key: strings.Join(files, "|"), Source: postkamer.SourceUpload, By: "Olga"}
	for i, data := range files {
		path := filepath.Join(h.t.TempDir(), fmt.Sprint(i))
		h.must(os.WriteFile(path, []byte(data), 0o600))
		p.Files = append(p.Files, intake.Incoming{Path: path, Name: fmt.Sprintf("%d.tif", i)})
	}
	receipt, err := h.desk.Receive(h.t.Context(), p)
	h.must(err)
	return receipt.Batch
}

// until waits for the jobs to make something true; it looks whenever one ends.
func (h *hall) until(what string, true func() bool) {
	h.t.Helper()
	deadline := time.After(3 * time.Minute)
	for !true() {
		select {
		case <-h.events:
		case <-deadline:
			h.t.Fatalf("never: %s", what)
		}
	}
}

// done waits until nothing of a batch is under way and returns its pieces.
func (h *hall) done(b postkamer.Batch) []store.PieceResult {
	h.t.Helper()
	h.until("the batch is done", func() bool {
		p, err := h.store.Progress(h.t.Context(), b.ID)
		h.must(err)
		return p.Done()
	})
	results, err := h.store.Results(h.t.Context(), b.ID)
	h.must(err)
	return results
}

// through is done after an operator has looked at a stack that stopped for it: a
// page of which there is no image could be a sheet between two letters.
func (h *hall) through(b postkamer.Batch) []store.PieceResult {
	h.t.Helper()
	results := h.done(b)
	if h.line(b).State != postkamer.Looking {
		return results
	}
	pages, err := h.store.BatchPages(h.t.Context(), b.ID)
	h.must(err)
	for _, p := range pages {
		if p.State == postkamer.PageUnreadable {
			h.must(h.store.InTx(h.t.Context(), func(tx *store.Tx) error { return tx.LookGood(h.t.Context(), p.ID, operator) }))
		}
	}
	h.release(b)
	return h.done(b)
}

// sound checks that the promise holds.
func (h *hall) sound() {
	h.t.Helper()
	v, err := h.store.Verify(h.t.Context(), false)
	h.must(err)
	for _, f := range v.Findings {
		h.t.Errorf("verify: %+v", f)
	}
}
