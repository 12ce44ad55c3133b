package barcode

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

// Symbols of Code 128 with a meaning of their own.
const (
	startA, startC   = 103, 105
	stop             = 106
	symbolModules    = 11
	stopModules      = 13
	leastSymbols     = 3  // start, one character, check
	mostSymbols      = 90 // of a code as wide as A3
	leastModulePixel = 0.8
)

// An imprint is how a printer and a scanner change bars, in modules: by how much
// ink spreads to either side, and the deviation of the blur.
type imprint struct{ spread, blur float64 }

// imprints are what is tried, from crisp to hardly legible.
var imprints = []imprint{
	{0, 0.1}, {0, 0.3}, {0, 0.45}, {0, 0.6}, {0, 0.75}, {0, 0.9},
	{0.15, 0.1}, {0.15, 0.3}, {0.15, 0.45}, {0.15, 0.6}, {0.3, 0.1}, {0.3, 0.3}, {0.3, 0.5},
	{-0.15, 0.1}, {-0.15, 0.3}, {-0.15, 0.45}, {-0.15, 0.6}, {-0.3, 0.1}, {-0.3, 0.3}, {-0.3, 0.5},
}

// templates are the symbols as an imprint makes them look: the darkness (0 to 1)
// of each module.
type templates struct {
	symbols [stop][symbolModules]float64
	stop    [stopModules]float64
}

// newTemplates returns the symbols as p makes them look.
func newTemplates(p imprint) *templates {
	var t templates
	for i := range t.symbols {
		p.modules(t.symbols[i][:], symbolWidths[i], i < startA, true)
	}
	p.modules(t.stop[:], symbolWidths[stop], true, false)
	return &t
}

// An edge is where darkness changes, in modules from the begin of a symbol.
type edge struct{ at, change float64 }

// modules fills in the darkness of the modules of a symbol. It begins with a bar
// and ends with a space, and so do its neighbours: of these the nearest module
// is known and the rest taken for grey.
func (p imprint) modules(out []float64, widths string, before, next bool) {
	var edges []edge
	if before {
		edges = append(edges, edge{-50, 0.5}, edge{-1, -0.5})
	}
	at, change := 0.0, 1.0
	for _, w := range widths {
		edges = append(edges, edge{at - p.spread*change, change})
		at, change = at+float64(w-'0'), -change
	}
	if next {
		edges = append(edges, edge{at - p.spread, 1}, edge{at + 1, -0.5})
	} else {
		edges = append(edges, edge{at + p.spread, -1})
	}
	for i := range out {
		out[i] = 0
		for _, e := range edges {
			from, to := (float64(i)-e.at)/p.blur, (float64(i)+1-e.at)/p.blur
			out[i] += e.change * p.blur * (ramp(to) - ramp(from))
		}
	}
}

// ramp is the integral of the normal distribution up to x.
func ramp(x float64) float64 {
	return x*0.5*(1+math.Erf(x/math.Sqrt2)) + math.Exp(-x*x/2)/math.Sqrt(2*math.Pi)
}

// A reading is what a span says, and how badly it fits: the mean square of the
// difference from what it should look like, where paper is 0 and ink is 1.
type reading struct {
	value string
	error float64
}

// code128 is a reader: the templates of all imprints.
type code128 []*templates

// symbols128 returns the reader, which is a table of numbers made at first use.
var symbols128 = sync.OnceValue(func() code128 {
	var c code128
	for _, p := range imprints {
		c = append(c, newTemplates(p))
	}
	return c
})

// A guess is how a span may divide into modules.
type guess struct {
	from, module float64 // pixels; a negative module reads from right to left
	symbols      int     // without the stop
	look         *templates
	error        float64
	codes        []int
}

// Limits of the error of a reading.
const (
	ends128   = 0.10  // start and stop of a guess worth a full look
	sure128   = 0.020 // alone enough
	likely128 = 0.045 // enough when two strips agree
	close128  = 0.090 // worth to try the ends elsewhere, and other strips

	mostTried   = 6 // guesses looked into
	mostShifted = 2 // of these tried with other ends
)

// read returns the best reading of a span, whose profile has been summed up. Its
// error tells how near it came also when ok is false, 0 when nothing was tried.
// It takes what it decoded off left, and tries nothing when that is used up.
func (c code128) read(sums []float64, s span, dpi float64, left *int) (r reading, ok bool) {
	if *left <= 0 {
		return reading{}, false
	}
	var all []guess
	for _, g := range c.guesses(sums, s, dpi) {
		g.decode(sums)
		all = append(all, g)
	}
	if len(all) == 0 {
		return reading{}, false
	}
	slices.SortStableFunc(all, byError)
	for _, g := range all[:min(len(all), mostShifted)] {
		if g.error < close128 {
			all = append(all, g.shifted(sums)...)
		}
	}
	*left -= len(all)
	best := slices.MinFunc(all, byError)
	value, ok := text128(best.codes)
	return reading{value, best.error}, ok && best.error < likely128
}

func byError(a, b guess) int { return cmp.Compare(a.error, b.error) }

