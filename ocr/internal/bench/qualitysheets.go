package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// qualitySheets returns the sheets on which image quality is measured: the letters of the
// set, and what else comes in an envelope and may be mistaken for a bad scan.
func qualitySheets(set string, seed uint64) ([]sheet, error) {
	found, err := letters(set)
	if err != nil {
		return nil, err
	}
	var all []sheet
	for _, l := range found {
		all = append(all, sheet{name: l.name, kind: kindLetter, html: l.html})
	}
	for _, o := range oddSheets {
		r := dice(seed, set, o.name)
		all = append(all, sheet{name: set[:1] + "x-" + o.name, kind: kindLetter, html: page(o.html(r))})
	}
	return all, nil
}

// page puts a body on a sheet of A4 without margins.
func page(body string) string {
	return `<!DOCTYPE html><meta charset=utf-8><style>@page{size:210mm 297mm;margin:0}*{box-sizing:border-box}body{margin:0;width:210mm;height:296mm;position:relative;overflow:hidden;font:11pt/1.35 "Liberation Sans"}
.a{position:absolute}.hand{font-family:"femkeklaver";font-size:17pt}.dkg{font-family:"DkgHandwriting";font-size:15pt}p{margin:0 0 3mm}</style><body>` + body
}

// Words for sheets that are made by the dozen.
var (
	firstNames  = []string{"Anna", "Mohamed", "Kees", "Sanne", "Priya", "Jan", "Fatima", "Bram", "Lotte", "Yusuf", "Marijke", "Tomasz", "Els", "Daan", "Noor", "Willem"}
	lastNames   = []string{"de Vries", "Jansen", "El Amrani", "Bakker", "Visser", "Kowalski", "Smit", "Meijer", "van den Berg", "Yilmaz", "Mulder", "de Boer", "Peters", "Hendriks", "Singh", "Dekker"}
	streetNames = []string{"Dorpsstraat", "Kerkweg", "Lindelaan", "Molenpad", "Stationsweg", "Havenkade", "Beukenhof", "Nieuwe Rijn", "Oosteinde", "Wilgenlaan"}
	sentences   = []string{
		"Graag ontvang ik van u een bevestiging van deze brief.", "Ik heb u hier vorige maand ook al over gebeld.",
		"De stukken waar u om vraagt, stuur ik met deze brief mee.", "Mijn woning is kleiner dan in uw brief staat.",
		"Ik ben op werkdagen na vijf uur bereikbaar.", "Het bedrag klopt volgens mij niet met de brief van april.",
		"Wilt u mij laten weten wanneer ik antwoord krijg?", "Sinds de storm staat er water in de kelder.",
		"Wij zijn per 1 november verhuisd naar een andere gemeente.", "De aanslag is op de verkeerde naam gesteld.",
	}
)

func one(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

func somebody(r *rand.Rand) string { return one(r, firstNames) + " " + one(r, lastNames) }

func address(r *rand.Rand) string { return fmt.Sprintf("%s %d", one(r, streetNames), 1+r.IntN(199)) }

func postcode(r *rand.Rand) string {
	return fmt.Sprintf("%d %c%c", 1000+r.IntN(8999), 'A'+rune(r.IntN(26)), 'B'+rune(r.IntN(16)))
}

// prose returns so many sentences.
func prose(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(one(r, sentences) + " ")
	}
	return b.String()
}

// An oddSheet is good paper that is easily taken for a bad scan.
type oddSheet struct {
	name string
	html func(r *rand.Rand) string
}

