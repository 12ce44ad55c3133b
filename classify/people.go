package classify

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"postkamer"
)

// Patterns around names.
var (
	nameWord = `(?:[A-Z][\pL'’\-]+|(?:[A-Z]\.)+|[A-Z])`
	fullName = nameWord + `(?:[ ](?:(?:van|der|den|de|het|'t|ten|ter|el|al|bin|von|du|la)[ \n])*` + nameWord + `){0,5}`
	particle = `(?:van|der|den|de|het|'t|ten|ter|el|al|bin|von|du|la)`

	// wrappedName is a name in which a line may end behind an initial, or before and
	// behind "van der".
	wrappedName = `(?:(?:[A-Z]\.)+[ \n])*(?:(?:[A-Z][\pL'’\-]+[ \n])?(?:` + particle + `[ \n])+)?` + fullName

	saidName  = regexp.MustCompile(`\b(?:[Mm]ijn naam is|[Ii]k heet|[Ii]k,|[Oo]ndergetekende,?|[Ww]ij,)[ \n]+(?:(?:de heer|mevrouw|dhr\.?|mevr?\.?)[ ])?(` + fullName + `)`)
	onlyName  = regexp.MustCompile(`^(?:(?:[Dd]e heer|[Mm]evrouw|[Dd]hr\.?|[Mm]evr?\.?|[Ff]am(?:ilie|\.)?|[Mm]r\.|[Dd]rs\.|[Ii]r\.)[ ])?(` + fullName + `)$`)
	inAt      = regexp.MustCompile(`(?i)\b(?:trek(?:ken)?(?: ik| wij)? in bij|intrekken bij|ingetrokken bij|inwon(?:en|end) bij|in te wonen bij|kom(?:en)? (?:ik |wij )?(?:te )?wonen bij|ga(?:an)? (?:ik |wij )?(?:in)?wonen bij|wonen bij|woon in bij|kom in huis bij)[ \n]+((?:mijn|onze|m'n|de heer|mevrouw|familie)?[ \n]?[\pL'.\-]+(?:[ ](?:(?:van|de|der|den|het|'t|ten|ter|el)[ ]){0,2}(?-i:[A-Z])(?:\.(?:(?-i:[A-Z])\.)*|[\pL'\-]+)){0,3})`)
	together  = regexp.MustCompile(`(?i)\b(?:samen met|met)[ \n]+((?:mijn|onze|m'n)[ \n](?:echtgenote|echtgenoot|partner|man|vrouw|gezin|kinderen|zoon|zoontje|dochter|dochtertje|vriendin|vriend|moeder|vader|ouders|broer|zus|huisgenoot|twee|drie|vier|[0-9])(?:,?[ \n](?:en|onze|ons|mijn|de|van|der|den|el|twee|drie|vier|[0-9]|kind|kinderen|zoon|zoontje|dochter|dochtertje|baby|(?-i:[A-Z])[\pL'\-]+|\([^)\n]{0,40}\))){0,14})`)
	comeAlong = regexp.MustCompile(`(?i)([^.;:!?\n]{3,90}(?:\n[^.;:!?\n]{1,60})?)[ \n](?:verhui(?:zen|st)|ga(?:an|at)|kom(?:en|t))[ \n](?:ook |met mij |met ons )?mee\b`)
	nobody    = regexp.MustCompile(`(?i)\b(?:niemand verhuist mee|ik verhuis alleen|er verhuist niemand mee|alleen ik verhuis|ik ga alleen)\b`)
)

// mailFrom is the head of a printed e-mail: "Van: Jan de Vries <jan@post.example>".
var mailFrom = regexp.MustCompile(`(?m)^(?:Van|From|Afzender)[ \t]?:[ \t]?(` + fullName + `)[ \t]*(?:[<\[(].*)?$`)

// greeting comes just above the name under a letter.
var greeting = regexp.MustCompile(`^(?:(?:met|de|veel|alvast)\b.*)?(?:vriendelijke |hartelijke )?(?:groet|hoogacht|bedankt|vr gr|v gr|mvg|gr\b)|(?:groet|groeten|hoogachtend|hoogachting)$`)

