package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"image"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"postkamer"
	"postkamer/ocr"
)

// A trial is one image and what is to be found about it.
type trial struct {
	File     string                `json:"file"` // within the folder
	Sheet    string                `json:"sheet"`
	Way      string                `json:"way"`            // how it was scanned or spoiled
	Code     postkamer.FindingCode `json:"code,omitempty"` // empty: a good page
	Strength int                   `json:"strength"`       // 0, 1, 2
	Twin     bool                  `json:"twin,omitempty"` // a scan for the search of doubles
	Quality  postkamer.Quality     `json:"quality,omitzero"`
	Blank    bool                  `json:"blank,omitempty"`
}

// qualityCommand measures how well faults of scans are found.
func qualityCommand(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("bench quality", flag.ContinueOnError)
	dir := flags.String("pages", "", "folder for the pages; those that are there are not made again")
	docs := flags.String("docs", "", "folder of quality.md; empty: only print")
	seed := flags.Uint64("seed", defaultSeed, "number that decides about chance")
	wanted := flags.String("sets", "tuning,heldout", "which sets; limits are chosen on tuning")
	known := flags.Bool("measured", false, "only judge what an earlier run has measured: for choosing limits")
	missed := flags.Bool("missed", false, "name the pages on which it was wrong")
	if err := flags.Parse(args); err != nil || *dir == "" {
		return flag.ErrHelp
	}
	var tables []qualityTable
	for _, set := range names(*wanted) {
		trials, err := measuredTrials(ctx, filepath.Join(*dir, "quality-"+set), set, *seed, *known)
		if err != nil {
			return err
		}
		t := judged(set, trials, postkamer.DefaultLimits())
		t.write(os.Stdout)
		if *missed {
			t.writeMissed(os.Stdout)
		}
		tables = append(tables, t)
	}
	if *docs == "" {
		return nil
	}
	return writeQuality(*docs, tables)
}

// measuredTrials makes the pages of a set, unless they are there, and has them prepared;
// with known it only returns what an earlier run found.
func measuredTrials(ctx context.Context, dir, set string, seed uint64, known bool) (trials []trial, err error) {
	list := filepath.Join(dir, "measured.json")
	if known {
		b, err := os.ReadFile(list)
		if err != nil {
			return nil, err
		}
		return trials, json.Unmarshal(b, &trials)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	if trials, err = makeTrials(ctx, dir, set, seed); err != nil {
		return nil, fmt.Errorf("make pages: %w", err)
	}
	if err := measure(ctx, dir, trials); err != nil {
		return nil, err
	}
	b, err := json.Marshal(trials)
	if err != nil {
		return nil, err
	}
	return trials, os.WriteFile(list, b, 0o644)
}

// measure has our engine prepare the pages and notes what it measured.
func measure(ctx context.Context, dir string, trials []trial) error {
	engine, err := ocr.Start(ctx, ocr.Config{Children: runtime.NumCPU(), PageTimeout: 10 * time.Minute})
	if err != nil {
		return err
	}
	defer engine.Close()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.NumCPU())
	for i := range trials {
		group.Go(func() error {
			t := &trials[i]
			p, err := engine.Prepare(ctx, filepath.Join(dir, t.File), kindOf(t.File), 1, postkamer.PrepareOptions{})
			if err != nil {
				return fmt.Errorf("prepare %s: %w", t.File, err)
			}
			t.Quality, t.Blank = p.Quality, p.Blank
			return nil
		})
	}
	return group.Wait()
}

// How many sheets are spoiled, filled in and sent by the dozen.
const (
	spoiledSheets = 4
	formsFilled   = 10
	lettersSent   = 6
)

// makeTrials prints the sheets of a set and scans them in every way.
func makeTrials(ctx context.Context, dir, set string, seed uint64) ([]trial, error) {
	p, err := newPrinter(ctx)
	if err != nil {
		return nil, err
	}
	defer p.stop()
	sheets, err := qualitySheets(set, seed)
	if err != nil {
		return nil, err
	}
	var all []trial
	for i, s := range sheets {
		ways := goodWays(s)
		if i < spoiledSheets {
			ways = append(ways, badWays(s)...)
		}
		if i < len(sheets)-len(oddSheets) {
			ways = append(ways, twinWays(s)...)
		}
		made, err := s.trials(ctx, p, dir, ways)
		if err != nil {
			return nil, err
		}
		fmt.Fprintln(os.Stderr, s.name, len(made))
		all = append(all, made...)
	}
	for _, s := range append(filledForms(set, seed, formsFilled), massLetters(set, seed, lettersSent)...) {
		made, err := s.trials(ctx, p, dir, twinWays(s))
		if err != nil {
			return nil, err
		}
		all = append(all, made...)
	}
	return all, nil
}

