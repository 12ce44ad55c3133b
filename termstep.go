package postkamer

import (
	"slices"
	"time"
)

// A TermStep is one line of how the last day of a case was reckoned.
type TermStep struct {
	Suspension *Suspension // the term stood still, or
	Extension  *Extension  // was extended; both nil: the term as it is, or Closed
	Closed     []string    // why days before Until are no last day: "zaterdag"; empty: no such step
	Until      time.Time   // the last day after this step
}

// Steps returns how the last day is reckoned: the term itself, then what made it
// longer in the order of time, then that it does not end on a weekend or a holiday.
// Until of the last step is Due.
func (c Clock) Steps(rules TermRules) []TermStep {
	if !c.Runs() {
		return nil
	}
	part := c
	part.Suspensions, part.Extensions = nil, nil
	steps := []TermStep{{Until: part.ends(rules)}}
	for _, add := range c.inOrder() {
		if add.Suspension != nil {
			part.Suspensions = append(part.Suspensions, *add.Suspension)
		} else {
			part.Extensions = append(part.Extensions, *add.Extension)
		}
		add.Until = part.ends(rules)
		steps = append(steps, add)
	}
	end := steps[len(steps)-1].Until
	roll := TermStep{Until: c.closing(end, rules)}
	for day := end; day.Before(roll.Until); day = day.AddDate(0, 0, 1) {
		roll.Closed = append(roll.Closed, rules.Closed(day))
	}
	if len(roll.Closed) > 0 {
		steps = append(steps, roll)
	}
	return steps
}

// inOrder are suspensions and extensions by the day on which they began.
func (c Clock) inOrder() []TermStep {
	var list []TermStep
	for i := range c.Suspensions {
		if c.Suspensions[i].Pending {
			continue
		}
		list = append(list, TermStep{Suspension: &c.Suspensions[i]})
	}
	for i := range c.Extensions {
		if c.Extensions[i].Pending {
			continue
		}
		list = append(list, TermStep{Extension: &c.Extensions[i]})
	}
	slices.SortStableFunc(list, func(a, b TermStep) int { return a.began().Compare(b.began()) })
	return list
}

func (s TermStep) began() time.Time {
	if s.Suspension != nil {
		return s.Suspension.AskedOn
	}
	return s.Extension.ToldOn
}