// people finds who wrote the letter, who moves along and with whom they move in.
func (s *searching) people(l *leaf, folded string) {
	if m := saidName.FindStringSubmatchIndex(l.text); m != nil {
		s.offer(l.at(postkamer.FieldFullName, cleanName(l.text[m[2]:m[3]]), m[2], m[3], withCue))
	}
	if m := mailFrom.FindStringSubmatchIndex(l.text); m != nil && l.index == 0 {
		s.offer(l.at(postkamer.FieldFullName, cleanName(l.text[m[2]:m[3]]), m[2], m[3], withCue-.03))
	}
	s.letterhead(l)
	s.signature(l)
	s.topName(l)
	s.lastName(l)
	if s.kind == postkamer.Verhuizing {
		s.company(l)
	}
	if s.kind == postkamer.Tozo {
		s.offerMonths(l, folded)
	}
}

// signature offers the name under the greeting.
func (s *searching) signature(l *leaf) {
	for r := range l.rows {
		text := plainWords(l.raw(l.rows[r][0], l.rows[r][1]))
		if len(text) > 45 || !greeting.MatchString(text) {
			continue
		}
		if s.signed(l, r+1, withCue-.05) || s.signed(l, r+1, loneWord) {
			return
		}
	}
}

// signed offers the first name in the rows from row on. With the trust of a lone
// word that may be one word; else "Groeten, Lennon, M. Oosterhof" would take the
// name from what the pen left above the typed name.
func (s *searching) signed(l *leaf, row int, trust float64) bool {
	for r := row; r < min(row+4, len(l.rows)); r++ {
		if !l.scribbled(r) && s.nameRow(l, r, trust) {
			return true
		}
	}
	return false
}

// loneWord is the trust in one word under a greeting: less than in a name at the
// top of the letter.
const loneWord = withoutCue

// scribble is the confidence below which a word under a letter is taken for what
// the pen left: signatures read as words score 0 to .57, typed names over .85
// (four letters of the sample post: few).
const scribble = .6

// scribbled tells whether a row was read from a signature rather than from print.
func (l *leaf) scribbled(row int) bool { return l.worst(l.rows[row][0], l.rows[row][1]) < scribble }

// lastName offers a row near the end that is a name and nothing but.
func (s *searching) lastName(l *leaf) {
	for r := max(2, len(l.rows)-5); r < len(l.rows); r++ {
		if s.nameRow(l, r, withoutCue+.06) {
			return
		}
	}
}

// organisation matches the name of one: what it begins or ends with.
var organisation = regexp.MustCompile(`^(?:Stichting|Vereniging|Buurtvereniging|Wijkvereniging|Sportvereniging|Voetbalvereniging|Coöperatie|Maatschap|Handelsonderneming)\b.{3,50}$|^\S.{2,50}\b(?:B\.?V\.?|V\.?O\.?F\.?|N\.V\.)$|^\S.{0,40}\b(?i:\pL*adviesbureau|\pL*advocaten|\pL*advocatuur|accountants|administratiekantoor|bewindvoering)\b.{0,30}$`)

// letterheadRows is in how many rows from the top an organisation writes its name.
const letterheadRows = 3

// letterhead offers the name of an organisation at the top of the first page.
func (s *searching) letterhead(l *leaf) {
	for r := range min(letterheadRows, len(l.rows)) {
		first := l.rows[r][0]
		past := l.segmentEnd(first)
		if raw := l.raw(first, past); l.index == 0 && organisation.MatchString(raw) && !startsLabel(first, l.labels) {
			s.offer(reading{name: postkamer.FieldCompany, value: strings.Trim(raw, " ,;:"), leaf: l, first: first, past: past, trust: withCue})
			return
		}
	}
}

// topName offers the first row of the letter when it is a name and nothing but.
func (s *searching) topName(l *leaf) {
	for r := range min(2, len(l.rows)) {
		if l.index == 0 && s.nameRow(l, r, withoutCue+.1) {
			return
		}
	}
}

