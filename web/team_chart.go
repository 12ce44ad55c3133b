package web

import (
	"fmt"
	"math"
	"strings"
	"time"

	"postkamer"
	"postkamer/forecast"
)

// A chart is a pile through time: what was, what is expected, and between which
// numbers. Coordinates are those of the drawing, which is chartWide by chartHigh.
type chart struct {
	Title string
	Was   string // points of a line
	Will  string
	Band  string // points of an area
	NowX  float64
	Rows  []tick // lines across, with their number
	Days  []tick // days below
}

// A tick is a place on an axis.
type tick struct {
	At   float64
	Text string
	End  string // of the text: start, middle, end
}

// Sizes of the drawing, its margins and what it shows.
const (
	chartWide, chartHigh = 480.0, 240.0
	chartLeft, chartTop  = 52.0, 14.0
	chartBase            = 210.0
	chartRight           = 470.0
	shownBefore          = 28 // days of the past
	shownAfter           = 56 // days ahead, when the end is not known
)

// shownDays returns which part of the forecast is worth seeing: a few days beyond the
// day on which the pile is surely empty.
func shownDays(a forecast.Answer) []forecast.Point {
	n := shownAfter
	if end := a.Empty.Late; !end.IsZero() && len(a.Line) > 0 {
		n = max(14, int(end.Sub(a.Line[0].Day)/(24*time.Hour))+4)
	}
	return a.Line[:min(n, len(a.Line))]
}

// A count is how many cases there were at the end of a day.
type count struct {
	day time.Time
	n   int
}

// countsBefore returns the pile of the days before today that are shown.
func countsBefore(w postkamer.Workload) []count {
	var list []count
	open := w.Open
	for i := len(w.Days) - 1; i > 0; i-- {
		open += w.Days[i].TotalDone() - w.Days[i].TotalIn()
		if day := w.Days[i-1].Day; len(list) < shownBefore && !day.Before(w.Since) && !w.Since.IsZero() {
			list = append([]count{{day, max(0, open)}}, list...)
		}
	}
	return list
}

// newChart draws a pile; nil when there is neither past nor future to draw.
func newChart(w postkamer.Workload, a forecast.Answer, say speaker) *chart {
	was, will := countsBefore(w), shownDays(a)
	if len(was) < 2 {
		return nil
	}
	top := w.Open
	for _, c := range was {
		top = max(top, c.n)
	}
	last := say.today
	for _, p := range will {
		top, last = max(top, p.High), p.Day
	}
	ax := axes{from: was[0].day, to: last, top: niceTop(top)}
	c := &chart{Title: "Zaken aan het eind van elke dag", NowX: ax.x(say.today), Rows: ax.rows(), Days: ax.days(say, was[0].day, last)}
	var before, middle, low, high []string
	for _, p := range was {
		before = append(before, ax.point(p.day, p.n))
	}
	before = append(before, ax.point(say.today, w.Open))
	middle = append(middle, ax.point(say.today, w.Open))
	for _, p := range will {
		middle = append(middle, ax.point(p.Day, p.Mid))
		high = append(high, ax.point(p.Day, p.High))
		low = append([]string{ax.point(p.Day, p.Low)}, low...)
	}
	c.Was = strings.Join(before, " ")
	if len(will) > 0 {
		c.Will, c.Band = strings.Join(middle, " "), strings.Join(append(high, low...), " ")
	}
	return c
}

// axes turn days and numbers into places.
type axes struct {
	from, to time.Time
	top      int
}

func (a axes) x(day time.Time) float64 {
	span := a.to.Sub(a.from).Hours()
	return round1(chartLeft + (chartRight-chartLeft)*day.Sub(a.from).Hours()/max(span, 1))
}

func (a axes) y(n int) float64 {
	return round1(chartBase - (chartBase-chartTop)*float64(n)/float64(max(a.top, 1)))
}

func (a axes) point(day time.Time, n int) string { return fmt.Sprintf("%g,%g", a.x(day), a.y(n)) }

func round1(v float64) float64 { return math.Round(v*10) / 10 }

// rows are nothing, half and all.
func (a axes) rows() []tick {
	var list []tick
	for _, n := range []int{0, a.top / 2, a.top} {
		list = append(list, tick{At: a.y(n), Text: dutchNumber(n)})
	}
	return list
}

// days are the first day, today and the last.
func (a axes) days(say speaker, first, last time.Time) []tick {
	list := []tick{{At: a.x(first), Text: say.date(first), End: "start"}}
	if today := a.x(say.today); today-chartLeft > 90 && chartRight-today > 90 {
		list = append(list, tick{At: today, Text: "vandaag", End: "middle"})
	}
	return append(list, tick{At: a.x(last), Text: say.date(last), End: "end"})
}

// niceTop rounds up to a number that halves well.
func niceTop(n int) int {
	step := 10
	for n > 10*step {
		step *= 10
	}
	return max(10, (n+step-1)/step*step)
}

// forecastTable is the chart in numbers.
func forecastTable(w postkamer.Workload, a forecast.Answer, say speaker) Table {
	t := Table{Caption: "Zaken aan het eind van elke dag", Columns: []Column{{Title: "Dag"}, {Title: "Zaken", Numeric: true}, {Title: "In 8 van de 10 keer"}}}
	for _, c := range countsBefore(w) {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: say.day(c.day)}, {Text: dutchNumber(c.n)}, {Text: "was zo"}}})
	}
	for _, p := range shownDays(a) {
		between := dutchNumber(p.Low) + " tot " + dutchNumber(p.High)
		t.Rows = append(t.Rows, Row{Current: p.Day.Equal(say.today), Cells: []Cell{{Text: say.day(p.Day)}, {Text: dutchNumber(p.Mid)}, {Text: between}}})
	}
	return t
}
