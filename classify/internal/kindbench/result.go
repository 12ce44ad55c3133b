package main

import (
	"math"
	"slices"

	"postkamer/classify"
)

// results is all that was measured.
type results struct {
	Folds    int          `json:"folds"` // tried, of those that the texts were dealt over
	Texts    int          `json:"texts"`
	Families int          `json:"families"`
	Kinds    int          `json:"kinds"`
	Systems  []summary    `json:"systems"`
	PerKind  []kindResult `json:"per_kind"`
	Speed    []speed      `json:"speed"`
}

// A spread is the mean over the folds, with the standard deviation.
type spread struct {
	Mean float64 `json:"mean"`
	SD   float64 `json:"sd"`
}

// A summary is how one system did. Shares are 0..1.
type summary struct {
	Name      string  `json:"name"`
	About     string  `json:"about"`
	Accuracy  spread  `json:"accuracy"`
	MacroF1   spread  `json:"macro_f1"`
	Coverage  spread  `json:"coverage_at_threshold"`
	Precision float64 `json:"precision_at_threshold"` // of all believed, over the folds together
	Worst     float64 `json:"precision_worst_fold"`
	Capped    float64 `json:"precision_capped"` // the same, with at most 5 texts of a family
	Oracle    float64 `json:"coverage_at_99"`   // with the threshold chosen afterwards
	Unknown   float64 `json:"unknown_rejected"` // post of no municipal kind
	LeftOut   float64 `json:"left_out_rejected"`
	ECE       spread  `json:"ece"`
	AURC      spread  `json:"aurc"`
	Noise     []noise `json:"noise"`
}

// A noise is how a system did on texts with so many characters wrong.
type noise struct {
	Level     float64 `json:"level"`
	Accuracy  float64 `json:"accuracy"`
	Coverage  float64 `json:"coverage_at_threshold"`
	Precision float64 `json:"precision_at_threshold"`
	Unknown   float64 `json:"unknown_rejected"`
}

// A kindResult is how ours did on one kind.
type kindResult struct {
	Kind      string  `json:"kind"`
	Families  int     `json:"families"`
	Recall    float64 `json:"recall"`
	Precision float64 `json:"precision"`
	F1        float64 `json:"f1"`
	Coverage  float64 `json:"coverage_at_threshold"`
	Believed  float64 `json:"precision_at_threshold"` // 0 when none was believed
	Wrong     int     `json:"families_believed_wrong"`
}

func summarise(s system, whole, left []tried) summary {
	all := classify.Measure(together(whole, -1))
	each := perFold(whole)
	of := func(value func(classify.Evaluation) float64) spread { return spreadOf(each, value) }
	worst := slices.MinFunc(each, func(a, b classify.Evaluation) int { return compare(a.PrecisionAtThreshold, b.PrecisionAtThreshold) })
	out := summary{
		Name: s.name, About: s.about,
		Accuracy:  of(func(e classify.Evaluation) float64 { return e.Accuracy }),
		MacroF1:   of(func(e classify.Evaluation) float64 { return e.MacroF1 }),
		Coverage:  of(func(e classify.Evaluation) float64 { return e.CoverageAtThreshold }),
		Precision: all.PrecisionAtThreshold,
		Worst:     worst.PrecisionAtThreshold,
		Capped:    capped(whole),
		Oracle:    all.CoverageAt99,
		Unknown:   all.UnknownRejected,
		LeftOut:   classify.Measure(together(left, -1)).UnknownRejected,
		ECE:       of(func(e classify.Evaluation) float64 { return e.ECE }),
		AURC:      of(func(e classify.Evaluation) float64 { return e.AURC }),
	}
	for _, level := range levels {
		e := classify.Measure(together(whole, level))
		out.Noise = append(out.Noise, noise{level, e.Accuracy, e.CoverageAtThreshold, e.PrecisionAtThreshold, e.UnknownRejected})
	}
	return out
}

// perFold measures every fold on its own, all levels of noise together.
func perFold(all []tried) []classify.Evaluation {
	attempts := make([][]classify.Attempt, folds)
	for _, t := range all {
		attempts[t.fold] = append(attempts[t.fold], t.attempts...)
	}
	var out []classify.Evaluation
	for _, list := range attempts {
		if len(list) == 0 {
			continue // this fold was not tried
		}
		out = append(out, classify.Measure(list))
	}
	return out
}

func spreadOf(each []classify.Evaluation, value func(classify.Evaluation) float64) spread {
	sum, squares, n := 0.0, 0.0, float64(len(each))
	for _, e := range each {
		sum += value(e)
		squares += value(e) * value(e)
	}
	mean := sum / n
	return spread{mean, math.Sqrt(max(0, squares/n-mean*mean))}
}

// mostOfFamily is how many texts of a family count where families must: more of
// the same phrasing prove nothing more.
const mostOfFamily = 5

// capped returns the precision at the threshold with at most mostOfFamily texts of
// a family counted: of a larger family each text counts for a part.
func capped(all []tried) float64 {
	n, right := map[string]float64{}, map[string]float64{}
	for _, o := range together(all, -1) {
		if o.Sure {
			n[o.Family]++
			if o.Right() {
				right[o.Family]++
			}
		}
	}
	sum, good := 0.0, 0.0
	for family, count := range n {
		weight := min(1, mostOfFamily/count)
		sum += weight * count
		good += weight * right[family]
	}
	return good / max(1, sum)
}

// perKind measures ours kind by kind. A kind's precision counts what was taken for
// it, texts of no kind with them.
func perKind(attempts []classify.Attempt) []kindResult {
	found := map[string]*kindResult{}
	families, wrong := map[string]map[string]bool{}, map[string]map[string]bool{}
	var own, got, hit, sure, believed, proved = map[string]float64{}, map[string]float64{}, map[string]float64{}, map[string]float64{}, map[string]float64{}, map[string]float64{}
	for _, o := range attempts {
		for _, kind := range []string{o.Want, o.Got} {
			if kind != "" && kind != classify.Unknown && found[kind] == nil {
				found[kind] = &kindResult{Kind: kind}
				families[kind], wrong[kind] = map[string]bool{}, map[string]bool{}
			}
		}
		if o.Want != classify.Unknown {
			own[o.Want]++
			families[o.Want][o.Family] = true
			got[o.Got]++
		}
		if o.Right() {
			hit[o.Want]++
		}
		if !o.Sure {
			continue
		}
		believed[o.Got]++
		sure[o.Want]++
		if o.Right() {
			proved[o.Got]++
			continue
		}
		wrong[o.Got][o.Family] = true
	}
	var list []kindResult
	for kind, r := range found {
		r.Families, r.Wrong = len(families[kind]), len(wrong[kind])
		r.Recall, r.Precision = hit[kind]/max(1, own[kind]), hit[kind]/max(1, got[kind])
		r.F1 = 2 * hit[kind] / max(1, own[kind]+got[kind])
		r.Coverage, r.Believed = sure[kind]/max(1, own[kind]), proved[kind]/max(1, believed[kind])
		list = append(list, *r)
	}
	slices.SortFunc(list, func(a, b kindResult) int { return compare(b.F1, a.F1) })
	return list
}

// compare orders numbers.
func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}
