package scanner

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// An option is one thing that can be set on a device, as scanimage lists it.
type option struct {
	choices  []string // of a list of words or numbers, without unit
	min, max float64  // of a range
	ranged   bool
	boolean  bool
}

// options are the options of a device that can be set, by their name with dashes:
// "--mode", "-x".
type options map[string]option

// optionsTime bounds asking a device what it can.
const optionsTime = 30 * time.Second

// options asks a device what can be set. It fails when the device does not answer.
func (p Program) options(ctx context.Context, device string) (options, error) {
	ctx, cancel := context.WithTimeout(ctx, optionsTime)
	defer cancel()
	out, err := p.output(ctx, "--device-name="+device, "--all-options")
	if err != nil {
		return nil, fmt.Errorf("ask scanner what it can: %w", err)
	}
	return parseOptions(out), nil
}

// optionLine is a line such as "    --resolution 1..1200dpi (in steps of 1) [50]".
var optionLine = regexp.MustCompile(`^ {4}(--?[a-zA-Z][a-zA-Z0-9-]*)(.*)$`)

// parseOptions reads the list of options; lines that are none are left out, and
// so are options that cannot be set now.
func parseOptions(out []byte) options {
	list := options{}
	for line := range bytes.SplitSeq(out, []byte("\n")) {
		m := optionLine.FindSubmatch(line)
		if m == nil {
			continue
		}
		rest := string(m[2])
		if strings.Contains(rest, "[inactive]") || strings.Contains(rest, "[read-only]") || strings.Contains(rest, "[hardware]") {
			continue
		}
		list[string(m[1])] = parseOption(rest)
	}
	return list
}

var (
	optionRange = regexp.MustCompile(`^ (-?[0-9.]+)\.\.(-?[0-9]+(?:\.[0-9]+)?)`)
	optionUnit  = regexp.MustCompile(`^(-?[0-9]+(?:\.[0-9]+)?)(dpi|mm|pel|bit|%|us)$`)
)

func parseOption(rest string) option {
	if strings.HasPrefix(rest, "[=(") {
		return option{boolean: true}
	}
	if m := optionRange.FindStringSubmatch(rest); m != nil {
		low, errLow := strconv.ParseFloat(strings.TrimRight(m[1], "."), 64)
		high, errHigh := strconv.ParseFloat(m[2], 64)
		return option{min: low, max: high, ranged: errLow == nil && errHigh == nil}
	}
	rest, _, _ = strings.Cut(rest, " [") // its value now, and remarks
	choices := strings.Split(strings.TrimPrefix(rest, " "), "|")
	last := &choices[len(choices)-1]
	if m := optionUnit.FindStringSubmatch(*last); m != nil {
		*last = m[1]
	}
	return option{choices: choices}
}

// choose returns the first choice for which ok holds.
func (o option) choose(ok func(lower string) bool) (string, bool) {
	for _, c := range o.choices {
		if ok(strings.ToLower(c)) {
			return c, true
		}
	}
	return "", false
}

// atLeast returns the smallest value that the option takes and that is not less
// than wanted.
func (o option) atLeast(wanted float64) (float64, bool) {
	if o.ranged {
		return max(wanted, o.min), wanted <= o.max
	}
	best, found := 0.0, false
	for _, c := range o.choices {
		v, err := strconv.ParseFloat(c, 64)
		if err == nil && v >= wanted && (!found || v < best) {
			best, found = v, true
		}
	}
	return best, found
}
