package web

import (
	"fmt"
	"net/url"
	"slices"

	"postkamer"
	"postkamer/store"
)

// filterForm is the questions with which somebody makes a list shorter. All of it is
// in the address of the list, for it says nothing about citizens.
type filterForm struct {
	Choices []Choice
	Used    bool // something is asked: the form stands open
}

// Fields of the address of a list.
const (
	kindField    = "soort"
	channelField = "herkomst"
	hasteField   = "let"
	stateField   = "waar"
	orderField   = "volgorde"
)

// stateOptions are where cases can be. The words are those of the queues' table.
var stateOptions = []Option{
	{Value: "", Label: "Open"},
	{Value: string(postkamer.CaseClaimed), Label: "Bij een collega"},
	{Value: string(postkamer.CaseCalling), Label: "Wacht op bellen"},
	{Value: string(postkamer.CaseWaiting), Label: "Wacht op de inwoner"},
}

var hasteOptions = []Option{
	{Value: "", Label: "Alles"},
	{Value: string(store.Urgent), Label: "Spoed: vandaag"},
	{Value: string(store.Late), Label: "Te laat"},
	{Value: string(store.DueSoon), Label: "Binnen een week"},
	{Value: string(store.WithoutDue), Label: "Zonder termijn"},
	{Value: string(store.CameBack), Label: "Terug in de voorraad"},
	{Value: string(store.OnlySome), Label: "Vraagt een taal of kennis"},
}

var orderOptions = []Option{
	{Value: string(store.AsTaken), Label: "Wat het eerst moet"},
	{Value: string(store.ByDue), Label: "Uiterste datum"},
	{Value: string(store.ByArrival), Label: "Langst binnen"},
}

// orderWords say the order of a list in a sentence.
var orderWords = map[store.Order]string{
	store.AsTaken:   "Wat het eerst moet, staat bovenaan.",
	store.ByDue:     "De vroegste uiterste datum staat bovenaan.",
	store.ByArrival: "Wat het langst binnen is, staat bovenaan.",
}

// filterOf reads an address; what no list has is an error.
func filterOf(q url.Values) (store.CaseFilter, error) {
	f := store.CaseFilter{
		State:   postkamer.CaseState(q.Get(stateField)),
		Kind:    postkamer.CaseType(q.Get(kindField)),
		Channel: postkamer.Channel(q.Get(channelField)),
		Haste:   store.Haste(q.Get(hasteField)),
		Order:   store.Order(q.Get(orderField)),
	}
	if !f.Valid() || len(f.Kind) > maxKind || f.Channel != "" && channelLabels[f.Channel] == "" {
		return f, fmt.Errorf("%w: no such list", postkamer.ErrNotFound)
	}
	return f, nil
}

// maxKind is how long the name of a kind may be, in bytes.
const maxKind = 60

// addressOf writes a filter as the end of an address: "?soort=bezwaar", or nothing.
func addressOf(f store.CaseFilter) string {
	q := url.Values{}
	for name, value := range map[string]string{stateField: string(f.State), kindField: string(f.Kind), channelField: string(f.Channel),
		hasteField: string(f.Haste), orderField: string(f.Order)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

func newFilterForm(kinds []Option, f store.CaseFilter) filterForm {
	channels := []Option{{Label: "Alles"}, {Value: string(postkamer.Scan), Label: channelLabels[postkamer.Scan]}, {Value: string(postkamer.Form), Label: channelLabels[postkamer.Form]}}
	state := f.State
	if state == postkamer.CaseOpen {
		state = ""
	}
	return filterForm{Used: addressOf(f) != "", Choices: []Choice{
		{Name: stateField, Legend: "Waar", Options: stateOptions, Values: []string{string(state)}},
		{Name: hasteField, Legend: "Let op", Options: hasteOptions, Values: []string{string(f.Haste)}},
		{Name: kindField, Legend: "Soort", Options: kinds, Values: []string{string(f.Kind)}},
		{Name: channelField, Legend: "Herkomst", Options: channels, Values: []string{string(f.Channel)}},
		{Name: orderField, Legend: "Bovenaan", Options: orderOptions, Values: []string{string(f.Order)}},
	}}
}

// policyKinds are the kinds that a queue can hold: its own first come, and a person
// may have put any other there.
func (s *Server) policyKinds(queue postkamer.Queue) []Option {
	options := s.kindOptions()
	if queue != "" {
		slices.SortStableFunc(options, func(a, b Option) int {
			return rank(s.town().Policy.Queues[postkamer.CaseType(b.Value)] == queue) - rank(s.town().Policy.Queues[postkamer.CaseType(a.Value)] == queue)
		})
	}
	return append([]Option{{Label: "Alles"}, {Value: string(postkamer.UnknownCase), Label: s.kindLabel(postkamer.UnknownCase)}}, options...)
}

func rank(first bool) int {
	if first {
		return 1
	}
	return 0
}

// foundWords say how many cases a list has, and their order.
func (s *Server) foundWords(total int, f store.CaseFilter) string {
	if total == 0 {
		return s.say("Geen zaken gevonden.")
	}
	words := s.counted(total, "zaak.", "zaken.")
	if f.State == "" && addressOf(store.CaseFilter{State: f.State, Kind: f.Kind, Channel: f.Channel, Haste: f.Haste}) == "" {
		words = s.counted(total, "zaak ligt klaar.", "zaken liggen klaar.")
	}
	return words + " " + orderWords[f.Order]
}
