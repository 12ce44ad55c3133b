package intake

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// A condition is one line of a definition that holds or not:
//
//	inwonen = ja              the answer to a question
//	toestemming = later|post  one of several answers
//	kvk-voor uren = nee       of one of several questions
//	bewijs not mee            none of these, also when it was not asked
//	datum older 5             a date more than 5 days ago
//	bedrijf-{maand} above 0   an amount in euros, on one of the repeated pages
//	tnv differs achternaam    a name that shares no word with the others
//	afspraak-dag is dag       a day was chosen, and none of the other options
//	item from 2020-06         the option that a repeated page is for
//	gemeente afspraken        a switch of the municipality
//	zonder inloggen           no login told the citizen service number
//	a = ja or gemeente b      one of several conditions
//
// An upload is answered with mee when files were sent, a tick with ja.
type condition struct {
	line      int
	or        *condition // holds as well when this does
	questions []string
	op        string
	args      []string
}

// operators are the words between questions and arguments, with how many
// arguments there may be at least.
var operators = map[string]int{"=": 1, "not": 1, "older": 1, "above": 1, "differs": 1, "from": 1, "is": 1}

// townSwitches are the switches that a condition may name.
var townSwitches = map[string]func(Context) bool{
	"afspraken":    func(c Context) bool { return bool(c.Town.Appointments) },
	"bewijs_wonen": func(c Context) bool { return bool(c.Town.ProofOfLiving) },
	"bewijs_uren":  func(c Context) bool { return bool(c.Town.ProofOfHours) },
}

// UnmarshalYAML reads a condition.
func (c *condition) UnmarshalYAML(node *yaml.Node) error {
	words := strings.Fields(node.Value)
	if at := slices.Index(words, "or"); at >= 0 {
		rest := *node
		rest.Value = strings.Join(words[at+1:], " ")
		c.or = &condition{}
		if err := c.or.UnmarshalYAML(&rest); err != nil {
			return err
		}
		words = words[:at]
	}
	c.line = node.Line
	if len(words) == 2 && words[0] == "gemeente" && townSwitches[words[1]] != nil {
		c.op, c.args = words[0], words[1:]
		return nil
	}
	if slices.Equal(words, []string{"zonder", "inloggen"}) {
		c.op = "zonder"
		return nil
	}
	at := slices.IndexFunc(words, func(w string) bool { return operators[w] > 0 })
	if at < 1 || len(words) <= at+1 {
		return fmt.Errorf("line %d: %q is not a condition", node.Line, node.Value)
	}
	c.questions, c.op, c.args = words[:at], words[at], words[at+1:]
	if c.op == "older" || c.op == "above" {
		if _, err := strconv.Atoi(c.args[0]); err != nil || len(c.args) != 1 {
			return fmt.Errorf("line %d: %q needs a number", node.Line, node.Value)
		}
	}
	if (c.op == "from") != (c.questions[0] == "item") {
		return fmt.Errorf("line %d: from goes with item and item with from", node.Line)
	}
	return nil
}

// holdAll tells whether every condition holds for the answers; item is the value
// of the option that a repeated page is for.
func (f *Form) holdAll(list []condition, a Answers, c Context, item string) bool {
	for _, cond := range list {
		if !f.holds(cond, a, c, item) {
			return false
		}
	}
	return true
}

// holds tells whether a condition holds, or one of those after its or.
func (f *Form) holds(cond condition, a Answers, c Context, item string) bool {
	return f.holdsItself(cond, a, c, item) || cond.or != nil && f.holds(*cond.or, a, c, item)
}

func (f *Form) holdsItself(cond condition, a Answers, c Context, item string) bool {
	switch cond.op {
	case "not":
		cond.op = "="
		return !f.holdsItself(cond, a, c, item)
	case "gemeente":
		return townSwitches[cond.args[0]](c)
	case "zonder":
		return c.Identity == nil || c.Identity.BSN == ""
	case "from":
		return item >= cond.args[0]
	}
	for _, name := range cond.questions {
		for _, asked := range f.spellings(name, item) {
			if answerHolds(cond, a, c, asked) {
				return true
			}
		}
	}
	return false
}

// answerHolds tells whether a condition holds for the answer to one question.
func answerHolds(cond condition, a Answers, c Context, name string) bool {
	switch cond.op {
	case "=":
		wanted := strings.Split(cond.args[0], "|")
		return slices.ContainsFunc(a[name], func(v string) bool { return slices.Contains(wanted, v) })
	case "older":
		days, _ := strconv.Atoi(cond.args[0])
		day, fault := parseDate(a[name])
		return fault == "" && day.Before(c.sent().AddDate(0, 0, -days))
	case "above":
		euros, _ := strconv.ParseInt(cond.args[0], 10, 64)
		cents, ok := parseAmount(first(a[name]))
		return ok && cents > euros*100
	case "is":
		_, err := time.Parse(time.DateOnly, first(a[name]))
		return err == nil
	case "differs":
		return first(a[name]) != "" && !sharesName(first(a[name]), a, cond.args)
	}
	return false
}

// spellings returns the names that a question has on the repeated pages, or its
// one name. On a repeated page itself only that page's counts.
func (f *Form) spellings(name, item string) []string {
	before, rest, repeated := strings.Cut(name, "{")
	if !repeated {
		return []string{name}
	}
	_, after, _ := strings.Cut(rest, "}")
	if item != "" {
		return []string{before + item + after}
	}
	var names []string
	for _, o := range f.repeats[name] {
		names = append(names, before+o+after)
	}
	return names
}
