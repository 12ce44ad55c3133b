package evidence

import (
	"fmt"
	"strings"
	"time"
)

// A Declaration (verklaring van vervanging) says what paper was replaced by images,
// how, what was checked, and what was kept out. It is about one box.
type Declaration struct {
	Town      string
	Reference string // VV-12: a box has one declaration
	On        time.Time
	Box       string // number of the box
	Place     string
	KeepUntil time.Time
	Basis     string   // the law, as the municipality has it in its settings
	Decision  string   // number and date of its decision; empty: to be filled in
	Open      []string // what is not done yet; then it is a draft without signatures
	Stacks    []Stack
	Profiles  []Profile
	Checks    Checks
	Kept      []Kept
	Signers   []Signer
}

// A Stack is one stack of the box. A number counted by hand is 0 when nobody counted.
type Stack struct {
	Position      int
	Name          string // stapel 3 van 22 november 2026
	Reference     string
	Received      time.Time
	By            string // who scanned it
	Profile       string // scanner, versie 3
	SheetsCounted int
	Sheets        int // found
	Pages         int
	PiecesCounted int
	Pieces        int
	CountWhy      string // why the counts differ
	Files         []File
}

// A File is one original, under its check sum.
type File struct {
	SHA256 string
	Size   int64
	Pages  int
}

// A Profile is one version of the settings under which was scanned.
type Profile struct {
	Name     string
	Version  int
	Since    time.Time
	By       string
	Device   string
	Settings string // 300 dpi, kleur, beide kanten
	Software string
	Limits   string // the limits of quality, in words
	Sample   int    // per cent that a second person looks at
	Stacks   int    // of this box
}

// Checks are the counts of what was checked in the stacks of one box.
type Checks struct {
	Pages       int
	InPieces    int
	Blank       int
	Separators  int
	Replaced    int // scanned again; the first image is kept
	Rejected    int
	Flagged     int // the program saw something
	Looked      int // of those, looked at by a person
	Sampled     int // looked at by a second person
	Good        int
	Bad         int
	Rescans     int // asked for by a caseworker or a second person
	RescansOpen int

	Pieces   int // each was with a person, or:
	Accepted int // a person closed its case
	Left     int // handed over to another register
	Back     int // all of its paper went back
}

// Kept is paper that is not replaced.
type Kept struct {
	Reference string
	Position  int // of its stack in the box
	Page      int // in its stack
	Why       string
	Now       string // where it is
}

// PDF returns the declaration as PDF/A-2b.
func (d Declaration) PDF() ([]byte, error) {
	title := "Verklaring van vervanging, doos " + d.Box
	if len(d.Open) > 0 {
		title = "Concept: v" + title[1:]
	}
	s, err := newSheaf(d.Town, title, title+" · "+d.Reference+" · "+day(d.On))
	if err != nil {
		return nil, err
	}
	d.about(s)
	d.open(s)
	d.basis(s)
	d.stacks(s)
	d.profiles(s)
	d.checks(s)
	d.kept(s)
	d.files(s)
	d.sign(s)
	return s.lasting(d.Reference, d.On), nil
}

func (d Declaration) about(s *sheaf) {
	var sheets, pages, pieces int
	var first, last time.Time
	for i, st := range d.Stacks {
		sheets, pages, pieces = sheets+st.Sheets, pages+st.Pages, pieces+st.Pieces
		if i == 0 || st.Received.Before(first) {
			first = st.Received
		}
		if st.Received.After(last) {
			last = st.Received
		}
	}
	s.text("Deze verklaring gaat over papieren post die is gescand. De beelden komen in de plaats van het papier. Na de bewaartermijn mag het papier worden vernietigd.")
	s.facts(
		fact{"Nummer", d.Reference},
		fact{"Datum", day(d.On)},
		fact{"Doos", strings.TrimSuffix(d.Box+", "+d.Place, ", ")},
		fact{"Ontvangen", strings.TrimSuffix(day(first)+" tot en met "+day(last), " tot en met ")},
		fact{"Omvang", listed([]string{count(len(d.Stacks), "stapel", "stapels"), count(sheets, "blad", "bladen"), count(pages, "bladzijde", "bladzijden"), count(pieces, "poststuk", "poststukken")})},
		fact{"Papier bewaren tot en met", day(d.KeepUntil)},
	)
}

func (d Declaration) open(s *sheaf) {
	if len(d.Open) == 0 {
		return
	}
	s.heading("Nog niet klaar")
	s.text("Dit is een concept. Eerst moet dit nog gebeuren:")
	for _, what := range d.Open {
		s.text("- " + what)
	}
}

func (d Declaration) basis(s *sheaf) {
	s.heading("Grondslag")
	s.text(d.Basis)
	decision := d.Decision
	if decision == "" {
		decision = "[nummer en datum van het besluit invullen]"
	}
	s.facts(fact{"Besluit tot vervanging", decision})
}

