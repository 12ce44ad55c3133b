package barcode

import (
	"cmp"
	"slices"
)

// A span is a part of a profile that may be a code: from the first bar to the
// end of the last, in pixels, with the paper on both sides.
type span struct {
	from, to float64
	quiet    float64 // pixels of paper on the side that has least
	widest   float64 // bar or space inside, in pixels
	bars     int
	edges    []float64
}

// Bounds of a span, in inches.
const (
	leastSpan  = 0.3
	leastQuiet = 0.05
	mostSpans  = 12
)

// spans returns the parts of a profile that have more paper on both sides than
// anywhere inside, longest first.
func spans(profile []float64, dpi float64) []span {
	edges := crossings(profile, dpi)
	var found []span
	for i := 0; i+1 < len(edges); i += 2 {
		before := edges[i] // the profile begins with paper
		if i > 0 {
			before -= edges[i-1]
		}
		if before >= leastQuiet*dpi {
			found = appendSpans(found, edges, i, before, dpi, float64(len(profile)))
		}
	}
	slices.SortStableFunc(found, func(a, b span) int { return cmp.Compare(b.to-b.from, a.to-a.from) })
	return found[:min(len(found), mostSpans)]
}

// appendSpans adds the spans that begin at edge i.
func appendSpans(found []span, edges []float64, i int, before, dpi, end float64) []span {
	s := span{from: edges[i]}
	gap := 0.0
	for j := i + 1; j < len(edges); j += 2 {
		s.bars++
		s.to, s.widest = edges[j], max(s.widest, edges[j]-edges[j-1])
		after := end - s.to
		if j+1 < len(edges) {
			after = edges[j+1] - s.to
		}
		s.quiet = min(before, after)
		if s.bars >= 5 && s.to-s.from >= leastSpan*dpi && s.quiet > gap*1.1 && s.quiet >= leastQuiet*dpi {
			s.edges = edges[i : j+1]
			found = append(found, s)
		}
		gap = max(gap, after)
		s.widest = max(s.widest, after)
		if after >= before {
			break
		}
	}
	return found
}

// chunk is the length in pixels over which the lightest and darkest are taken
// together when looking for the local threshold.
const chunk = 16

// crossings returns the places where a profile goes from paper to ink and back
// by turns, measured against the lightest and darkest within 8 mm.
func crossings(profile []float64, dpi float64) []float64 {
	thresholds := localThresholds(profile, max(1, int(0.3*dpi)/chunk))
	var edges []float64
	ink := false
	for i := 1; i < len(profile); i++ {
		t := thresholds[i/chunk]
		if (profile[i] > t) == ink {
			continue
		}
		ink = !ink
		back := 0.5
		if d := profile[i] - profile[i-1]; d != 0 {
			back = min(1, max(0, (profile[i]-t)/d))
		}
		edges = append(edges, float64(i)+0.5-back)
	}
	if ink {
		edges = append(edges, float64(len(profile)))
	}
	return edges
}

// localThresholds returns for each chunk of a profile the middle between the
// lightest and the darkest within reach chunks. Where these hardly differ
// everything is paper.
func localThresholds(profile []float64, reach int) []float64 {
	n := (len(profile) + chunk - 1) / chunk
	lo, hi := make([]float64, n), make([]float64, n)
	for c := range n {
		part := profile[c*chunk : min(len(profile), (c+1)*chunk)]
		lo[c], hi[c] = slices.Min(part), slices.Max(part)
	}
	out := make([]float64, n)
	if n == 0 {
		return out
	}
	contrast := (slices.Max(hi) - slices.Min(lo)) / 5
	for c := range n {
		from, to := max(0, c-reach), min(n, c+reach+1)
		l, h := slices.Min(lo[from:to]), slices.Max(hi[from:to])
		out[c] = 256
		if h-l > contrast {
			out[c] = (l + h) / 2
		}
	}
	return out
}
