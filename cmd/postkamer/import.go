package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"postkamer"
	"postkamer/intake"
	"postkamer/ocr"
	"postkamer/store"
)

// importOptions is what the command line of import says.
type importOptions struct {
	data     string
	wait     bool
	json     bool
	again    bool
	received time.Time // zero: today
	paths    []string
}

func importCommand(args []string) (importOptions, error) {
	var o importOptions
	fs := flags("import")
	fs.StringVar(&o.data, "data", "var", "")
	fs.BoolVar(&o.wait, "wait", false, "")
	fs.BoolVar(&o.json, "json", false, "")
	fs.BoolVar(&o.again, "again", false, "")
	received := fs.String("received", "", "")
	var err error
	if o.paths, err = parse(fs, args); err != nil {
		return o, err
	}
	if len(o.paths) == 0 {
		return o, fmt.Errorf("%w: name a file or folder to bring in", errUsage)
	}
	if *received == "" {
		return o, nil
	}
	if o.received, err = time.Parse(time.DateOnly, *received); err != nil {
		return o, fmt.Errorf("%w: --received must be a date such as 2026-11-22", errUsage)
	}
	if o.received.After(time.Now()) {
		return o, fmt.Errorf("%w: --received lies in the future", errUsage)
	}
	return o, nil
}

// importFiles brings files or folders in as one batch. The same unchanged files
// named again are the same batch: after a crash or a doubt, just run it again.
func importFiles(ctx context.Context, args []string, out io.Writer) error {
	opts, err := importCommand(args)
	if err != nil {
		return err
	}
	o, err := openAt(ctx, opts.data)
	if err != nil {
		return err
	}
	defer o.Close(ctx)
	engine, err := ocr.Start(ctx, o.settings.reading(quiet()))
	if err != nil {
		return err
	}
	defer engine.Close()
	receipt, err := bringIn(ctx, o.Store, engine, opts)
	if err != nil {
		return fmt.Errorf("%w\nNothing is lost. Run the same command again: what is in already is not taken in twice", err)
	}
	if opts.wait && receipt.Batch.ID != 0 {
		if err := waitRouted(ctx, o, engine, receipt.Batch.ID); err != nil {
			return fmt.Errorf("batch %s is in and safe, but was not waited for: %w", receipt.Batch.Reference, err)
		}
	}
	return printReceipt(ctx, out, o.Store, receipt, opts)
}

// bringIn finds the files that the options name and hands them to the desk.
func bringIn(ctx context.Context, st *store.Store, engine *ocr.Engine, opts importOptions) (intake.Receipt, error) {
	files, err := findFiles(opts.paths)
	if err != nil {
		return intake.Receipt{}, err
	}
	key, err := importKey(files, opts)
	if err != nil {
		return intake.Receipt{}, err
	}
	desk := &intake.Desk{Store: st, Inspector: engine, Log: quiet()}
	return desk.Receive(ctx, intake.Parcel{
		Key:        key,
		Source:     postkamer.SourceImport,
		ReceivedOn: opts.received,
		// The command is the reason; it is only kept for another day than today.
		ReceivedWhy: "Opgegeven bij het importeren, met --received.",
		By:          "import door " + whoami(),
		Files:       files,
	})
}

// notPost are files that lie beside post in a folder but are none.
var notPost = []string{"expected.json", "README.md"}

// findFiles returns the files at the paths; of a folder every file directly in
// it, in the order of their names, without hidden ones.
func findFiles(paths []string) ([]intake.Incoming, error) {
	var files []intake.Incoming
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, fmt.Errorf("%w: check the path", err)
		}
		if !info.IsDir() {
			files = append(files, intake.Incoming{Path: path, Name: filepath.Base(path)})
			continue
		}
		entries, err := os.ReadDir(path)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if e.Type().IsRegular() && !strings.HasPrefix(e.Name(), ".") && !slices.Contains(notPost, e.Name()) {
				files = append(files, intake.Incoming{Path: filepath.Join(path, e.Name()), Name: e.Name()})
			}
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("there are no files in %s: %w", strings.Join(paths, ", "), fs.ErrNotExist)
	}
	return files, nil
}

// importKey names these very files, so that the same command twice is one batch.
// With --again it names this run.
func importKey(files []intake.Incoming, opts importOptions) (string, error) {
	h := sha256.New()
	for _, f := range files {
		key, err := intake.FileKey("import", f.Path, f.Name)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(h, key)
	}
	fmt.Fprintln(h, opts.received.Format(time.DateOnly))
	if opts.again {
		fmt.Fprintln(h, rand.Text())
	}
	return "import:" + hex.EncodeToString(h.Sum(nil)), nil
}

// whoami is the login name of whoever runs the command.
func whoami() string {
	u, err := user.Current()
	if err != nil {
		return "onbekend"
	}
	return u.Username
}

// pollEvery is how often a waiting command looks how far a batch is.
const pollEvery = 200 * time.Millisecond

