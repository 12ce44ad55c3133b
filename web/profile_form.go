package web

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"postkamer"
	"postkamer/store"
)

// A profileForm asks for the next version of a profile.
type profileForm struct {
	Device     Field
	Software   Field
	Resolution Field
	Mode       Choice
	Sides      Choice
	Size       Choice
	Attended   Choice
	FilePiece  Choice
	Patch      Field
	Values     Field
	Sample     Field
	First      Field
	Limits     []Field
	BlankFront Choice
	Why        Field
}

// Limits of what may be filled in.
const (
	maxProfileText = 500
	mostResolution = 1200
	mostFirst      = 100000
)

// formOfProfile fills the form with a version as it is.
func formOfProfile(p postkamer.Profile) url.Values {
	form := url.Values{
		"apparaat": {p.Device}, "programma": {p.Software}, "fijnheid": {strconv.Itoa(p.Settings.Resolution)}, "kleur": {string(p.Settings.Mode)},
		"kanten": {yesNo(p.Settings.Duplex)}, "papier": {string(p.Settings.Page)}, "nakijken": {yesNo(p.Attended)}, "bestand": {yesNo(p.FilePiece)},
		"patch": {strings.Join(p.Sheets.Patch, ", ")}, "codes": {strings.Join(p.Sheets.Values, "\n")},
		"deel": {strconv.Itoa(p.Sample)}, "eerst": {strconv.Itoa(p.SampleFirst)},
		"grens_grof": {strconv.Itoa(p.Limits.DPI)}, "grens_rand": {strconv.Itoa(p.Limits.Cut)}, "grens_voorkant": {yesNo(p.Limits.BlankFront)},
	}
	for _, f := range limitFields {
		form.Set(f.name, f.shown(p.Limits))
	}
	return form
}

// newProfileForm is the form with these values.
func newProfileForm(form url.Values, wrong []FieldError) profileForm {
	field := func(name, label, hint string) Field {
		return Field{Name: name, Label: label, Hint: hint, Value: form.Get(name), Error: wrongIn(wrong, name), MaxLength: maxProfileText}
	}
	number := func(name, label, hint string) Field {
		f := field(name, label, hint)
		f.InputMode, f.MaxLength = "decimal", 8
		return f
	}
	choice := func(name, legend string, options ...Option) Choice {
		return Choice{Name: name, Legend: legend, Values: form[name], Error: wrongIn(wrong, name), Options: options}
	}
	yes := []Option{{Value: "ja", Label: "Ja"}, {Value: "nee", Label: "Nee"}}
	f := profileForm{
		Device:     field("apparaat", "Apparaat", "Merk, type en nummer. Leeg: elk apparaat."),
		Software:   field("programma", "Programma's", "Wat scant en wat inneemt, met hun versies."),
		Resolution: number("fijnheid", "Fijnheid in dpi", "Gewoon is 300."),
		Mode:       choice("kleur", "Kleur", Option{Value: "color", Label: "Kleur"}, Option{Value: "gray", Label: "Grijs"}, Option{Value: "lineart", Label: "Zwart-wit"}),
		Sides:      choice("kanten", "Beide kanten scannen?", yes...),
		Size:       choice("papier", "Papier", Option{Value: "a4", Label: "A4"}, Option{Value: "a5", Label: "A5"}, Option{Value: "letter", Label: "Letter"}, Option{Value: "max", Label: "Het grootste dat de scanner kan"}),
		Attended:   choice("nakijken", "Kijkt een mens elke stapel na?", yes...),
		FilePiece:  choice("bestand", "Is elk bestand een nieuw poststuk?", yes...),
		Patch:      field("patch", "Patchcodes die ook scheiden", "Van scheidingsbladen van een ander. Bijvoorbeeld T, 2. Leeg: geen."),
		Values:     field("codes", "Streepjescodes die ook scheiden", "Eén per regel. * staat voor meer tekens, ? voor één. Leeg: geen."),
		Sample:     number("deel", "Steekproef door een tweede persoon, in procenten", "0 is geen, 100 is alles."),
		First:      number("eerst", "Eerst alles nakijken, zoveel stukken", "Van elke nieuwe versie. Daarna geldt het deel."),
		Why:        field("waarom", "Waarom deze nieuwe versie?", "Bijvoorbeeld: nieuwe scanner. Dit blijft in het logboek."),
	}
	f.Values.Rows = 2
	f.BlankFront = choice("grens_voorkant", "Vraagt een lege voorkant een blik?", yes...)
	for _, l := range limitFields {
		f.Limits = append(f.Limits, number(l.name, l.asks(), strings.TrimSpace(l.hint+" 0 zet dit uit.")))
	}
	f.Limits = append(f.Limits, number("grens_grof", "Grof gescand: onder hoeveel dpi?", "0 zet dit uit."), number("grens_rand", "Afgesneden: hoeveel letters tot aan de rand?", "0 zet dit uit."))
	return f
}

