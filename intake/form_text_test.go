package intake

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"postkamer"
)

// official are words of officials that plain Dutch does without.
var official = regexp.MustCompile(`(?i)\b(indien|tevens|derhalve|dienen?|dient|teneinde|conform|omtrent|inzake|betreffende|aangaande|desgewenst|dermate|gaarne|hieromtrent|ingevolge|jegens|middels|mits|nadere|onderhavige|reeds|respectievelijk|tenzij|terzake|thans|uitsluitend|verstrekken|verschuldigd|voornoemd|zodanig|additioneel|verplicht|gelieve|invoer|ongeldig|formaat|valideren|geautoriseerd)\b`)

var (
	saysU     = regexp.MustCompile(`(?i)(?:^|[^\pL])(u|uw|uzelf)(?:[^\pL]|$)`)
	saysJe    = regexp.MustCompile(`(?i)(?:^|[^\pL])(je|jij|jou|jouw|jezelf)(?:[^\pL]|$)`)
	sentences = regexp.MustCompile(`[.?!]\s+`)
	words     = regexp.MustCompile(`\pL+`)
)

// maxSentence and maxWord are the limits of plain Dutch (B1) that can be counted.
const (
	maxSentence = 15
	maxWord     = 20
)

// allTexts returns every text of a definition that a citizen may see.
func allTexts(d *definition) []phrase {
	list := slices.Concat([]phrase{d.Title, d.About, d.Button, d.DoneTitle}, d.Intro, d.donePhrases(), tableTexts(d.Errors))
	for _, p := range d.Pages {
		list = slices.Concat(list, []phrase{p.Section, p.Heading, p.Item}, p.Intro)
		for _, q := range p.Questions {
			list = slices.Concat(list, []phrase{q.Label, q.Hint}, tableTexts(q.Errors))
			for _, o := range q.Options {
				list = append(list, o.Label, o.Hint)
				if o.Stop != nil {
					list = slices.Concat(list, []phrase{o.Stop.Heading}, o.Stop.Text)
				}
			}
		}
		for _, r := range p.Rules {
			list = append(list, r.Text)
		}
		for _, n := range p.Notices {
			list = append(list, n.Text)
		}
	}
	return list
}

// paperTexts returns every text that is only on the printed form.
func paperTexts(d *definition) []phrase {
	list := append(slices.Clone(d.Paper.Intro), d.Paper.Signing)
	for _, q := range d.Paper.Questions {
		list = append(list, q.Label, q.Hint)
	}
	for _, p := range d.Pages {
		list = append(list, p.Paper.Intro...)
		for _, q := range p.Questions {
			list = append(list, q.Paper.Label, q.Paper.Hint)
			for _, o := range slices.Concat(q.Options, q.Paper.Options) {
				list = append(list, o.Label, o.Hint, o.Paper)
			}
		}
	}
	return list
}

func tableTexts(table map[string]phrase) []phrase {
	var list []phrase
	for _, p := range table {
		list = append(list, p)
	}
	return list
}

// unplain returns what is not plain in a text of one tone.
func unplain(text string, tone postkamer.Tone) string {
	switch {
	case strings.ContainsAny(text, "{}|"):
		return "braces are left"
	case tone == postkamer.Je && saysU.MatchString(text):
		return "u in the text with je"
	case tone == postkamer.U && saysJe.MatchString(text):
		return "je in the text with u"
	case official.MatchString(text):
		return "official word " + official.FindString(text)
	}
	for _, s := range sentences.Split(text, -1) {
		if len(strings.Fields(s)) > maxSentence {
			return "long sentence"
		}
	}
	last := ""
	for _, w := range words.FindAllString(strings.ToLower(text), -1) {
		if len([]rune(w)) > maxWord || w == last {
			return "long or doubled word " + w
		}
		last = w
	}
	return ""
}

func TestTextsArePlain(t *testing.T) {
	forms, err := LoadForms()
	if err != nil {
		t.Fatal(err)
	}
	fill := map[string]string{"kenmerk": "X", "n": "2", "maand": "april 2020", "deel": "de maand", "datum": "4 mei 2020", "bedrag": "100", "andere": "gemeente Oost", "bestand": "foto.jpg", "mb": "11,2"}
	for _, f := range forms.All() {
		for _, p := range slices.Concat(allTexts(f.def), paperTexts(f.def)) {
			for _, tone := range []postkamer.Tone{postkamer.Je, postkamer.U} {
				c := onDay(tone)
				c.Town.Name = "Zaanwijk"
				if why := unplain(say(p.text, c, fill), tone); why != "" {
					t.Errorf("%s line %d: %s: %q", f.Name, p.line, why, say(p.text, c, fill))
				}
			}
		}
	}
}

func TestTextsOfTheProgramArePlain(t *testing.T) {
	for _, text := range slices.Concat(FileTexts(), SlotTexts(), []string{notAnswered}) {
		for _, tone := range []postkamer.Tone{postkamer.Je, postkamer.U} {
			said := say(text, onDay(tone), map[string]string{"bestand": "foto.jpg", "mb": "11,2", "n": "5", "tijd": "dinsdag 24 november, tussen 9 en 12 uur", "plaats": "het stadhuis"})
			if why := unplain(said, tone); why != "" {
				t.Errorf("%s: %q", why, said)
			}
		}
	}
}

func TestTheGateSeesWhatIsNotPlain(t *testing.T) {
	for _, tt := range []struct {
		text string
		tone postkamer.Tone
	}{
		{"Vul uw naam in", postkamer.Je},
		{"Vul je naam in", postkamer.U},
		{"U dient dit te doen", postkamer.U},
		{"Kom. " + strings.Repeat("la lo ", 8), postkamer.U},
		{"Dit is is fout", postkamer.U},
		{"Arbeidsongeschiktheidsverzekering", postkamer.U},
		{"Wat is {je|uw", postkamer.U},
	} {
		if unplain(tt.text, tt.tone) == "" {
			t.Errorf("%q passes as %s", tt.text, tt.tone)
		}
	}
}

func TestTextsOfThePagesAreWorded(t *testing.T) {
	for name, pages := range map[string][]leaf{"verhuizing": move(), "tozo": application()} {
		for _, tone := range []postkamer.Tone{postkamer.Je, postkamer.U} {
			f, c := theForm(t, name), onDay(tone)
			a := walk(t, f, c, pages)
			for _, p := range f.Pages(a, c) {
				said := append([]string{p.Heading, p.Section}, p.Intro...)
				for _, q := range p.Questions {
					said = append(said, q.Name, q.Label, q.Hint)
				}
				if text := strings.Join(said, " "); strings.ContainsAny(text, "{}|") {
					t.Errorf("%s %s: %s", name, p.Slug, text)
				}
			}
		}
	}
}
