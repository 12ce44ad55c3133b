package layout

import (
	"math"
	"strings"
	"unicode"
)

// Boxes of many forms have what is asked in small print at their top and the answer
// under it. Such boxes beside one another look like two rows of a table, but each
// answer belongs to the small print above it.
const (
	smallPrint   = 0.8 // height of the small print, at most, as a share of that of the answer
	captionStep  = 2.0 // ems from the small print down to the answer, at most
	captionShift = 1.3 // ems that the answer may begin beside the small print
)

// readBoxes says the boxes among some runs, each as small print and answer, and
// hands what stands between them to rest.
func (p *page) readBoxes(runs []run, rest func([]run), say func(line)) {
	rows := p.rows(runs)
	var between []run
	for i := 0; i < len(rows); i++ {
		answers, ok := p.answers(rows, i)
		if !ok {
			between = append(between, rows[i].runs...)
			continue
		}
		rest(between)
		between = nil
		for j, asked := range rows[i].runs {
			say(line{runs: []run{asked}})
			if len(answers[j]) > 0 {
				say(line{runs: answers[j]})
			}
		}
		i++
	}
	rest(between)
}

// answers returns what stands under each run of row i, when that row is the small
// print of boxes beside one another and the next one their answers.
func (p *page) answers(rows []row, i int) ([][]run, bool) {
	if i+1 >= len(rows) || len(rows[i].runs) < 2 || !p.underEachOther(rows, i) {
		return nil, false
	}
	asked := rows[i].runs
	found := make([][]run, len(asked))
	for _, r := range rows[i+1].runs {
		j := p.boxOf(asked, r)
		if j < 0 {
			return nil, false
		}
		found[j] = append(found[j], r)
	}
	filled := 0
	for j, f := range found {
		if len(f) == 0 {
			continue
		}
		if filled++; !p.isCaption(asked[j], f[0]) {
			return nil, false
		}
	}
	return found, filled >= 2 && p.sizes(asked) <= smallPrint*p.sizes(rows[i+1].runs)
}

// underEachOther tells whether the row below row i stands near to it, and nearer than
// to the one below.
func (p *page) underEachOther(rows []row, i int) bool {
	step := rows[i+1].base - rows[i].base
	return step <= captionStep*p.em && (i+2 == len(rows) || rows[i+2].base-rows[i+1].base > step)
}

// boxOf returns under which of the runs asked r stands, -1 for none: the last that
// does not begin clearly to the right of it.
func (p *page) boxOf(asked []run, r run) int {
	found := -1
	for j, a := range asked {
		if float64(a.left) <= float64(r.left)+captionShift*p.em {
			found = j
		}
	}
	return found
}

// isCaption tells whether what is asked has no number in it and the answer begins
// under it.
func (p *page) isCaption(asked, answer run) bool {
	shift := math.Abs(float64(asked.left - answer.left))
	return shift <= captionShift*p.em && !strings.ContainsFunc(asked.text(), unicode.IsDigit)
}

// sizes returns how high the letters of some runs are, from the line up. A box that
// is wrong here and there makes no difference.
func (p *page) sizes(runs []run) float64 {
	var found []float64
	for _, r := range runs {
		for _, w := range r.words {
			if letters(w.Text) > 0 {
				found = append(found, p.level(w)-float64(w.Y))
			}
		}
	}
	return median(found)
}
