package classify

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"postkamer"
)

// lookAtSheets finds that a piece is more than one form with each of its pages once:
// what stands on another sheet may change what the form says.
func (c *piece) lookAtSheets() {
	p := c.paper
	if p.mixed {
		c.add(finding{code: postkamer.KindUnsure, stop: true, why: "Er zitten bladzijden van meer dan 1 formulier in dit poststuk. Splits het, of kijk welke bij elkaar horen."})
	}
	if p.twice > 0 {
		c.add(finding{code: postkamer.KindUnsure, stop: true, why: fmt.Sprintf("Bladzijde %d van het formulier zit er meer dan 1 keer in. Kijk welke geldt, of splits het poststuk.", p.twice)})
	}
	if len(p.other) > 0 {
		c.add(finding{code: postkamer.ValueUnsure, stop: true, evidence: evidence{page: p.other[0]},
			why: fmt.Sprintf("Bij het formulier zit ook %s. Lees wat daarop staat.", pages(len(p.other)))})
	}
	c.lookBeside()
	c.lookForCopy()
	c.lookForHalves()
}

// What counts as words beside the zones: one long word that was read surely, or two on
// a line. A speck, or print on a bad scan, is read as a letter or two, now and then as
// a longer word of which the reader is not sure, and seldom twice on a line. Of nine
// typed forms that were spoiled in nine ways three had a word that one was enough for.
const (
	leastBeside  = 3 // characters, of two on a line
	aloneBeside  = 4 // characters, of one
	surelyBeside = .7
)

// lookBeside finds words on the pages of the form that are not printed there and do
// not stand in a zone.
func (c *piece) lookBeside() {
	onLine := map[[2]int]int{}
	var first evidence
	found := false
	town := plainWords(c.policy.Municipality)
	for _, i := range c.paper.pages {
		if i < 0 {
			continue
		}
		for _, w := range c.text.Pages[i].Form.Beside {
			plain := strings.TrimSpace(plainWords(w.Text))
			if utf8.RuneCountInString(plain) < leastBeside || w.Confidence < surelyBeside || strings.Contains(town, plain) {
				continue
			}
			if first.w == 0 {
				first = evidence{quote: w.Text, page: i, x: w.X, y: w.Y, w: w.W, h: w.H}
			}
			onLine[[2]int{i, w.Line}]++
			found = found || utf8.RuneCountInString(plain) >= aloneBeside || onLine[[2]int{i, w.Line}] > 1
		}
	}
	if found {
		c.add(finding{code: postkamer.ValueUnsure, stop: true, evidence: first, why: "Er staat iets naast de vakken van het formulier. Lees wat daar staat."})
	}
}

// besideLines returns words as lines of text.
func besideLines(words []postkamer.Word) []string {
	var lines []string
	for i, w := range words {
		if i > 0 && words[i-1].Line == w.Line {
			lines[len(lines)-1] += " " + w.Text
			continue
		}
		lines = append(lines, w.Text)
	}
	return lines
}

// optionEnclosed is the option of a tick that says that a copy is enclosed.
const optionEnclosed = "mee"

// lookForCopy finds that the form says that a copy is enclosed and none is there.
func (c *piece) lookForCopy() {
	if len(c.paper.other) > 0 {
		return // that is looked at anyway
	}
	for _, z := range c.paper.zones {
		if z.Kind == postkamer.ZoneTick && z.Option == optionEnclosed && z.Ink >= tickedInk {
			c.add(finding{code: postkamer.EvidencePromised, why: z.Label + ": volgens het formulier zit er een kopie bij, maar die is er niet.", evidence: z.evidence()})
			return
		}
	}
}

// repeated is the name of a question that is printed several times: mee-1-naam.
var repeated = regexp.MustCompile(`^([a-z]+-[0-9]{1,2})-[a-z]+$`)

// lookForHalves finds that of a repeated group some questions were answered, others
// not.
func (c *piece) lookForHalves() {
	some, open := map[string]bool{}, map[string]placedZone{}
	for _, name := range c.paper.order {
		m := repeated.FindStringSubmatch(name)
		if m == nil {
			continue
		}
		if r := c.paper.read(name); r.value != "" {
			some[m[1]] = true
		} else {
			open[m[1]] = r.zone
		}
	}
	for _, name := range c.paper.order {
		m := repeated.FindStringSubmatch(name)
		if m == nil || !some[m[1]] {
			continue
		}
		if z, ok := open[m[1]]; ok {
			c.add(finding{code: postkamer.ValueUnsure, stop: true, why: z.Label + ": niet ingevuld, maar de vragen eromheen wel.", evidence: z.evidence()})
			return
		}
	}
}
