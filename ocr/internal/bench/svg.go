package main

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// A drawing is a chart of bars: for each label a bar for each engine.
type drawing struct {
	name   string // of the file, without set and extension
	title  string
	labels []string
	series []series
	log    bool // lengths are logarithms: errors differ by a factor of a hundred
	digits int
}

// A series is the bars of one engine.
type series struct {
	name   string
	values []float64
}

// drawings returns the charts of a result.
func drawings(r Result) []drawing {
	errors := drawing{name: "line-error", title: "Line character error in %, logarithmic: shorter is better", log: true, digits: 2}
	keys := drawing{name: "keys", title: "Key values found on typed pages in %: longer is better", digits: 1}
	speed := drawing{name: "speed", title: "Pages a minute, two at a time: longer is better", digits: 0, labels: []string{"all pages"}}
	for _, e := range r.Engines {
		var lines, found []float64
		for _, v := range e.Variants {
			lines = append(lines, percent(v.LineErrors, v.LineChars))
			found = append(found, percent(v.TypedFound, v.TypedKeys))
		}
		if e.Name != "ours-pdf" { // it reads what ours reads
			errors.series = append(errors.series, series{e.Name, lines})
			keys.series = append(keys.series, series{e.Name, found})
		}
		middle := spread(e.Runs, func(c cost) float64 { return c.perMinute(r.Pages) }).middle
		speed.series = append(speed.series, series{e.Name, []float64{middle}})
	}
	for _, v := range r.Engines[0].Variants {
		errors.labels = append(errors.labels, v.Name)
		keys.labels = append(keys.labels, v.Name)
	}
	return []drawing{errors, keys, speed}
}

// Sizes of a chart, in pixels.
const (
	barHeight  = 9
	groupGap   = 8
	labelWidth = 90
	barsWidth  = 560
	topSpace   = 56
)

// colours tell the engines apart, also for the colour-blind (Okabe and Ito).
var colours = map[string]string{"tesseract": "#999999", "ocrmypdf": "#e69f00", "ours": "#0072b2", "ours-pdf": "#56b4e9", "zbar": "#e69f00", "read or stopped": "#56b4e9"}

// svg draws the chart.
func (d drawing) svg() string {
	group := len(d.series)*barHeight + groupGap
	height := topSpace + len(d.labels)*group + 10
	width := labelWidth + barsWidth + 70
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" font-family="sans-serif" font-size="11">`+"\n", width, height, width)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" fill="#fff"/><text x="10" y="18" font-size="13" font-weight="bold">%s</text>`+"\n", html.EscapeString(d.title))
	for i, s := range d.series {
		x := labelWidth + i*120
		fmt.Fprintf(&b, `<rect x="%d" y="30" width="11" height="11" fill="%s"/><text x="%d" y="40">%s</text>`+"\n", x, colours[s.name], x+16, html.EscapeString(s.name))
	}
	most := d.most()
	for row, label := range d.labels {
		y := topSpace + row*group
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s</text>`+"\n", labelWidth-8, y+len(d.series)*barHeight/2+4, html.EscapeString(label))
		for i, s := range d.series {
			d.bar(&b, y+i*barHeight, colours[s.name], s.values[row], most)
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func (d drawing) bar(b *strings.Builder, y int, colour string, value, most float64) {
	length := d.length(value) / most * barsWidth
	fmt.Fprintf(b, `<rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/><text x="%.1f" y="%d" font-size="9">%.*f</text>`+"\n",
		labelWidth, y, length, barHeight-1, colour, labelWidth+length+4, y+barHeight-1, d.digits, value)
}

// length returns how long a bar is, in no unit.
func (d drawing) length(value float64) float64 {
	if !d.log {
		return value
	}
	return math.Log10(1 + value*20) // from 0.05 %, one letter on a page of 2,000
}

func (d drawing) most() float64 {
	most := 0.001
	for _, s := range d.series {
		for _, v := range s.values {
			most = max(most, d.length(v))
		}
	}
	return most
}
