package main

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// seed fixes the output; another value gives other names and amounts.
const seed = 20261122

var (
	choice = regexp.MustCompile(`(?s)\[\[(.*?)\]\]`)
	// doubleStop is an abbreviation at the end of a sentence: "Stam B.V..".
	doubleStop = regexp.MustCompile(`((?:[A-Z]\.[A-Z]|Zn)\.)\.`)
	slot       = regexp.MustCompile(`\{([a-z]+)(\d*)(?::(\d+)-(\d+))?\}`)
)

// letter is one text being made: its dice and the values chosen so far.
type letter struct {
	rng    *rand.Rand
	n      int // 0 for the first text of the family
	date   time.Time
	layout string
	trader trader
	origin string
	values map[string]string
	people map[string]person
	places map[string]place
}

// newLetter rolls the dice of text n of f. Each text has its own seed, so that
// a changed family leaves all others as they were.
func newLetter(f Family, n int) *letter {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %d", f.ID(), n)
	l := &letter{
		rng:    rand.New(rand.NewPCG(seed, h.Sum64())),
		n:      n,
		origin: f.Origin,
		values: map[string]string{},
		people: map[string]person{},
		places: map[string]place{},
	}
	l.date = l.someDate(f.From, f.To)
	l.layout = pick(l.rng, layouts)
	l.trader = pick(l.rng, traders)
	return l
}

// Fill makes text n of f. It fails on a slot that slots.go does not know.
func Fill(f Family, n int) (string, error) {
	l := newLetter(f, n)
	text := choice.ReplaceAllStringFunc(f.Template, l.choose)
	var unknown []string
	text = slot.ReplaceAllStringFunc(text, func(s string) string {
		value, ok := l.value(s)
		if !ok {
			unknown = append(unknown, s)
		}
		return value
	})
	if len(unknown) > 0 || strings.ContainsAny(text, "{}|") || strings.Contains(text, "[[") {
		return "", fmt.Errorf("fill %s: unresolved %v", f.ID(), unknown)
	}
	return wrap(doubleStop.ReplaceAllString(text, "$1"), 62+l.rng.IntN(36)), nil
}

// choose takes the alternatives of one [[a|b|c]] in turn over the texts of a
// family, so that none is left out while another comes twice. Lists with the
// same key, [[k#a|b]] and [[k#c|d]], go together: a with c, b with d.
func (l *letter) choose(s string) string {
	inside := s[2 : len(s)-2]
	key := inside
	if name, rest, ok := strings.Cut(inside, "#"); ok {
		key, inside = name, rest
	}
	options := strings.Split(inside, "|")
	h := fnv.New32a()
	h.Write([]byte(key))
	return options[(int(h.Sum32()%97)+l.n)%len(options)]
}

// value returns what a slot such as {bedrag2:20-90} stands for in this text.
func (l *letter) value(s string) (string, bool) {
	if v, ok := l.values[s]; ok {
		return v, true
	}
	m := slot.FindStringSubmatch(s)
	f, ok := slots[m[1]]
	if !ok {
		return "", false
	}
	low, _ := strconv.Atoi(m[3]) // 0 when the slot has no range
	high, _ := strconv.Atoi(m[4])
	l.values[s] = f(l, want{index: m[2], low: low, high: high})
	return l.values[s], true
}

// wrap breaks lines longer than width at spaces, as a scanned page has them.
func wrap(text string, width int) string {
	var b strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		length := 0
		for i, word := range strings.Fields(line) {
			switch {
			case i > 0 && length+1+len([]rune(word)) > width:
				b.WriteByte('\n')
				length = 0
			case i > 0:
				b.WriteByte(' ')
				length++
			}
			b.WriteString(word)
			length += len([]rune(word))
		}
		b.WriteByte('\n')
	}
	return b.String()
}