// waitRouted waits until every piece of a batch is with a person. When no
// process works the steps, it does so itself.
func waitRouted(ctx context.Context, o *opened, engine *ocr.Engine, id postkamer.BatchID) error {
	alive, err := o.WorkersAlive(ctx)
	if err != nil {
		return err
	}
	if o.owner() || !alive {
		keeper, err := townOf(ctx, o, quiet())
		if err != nil {
			return err
		}
		steps, err := startWorkers(ctx, o, keeper, engine, nil, quiet())
		if err != nil {
			return err
		}
		defer func() { _ = stopWorkers(ctx, steps) }() // what is left goes on at the next start
	}
	for {
		progress, err := o.Progress(ctx, id)
		if err != nil {
			return err
		}
		if progress.Done() {
			return nil
		}
		showProgress(progress)
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w; it goes on when postkamer serve runs", ctx.Err())
		case <-time.After(pollEvery):
		}
	}
}

// showProgress writes how far a batch is over the last line of a terminal. In a
// file or a pipe it would only be noise.
func showProgress(p store.Progress) {
	if info, err := os.Stderr.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return
	}
	fmt.Fprintf(os.Stderr, "\r%d pages, %d still to read; %d of %d pieces with a person   ", p.Pages, p.Unread, p.Routed, p.Pieces)
}

// A resultLine is one line of import's output: a piece, or a file that was not
// taken in.
type resultLine struct {
	File        string                `json:"file"`
	Reference   string                `json:"reference,omitempty"`
	Batch       string                `json:"batch,omitempty"`
	Again       bool                  `json:"again,omitempty"` // was in already
	Stage       postkamer.Stage       `json:"stage,omitempty"`
	Pages       []int                 `json:"pages,omitempty"`
	Hidden      []int                 `json:"hidden,omitempty"` // blank pages of the piece
	CaseType    postkamer.CaseType    `json:"case_type,omitempty"`
	Probability float64               `json:"probability,omitempty"`
	Destination postkamer.Destination `json:"destination,omitempty"`
	Queue       postkamer.Queue       `json:"queue,omitempty"`
	Doubts      []postkamer.DoubtCode `json:"doubts,omitempty"`
	Stuck       string                `json:"stuck,omitempty"`   // the batch could not be split
	Looking     bool                  `json:"looking,omitempty"` // an operator has to look at the batch first
	Refused     postkamer.RefusalCode `json:"refused,omitempty"`
	Why         string                `json:"why,omitempty"`
}

func printReceipt(ctx context.Context, out io.Writer, st *store.Store, receipt intake.Receipt, opts importOptions) error {
	lines, err := resultLines(ctx, st, receipt)
	if err != nil {
		return err
	}
	fmt.Fprint(os.Stderr, "\r")
	for _, l := range lines {
		if err := l.print(out, opts.json); err != nil {
			return err
		}
	}
	if len(receipt.Refused) > 0 {
		fmt.Fprintf(os.Stderr, "postkamer import: %d files were not taken in; the reason and what to do stand with each\n", len(receipt.Refused))
		return errSaid
	}
	return nil
}

func resultLines(ctx context.Context, st *store.Store, receipt intake.Receipt) ([]resultLine, error) {
	var lines []resultLine
	if receipt.Batch.ID != 0 {
		batch, err := st.Batch(ctx, receipt.Batch.ID)
		if err != nil {
			return nil, err
		}
		if lines, err = batchLines(ctx, st, batch, receipt.Again); err != nil {
			return nil, err
		}
	}
	for _, r := range receipt.Refused {
		lines = append(lines, resultLine{File: r.Name, Refused: r.Code, Why: r.Why})
	}
	return lines, nil
}

// batchLines has a line per piece; before the batch is split, a line per file.
func batchLines(ctx context.Context, st *store.Store, b postkamer.Batch, again bool) ([]resultLine, error) {
	results, err := st.Results(ctx, b.ID)
	if err != nil {
		return nil, err
	}
	var lines []resultLine
	for _, r := range results {
		lines = append(lines, resultLine{
			File: r.File, Reference: r.Reference, Batch: b.Reference, Again: again, Stage: r.Stage,
			Pages: r.Pages, Hidden: r.Hidden, CaseType: r.CaseType, Probability: r.Probability,
			Destination: r.Destination, Queue: r.Queue, Doubts: r.Doubts,
		})
	}
	if len(lines) > 0 {
		return lines, nil
	}
	for _, f := range b.Files {
		lines = append(lines, resultLine{File: f.Name, Batch: b.Reference, Again: again, Stuck: b.StuckWhy, Looking: b.State == postkamer.Looking})
	}
	return lines, nil
}

func (l resultLine) print(out io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(l)
	}
	var err error
	switch {
	case l.Refused != "":
		_, err = fmt.Fprintf(out, "%-32s not taken in: %s\n", l.File, l.Why)
	case l.Stuck != "":
		_, err = fmt.Fprintf(out, "%-32s stuck: %s\n", l.File, l.Stuck)
	case l.Looking:
		_, err = fmt.Fprintf(out, "%-32s received in batch %s; it waits for somebody to look at its pages: open it on the page Post scannen\n", l.File, l.Batch)
	case l.Reference == "":
		_, err = fmt.Fprintf(out, "%-32s received in batch %s\n", l.File, l.Batch)
	default:
		_, err = fmt.Fprintf(out, "%-32s %s %s -> %s %s %v\n", l.File, l.Reference, l.CaseType, l.Destination, l.Queue, l.Doubts)
	}
	return err
}
