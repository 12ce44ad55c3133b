package classify

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"postkamer"
)

// A fieldTest judges one field. limit is the number that stands in the line and
// rest what stands behind the operator.
type fieldTest func(v *judging, field postkamer.FieldName, a fieldArgs) bool

// fieldArgs are what stands behind the operator of a line.
type fieldArgs struct {
	limit   func(*judging) float64 // on the day of receipt
	working bool                   // working days
	names   []postkamer.FieldName
	list    string
}

// A fieldOperator is how a field can be tested, and what stands behind it.
type fieldOperator struct {
	args  string // "", "number", "days", "fields" or "list"
	fills []string
	test  fieldTest
}

// fieldTests are the operators by name. Days are counted from the day of receipt;
// without one no window and no age is judged.
func fieldTests() map[string]fieldOperator {
	days, age := []string{"days", "limit", "date"}, []string{"age", "limit"}
	return map[string]fieldOperator{
		"missing":   {"", nil, fieldMissing},
		"found":     {"", nil, func(v *judging, f postkamer.FieldName, a fieldArgs) bool { return !fieldMissing(v, f, a) }},
		"wrong":     {"", nil, fieldWrong},
		"elsewhere": {"", nil, fieldElsewhere},
		"above":     {"number", []string{"limit"}, fieldAbove},
		"below":     {"number", []string{"limit"}, fieldBelow},
		"ahead":     {"days", days, fieldAhead},
		"back":      {"days", days, fieldBack},
		"younger":   {"number", age, fieldYounger},
		"older":     {"number", age, fieldOlder},
		"differs":   {"fields", nil, fieldDiffers},
		"has":       {"list", []string{"word"}, fieldHas},
	}
}

// readFieldCheck reads a check of one or more fields; it holds for one of them.
func readFieldCheck(r *schemeReader, line int, words []string) (check, []string) {
	tests := fieldTests()
	at := slices.IndexFunc(words, func(w string) bool { _, ok := tests[w]; return ok })
	if at < 1 {
		return r.misread(line, "field")
	}
	var names []postkamer.FieldName
	for _, w := range words[:at] {
		names = append(names, r.fieldName(line, w))
	}
	operator := tests[words[at]]
	args, ok := r.fieldArgs(line, operator.args, words[at+1:])
	if !ok {
		return r.misread(line, "field")
	}
	return func(v *judging) bool {
		return slices.ContainsFunc(names, func(name postkamer.FieldName) bool { return operator.test(v, name, args) })
	}, operator.fills
}

// fieldArgs reads what stands behind an operator; false when that is not what
// belongs there.
func (r *schemeReader) fieldArgs(line int, kind string, words []string) (a fieldArgs, ok bool) {
	switch {
	case kind == "":
		return a, len(words) == 0
	case kind == "number" && len(words) == 1, kind == "days" && len(words) == 1:
		a.limit = r.limit(line, words[0])
	case kind == "days" && len(words) == 2 && words[1] == "workdays":
		a.limit, a.working = r.limit(line, words[0]), true
	case kind == "fields" && len(words) > 0:
		for _, w := range words {
			a.names = append(a.names, r.fieldName(line, w))
		}
	case kind == "list" && len(words) == 1:
		r.wordLists(line, words)
		a.list = words[0]
	default:
		return a, false
	}
	return a, true
}

// limit reads a number, or the name of one of the scheme's numbers.
// A number with a name is looked up when it is needed: the municipality may set it.
func (r *schemeReader) limit(line int, word string) func(*judging) float64 {
	if value, ok := readNumber(word); ok {
		return func(*judging) float64 { return value }
	}
	if _, ok := r.scheme.numbers[word]; !ok {
		r.refuse(line, "there is no number %q: write a number such as 28 or 66y4m, or one of numbers: %s", word, strings.Join(slices.Sorted(maps.Keys(r.scheme.numbers)), ", "))
	}
	return func(v *judging) float64 { return v.scheme.number(word, v.received()) }
}

func fieldMissing(v *judging, f postkamer.FieldName, _ fieldArgs) bool {
	return v.piece.field(f).Value == ""
}

// fieldWrong holds for a value that fails its check, and a date that is none.
func fieldWrong(v *judging, name postkamer.FieldName, _ fieldArgs) bool {
	f := v.piece.field(name)
	if f.Value == "" {
		return false
	}
	_, err := time.Parse(time.DateOnly, f.Value)
	return f.State == postkamer.FieldWrong || err != nil && slices.Contains(dateFields, name)
}

// fieldElsewhere holds for a postcode that is not of the municipality.
func fieldElsewhere(v *judging, name postkamer.FieldName, _ fieldArgs) bool {
	own, known := v.piece.policy.owns(v.piece.field(name).Value)
	return known && !own
}

