package classify

import "postkamer"

// Work (werksoort) says who may decide about a kind. A refusal or a grant is
// never automatic (GDPR article 22), and some kinds are about a person's life and
// not about a rule.
type Work string

// Kinds of work, by the words of the municipality's file.
const (
	StandardWork Work = "standaard" // a fixed rule: complete is ready to process
	DecisionWork Work = "besluit"   // something is granted or refused: a person decides, however complete it is
	TailoredWork Work = "maatwerk"  // a person speaks to the citizen first
)

// Valid tells whether w is one of the kinds of work.
func (w Work) Valid() bool { return w == StandardWork || w == DecisionWork || w == TailoredWork }

// defaultWork names the kinds that are not standard work.
var defaultWork = map[postkamer.CaseType]Work{
	"wmo": TailoredWork, "bijstand": TailoredWork,
	"tozo_aanvraag": DecisionWork, "kwijtschelding": DecisionWork, "subsidie": DecisionWork, "omgevingsvergunning": DecisionWork,
	"evenement": DecisionWork, "parkeren": DecisionWork, "woz": DecisionWork,
	"bezwaar": DecisionWork, "klacht": DecisionWork, "woo_verzoek": DecisionWork, "ingebrekestelling": DecisionWork,
}

// WorkOf returns the kind of work of a case type.
func (p Policy) WorkOf(kind postkamer.CaseType) Work {
	if w, ok := p.Work[kind]; ok {
		return w
	}
	return StandardWork
}

// MayBeAutomatic tells whether a case of this kind may ever be finished without a
// person reading it. Whether it is ready is another question.
func (p Policy) MayBeAutomatic(kind postkamer.CaseType) bool {
	return kind != postkamer.UnknownCase && p.WorkOf(kind) == StandardWork
}
