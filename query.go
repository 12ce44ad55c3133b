package postkamer

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// A Query (zoekvraag) is what somebody looks for, as it was understood. What is
// filled in must all be so; an exact part (Reference, BSN, Postcode, Born with a
// name) finds one person or piece also outside one's own queues.
type Query struct {
	Text      string // words, or a name with Born
	Phrases   string // of Text: words that must follow one another, one such row a line
	Reference string // normal form; empty when none was typed
	BSN       string // nine digits that pass the eleven-test
	Postcode  string // 1234 AB
	Number    string // house number with what follows it
	Code      string // another number or plate: capitals and digits
	Born      string // 2006-01-02
	Beginning bool   // words may go on: schutting* finds schuttingpaal
	Kind      CaseType
	Since     time.Time // received on this day or later; zero: any
	Until     time.Time // received on this day or earlier; zero: any
}

// Exact tells whether the query names one piece, person or address.
func (q Query) Exact() bool {
	return q.Reference != "" || q.BSN != "" || q.Postcode != "" || q.Born != "" && q.Text != ""
}

// Empty tells whether there is nothing to look for.
func (q Query) Empty() bool {
	return q.Text == "" && q.Reference == "" && q.BSN == "" && q.Postcode == "" && q.Code == ""
}

// The shapes that a query is recognised by.
var (
	addressShape   = regexp.MustCompile(`^([1-9]\d{3}\s*[A-Za-z]{2})[\s,]+(?:nr\.?\s*)?(\d{1,5}(?:[\s-]*[A-Za-z0-9]{1,4})?)$`)
	tightAddress   = regexp.MustCompile(`^([1-9]\d{3}[A-Za-z]{2})(\d{1,5}[A-Za-z]?)$`)
	dayShape       = regexp.MustCompile(`\b(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})\b`)
	tailShape      = regexp.MustCompile(`^[A-Za-z0-9]{4}-[A-Za-z0-9]{2}$`) // of a reference: one in ten has no digit
	codeShape      = regexp.MustCompile(`^[A-Za-z0-9@+][A-Za-z0-9 @+./_()-]*$`)
	referenceShape = regexp.MustCompile(`^[A-Z]{2}(19|20)[0-9OIL]{2}`)
)

// ReadQuery understands what was typed: a reference, a BSN, a postcode with a
// house number, a number of some kind, a name with a day of birth, or words. Words
// between quotation marks must follow one another, unless they are one of the others.
func ReadQuery(text string) Query {
	text, phrases := quoted(strings.Join(strings.Fields(text), " "))
	q := readUnquoted(text)
	if !q.Exact() && q.Code == "" {
		q.Phrases = phrases
	}
	return q
}

func readUnquoted(text string) Query {
	if ref := NormalReference(text); ref != "" {
		return Query{Reference: ref}
	}
	if bsn := NormalBSN(text); len(bsn) == 9 && ValidBSN(bsn) {
		return Query{BSN: bsn}
	}
	if q, ok := exactAmong(text); ok {
		return q
	}
	for _, shape := range []*regexp.Regexp{addressShape, tightAddress} {
		if m := shape.FindStringSubmatch(text); m != nil && NormalPostcode(m[1]) != "" {
			return Query{Postcode: NormalPostcode(m[1]), Number: queryCode(m[2])}
		}
	}
	if born, rest := bornIn(text); born != "" && hasLetter(rest) {
		return Query{Text: rest, Born: born}
	}
	if q, ok := readCode(text); ok {
		return q
	}
	return Query{Text: text, Beginning: strings.Contains(text, "*")}
}

// exactAmong takes a reference or a BSN out of other words: PS-2026-7K3M-QX Jansen.
func exactAmong(text string) (Query, bool) {
	words := strings.Fields(text)
	for i, word := range words {
		q := Query{Text: strings.Join(slices.Delete(slices.Clone(words), i, i+1), " ")}
		if q.Reference = NormalReference(word); q.Reference != "" {
			return q, true
		}
		if bsn := NormalBSN(word); len(digits(word)) == 9 && len(bsn) == 9 && ValidBSN(bsn) {
			q.BSN = bsn
			return q, true
		}
	}
	return Query{}, false
}