// A way is how one image of a sheet is made.
type way struct {
	trial
	format string
	make   func(s scan) scan
}

// trials scans a sheet in these ways.
func (s sheet) trials(ctx context.Context, p *printer, dir string, ways []way) ([]trial, error) {
	made, whole := s.known(dir, ways)
	if whole {
		return made, nil
	}
	content, err := p.print(s.html)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	s.pdf, s.html = content.pdf, ""
	_, drawn, err := s.paper(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.NumCPU())
	for i, w := range ways {
		group.Go(func() error {
			base := scanned(drawn)
			if w.Way == "colour" {
				base.colour = drawn
			}
			if _, err := os.Stat(filepath.Join(dir, made[i].File)); err == nil {
				return nil
			}
			_, err := w.make(base).write(ctx, filepath.Join(dir, made[i].root()), w.format)
			return err
		})
	}
	return made, group.Wait()
}

// known returns the trials of a sheet, and whether all their images are there.
func (s sheet) known(dir string, ways []way) (made []trial, whole bool) {
	whole = true
	for _, w := range ways {
		t := w.trial
		t.Sheet = s.name
		t.File = t.root() + map[string]string{"jpeg": ".jpg", "fax": ".tif"}[w.format]
		made = append(made, t)
		_, err := os.Stat(filepath.Join(dir, t.File))
		whole = whole && err == nil
	}
	return made, whole
}

// root is the name of the image without its ending.
func (t trial) root() string {
	return fmt.Sprintf("%s__%s-%d", t.Sheet, strings.NewReplacer(" ", "-", ",", "").Replace(t.Way), t.Strength)
}

func goodWays(s sheet) []way {
	var ways []way
	for _, v := range ordinary {
		r := dice(defaultSeed, s.name, "good", v.name)
		ways = append(ways, way{trial{Way: v.name}, v.format, func(s scan) scan { return v.make(s, r) }})
	}
	return ways
}

func badWays(s sheet) []way {
	var ways []way
	for _, f := range faults {
		for n := range 3 {
			r := dice(defaultSeed, s.name, f.says, fmt.Sprint(n))
			ways = append(ways, way{trial{Way: f.says, Code: f.code, Strength: n}, "jpeg", func(s scan) scan { return f.make(s, n, r) }})
		}
	}
	return ways
}

// twinWays scan a sheet for the search of doubles: once as it is, and again askew,
// shifted and with more noise, three times stronger.
func twinWays(s sheet) []way {
	first := dice(defaultSeed, s.name, "first")
	ways := []way{{trial{Way: "first scan", Twin: true}, "jpeg", func(s scan) scan { return again(s, 0, first) }}}
	for n := range 3 {
		r := dice(defaultSeed, s.name, "again", fmt.Sprint(n))
		ways = append(ways, way{trial{Way: "scanned again", Code: postkamer.FindingDuplicate, Strength: n, Twin: true}, "jpeg", func(s scan) scan { return again(s, n+1, r) }})
	}
	return ways
}

// again scans a sheet as if it was put through once more.
func again(s scan, n int, r *rand.Rand) scan {
	shift := []float64{.3, .6, 1.8, 3.5}[n] * drawDPI / 25.4
	dx, dy := int((2*r.Float64()-1)*shift), int((2*r.Float64()-1)*shift)
	s = askew(s, (2*r.Float64()-1)*[]float64{.2, .4, 1.2, 2.4}[n])
	s.grey = shifted(s.grey, dx, dy)
	light := []float64{1, .98, .94, .88}[n]
	s.grey = each(s.grey, func(_, _ int, v float64) float64 { return v * light })
	if n == 3 {
		s = coarse(s, 200, 200)
	}
	s.grey = noisy(s.grey, []float64{3, 3, 6, 10}[n], 0, r)
	return s
}

