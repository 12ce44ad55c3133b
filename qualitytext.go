package postkamer

import "strings"

// A findingText is a finding in Dutch, for the operator: what it is, in a sentence and
// in one or two words for a list, and what to do.
type findingText struct {
	says   string // {} is the note with its space before it; {je|u} as the municipality addresses staff
	word   string
	todo   string
	blocks bool
	said   bool // no eyes needed
}

// findingTexts says for each code what was found and what to do next.
var findingTexts = map[FindingCode]findingText{
	FindingBlurred:       {says: "De tekst is onscherp.", word: "onscherp", todo: "{Kun je|Kunt u} alles lezen? Dan is het goed. Anders: scan het blad opnieuw en leg het vlak."},
	FindingLowContrast:   {says: "De tekst is bleek.", word: "bleek", todo: "{Kun je|Kunt u} alles lezen? Dan is het goed. Anders: scan het blad donkerder."},
	FindingTooDark:       {says: "De bladzijde is te donker.", word: "te donker", todo: "{Kun je|Kunt u} alles lezen? Dan is het goed. Anders: scan het blad lichter, met de klep dicht."},
	FindingTooLight:      {says: "De bladzijde is te licht.", word: "te licht", todo: "{Kun je|Kunt u} alles lezen? Dan is het goed. Anders: scan het blad donkerder."},
	FindingSkewed:        {says: "De bladzijde ligt scheef.", word: "scheef", todo: "Staat alles erop? Dan is het goed. Anders: scan het blad opnieuw, recht in de invoer."},
	FindingCutOff:        {says: "De tekst loopt door tot aan de rand{}: er lijkt een stuk afgesneden.", word: "afgesneden", todo: "Kijk op het papier. Staat daar meer? Scan het blad opnieuw."},
	FindingFolded:        {says: "Een hoek{} lijkt omgevouwen.", word: "hoek omgevouwen", todo: "Ligt er tekst onder de vouw? Vouw de hoek terug en scan het blad opnieuw."},
	FindingLowResolution: {says: "De bladzijde is grof gescand.", word: "grof", todo: "Zijn kleine letters te lezen? Dan is het goed. Anders: scan het blad fijner."},
	FindingUpsideDown:    {says: "De bladzijde is gedraaid, zodat de tekst rechtop staat.", word: "gedraaid", todo: "Staat hij niet goed? Draai hem met D.", said: true},
	FindingStraightened:  {says: "De bladzijde lag scheef en is rechtgezet.", word: "rechtgezet", todo: "{Je hoeft|U hoeft} niets te doen.", said: true},
	FindingColour:        {says: "Op de bladzijde staat kleur.", word: "kleur", todo: "{Je hoeft|U hoeft} niets te doen.", said: true},
	FindingUnreadable:    {says: "Van deze bladzijde is geen beeld te maken.", word: "kapot", todo: "Scan het blad opnieuw.", blocks: true},

	FindingDoubleFeed:      {says: "Er zijn misschien twee bladen tegelijk doorgevoerd{}.", word: "dubbel doorgevoerd", todo: "Kijk op het papier. Scan de bladen zo nodig los van elkaar."},
	FindingDuplicate:       {says: "Deze bladzijde lijkt dezelfde als{}.", word: "dubbel", todo: "Is het hetzelfde blad? Keur deze bladzijde af. Zijn het twee bladen? Dan is het goed."},
	FindingBlankFront:      {says: "De voorkant van dit blad is leeg.", word: "voorkant leeg", todo: "Kijk op het papier. Ligt het blad verkeerd om? Scan het opnieuw."},
	FindingSheetUnread:     {says: "Dit lijkt een scheidingsblad, maar het is niet te lezen.", word: "scheidingsblad onleesbaar", todo: "Is het een scheidingsblad? Zeg dan dat hier een nieuw poststuk begint.", blocks: true},
	FindingSheetGap:        {says: "Tussen de scheidingsbladen ontbreekt een nummer{}.", word: "scheidingsblad ontbreekt", todo: "Kijk of hier twee brieven aan elkaar zitten. Begint er een nieuwe brief? Zeg dat dan.", blocks: true},
	FindingSheetTwice:      {says: "Dit scheidingsblad kwam al eerder langs{}.", word: "scheidingsblad dubbel", todo: "Kijk of bladen twee keer zijn gescand. Keur dubbele bladen af. Begint hier een nieuw poststuk? Dan is het goed.", blocks: true},
	FindingSheetForeignSet: {says: "Dit scheidingsblad hoort bij een andere stapel{}.", word: "andere stapel", todo: "Kijk of de stapels door elkaar liggen. Begint hier een nieuw poststuk? Zeg dat dan.", blocks: true},
	FindingCountDiffers:    {says: "{Je telde|U telde} een ander aantal{}.", word: "aantal klopt niet", todo: "Kijk of er een blad mist of dubbel is. Klopt het toch? Schrijf op waarom.", blocks: true},
	FindingSheetUnknownSet: {says: "Dit scheidingsblad kennen wij niet.", word: "onbekend scheidingsblad", todo: "Begint hier een nieuw poststuk? Zeg dat dan. Druk nieuwe scheidingsbladen af.", blocks: true},
}

// Says returns what was found, as a Dutch sentence.
func (f Finding) Says() string {
	note := ""
	if f.Note != "" {
		note = " " + f.Note
	}
	return strings.ReplaceAll(findingTexts[f.Code].says, "{}", note)
}

// Word returns what was found in one or two Dutch words, for a list of pages.
func (f Finding) Word() string { return findingTexts[f.Code].word }

// Do returns what the operator does about it, in Dutch.
func (f Finding) Do() string { return findingTexts[f.Code].todo }