func (d Declaration) stacks(s *sheaf) {
	s.heading("Wat is vervangen")
	var rows [][]string
	for _, st := range d.Stacks {
		rows = append(rows, []string{fmt.Sprint(st.Position), st.Name + " (" + st.Reference + ")", short(st.Received), st.By,
			counted(st.SheetsCounted), fmt.Sprint(st.Sheets), fmt.Sprint(st.Pages), counted(st.PiecesCounted), fmt.Sprint(st.Pieces), st.Profile})
	}
	s.table([]column{{title: "Plek", width: 11}, {title: "Stapel", width: 34}, {title: "Ontvangen", width: 20}, {title: "Door", width: 20},
		{title: "Bladen geteld", width: 14, numeric: true}, {title: "Bladen gezien", width: 14, numeric: true}, {title: "Blad- zijden", width: 12, numeric: true},
		{title: "Stukken geteld", width: 14, numeric: true}, {title: "Stukken gezien", width: 14, numeric: true}, {title: "Profiel", width: 17}}, rows)
	for _, st := range d.Stacks {
		if st.CountWhy != "" {
			s.text(fmt.Sprintf("Verschil bij plek %d: %s", st.Position, st.CountWhy))
		}
	}
}

// counted shows a count by hand; a line when nobody counted.
func counted(n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprint(n)
}

func (d Declaration) profiles(s *sheaf) {
	s.heading("Hoe er is gescand")
	for _, p := range d.Profiles {
		s.facts(
			fact{"Scanprofiel", fmt.Sprintf("%s, versie %d (%s)", p.Name, p.Version, count(p.Stacks, "stapel", "stapels"))},
			fact{"Vastgesteld", strings.TrimSuffix(day(p.Since)+", door "+p.By, ", door ")},
			fact{"Apparaat", p.Device},
			fact{"Instellingen", p.Settings},
			fact{"Programma's", p.Software},
			fact{"Grenzen voor het beeld", p.Limits},
			fact{"Steekproef", fmt.Sprintf("%d %% van de bladzijden", p.Sample)},
		)
	}
}

func (d Declaration) checks(s *sheaf) {
	c := d.Checks
	s.heading("Wat is gecontroleerd")
	s.text("Elke bladzijde heeft een plek: in een poststuk, of apart gelegd met een reden. Er is geen bladzijde weggelaten.")
	s.facts(
		fact{"Bladzijden in poststukken", fmt.Sprintf("%d van %d", c.InPieces, c.Pages)},
		fact{"Apart gelegd", fmt.Sprintf("%d leeg, %s, %d opnieuw gescand, %d afgekeurd. De beelden zijn bewaard.", c.Blank, count(c.Separators, "scheidingsblad", "scheidingsbladen"), c.Replaced, c.Rejected)},
		fact{"Beeldkwaliteit", fmt.Sprintf("Elke bladzijde is gemeten. Bij %d zag het programma iets bijzonders; %d daarvan heeft een mens bekeken.", c.Flagged, c.Looked)},
		fact{"Tweede persoon", fmt.Sprintf("%s bekeken door iemand die het eerste oordeel niet zag: %d goed, %d niet goed.", count(c.Sampled, "bladzijde", "bladzijden"), c.Good, c.Bad)},
		fact{"Behandeld", fmt.Sprintf("%s: %d door een mens met het beeld afgerond, %d overgedragen, %d teruggegeven, %d nog open", count(c.Pieces, "poststuk", "poststukken"), c.Accepted, c.Left, c.Back, c.Pieces-c.Accepted-c.Left-c.Back)},
		fact{"Verzoeken om opnieuw te scannen", fmt.Sprintf("%d, waarvan %d nog open", c.Rescans, c.RescansOpen)},
		fact{"Originelen", "Elk origineel bestand is bewaard onder zijn controlegetal en wordt bij elk gebruik nagerekend."},
	)
}

func (d Declaration) kept(s *sheaf) {
	s.heading("Wat niet is vervangen")
	if len(d.Kept) == 0 {
		s.text("Niets. Al het papier in deze doos is vervangen.")
		return
	}
	s.text("Dit papier is wel gescand, maar het beeld komt er niet voor in de plaats. Het wordt niet vernietigd.")
	var rows [][]string
	for _, k := range d.Kept {
		rows = append(rows, []string{k.Reference, fmt.Sprint(k.Position), fmt.Sprint(k.Page), k.Why, k.Now})
	}
	s.table([]column{{title: "Poststuk", width: 40}, {title: "Plek", width: 14}, {title: "Bladzijde", width: 20}, {title: "Waarom", width: 46}, {title: "Waar is het nu", width: 50}}, rows)
}

func (d Declaration) files(s *sheaf) {
	s.heading("Bestanden en controlegetallen")
	s.text("Het controlegetal (SHA-256) van elk bestand zoals het van de scanner kwam. Is er later één punt in een bestand anders, dan klopt het getal niet meer.")
	var rows [][]string
	for _, st := range d.Stacks {
		for _, f := range st.Files {
			rows = append(rows, []string{fmt.Sprint(st.Position), fmt.Sprint(f.Pages), fmt.Sprint(f.Size), f.SHA256})
		}
	}
	s.table([]column{{title: "Plek", width: 14}, {title: "Bladzijden", width: 22, numeric: true}, {title: "Bytes", width: 28, numeric: true}, {title: "Controlegetal", width: 106, small: true}}, rows)
}

func (d Declaration) sign(s *sheaf) {
	if len(d.Open) > 0 {
		return
	}
	s.heading("Verklaring")
	s.text("De ondertekenaars verklaren dat de beelden juist en volledig weergeven wat er op het papier stond, dat de controles in deze verklaring zijn gedaan, en dat er is gewerkt volgens het Handboek vervanging van " + d.Town + ".")
	s.signatures(d.Signers)
}
