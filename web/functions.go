package web

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"postkamer"
)

// functions are what templates may call besides the methods of their data.
func (s *Server) functions() template.FuncMap {
	return template.FuncMap{
		"asset":    s.static.address,
		"theme":    s.themeAddress,
		"logo":     s.logoAddress,
		"icon":     s.iconAddress,
		"more":     s.more,
		"moreFoot": s.moreFoot,
		"dialable": dialable,
		"clock":    func(t time.Time) string { return dutchClock(t.In(s.zone)) },
		"waiting":  func(t time.Time) string { return dutchDuration(s.cfg.Now().Sub(t)) },
		"thousand": dutchNumber,
		"now":      s.cfg.Now,
		"nth":      func(i int) int { return i + 1 },

		"letterParts": letterParts,
	}
}

// functionsIn are the functions that say something in a tone.
func (s *Server) functionsIn(tone postkamer.Tone) template.FuncMap {
	return template.FuncMap{
		"words":    s.wordsIn(tone),
		"options":  optionsIn(s.wordsIn(tone)),
		"filled":   s.filledIn(tone),
		"plural":   func(n int, one, more string) string { return s.countedIn(tone, n, one, more) },
		"date":     func(t time.Time) string { return dateIn(tone, t.In(s.zone)) },
		"dateTime": func(t time.Time) string { return momentIn(tone, t.In(s.zone)) },
	}
}

// filledIn returns the function filled of a tone: a text with values in the place of its
// words in braces, "{n}" and what it stands for, in pairs.
func (s *Server) filledIn(tone postkamer.Tone) func(string, ...any) string {
	return func(shipped string, pairs ...any) string {
		said := make([]string, len(pairs))
		for i, one := range pairs {
			said[i] = fmt.Sprint(one)
		}
		return fillIn(s.town().Say(tone, shipped), said)
	}
}

// fillIn puts values in the place of words in braces, in pairs. A value is put in as it
// is: braces in it stay.
func fillIn(text string, pairs []string) string {
	return strings.NewReplacer(pairs[:len(pairs)/2*2]...).Replace(text)
}

// filled says a text to staff with values in the place of its words in braces, in pairs.
func (s *Server) filled(shipped string, pairs ...string) string {
	return fillIn(s.say(shipped), pairs)
}

// Filled says a text in this page's tone with values in the place of its words in
// braces, in pairs.
func (p Page) Filled(shipped string, pairs ...string) string {
	return fillIn(p.Say(shipped), pairs)
}

// counted says to staff how many there are: 1 zaak, 2 zaken. The texts that can be put
// in other words are "{n} zaak" and "{n} zaken".
func (s *Server) counted(n int, one, more string) string {
	return s.countedIn(s.town().Tone.Staff, n, one, more)
}

func (s *Server) countedIn(tone postkamer.Tone, n int, one, more string) string {
	text := more
	if n == 1 {
		text = one
	}
	return strings.Replace(s.town().Say(tone, countText(text)), countMark, dutchNumber(n), 1)
}

// Counted says in this page's tone how many there are; see Server.counted.
func (p Page) Counted(n int, one, more string) string {
	text := more
	if n == 1 {
		text = one
	}
	return strings.Replace(p.Say(countText(text)), countMark, dutchNumber(n), 1)
}

// countMark is where the number stands in a text of something counted.
const countMark = "{n}"

// countText is the whole text of what is counted.
func countText(what string) string { return countMark + " " + what }

// dateIn writes 22 november 2026, or 22 November 2026; nothing for the zero time.
func dateIn(tone postkamer.Tone, t time.Time) string {
	if tone != postkamer.English || t.IsZero() {
		return dutchDate(t)
	}
	return t.Format("2 January 2006")
}

// clockIn writes 9.05, or 9:05.
func clockIn(tone postkamer.Tone, t time.Time) string {
	if tone != postkamer.English {
		return dutchClock(t)
	}
	return fmt.Sprintf("%d:%02d", t.Hour(), t.Minute())
}

// hourIn writes 9.05 uur, or 9:05.
func hourIn(tone postkamer.Tone, t time.Time) string {
	if tone != postkamer.English {
		return clockIn(tone, t) + " uur"
	}
	return clockIn(tone, t)
}

// momentIn writes 22 november 2026, 9.05 uur, or 22 November 2026, 9:05.
func momentIn(tone postkamer.Tone, t time.Time) string {
	return dateIn(tone, t) + ", " + hourIn(tone, t)
}

// months are the Dutch names of the months.
var months = [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}

// dutchDate writes 22 november 2026; nothing for the zero time.
func dutchDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
}

// dutchClock writes 9.05 for five past nine.
func dutchClock(t time.Time) string { return fmt.Sprintf("%d.%02d", t.Hour(), t.Minute()) }

// dutchDuration writes how long something waits in its two largest units: 1 dag
// 3 uur, 2 uur 5 minuten, 4 minuten.
func dutchDuration(d time.Duration) string {
	minutes := int(d.Minutes())
	switch {
	case minutes < 1:
		return "net"
	case minutes < 60:
		return plural(minutes, "minuut", "minuten")
	case minutes < 24*60:
		return joinUnits(fmt.Sprintf("%d uur", minutes/60), minutes%60, "minuut", "minuten")
	}
	hours := minutes / 60 % 24
	return joinUnits(plural(minutes/60/24, "dag", "dagen"), hours, "uur", "uur")
}

// joinUnits adds the smaller unit unless it is zero.
func joinUnits(large string, small int, one, more string) string {
	if small == 0 {
		return large
	}
	return large + " " + plural(small, one, more)
}

// plural writes 1 zaak, 2 zaken.
func plural(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return dutchNumber(n) + " " + more
}

// dutchNumber writes 1.086 for 1086.
func dutchNumber(n int) string {
	digits := fmt.Sprint(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	var groups []string
	for len(digits) > 3 {
		groups = append([]string{digits[len(digits)-3:]}, groups...)
		digits = digits[:len(digits)-3]
	}
	return sign + strings.Join(append([]string{digits}, groups...), ".")
}

// dialable keeps what a telephone can dial: digits, and + in front.
func dialable(phone string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, phone)
}
