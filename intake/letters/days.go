package letters

import (
	"strings"
	"time"

	"postkamer"
)

// place keeps the place of a day open; nothing for the zero day.
func place(name string, day time.Time) string {
	if day.IsZero() {
		return ""
	}
	return "[" + name + "]"
}

// days are those that a letter about the facts names.
func (f Facts) days() postkamer.LetterDays {
	d := postkamer.LetterDays{Kept: true, By: f.AnswerBy, Due: f.Due}
	if !f.AnswerBy.IsZero() {
		d.Answer = int(f.AnswerBy.Sub(f.Today) / (24 * time.Hour))
	}
	return d
}

// Read returns a letter as it reads: the days that it names are in its words.
func Read(t postkamer.LetterText) postkamer.LetterText {
	if !t.Days.Kept {
		return t
	}
	words := strings.NewReplacer("[vandaag]", Day(t.Date), "[uiterlijk]", LongDay(t.Days.By), "[termijn]", Day(t.Days.Due))
	t.Title = words.Replace(t.Title)
	body := make([]string, len(t.Body))
	for i, paragraph := range t.Body {
		body[i] = words.Replace(paragraph)
	}
	t.Body, t.Days = body, postkamer.LetterDays{}
	return t
}
