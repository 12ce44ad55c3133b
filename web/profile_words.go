package web

import (
	"fmt"
	"strconv"
	"strings"

	"postkamer"
)

// colourWords say in what a scanner scans.
var colourWords = map[postkamer.ColourMode]string{
	postkamer.Colour: "kleur", postkamer.Grey: "grijs", postkamer.Lineart: "zwart-wit",
}

// sizeWords say for what paper a scanner is set.
var sizeWords = map[postkamer.PageSize]string{
	postkamer.SizeA4: "A4", postkamer.SizeA5: "A5", postkamer.SizeLetter: "Letter", postkamer.SizeMax: "het grootste dat de scanner kan",
}

func sideWords(duplex bool) string {
	if duplex {
		return "beide kanten"
	}
	return "één kant"
}

// settingWords say how is scanned: 300 dpi, kleur, beide kanten, A4.
func settingWords(s postkamer.Settings) string {
	return fmt.Sprintf("%d dpi, %s, %s, %s", s.Resolution, colourWords[s.Mode], sideWords(s.Duplex), sizeWords[s.Page])
}

func attendedWords(p postkamer.Profile) string {
	if p.Attended {
		return "altijd door een mens"
	}
	return "alleen als er iets niet zeker is"
}

// sampleShare says which share a second person looks at.
func sampleShare(p postkamer.Profile) string {
	switch {
	case p.Sample == 0:
		return "geen steekproef"
	case p.Sample == 100:
		return "alle stukken"
	case p.SampleFirst > 0:
		return fmt.Sprintf("eerst %s allemaal, daarna %d %%", plural(p.SampleFirst, "stuk", "stukken"), p.Sample)
	}
	return fmt.Sprintf("%d %% van de stukken", p.Sample)
}

// newVersionMeans says what a new version of a profile does to the sample.
func newVersionMeans(p postkamer.Profile) string {
	switch {
	case p.Sample == 0:
		return "Voor dit profiel is er geen steekproef."
	case p.Sample == 100:
		return "Een tweede persoon kijkt alle stukken na."
	case p.SampleFirst > 0:
		return fmt.Sprintf("Van een nieuwe versie kijkt een tweede persoon eerst %s allemaal na. Daarna %d %%.", plural(p.SampleFirst, "stuk", "stukken"), p.Sample)
	}
	return fmt.Sprintf("Een tweede persoon kijkt %d %% van de stukken na.", p.Sample)
}

func orNothing(text string) string {
	if text == "" {
		return "niet ingevuld"
	}
	return text
}

func yesNo(yes bool) string {
	if yes {
		return "ja"
	}
	return "nee"
}

// sheetWords say which sheets of other suppliers cut a stack.
func sheetWords(rules postkamer.SheetRules) string {
	var words []string
	for _, p := range rules.Patch {
		words = append(words, "patch "+p)
	}
	words = append(words, rules.Values...)
	if len(words) == 0 {
		return "alleen onze eigen"
	}
	return "onze eigen, en " + strings.Join(words, ", ")
}

// profileFacts are what a profile is, without its limits.
func profileFacts(p postkamer.Profile) []Item {
	return []Item{
		{Key: "Apparaat", Value: orNothing(p.Device)},
		{Key: "Fijnheid", Value: fmt.Sprintf("%d dpi", p.Settings.Resolution)},
		{Key: "Kleur", Value: colourWords[p.Settings.Mode]},
		{Key: "Kanten", Value: sideWords(p.Settings.Duplex)},
		{Key: "Papier", Value: sizeWords[p.Settings.Page]},
		{Key: "Programma's", Value: orNothing(p.Software)},
		{Key: "Nakijken", Value: attendedWords(p)},
		{Key: "Elk bestand is een nieuw poststuk", Value: yesNo(p.FilePiece)},
		{Key: "Scheidingsbladen", Value: sheetWords(p.Sheets)},
		{Key: "Tweede persoon", Value: sampleShare(p)},
	}
}

// profileChanges say what a version changed beside the one before.
func profileChanges(before, after postkamer.Profile) []string {
	var changes []string
	was := append(profileFacts(before), limitItems(before.Limits)...)
	for i, item := range append(profileFacts(after), limitItems(after.Limits)...) {
		if was[i].Value != item.Value {
			changes = append(changes, fmt.Sprintf("%s: %s, was %s", item.Key, item.Value, was[i].Value))
		}
	}
	return changes
}

