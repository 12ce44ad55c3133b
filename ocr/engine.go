package ocr

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// An Engine inspects, prepares and reads files with a fixed number of children.
// Its methods may be used at the same time; who comes when all children are busy
// waits.
type Engine struct {
	config  Config
	starter *starter
	pages   lane   // what makes and reads pages
	looks   lane   // what looks whether files can be taken in
	copies  copies // of the files that poppler is at
	closing chan struct{}
	close   sync.Once
}

// A lane is the processes of one kind of work. Somebody waits for what looks at files; it
// never stands behind pages that take seconds each, and has the processor first.
type lane struct {
	slots chan *reader  // one for each child; nil: not running now
	tools chan struct{} // one for each poppler program that runs
	nice  int           // how far its processes stand back, see setpriority(2)
}

func newLane(children, nice int) lane {
	l := lane{make(chan *reader, children), make(chan struct{}, children), nice}
	for range children {
		l.slots <- nil
	}
	return l
}

// crowded tells whether half of the children or more are at work.
func (l lane) crowded() bool { return 2*len(l.slots) <= cap(l.slots) }

// pagesNice is how far the processes stand back that make and read pages. With 10 they
// have a tenth of a processor that others want, and all of one that nobody wants.
const pagesNice = 10

// Start makes an engine. Children are started when the first page comes. Start
// fails when poppler's programs are missing; see Ready for Tesseract.
func Start(ctx context.Context, c Config) (*Engine, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("start reading engine: %w", err)
	}
	if err := findTools(); err != nil {
		return nil, err
	}
	c = c.completed()
	s := newStarter()
	if err := s.isolate(ctx, c); err != nil {
		s.stop()
		return nil, fmt.Errorf("start reading engine: %w", err)
	}
	return &Engine{
		config:  c,
		starter: s,
		pages:   newLane(c.Children, pagesNice),
		looks:   newLane(c.Children, 0),
		closing: make(chan struct{}),
	}, nil
}

// Close ends what runs, kills the children and waits for them. Calls that are
// under way return ErrClosed.
func (e *Engine) Close() error {
	e.close.Do(func() {
		close(e.closing)
		for range e.config.Children {
			e.pages.close()
			e.looks.close()
		}
		e.copies.close()
		e.starter.stop()
	})
	return nil
}

// close waits for one program, and for one child, which it ends.
func (l lane) close() {
	l.tools <- struct{}{}
	if r := <-l.slots; r != nil {
		r.kill()
	}
}

// Ready returns nil when pages can be read on this machine. Else it wraps
// postkamer.ErrNoEngine and says what to install.
func (e *Engine) Ready(ctx context.Context) error {
	for _, name := range []string{dutchData, osdData} {
		if _, err := os.Stat(filepath.Join(e.config.TessData, name)); err != nil {
			return fmt.Errorf("%w: %s is not in %s; install tesseract-ocr-nld and tesseract-ocr-osd, or set TESSDATA_PREFIX",
				postkamer.ErrNoEngine, name, e.config.TessData)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, e.config.PageTimeout)
	defer cancel()
	_, _, err := e.ask(ctx, wire.Request{Op: wire.OpReady}, nil)
	return err
}

// ask has a child do q with file and returns its answer, as far as it kept to
// the protocol, and the body. What the answer says is still to be checked.
//
// A child that was used before and breaks the protocol may have been taken over
// by the page before. This one gets a second child then; no page suffers from
// another.
func (e *Engine) ask(ctx context.Context, q wire.Request, file *os.File) (wire.Answer, []byte, error) {
	ctx, cancel := e.during(ctx)
	defer cancel()
	q.MaxPixels, q.MaxPages = e.config.Limits.PagePixels, e.config.Limits.Pages
	q.Steps = e.config.Steps
	l := e.looks
	if q.Op != wire.OpInspect {
		l, q.TessData = e.pages, e.config.TessData
	}
	a, body, used, err := e.askOne(ctx, l, q, file)
	if used && errors.Is(err, wire.ErrFrame) {
		a, body, _, err = e.askOne(ctx, l, q, file)
	}
	if err != nil {
		return wire.Answer{}, nil, err
	}
	return a, body, answerError(a)
}

// askOne asks the next child of a lane that is free, and tells whether it was used before.
func (e *Engine) askOne(ctx context.Context, l lane, q wire.Request, file *os.File) (wire.Answer, []byte, bool, error) {
	r, err := e.take(ctx, l)
	if err != nil {
		return wire.Answer{}, nil, false, err
	}
	used := r.pages > 0
	a, body, err := r.ask(ctx, e.config, q, file)
	e.put(l, r)
	e.logEnd(ctx, err, q)
	return a, body, used, err
}

// logEnd says that a child was killed, why and at which page. What the child said
// is left out: it is no longer trusted.
func (e *Engine) logEnd(ctx context.Context, err error, q wire.Request) {
	if err == nil {
		return
	}
	reason := "the caller gave up"
	for _, known := range []error{ErrDied, ErrSlow, ErrMemory, ErrClosed} {
		if errors.Is(err, known) {
			reason = known.Error()
		}
	}
	e.config.Log.WarnContext(ctx, "reading child killed", "reason", reason, "page", q.Page, "task", string(q.Op))
}

// during returns a context that ends with ctx, and with ErrClosed as its cause
// when the engine closes.
func (e *Engine) during(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	var waiting sync.WaitGroup
	waiting.Go(func() {
		select {
		case <-e.closing:
			cancel(ErrClosed)
		case <-ctx.Done():
		}
	})
	return ctx, func() {
		cancel(nil)
		waiting.Wait()
	}
}

// take waits for a free child and starts it when it is not running.
func (e *Engine) take(ctx context.Context, l lane) (*reader, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case r := <-l.slots:
		if r != nil && r.waits() {
			return r, nil
		}
		if r != nil {
			r.kill()
		}
		r, err := e.startReader(l.nice)
		if err != nil {
			l.slots <- nil
			return nil, err
		}
		return r, nil
	}
}

// put gives a child back. One that failed, is worn out or has grown too fat is
// ended; the next page starts a new one.
func (e *Engine) put(l lane, r *reader) {
	most := e.config.Limits
	if r.spent || r.pages >= most.ChildPages || residentBytes(r.pid()) > most.IdleMemory {
		r.kill()
		r = nil
	}
	l.slots <- r
}

// answerError returns the error that an answer reports.
func answerError(a wire.Answer) error {
	switch {
	case a.NoEngine:
		return fmt.Errorf("%w: install tesseract-ocr-nld and tesseract-ocr-osd", postkamer.ErrNoEngine)
	case a.Refused != "":
		return knownRefusal(a.Refused)
	case a.Failure != "":
		return knownFailure(a.Failure)
	}
	return nil
}

// knownFailure returns the error for a code that a child may give. A child that was
// taken over may say anything here, and errors are logged.
func knownFailure(code wire.Failure) error {
	switch code {
	case wire.FailEngine, wire.FailFile, wire.FailMemory, wire.FailSandbox, wire.FailTesseract, wire.FailOther:
		return fmt.Errorf("reading child: trouble with %s", code)
	}
	return fmt.Errorf("%w: unknown failure", ErrDied)
}

// knownRefusal returns the refusal for a code that a child may give.
func knownRefusal(code postkamer.RefusalCode) error {
	switch code {
	case postkamer.RefusedBroken, postkamer.RefusedPages, postkamer.RefusedPixels, postkamer.RefusedTruncated:
		return postkamer.Refuse(code, "")
	}
	return fmt.Errorf("%w: unknown refusal", ErrDied)
}
