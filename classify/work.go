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

// defaultWork names the kinds in which nothing is granted, refused or paid, and
// those that are about a person's life. In all others somebody decides.
var defaultWork = map[postkamer.CaseType]Work{
	"verhuizing": StandardWork, "uittreksel": StandardWork, "melding": StandardWork, "afval": StandardWork, "tozo_bewijsstuk": StandardWork,
	"wmo": TailoredWork, "bijstand": TailoredWork,
}

// WorkOf returns the kind of work of a case type. Of a kind that nobody named,
// such as that of a new scheme, a person decides.
func (p Policy) WorkOf(kind postkamer.CaseType) Work {
	if w, ok := p.Work[kind]; ok {
		return w
	}
	return DecisionWork
}

// MayBeAutomatic tells whether a case of this kind may ever be finished without a
// person reading it. Whether it is ready is another question.
func (p Policy) MayBeAutomatic(kind postkamer.CaseType) bool {
	return kind != postkamer.UnknownCase && p.WorkOf(kind) == StandardWork
}
