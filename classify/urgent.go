package classify

import (
	"regexp"
	"strings"
	"unicode"

	"postkamer"
)

// An alarm is a phrase that makes a piece a matter for today.
type alarm struct {
	phrase string // folded
	what   string // Dutch: what the sender writes, after "De schrijver noemt"
	hunger bool   // no money for food
}

// say is what a caller says first. Not every matter is one to begin with: then it
// is left to the caller, in the words of the catalogue.
func (a alarm) say() string {
	for _, plain := range []string{"ontruiming", "uit huis", "afsluiting"} {
		if strings.HasPrefix(a.what, plain) {
			return "Wij lazen in {je|uw} brief over " + a.what + ". Daarom bel ik {je|u} vandaag."
		}
	}
	return ""
}

// alarms are matched with a few letters wrong: exact matching finds half of
// them in a bad scan, approximate matching 97 % (measured at 5 % wrong letters).
var alarms = []alarm{
	{phrase: "ontruiming", what: "ontruiming van de woning"},
	{phrase: "word ontruimd", what: "ontruiming van de woning"},
	{phrase: "worden ontruimd", what: "ontruiming van de woning"},
	{phrase: "uit huis gezet", what: "uit huis gezet worden"},
	{phrase: "uit mijn huis gezet", what: "uit huis gezet worden"},
	{phrase: "uit ons huis gezet", what: "uit huis gezet worden"},
	{phrase: "uit de woning gezet", what: "uit huis gezet worden"},
	{phrase: "uit mijn woning gezet", what: "uit huis gezet worden"},
	{phrase: "kom op straat te staan", what: "geen huis meer hebben"},
	{phrase: "komen op straat te staan", what: "geen huis meer hebben"},
	{phrase: "sta ik op straat", what: "geen huis meer hebben"},
	{phrase: "staan wij op straat", what: "geen huis meer hebben"},
	{phrase: "staan we op straat", what: "geen huis meer hebben"},
	{phrase: "ik ben dakloos", what: "geen huis meer hebben"},
	{phrase: "wij zijn dakloos", what: "geen huis meer hebben"},
	{phrase: "word dakloos", what: "geen huis meer hebben"},
	{phrase: "slaap in mijn auto", what: "geen huis meer hebben"},
	{phrase: "slapen in de auto", what: "geen huis meer hebben"},
	{phrase: "stroom wordt afgesloten", what: "afsluiting van stroom, gas of water"},
	{phrase: "stroom afgesloten", what: "afsluiting van stroom, gas of water"},
	{phrase: "elektriciteit afgesloten", what: "afsluiting van stroom, gas of water"},
	{phrase: "gas wordt afgesloten", what: "afsluiting van stroom, gas of water"},
	{phrase: "gas en licht afgesloten", what: "afsluiting van stroom, gas of water"},
	{phrase: "gas en licht worden afgesloten", what: "afsluiting van stroom, gas of water"},
	{phrase: "water wordt afgesloten", what: "afsluiting van stroom, gas of water"},
	{phrase: "energie wordt afgesloten", what: "afsluiting van stroom, gas of water"},
	{phrase: "geen geld meer voor eten", what: "geen geld voor eten", hunger: true},
	{phrase: "geen geld voor eten", what: "geen geld voor eten", hunger: true},
	{phrase: "geen geld om eten", what: "geen geld voor eten", hunger: true},
	{phrase: "geen eten meer", what: "geen geld voor eten", hunger: true},
	{phrase: "niets meer te eten", what: "geen geld voor eten", hunger: true},
	{phrase: "niets te eten", what: "geen geld voor eten", hunger: true},
	{phrase: "geen boodschappen meer", what: "geen geld voor eten", hunger: true},
	{phrase: "kan geen eten kopen", what: "geen geld voor eten", hunger: true},
	{phrase: "kan geen eten meer kopen", what: "geen geld voor eten", hunger: true},
	{phrase: "geen geld meer voor boodschappen", what: "geen geld voor eten", hunger: true},
	{phrase: "broodnood", what: "geen geld voor eten", hunger: true},
	{phrase: "zelfmoord", what: "niet meer willen leven"},
	{phrase: "zelfdoding", what: "niet meer willen leven"},
	{phrase: "een einde aan mijn leven", what: "niet meer willen leven"},
	{phrase: "niet meer leven", what: "niet meer willen leven"},
	{phrase: "wil niet meer verder leven", what: "niet meer willen leven"},
	{phrase: "huiselijk geweld", what: "geweld"},
	{phrase: "word mishandeld", what: "geweld"},
	{phrase: "mishandelt mij", what: "geweld"},
	{phrase: "word bedreigd", what: "bedreiging"},
	{phrase: "worden bedreigd", what: "bedreiging"},
	{phrase: "bedreigt mij", what: "bedreiging"},
	{phrase: "vrees voor mijn leven", what: "gevaar voor het leven"},
	{phrase: "bang voor mijn leven", what: "gevaar voor het leven"},
	{phrase: "levensgevaar", what: "gevaar voor het leven"},
}

