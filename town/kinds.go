package town

import (
	"cmp"
	"maps"
	"slices"

	"postkamer"
	"postkamer/classify"
)

// placeKinds gives every kind the queue and the term that the municipality wants.
// Whether a law sets a term stays as shipped.
func placeKinds(policy *classify.Policy, m postkamer.Municipality, rules classify.Policy) error {
	policy.Queues, policy.Terms = maps.Clone(rules.Queues), maps.Clone(rules.Terms)
	queues := Queues(m, rules)
	for _, kind := range slices.Sorted(maps.Keys(m.Kinds)) {
		set := m.Kinds[kind]
		if _, known := rules.Queues[kind]; !known {
			return postkamer.Wrong("zaaktypen."+string(kind), "name a kind of post that exists")
		}
		if set.Queue != "" && !slices.Contains(queues, set.Queue) {
			return postkamer.Wrong("zaaktypen."+string(kind)+".werkvoorraad", "%q: name a queue that exists, or add it under werkvoorraden", set.Queue)
		}
		policy.Queues[kind] = cmp.Or(set.Queue, rules.Queues[kind])
		if set.Term == "" {
			continue
		}
		term, err := postkamer.ParseTerm(set.Term)
		if err != nil {
			return postkamer.Wrong("zaaktypen."+string(kind)+".termijn", "%w", err)
		}
		shipped := rules.Terms[kind]
		term.Legal, term.Near = shipped.Legal && term.Runs(), shipped.Near && term.Runs()
		policy.Terms[kind] = term
	}
	return nil
}

// Queues returns every queue: those that are shipped, those of the municipality's own
// schemes and those that it added. The pile of what is still to be sorted is none.
func Queues(m postkamer.Municipality, rules classify.Policy) []postkamer.Queue {
	queues := append(slices.Collect(maps.Values(rules.Queues)), slices.Collect(maps.Keys(m.Queues))...)
	slices.Sort(queues)
	queues = slices.Compact(queues)
	return slices.DeleteFunc(queues, func(q postkamer.Queue) bool { return q == postkamer.Triage || q == "" })
}

// AllQueues returns every queue of the municipality as it is now.
func (t *Town) AllQueues() []postkamer.Queue { return Queues(t.Municipality, t.Policy) }