// nameRow offers the first run of a row when it is a name. One word is enough only
// with no more than the trust in a lone word.
func (s *searching) nameRow(l *leaf, row int, trust float64) bool {
	first := l.rows[row][0]
	if l.headings[row] {
		return false
	}
	whole := l.raw(first, l.segmentEnd(first))
	raw := calledSo.ReplaceAllString(whole, " ")
	left := strings.Count(whole, " ") - strings.Count(raw, " ")
	if i := strings.IndexAny(raw, ",("); i > 0 {
		raw = raw[:i]
	}
	m := onlyName.FindStringSubmatch(strings.TrimRight(raw, " ,."))
	if m == nil || notName(m[1]) || trust > loneWord && !strings.Contains(m[0], " ") {
		return false
	}
	past := first + left + len(strings.Fields(raw))
	if s.kind == "factuur" && trust < withCue-.05 {
		s.offer(reading{name: postkamer.FieldCompany, value: cleanName(m[0]), leaf: l, first: first, past: past, trust: trust})
		return true // who sends an invoice stands at its top
	}
	s.offer(reading{name: postkamer.FieldFullName, value: cleanName(m[0]), leaf: l, first: first, past: past, trust: trust})
	return true
}

// calledSo is the name that somebody goes by, between initials and last name: "M.
// (Marleen) Oosterhof".
var calledSo = regexp.MustCompile(` \(\pL+\) `)

// notNames are words that begin with a capital but are no name.
var notNames = []string{"gemeente", "afdeling", "burgerzaken", "college", "aan", "aanvraag", "aangifte", "formulier", "geachte", "beste", "betreft", "onderwerp", "verhuizing", "adreswijziging", "bezwaar", "klacht", "postbus", "stichting", "vereniging", "factuur", "datum", "naam", "handtekening", "bijlage", "tozo", "melding", "verzoek", "straat", "bv", "voorzitter", "bewoner", "belastingen", "parkeren"}

// notNamed are parts of words in the name of an organisation.
var notNamed = regexp.MustCompile(`^bsn$|^tel$|^kvk$|^iban$|^nl[0-9]|^per$|^was$|^wordt$|centrum|zorg|school|vereniging|bureau|kantoor|administratie|bedrijf|gemeente|dienst$|college|formulier|bericht|aanvraag|wijziging|kopie|bijlage|groet`)

// notName tells whether a row in capitals is something else than a name.
func notName(s string) bool {
	words := strings.Fields(fold(s))
	return slices.ContainsFunc(words, func(w string) bool {
		return slices.Contains(notNames, w) || notNamed.MatchString(w) || slices.Contains(monthNames, w) || streetEnding.MatchString(w) && len(w) > 7 && len(words) == 1
	})
}

// titles are left out of a name.
var titles = []string{"de heer ", "mevrouw ", "dhr. ", "dhr ", "mevr. ", "mevr ", "mw. ", "mw "}

// cleanName takes titles and marks off a name.
func cleanName(s string) string {
	s = strings.Trim(strings.Join(strings.Fields(s), " "), " ,;:_-")
	for _, t := range titles {
		if len(s) > len(t) && strings.EqualFold(s[:len(t)], t) {
			s = s[len(t):]
		}
	}
	if strings.HasSuffix(s, ".") && len(s) > 3 && s[len(s)-3] != '.' && s[len(s)-3] != ' ' {
		s = strings.TrimSuffix(s, ".")
	}
	return s
}

// company offers who moves along, and the main occupant, as they were written.
// Sentences about people are too free to be sure of.
func (s *searching) company(l *leaf) {
	if m := inAt.FindStringSubmatchIndex(l.text); m != nil {
		s.offer(l.at(postkamer.FieldHost, cleanName(l.text[m[2]:m[3]]), m[2], m[3], withoutCue+.1))
	}
	if m := nobody.FindStringIndex(l.text); m != nil {
		s.offer(l.at(postkamer.FieldCoMovers, "niemand", m[0], m[1], withCue))
	}
	for _, pattern := range []*regexp.Regexp{comeAlong, together} {
		if m := pattern.FindStringSubmatchIndex(l.text); m != nil {
			s.offer(l.at(postkamer.FieldCoMovers, cleanName(l.text[m[2]:m[3]]), m[2], m[3], withoutCue))
		}
	}
}