func fieldAbove(v *judging, name postkamer.FieldName, a fieldArgs) bool {
	value, limit, ok := v.amount(name, a)
	return ok && value > limit
}

func fieldBelow(v *judging, name postkamer.FieldName, a fieldArgs) bool {
	value, limit, ok := v.amount(name, a)
	return ok && value < limit
}

// amount returns the number in a field and the limit it is held against.
func (v *judging) amount(name postkamer.FieldName, a fieldArgs) (value, limit float64, ok bool) {
	value, err := strconv.ParseFloat(v.piece.field(name).Value, 64)
	limit = a.limit(v)
	v.words["limit"] = inEuros(limit)
	return value, limit, err == nil
}

func fieldAhead(v *judging, name postkamer.FieldName, a fieldArgs) bool { return v.daysOff(name, a, 1) }
func fieldBack(v *judging, name postkamer.FieldName, a fieldArgs) bool  { return v.daysOff(name, a, -1) }

// daysOff tells whether a date lies more than a number of days after the day of
// receipt (sign 1) or before it (-1).
func (v *judging) daysOff(name postkamer.FieldName, a fieldArgs, sign int) bool {
	at, ok := v.piece.dayOfField(name)
	received := v.received()
	if sign < 0 {
		received = v.sent()
	}
	if !ok || received.IsZero() {
		return false
	}
	days := sign * int(math.Round(at.Sub(received).Hours()/24))
	limit := int(a.limit(v))
	if a.working && days > 0 {
		days = sign * workingDays(received, at)
		if sign < 0 {
			days = workingDays(at, received)
		}
	}
	v.words["days"], v.words["limit"], v.words["date"] = strconv.Itoa(days), strconv.Itoa(limit), inDutch(at)
	return days > limit
}

// mostDays bounds the counting of working days: a date that is further away was
// misread, or is outside every window anyway.
const mostDays = 3660

// workingDays returns how many working days come after from, until and with until.
func workingDays(from, until time.Time) int {
	n := 0
	for range mostDays {
		if from = from.AddDate(0, 0, 1); from.After(until) {
			return n
		}
		if postkamer.Workday(from) {
			n++
		}
	}
	return n
}

func fieldYounger(v *judging, name postkamer.FieldName, a fieldArgs) bool {
	months, ok := v.age(name)
	return ok && months < v.years(a)
}

func fieldOlder(v *judging, name postkamer.FieldName, a fieldArgs) bool {
	months, ok := v.age(name)
	return ok && months >= v.years(a)
}

// years returns the limit in months and notes it in words.
func (v *judging) years(a fieldArgs) int {
	months := int(math.Round(a.limit(v) * 12))
	v.words["limit"] = inYears(months)
	return months
}

// age returns how old somebody is on the day of receipt, in whole months.
func (v *judging) age(name postkamer.FieldName) (int, bool) {
	born, ok := v.piece.dayOfField(name)
	on := v.received()
	if !ok || on.IsZero() || born.After(on) {
		return 0, false
	}
	months := 12*(on.Year()-born.Year()) + int(on.Month()) - int(born.Month())
	if on.Day() < born.Day() {
		months--
	}
	v.words["age"] = inYears(months - months%12)
	return months, true
}

// inYears says a number of months: 66 jaar en 4 maanden.
func inYears(months int) string {
	text := strconv.Itoa(months/12) + " jaar"
	switch months % 12 {
	case 0:
		return text
	case 1:
		return text + " en 1 maand"
	}
	return text + " en " + strconv.Itoa(months%12) + " maanden"
}

// fieldDiffers holds when a name shares no word with any of the others. Without
// the first of the others nothing can be said.
func fieldDiffers(v *judging, name postkamer.FieldName, a fieldArgs) bool {
	holder := v.piece.field(name).Value
	if holder == "" || v.piece.field(a.names[0]).Value == "" {
		return false
	}
	return !slices.ContainsFunc(a.names, func(other postkamer.FieldName) bool { return shareName(holder, v.piece.field(other).Value) })
}

// shareName tells whether two names have a word of three letters or more in
// common, however it is written: banks shorten and reorder names.
func shareName(a, b string) bool {
	for _, x := range strings.Fields(plainWords(a)) {
		for _, y := range strings.Fields(plainWords(b)) {
			if len(x) >= 3 && !joiners[x] && distance(x, y, slack(len(x))) <= slack(len(x)) {
				return true
			}
		}
	}
	return false
}

// fieldHas holds when a value has one of the words of a list.
func fieldHas(v *judging, name postkamer.FieldName, a fieldArgs) bool {
	said := v.scheme.lists[a.list].FindString(plainWords(v.piece.field(name).Value))
	v.words["word"] = said
	return said != ""
}