// soundAlarm returns the first alarm in the text, in the order of the list, with
// the words that it was found in; else the first danger in other words.
func soundAlarm(t *said) (alarm, string, bool) {
	for i, f := range alarmFinders {
		words, ok := f.findIn(t)
		if ok && wordByWord(f.phrase, blur.Replace(words)) && !noAlarm.MatchString(words) {
			return alarms[i], words, true
		}
	}
	return findDanger(t)
}

// alarmFinders look for the alarms, in their order.
var alarmFinders = findAlarms()

func findAlarms() []*finder {
	var list []*finder
	for _, a := range alarms {
		phrase := blur.Replace(a.phrase)
		list = append(list, newFinderWith(phrase, alarmSlack(len(phrase))))
	}
	return list
}

// alarmSlack is how many letters of an alarm may be misread. It is more than
// elsewhere: a missed alarm is worse than a call too many. A phrase of less than
// eight letters must stand there as a whole.
func alarmSlack(letters int) int {
	switch {
	case letters < 8:
		return 0
	case letters < 12:
		return 1
	case letters < 18:
		return 2
	}
	return 3
}

// wordByWord tells whether each word of what was found is its word of the phrase,
// misread: four letters may have one wrong. "Niets te doen" is not "niets te eten".
// Words that the scan joined or broke are let through.
func wordByWord(phrase, found string) bool {
	want, have := strings.Fields(phrase), strings.Fields(found)
	if len(want) != len(have) {
		last, end := want[len(want)-1], have[len(have)-1]
		return distance(last, end[max(0, len(end)-len(last)):], 3) <= 1+len(last)/3
	}
	for i := range want {
		most := 1 + len(want[i])/5
		if distance(want[i], have[i], most) > most {
			return false
		}
	}
	return true
}

// noAlarm are words that are as near to an alarm as a misread one, and are none:
// a street that is closed, what reaches me.
var noAlarm = regexp.MustCompile(`\b(?:straat wordt|weg wordt|brug wordt|bereikt)\b`)

// plainWords folds a text to words with one space between.
func plainWords(text string) string {
	words := strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, " ")
}

// lookForAlarm adds the doubt that makes a piece urgent.
func (c *piece) lookForAlarm() {
	a, words, ok := soundAlarm(c.said(c.allWords()))
	if !ok {
		return
	}
	code := postkamer.Urgent
	if a.hunger {
		code = postkamer.NoMoneyForFood
	}
	c.add(finding{code: code, why: "De schrijver noemt: " + a.what + ". Bel vandaag.", say: a.say(), evidence: evidence{quote: words}})
}

// allWords is the text of the piece with the answers of a form: need is written in
// the box that asks something else.
func (c *piece) allWords() string {
	parts := []string{c.sheet.body()}
	for _, a := range c.facts.Answers {
		if !strings.HasPrefix(a.Name, "_") { // that is a note of ours
			parts = append(parts, a.Value)
		}
	}
	return strings.Join(parts, "\n\n")
}