// A limitField is one limit of the quality of a page: how it is said and asked.
type limitField struct {
	name  string
	label string
	says  string // with %s for the number
	hint  string
	least float64 // smallest number that makes sense, besides 0
	most  float64
	share bool // 0..1, asked in per cent
	get   func(*postkamer.Limits) *float64
}

// limitFields are in the order of the page. A limit of 0 switches its check off.
var limitFields = []limitField{
	{"grens_scherp", "Onscherp", "als de rand van een letter breder is dan %s mm", "Goed gescand is 0,1 tot 0,2 mm.", .1, 2, false, func(l *postkamer.Limits) *float64 { return &l.Edge }},
	{"grens_bleek", "Bleek", "als inkt minder dan %s %% donkerder is dan het papier", "Druk heeft 70 % of meer, potlood 10 tot 30 %.", 1, 100, true, func(l *postkamer.Limits) *float64 { return &l.Contrast }},
	{"grens_donker", "Te donker", "als het papier minder dan %s %% licht is", "", 1, 100, true, func(l *postkamer.Limits) *float64 { return &l.Dark }},
	{"grens_zwart", "Te veel zwart", "als meer dan %s %% van de bladzijde helemaal zwart is", "", 1, 100, true, func(l *postkamer.Limits) *float64 { return &l.Black }},
	{"grens_licht", "Te licht", "als het papier meer dan %s %% licht is en de inkt bleek", "", 1, 100, true, func(l *postkamer.Limits) *float64 { return &l.Light }},
	{"grens_scheef", "Scheef", "als de bladzijde meer dan %s graden scheef ligt", "", .1, 20, false, func(l *postkamer.Limits) *float64 { return &l.Skew }},
	{"grens_rechtgezet", "Rechtgezet", "wordt gezegd vanaf %s graden", "", .1, 20, false, func(l *postkamer.Limits) *float64 { return &l.Straighten }},
	{"grens_vouw", "Hoek omgevouwen", "als de vouw groter is dan %s mm", "", 1, 100, false, func(l *postkamer.Limits) *float64 { return &l.Fold }},
	{"grens_kleur", "Kleur", "wordt gezegd als meer dan %s %% van de bladzijde kleur heeft", "", .01, 100, true, func(l *postkamer.Limits) *float64 { return &l.Colour }},
	{"grens_hoogte", "Hoogte van het papier", "%s mm", "0 neemt de hoogte die in de stapel het meest voorkomt.", 50, 1000, false, func(l *postkamer.Limits) *float64 { return &l.PageHeight }},
	{"grens_langer", "Dubbel doorgevoerd", "als een bladzijde meer dan %s mm langer is dan de andere", "", 1, 500, false, func(l *postkamer.Limits) *float64 { return &l.Longer }},
	{"grens_gelijk", "Dezelfde bladzijde", "als twee beelden meer dan %s %% op elkaar lijken", "", 1, 100, true, func(l *postkamer.Limits) *float64 { return &l.Same }},
}

// shown is the number of a limit as people read and type it.
func (f limitField) shown(l postkamer.Limits) string {
	n := *f.get(&l)
	if f.share {
		n *= 100
	}
	return decimal(n)
}

// decimal writes 0,36 for .36, with as many figures as are needed and at most four.
func decimal(n float64) string {
	text := strconv.FormatFloat(n, 'f', 4, 64)
	return strings.Replace(strings.TrimRight(strings.TrimRight(text, "0"), "."), ".", ",", 1)
}

// limitItems are the limits in words.
func limitItems(l postkamer.Limits) []Item {
	items := make([]Item, 0, len(limitFields)+3)
	for _, f := range limitFields {
		said := fmt.Sprintf(f.says, f.shown(l))
		if *f.get(&l) == 0 {
			said = "staat uit"
			if f.name == "grens_hoogte" {
				said = "die in de stapel het meest voorkomt"
			}
		}
		items = append(items, Item{Key: f.label, Value: said})
	}
	return append(items,
		Item{Key: "Grof gescand", Value: countLimit(l.DPI, "onder %d dpi")},
		Item{Key: "Afgesneden", Value: countLimit(l.Cut, "als %d of meer letters tot aan de rand lopen")},
		Item{Key: "Lege voorkant", Value: map[bool]string{true: "vraagt een blik", false: "staat uit"}[l.BlankFront]})
}

func countLimit(n int, says string) string {
	if n == 0 {
		return "staat uit"
	}
	return fmt.Sprintf(says, n)
}