// monthWord finds written months, with the year when it is there.
var monthWord = regexp.MustCompile(`(?i)\b(januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)\b(?:[ \n](20[0-9]{2}))?`)

// monthsAsked finds a list of months after words that ask for money over them.
var monthsAsked = regexp.MustCompile(`(?i)\b(?:maanden|maand|periode|over|voor|vanaf|van)[ \n:]+(?:de (?:maanden?|periode)[ \n])?((?:van |[\pL]+ )?(?:[0-9]{1,2} )?(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)(?:[ \n](?:20[0-9]{2}|[0-9]{1,2}|en|met|t/m|tot|,|januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)|,)*)`)

// onlyMonths matches a row with months and nothing else, as below a question.
var onlyMonths = regexp.MustCompile(`^(?:(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|20[0-9]{2}|en|t/m)[ ,.]*)+$`)

// offerMonths offers the months that an application is for.
func (s *searching) offerMonths(l *leaf, folded string) {
	if m := monthsAsked.FindStringSubmatchIndex(folded); m != nil {
		s.offer(l.at(postkamer.FieldMonths, months(l.text[m[2]:m[3]], s.near), m[2], m[3], withoutCue+.1))
	}
	for _, row := range l.rows {
		if text := l.raw(row[0], row[1]); onlyMonths.MatchString(fold(text)) {
			s.offer(reading{name: postkamer.FieldMonths, value: months(text, s.near), leaf: l, first: row[0], past: row[1], trust: withoutCue + .1})
		}
	}
}

// months returns the months in a text as "april 2020, mei 2020". A month without
// a year has that of the next one with a year, or the year before it when it comes
// later in the year: "november en januari 2021" is two months apart; else that
// nearest to near. "april tot en met juni" is three months.
func months(text string, near time.Time) string {
	found := monthWord.FindAllStringSubmatch(text, -1)
	year, next := 0, 0
	var out []string
	for i := len(found) - 1; i >= 0; i-- {
		number := month(found[i][1])
		switch {
		case found[i][2] != "":
			year, _ = strconv.Atoi(found[i][2])
		case year == 0 && !near.IsZero():
			year = nearest(number, 1, near).Year()
		case year != 0 && number > next:
			year--
		}
		next = number
		out = append([]string{monthIn(number, year)}, out...)
	}
	out = slices.Compact(out)
	if len(out) == 2 && (strings.Contains(fold(text), "tot en met") || strings.Contains(text, "t/m")) {
		return strings.Join(between(out[0], out[1]), ", ")
	}
	return strings.Join(out, ", ")
}

// monthIn writes a month with its year, 0 when that is not known.
func monthIn(number, year int) string {
	if year == 0 {
		return monthNames[number-1]
	}
	return monthNames[number-1] + " " + strconv.Itoa(year)
}

// between returns all months from one to another, at most twelve.
func between(from, to string) []string {
	a, b := monthDay(from), monthDay(to)
	if a.IsZero() || b.IsZero() {
		return []string{from, to}
	}
	var out []string
	for ; !a.After(b) && len(out) < 12; a = a.AddDate(0, 1, 0) {
		out = append(out, monthNames[a.Month()-1]+" "+a.Format("2006"))
	}
	return out
}

// monthDay returns the first day of "april 2020" or "2020-04"; zero when it is
// neither.
func monthDay(s string) time.Time {
	s = strings.TrimSpace(fold(s))
	if t, err := time.Parse("2006-01", s); err == nil {
		return t
	}
	name, year, _ := strings.Cut(s, " ")
	t, err := time.Parse("2006", year)
	if err != nil || month(name) == 0 {
		return time.Time{}
	}
	return t.AddDate(0, month(name)-1, 0)
}