// shifted moves a page on the glass; what comes in is white.
func shifted(g *image.Gray, dx, dy int) *image.Gray {
	return each(g, func(x, y int, _ float64) float64 {
		x, y = x-dx, y-dy
		if x < 0 || y < 0 || x >= g.Rect.Dx() || y >= g.Rect.Dy() {
			return 255
		}
		return float64(g.Pix[y*g.Stride+x])
	})
}

// A qualityTable is what was found on one set.
type qualityTable struct {
	set    string
	good   int // pages
	asked  int // of them, for which eyes are asked
	alarms map[postkamer.FindingCode]int
	ways   []qualityWay
	pairs  [2]int // of different sheets; of them called the same
	wrong  []string
}

// A qualityWay is a row: one fault in three strengths.
type qualityWay struct {
	code   postkamer.FindingCode
	says   string
	caught [3]int
	of     [3]int
}

// judged holds what was measured against the limits.
func judged(set string, trials []trial, l postkamer.Limits) qualityTable {
	t := qualityTable{set: set, alarms: map[postkamer.FindingCode]int{}}
	for _, p := range trials {
		switch {
		case p.Twin:
		case p.Code == "":
			t.addGood(p, l.Findings(p.Quality))
		default:
			t.addBad(p, l.Findings(p.Quality))
		}
	}
	t.addTwins(trials, l)
	return t
}

func (t *qualityTable) addGood(p trial, found []postkamer.Finding) {
	t.good++
	if postkamer.Asks(found) {
		t.asked++
	}
	for _, f := range found {
		if f.Code.Eyes() {
			t.alarms[f.Code]++
			t.wrong = append(t.wrong, fmt.Sprintf("false %s: %s (%s)", f.Code, p.File, p.Way))
		}
	}
}

func (t *qualityTable) addBad(p trial, found []postkamer.Finding) {
	caught := slices.ContainsFunc(found, func(f postkamer.Finding) bool {
		return f.Code == p.Code || isFaint(f.Code) && isFaint(p.Code)
	})
	t.count(p, caught)
}

// isFaint: whether pale ink stands on white or on grey paper makes no difference to who
// is asked to look.
func isFaint(c postkamer.FindingCode) bool {
	return c == postkamer.FindingLowContrast || c == postkamer.FindingTooLight
}

func (t *qualityTable) count(p trial, caught bool) {
	i := slices.IndexFunc(t.ways, func(w qualityWay) bool { return w.code == p.Code && w.says == p.Way })
	if i < 0 {
		i = len(t.ways)
		t.ways = append(t.ways, qualityWay{code: p.Code, says: p.Way})
	}
	t.ways[i].of[p.Strength]++
	if caught {
		t.ways[i].caught[p.Strength]++
		return
	}
	t.wrong = append(t.wrong, fmt.Sprintf("missed %s %d: %s (%s)", p.Code, p.Strength+1, p.File, p.Way))
}

// addTwins compares each first scan with the later ones of its own sheet, and with the
// first scans of all others.
func (t *qualityTable) addTwins(trials []trial, l postkamer.Limits) {
	var first []trial
	for _, p := range trials {
		if p.Twin && p.Code == "" && !p.Blank {
			first = append(first, p)
		}
	}
	for i, a := range first {
		for _, b := range first[:i] {
			t.pairs[0]++
			if isTwin(l, a, b) {
				t.pairs[1]++
				t.wrong = append(t.wrong, fmt.Sprintf("false double: %s %s", a.File, b.File))
			}
		}
		for _, b := range trials {
			if b.Twin && b.Code != "" && b.Sheet == a.Sheet {
				t.count(b, isTwin(l, a, b))
			}
		}
	}
}

// isTwin tells whether two pages of one stack are called the same.
func isTwin(l postkamer.Limits, a, b trial) bool {
	found := l.SeriesFindings([]postkamer.StackPage{{Quality: a.Quality}, {Quality: b.Quality}})
	return slices.ContainsFunc(found[1], func(f postkamer.Finding) bool { return f.Code == postkamer.FindingDuplicate })
}

func (t qualityTable) writeMissed(w io.Writer) {
	for _, line := range t.wrong {
		fmt.Fprintln(w, line)
	}
}
