package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"postkamer"
	"postkamer/classify"
	"postkamer/workers"
)

// A replayed decision says what another model or policy would make of one piece.
// It names codes and no words of the letter, no names and no numbers.
type replayed struct {
	Reference string   `json:"reference"`
	From      outcome  `json:"from"`
	To        outcome  `json:"to"`
	Reasons   []string `json:"reasons"` // codes of the doubts that it has now
}

// An outcome is where a piece went and by which rule.
type outcome struct {
	CaseType    postkamer.CaseType    `json:"case_type"`
	Destination postkamer.Destination `json:"destination"`
	Queue       postkamer.Queue       `json:"queue"`
	Rule        string                `json:"rule"`
	Ready       bool                  `json:"ready"`
}

func (o outcome) String() string {
	ready := ""
	if o.Ready {
		ready = ", ready"
	}
	return fmt.Sprintf("%s -> %s %s (%s%s)", o.CaseType, o.Destination, o.Queue, o.Rule, ready)
}

func outcomeOf(v postkamer.Verdict) outcome {
	return outcome{v.CaseType, v.Destination, v.Queue, v.Rule, v.Ready}
}

// replays is what replay prints.
type replays struct {
	Model   string                 `json:"model"`
	Policy  string                 `json:"policy"`
	Same    int                    `json:"same"`
	Changed int                    `json:"changed"`
	Kinds   map[string]*kindReplay `json:"kinds"` // by the kind that was decided then
	Changes []replayed             `json:"changes"`
}

// A kindReplay counts the decisions of one kind.
type kindReplay struct {
	Same    int `json:"same"`
	Changed int `json:"changed"`
}

// errOnlyDry is why replay changes nothing: somebody may be working on a case, has
// phoned about it or has told the citizen what happens next. A case is moved by a
// person who looks at it.
var errOnlyDry = errors.New("replay changes no cases, it only shows what would change: add --dry-run; to move a case, open it and choose \"Anders indelen\"")

// replay decides again about what was decided before.
func replay(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("replay")
	data := fs.String("data", "var", "")
	dry := fs.Bool("dry-run", false, "")
	since := fs.String("since", "", "")
	modelFile := fs.String("model", "", "")
	asJSON := fs.Bool("json", false, "")
	if words, err := parse(fs, args); err != nil || len(words) > 0 {
		return firstError(err, fmt.Errorf("%w: replay takes no files", errUsage))
	}
	if !*dry {
		return fmt.Errorf("%w: %w", errUsage, errOnlyDry)
	}
	from, err := sinceDay(*since)
	if err != nil {
		return err
	}
	s, err := environment()
	if err != nil {
		return err
	}
	o, err := openStore(ctx, *data, s, quiet())
	if err != nil {
		return err
	}
	defer o.Close(ctx)
	keeper, err := townOf(ctx, o, quiet())
	if err != nil {
		return err
	}
	model, err := o.modelAtWork(ctx, cmp.Or(*modelFile, s.Model))
	if err != nil {
		return err
	}
	r, err := replayAll(ctx, o, model, keeper.Now().Policy, from)
	if err != nil {
		return err
	}
	return r.print(out, *asJSON)
}

// sinceDay reads the first day of decisions to look at; all without one.
func sinceDay(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, text, postkamer.Zone())
	if err != nil {
		return day, fmt.Errorf("%w: --since %q: write a day as 2026-01-31", errUsage, text)
	}
	return day, nil
}

// replayAll decides again about every piece. It writes nothing.
func replayAll(ctx context.Context, o *opened, model *classify.Model, policy classify.Policy, from time.Time) (replays, error) {
	r := replays{Model: classify.Checksum(model), Policy: policy.Fingerprint(), Kinds: map[string]*kindReplay{}, Changes: []replayed{}}
	err := o.EachDecision(ctx, from, func(d postkamer.Decision) error {
		piece, err := o.Piece(ctx, d.PieceID)
		if err != nil {
			return err
		}
		now, err := decideAgain(ctx, o, piece, d, model, policy)
		if err != nil {
			return err
		}
		r.add(d, now)
		return nil
	})
	if err != nil {
		return r, fmt.Errorf("replay: %w", err)
	}
	return r, nil
}