var oddSheets = []oddSheet{
	{"lined", func(r *rand.Rand) string { return ruledPaper(8+2*r.Float64(), false) + handwritten(r, 11) }},
	{"squared", func(r *rand.Rand) string { return ruledPaper(5, true) + handwritten(r, 9) }},
	{"bleeding-bars", func(r *rand.Rand) string {
		return fmt.Sprintf(`<div class=a style="left:0;top:0;width:210mm;height:%dmm;background:#1d4f8c;color:#fff;font-size:24pt;padding:6mm 20mm">Van Dijk Advies</div><div class=a style="left:0;bottom:-1mm;width:210mm;height:9mm;background:#e17000"></div><div class=a style="left:0;top:40mm;width:6mm;height:200mm;background:#1d4f8c"></div>`, 18+r.IntN(14)) + typed(r, 50)
	}},
	{"table-to-the-edge", func(r *rand.Rand) string {
		var b strings.Builder
		b.WriteString(typed(r, 150))
		for i := range 14 {
			fmt.Fprintf(&b, `<div class=a style="left:0;width:210mm;top:%dmm;border-top:.4mm solid #000"></div><div class=a style="left:30mm;top:%dmm">%s</div>`, 40+7*i, 41+7*i, address(r))
		}
		return b.String()
	}},
	{"photographs", func(r *rand.Rand) string {
		return typed(r, 25) + photo(r, 25, 90, 160, 85) + photo(r, 25, 185, 160, 85)
	}},
	{"photo-to-the-edge", func(r *rand.Rand) string {
		return photo(r, 0, 0, 210, 110+r.IntN(30)) + typed(r, 160)
	}},
	{"poster", func(r *rand.Rand) string {
		return fmt.Sprintf(`<div class=a style="left:15mm;top:%dmm;width:180mm;font:bold 78pt/1.1 'Liberation Sans'">BUURT FEEST<br>%d juni</div>`, 50+r.IntN(40), 1+r.IntN(28))
	}},
	{"three-words", func(r *rand.Rand) string {
		return fmt.Sprintf(`<div class="a hand" style="left:%dmm;top:%dmm">graag %s bellen</div>`, 40+r.IntN(60), 60+r.IntN(120), one(r, firstNames))
	}},
	{"watermark", func(r *rand.Rand) string {
		return `<div class=a style="left:20mm;top:110mm;font:bold 110pt 'Liberation Sans';color:#e4e4e4;transform:rotate(-48deg)">KOPIE</div>` + typed(r, 30)
	}},
	{"white-on-black", func(r *rand.Rand) string {
		return fmt.Sprintf(`<div class=a style="left:10mm;top:12mm;width:190mm;height:%dmm;background:#000;color:#fff;font-size:20pt;padding:5mm">Nieuwsbrief van de wijk</div>`, 22+r.IntN(30)) + typed(r, 75)
	}},
	{"identity-card", func(r *rand.Rand) string {
		return fmt.Sprintf(`<div class=a style="left:55mm;top:%dmm;width:100mm;height:66mm;background:#b9c4cf;border-radius:3mm;padding:5mm;font:9pt 'Liberation Sans'"><b>IDENTITEITSKAART</b><br><br><br><br>%s<br>SPECIMEN<br><br><span style="font:10pt 'Liberation Mono'">I&lt;NLDSPECI2014999990019&lt;&lt;&lt;</span></div>`, 60+r.IntN(60), somebody(r)) + photo(r, 60, 78, 22, 28)
	}},
	{"small-print", func(r *rand.Rand) string {
		return `<div class=a style="left:14mm;top:14mm;width:182mm;columns:2;font:6.5pt/1.3 'Liberation Serif'">` + prose(r, 130) + `</div>`
	}},
	{"grey-print", func(r *rand.Rand) string { return `<div style="color:#666">` + typed(r, 30) + `</div>` }},
	{"slip", func(r *rand.Rand) string {
		return fmt.Sprintf(`<div class=a style="left:%dmm;top:40mm;width:76mm;height:150mm;background:#f1f1f1;box-shadow:0 0 1mm #999;font:9pt 'Liberation Mono';padding:5mm">BON %d<br>%s</div>`, 30+r.IntN(70), 1000+r.IntN(8999), strings.ReplaceAll(prose(r, 9), ". ", "<br>"))
	}},
	{"crossed-out", func(r *rand.Rand) string {
		return typed(r, 30) + `<svg class=a style="left:0;top:0" width="210mm" height="296mm" viewBox="0 0 210 296"><path d="M22 60L180 250M180 55L30 240" stroke="#225" stroke-width=".7" fill=none /></svg>`
	}},
}

// ruledPaper returns the lines of a writing pad, from edge to edge.
func ruledPaper(step float64, squared bool) string {
	lines := fmt.Sprintf("repeating-linear-gradient(#0000 0 %.2fmm,#7b8ba8 %.2fmm %.2fmm)", step-.25, step-.25, step)
	if squared {
		lines += fmt.Sprintf(",repeating-linear-gradient(90deg,#0000 0 %.2fmm,#7b8ba8 %.2fmm %.2fmm)", step-.25, step-.25, step)
	}
	return `<div class=a style="inset:0;height:297mm;background:` + lines + `"></div>`
}