// guesses returns the ways to divide a span whose ends look like a start and a
// stop, best first.
func (c code128) guesses(sums []float64, s span, dpi float64) []guess {
	var found []guess
	length := s.to - s.from
	for n := leastSymbols; n <= mostSymbols; n++ {
		module := length / float64(n*symbolModules+stopModules)
		if module < leastModulePixel {
			break
		}
		// A stop has a bar and a space of three modules, nothing is wider than four.
		if s.widest < 2.2*module || s.widest > 5.2*module || s.quiet < 4*module || s.bars > 3*n+5 || module > dpi/12 {
			continue
		}
		for _, g := range []guess{{from: s.from, module: module, symbols: n}, {from: s.to, module: -module, symbols: n}} {
			if g.look, g.error = c.fitEnds(sums, g); g.error < ends128 {
				found = append(found, g)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b guess) int { return cmp.Compare(a.error, b.error) })
	return found[:min(len(found), mostTried)]
}

// fitEnds returns the imprint in which the start and the stop of g fit best.
func (c code128) fitEnds(sums []float64, g guess) (*templates, float64) {
	const two = 2 * symbolModules
	n := g.symbols*symbolModules + stopModules
	first, last := g.levels(sums, 0, two), g.levels(sums, n-two, n)
	first, last = first[:symbolModules], last[two-stopModules:]
	var best *templates
	least := math.Inf(1)
	for _, t := range c {
		e := difference(last, t.stop[:])
		at := math.Inf(1)
		for s := startA; s <= startC; s++ {
			at = min(at, difference(first, t.symbols[s][:]))
		}
		if e = (e + at) / (symbolModules + stopModules); e < least {
			best, least = t, e
		}
	}
	return best, least
}

// levels returns the darkness of some modules of g, from 0 for the lightest to 1
// for the darkest within two symbols or so.
func (g guess) levels(sums []float64, first, end int) []float64 {
	v := make([]float64, end-first)
	for i := range v {
		from := g.from + float64(first+i)*g.module
		v[i] = mean(sums, min(from, from+g.module), max(from, from+g.module))
	}
	n := (len(v) + symbolModules - 1) / symbolModules
	lo, hi := make([]float64, n), make([]float64, n)
	for i := range n {
		part := v[i*symbolModules : min(len(v), (i+1)*symbolModules)]
		lo[i], hi[i] = slices.Min(part), slices.Max(part)
	}
	for i := range v {
		from, to := max(0, i/symbolModules-1), min(n, i/symbolModules+2)
		l, h := slices.Min(lo[from:to]), slices.Max(hi[from:to])
		v[i] = (v[i] - l) / max(1, h-l)
	}
	return v
}

// decode fills in the codes of g and their error.
func (g *guess) decode(sums []float64) {
	v := g.levels(sums, 0, g.symbols*symbolModules+stopModules)
	g.codes = make([]int, g.symbols)
	g.error = difference(v[len(v)-stopModules:], g.look.stop[:])
	for i := range g.codes {
		code, e := g.look.nearest(v[i*symbolModules:][:symbolModules])
		g.codes[i] = code
		g.error += e
	}
	g.error /= float64(len(v))
}

// shifted returns g with its ends moved by parts of a module: blur and ink that
// spreads move the outermost edges.
func (g guess) shifted(sums []float64) []guess {
	var found []guess
	total := float64(g.symbols*symbolModules + stopModules)
	for i := -2; i <= 2; i++ {
		for j := -2; j <= 2; j++ {
			from, to := g.from+0.2*float64(i)*g.module, g.from+total*g.module+0.2*float64(j)*g.module
			moved := guess{from: from, module: (to - from) / total, symbols: g.symbols, look: g.look}
			moved.decode(sums)
			found = append(found, moved)
		}
	}
	return found
}

// nearest returns the symbol most like v and the sum of the squared differences.
func (t *templates) nearest(v []float64) (code int, e float64) {
	e = math.Inf(1)
	for i := range t.symbols {
		d := 0.0
		for j, x := range v {
			d += (x - t.symbols[i][j]) * (x - t.symbols[i][j])
			if d >= e {
				break
			}
		}
		if d < e {
			code, e = i, d
		}
	}
	return code, e
}

func difference(v, w []float64) float64 {
	sum := 0.0
	for i, x := range v {
		d := x - w[i]
		sum += d * d
	}
	return sum
}

// summed returns the running sums of a profile, one more than it has pixels.
func summed(profile []float64) []float64 {
	sums := make([]float64, len(profile)+1)
	for i, v := range profile {
		sums[i+1] = sums[i] + v
	}
	return sums
}

// mean returns the mean of a profile between two places, given its running sums.
func mean(sums []float64, from, to float64) float64 {
	return (upTo(sums, to) - upTo(sums, from)) / (to - from)
}

func upTo(sums []float64, x float64) float64 {
	last := float64(len(sums) - 1)
	x = min(max(x, 0), last)
	i := min(int(x), len(sums)-2)
	return sums[i] + (x-float64(i))*(sums[i+1]-sums[i])
}