// decideAgain decides about a piece with what was known when it was routed: what
// the addresses said, which earlier pieces there were and which kinds were off.
func decideAgain(ctx context.Context, o *opened, piece postkamer.Piece, d postkamer.Decision, model *classify.Model, policy classify.Policy) (postkamer.Verdict, error) {
	text, facts, err := workers.FactsOf(ctx, o.Store, piece)
	if err != nil {
		return postkamer.Verdict{}, err
	}
	facts.Earlier = d.Earlier
	queries := classify.Lookups(text, facts, model, policy)
	if d.Inputs != nil {
		facts.Addresses, facts.CountsOn = d.Inputs.Addresses, d.Inputs.CountsOn
		queries = notAsked(queries, d, model, policy)
	}
	more, err := o.FindAddresses(ctx, queries)
	if err != nil {
		return postkamer.Verdict{}, err
	}
	facts.Addresses = append(slices.Clone(facts.Addresses), more...)
	now := classify.Classify(text, facts, model, policy)
	if isOff(d, now.CaseType) {
		now = classify.WithKindOff(facts, now, policy)
	}
	return now, nil
}

// notAsked returns the addresses that nobody looked up then, because another model
// or policy did not need them. They are looked up in the table of today.
func notAsked(queries []postkamer.AddressQuery, d postkamer.Decision, model *classify.Model, policy classify.Policy) []postkamer.AddressQuery {
	if d.Model == classify.Checksum(model) && d.Policy == policy.Fingerprint() {
		return nil
	}
	return slices.DeleteFunc(queries, func(q postkamer.AddressQuery) bool {
		return slices.ContainsFunc(d.Inputs.Addresses, func(a postkamer.AddressAnswer) bool { return a.Query.Name == q.Name })
	})
}

// isOff tells whether a kind was turned off when a piece was decided about.
func isOff(d postkamer.Decision, kind postkamer.CaseType) bool {
	if d.Inputs == nil {
		return classify.WasOff(d.Verdict)
	}
	return slices.Contains(d.Inputs.Off, kind)
}

// add counts one decision and keeps it when it changed.
func (r *replays) add(d postkamer.Decision, now postkamer.Verdict) {
	kind := r.Kinds[string(d.Verdict.CaseType)]
	if kind == nil {
		kind = &kindReplay{}
		r.Kinds[string(d.Verdict.CaseType)] = kind
	}
	from, to := outcomeOf(d.Verdict), outcomeOf(now)
	if from == to {
		r.Same++
		kind.Same++
		return
	}
	r.Changed++
	kind.Changed++
	c := replayed{Reference: d.Reference, From: from, To: to, Reasons: []string{}}
	for _, doubt := range now.Doubts {
		c.Reasons = append(c.Reasons, string(doubt.Code))
	}
	r.Changes = append(r.Changes, c)
}

func (r replays) print(out io.Writer, asJSON bool) error {
	if asJSON {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		return enc.Encode(r)
	}
	for _, c := range r.Changes {
		fmt.Fprintf(out, "%s: %s\n  now %s%s\n", c.Reference, c.From, c.To, because(c.Reasons))
	}
	for _, kind := range slices.Sorted(maps.Keys(r.Kinds)) {
		fmt.Fprintf(out, "%-22s %6d stay %6d change\n", kind, r.Kinds[kind].Same, r.Kinds[kind].Changed)
	}
	_, err := fmt.Fprintf(out, "%d decisions stay, %d change; nothing was changed\n", r.Same, r.Changed)
	return err
}

// because lists the codes of doubts.
func because(reasons []string) string {
	if len(reasons) == 0 {
		return ""
	}
	return ": " + strings.Join(reasons, ", ")
}