func handwritten(r *rand.Rand, lines int) string {
	var b strings.Builder
	b.WriteString(`<div class="a hand" style="left:24mm;top:22mm;width:165mm;color:#1a2a6c">`)
	for range lines {
		fmt.Fprintf(&b, "<p>%s</p>", one(r, sentences))
	}
	return b.String() + "<p>" + somebody(r) + "</p></div>"
}

// typed returns a short letter that begins so many millimetres from the top.
func typed(r *rand.Rand, top int) string {
	return fmt.Sprintf(`<div class=a style="left:24mm;top:%dmm;width:160mm"><p>%s<br>%s<br>%s Zandmeer</p><p>Betreft: brief met kenmerk Z-%d</p><p>%s</p><p>%s</p><p>Met vriendelijke groet,</p><p class=dkg>%s</p></div>`,
		top, somebody(r), address(r), postcode(r), 10000+r.IntN(89999), prose(r, 4), prose(r, 3), one(r, lastNames))
}

// photo returns a picture with soft greys, as of a wall or a garden.
func photo(r *rand.Rand, left, top, width, height int) string {
	return fmt.Sprintf(`<svg class=a style="left:%dmm;top:%dmm" width="%dmm" height="%dmm"><filter id="f%d"><feTurbulence baseFrequency=".0%d" numOctaves="4" seed="%d"/><feColorMatrix values=".9 0 0 0 .1 0 .9 0 0 .1 0 0 .9 0 .1 0 0 0 0 1"/></filter><rect width="100%%" height="100%%" filter="url(#f%d)"/></svg>`,
		left, top, width, height, top, 10+r.IntN(30), r.IntN(999), top)
}

// filledForms returns one printed form, filled in by hand by so many people.
func filledForms(set string, seed uint64, n int) []sheet {
	var all []sheet
	for i := range n {
		r := dice(seed, set, "form", fmt.Sprint(i))
		var b strings.Builder
		b.WriteString(`<div class=a style="left:20mm;top:14mm;font:bold 18pt 'Liberation Sans'">Aanvraag tegemoetkoming</div><div class=a style="left:20mm;top:26mm;width:170mm">Vul dit formulier in met zwarte of blauwe pen en stuur het naar de gemeente. ` + sentences[2] + `</div>`)
		hand := []string{"hand", "dkg"}[r.IntN(2)]
		phone, day := fmt.Sprintf("06 %08d", r.IntN(1e8)), fmt.Sprintf("%d-%d-19%d", 1+r.IntN(28), 1+r.IntN(12), 40+r.IntN(59))
		fields := []string{"Uw naam", somebody(r), "Straat en huisnummer", address(r), "Postcode", postcode(r), "Telefoon", phone, "Geboortedatum", day, "Wat vraagt u aan?", one(r, sentences), "Hoeveel kost het?", fmt.Sprintf("%d euro", 50+r.IntN(900)), "Handtekening", one(r, lastNames)}
		for f := 0; f < len(fields); f += 2 {
			top := 50 + 13*f
			fmt.Fprintf(&b, `<div class=a style="left:20mm;top:%dmm">%s</div><div class="a %s" style="left:70mm;top:%dmm;width:120mm;height:10mm;border:.3mm solid #555;padding-left:%dmm;color:#122c7a">%s</div>`, top, fields[f], hand, top-2, 1+r.IntN(8), fields[f+1])
		}
		all = append(all, sheet{name: fmt.Sprintf("%sf%02d-form", set[:1], i+1), kind: kindLetter, html: page(b.String())})
	}
	return all
}

// massLetters returns one printed letter, sent by so many people under their own names.
func massLetters(set string, seed uint64, n int) []sheet {
	text := prose(dice(seed, set, "mass"), 12)
	var all []sheet
	for i := range n {
		r := dice(seed, set, "mass", fmt.Sprint(i))
		html := fmt.Sprintf(`<div class=a style="left:24mm;top:24mm;width:162mm"><p>%s<br>%s<br>%s Zandmeer</p><p>Aan de gemeente Zandmeer<br>Postbus 93, 9460 AB Zandmeer</p><p>Betreft: zienswijze tegen het windpark</p><p>%s</p><p>%s</p><p>Hoogachtend,</p><p class=dkg>%s</p></div>`,
			somebody(r), address(r), postcode(r), text, sentences[3], one(r, lastNames))
		all = append(all, sheet{name: fmt.Sprintf("%sm%02d-mass", set[:1], i+1), kind: kindLetter, html: page(html)})
	}
	return all
}