// quotes are the marks that people put around words, as keyboards and word
// processors make them.
var quotes = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "‟", `"`, "«", `"`, "»", `"`)

// quoted takes the quotation marks off, and returns apart what stood between two of
// them when that is more than one word.
func quoted(text string) (plain, phrases string) {
	parts := strings.Split(quotes.Replace(text), `"`)
	var rows []string
	for i := 1; i+1 < len(parts); i += 2 {
		if row := strings.Join(strings.Fields(parts[i]), " "); strings.Contains(row, " ") {
			rows = append(rows, row)
		}
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " "), strings.Join(rows, "\n")
}

// readCode reads one number of some kind. The words stay: it may be in the text only.
func readCode(text string) (Query, bool) {
	if phone := NormalPhone(text); phone != "" {
		return Query{Text: text, Code: queryCode(phone)}, true
	}
	code := queryCode(text)
	numbers := strings.ContainsAny(code, "0123456789") || strings.Contains(text, "@")
	number := numbers && len(code) >= 4 && codeShape.MatchString(text) && !longWords(text)
	if !number && !tailShape.MatchString(text) {
		return Query{}, false
	}
	return Query{Text: text, Code: code}, true
}

// longWords tells whether there are words in it besides groups of letters and
// digits: Kerkstraat 12 is no number.
func longWords(text string) bool {
	if strings.Contains(text, "@") {
		return strings.Contains(text, " ")
	}
	for _, part := range strings.Fields(text) {
		if len(part) > 4 && !strings.ContainsAny(part, "0123456789") {
			return true
		}
	}
	return strings.Count(text, " ") > 0 && !strings.ContainsAny(strings.Fields(text)[0], "0123456789") && len(strings.Fields(text)[0]) > 2
}

// queryCode keeps capitals and digits.
func queryCode(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, s)
}

// bornIn takes a day out of a text; "" when there is none.
func bornIn(text string) (born, rest string) {
	m := dayShape.FindStringSubmatchIndex(text)
	if m == nil {
		return "", text
	}
	born = NormalDay(text[m[0]:m[1]])
	if born == "" {
		return "", text
	}
	return born, strings.Trim(strings.TrimSpace(text[:m[0]]+" "+text[m[1]:]), " ,;")
}

// NormalDay returns 2006-01-02 for a day as people here write it (3-5-1980,
// 03/05/1980, 3.5.1980, 03051980), "" when it is no day.
func NormalDay(s string) string {
	s = strings.TrimSpace(s)
	if len(s) == 8 && digits(s) == s {
		s = s[:2] + "-" + s[2:4] + "-" + s[4:]
	}
	if day, err := time.Parse(time.DateOnly, s); err == nil {
		return day.Format(time.DateOnly)
	}
	s = strings.Map(func(r rune) rune {
		if r == '/' || r == '.' || r == ' ' {
			return '-'
		}
		return r
	}, s)
	day, err := time.Parse("2-1-2006", s)
	if err != nil || day.Year() < 1900 {
		return ""
	}
	return day.Format(time.DateOnly)
}

func hasLetter(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r > '9' })
}

// LooksLikeReference tells whether somebody meant a reference, right or wrong.
func LooksLikeReference(s string) bool {
	s = strings.ToUpper(compact(s))
	return len(s) >= 11 && len(s) <= 13 && referenceShape.MatchString(s)
}

// NearReferences returns the references that differ from a wrong one in one
// character of the code or the year, or by a swap of two neighbours.
func NearReferences(s string) []string {
	s = strings.ToUpper(compact(s))
	if len(s) != 12 {
		return nil
	}
	near := map[string]bool{}
	var list []string
	try := func(s string) {
		if ref := NormalReference(s); ref != "" && !near[ref] {
			near[ref] = true
			list = append(list, ref)
		}
	}
	for i := 2; i < len(s); i++ {
		if i > 2 {
			try(s[:i-1] + s[i:i+1] + s[i-1:i] + s[i+1:])
		}
		for _, r := range referenceAlphabet {
			try(s[:i] + string(r) + s[i+1:])
		}
	}
	return list
}