// asks is the limit as a question.
func (f limitField) asks() string {
	return f.label + ": " + strings.ReplaceAll(fmt.Sprintf(f.says, "…"), "%%", "%")
}

// readProfileForm reads the next version from the form. What is not asked stays.
func readProfileForm(now postkamer.Profile, form url.Values) (next postkamer.Profile, wrong []FieldError) {
	in := formReader{form: form}
	next = now
	next.Device, next.Software = in.text("apparaat"), in.text("programma")
	next.Settings.Resolution = in.whole("fijnheid", 50, mostResolution)
	next.Settings.Mode = postkamer.ColourMode(in.one("kleur", "color", "gray", "lineart"))
	next.Settings.Page = postkamer.PageSize(in.one("papier", "a4", "a5", "letter", "max"))
	next.Settings.Duplex = in.one("kanten", "ja", "nee") == "ja"
	next.Attended, next.FilePiece = in.one("nakijken", "ja", "nee") == "ja", in.one("bestand", "ja", "nee") == "ja"
	next.Sample, next.SampleFirst = in.whole("deel", 0, 100), in.whole("eerst", 0, mostFirst)
	next.Sheets = in.sheets()
	next.Limits = in.limits(now.Limits)
	next.Why = in.text("waarom")
	if next.Why == "" {
		in.refuse("waarom", "Schrijf op waarom er een nieuwe versie komt")
	}
	return next, in.wrong
}

// A formReader reads the fields of a form and collects what is wrong.
type formReader struct {
	form  url.Values
	wrong []FieldError
}

func (in *formReader) refuse(name, text string) { in.wrong = append(in.wrong, FieldError{name, text}) }

func (in *formReader) text(name string) string {
	text := in.form.Get(name)
	if len(text) > maxProfileText {
		in.refuse(name, "Maak deze tekst korter")
	}
	return text
}

func (in *formReader) one(name string, of ...string) string {
	value := in.form.Get(name)
	if !slices.Contains(of, value) {
		in.refuse(name, "Kies er een")
	}
	return value
}

func (in *formReader) whole(name string, least, most int) int {
	n, err := strconv.Atoi(in.form.Get(name))
	if err != nil || n < least || n > most {
		in.refuse(name, fmt.Sprintf("Vul een getal in van %d tot en met %d", least, most))
	}
	return n
}

// limits reads the limits; 0 switches a check off.
func (in *formReader) limits(now postkamer.Limits) postkamer.Limits {
	for _, f := range limitFields {
		n, err := strconv.ParseFloat(strings.Replace(in.form.Get(f.name), ",", ".", 1), 64)
		if err != nil || n != 0 && !(n >= f.least && n <= f.most) {
			in.refuse(f.name, fmt.Sprintf("Vul een getal in van %s tot en met %s, of 0", decimal(f.least), decimal(f.most)))
			continue
		}
		if f.shown(now) == decimal(n) {
			continue // as it was: no rounding
		}
		if f.share {
			n /= 100
		}
		*f.get(&now) = n
	}
	now.DPI, now.Cut = in.whole("grens_grof", 0, mostResolution), in.whole("grens_rand", 0, 1000)
	now.BlankFront = in.one("grens_voorkant", "ja", "nee") == "ja"
	return now
}

// sheets reads which sheets of other suppliers cut.
func (in *formReader) sheets() postkamer.SheetRules {
	rules := postkamer.SheetRules{Patch: separated(strings.ToUpper(in.text("patch")), ", \n"), Values: separated(in.text("codes"), "\n")}
	for name, part := range map[string]postkamer.SheetRules{"patch": {Patch: rules.Patch}, "codes": {Values: rules.Values}} {
		if err := part.Check(); err != nil {
			in.refuse(name, sentence(err.Error()))
		}
	}
	return rules
}

// separated splits a text; nothing gives nil.
func separated(text, at string) (parts []string) {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(at, r) }) {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// sentence begins with a capital.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// saveProfile keeps the version and returns it; the same settings give the version
// that is there.
func (s *Server) saveProfile(ctx context.Context, p postkamer.Profile) (made postkamer.Profile, err error) {
	err = s.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
		made, err = tx.AddProfile(ctx, p)
		return err
	})
	return made, err
}
