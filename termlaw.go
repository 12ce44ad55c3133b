package postkamer

// A TermLaw says by which articles a term runs, stands still and is extended. All of
// it is out of memory (docs/terms.md): the program shows it, a person decides.
type TermLaw struct {
	Sets     string // the article that sets the term; "onze eigen norm" when no law does
	Suspends string // empty: it does not stand still
	Extends  string // empty: it cannot be extended
	Most     int    // weeks that it may be extended at most; 0: what is reasonable
	Receipt  string // the article that wants receipt confirmed; empty: none does
}

// awbLaw is for applications: Algemene wet bestuursrecht, title 4.1.
var awbLaw = TermLaw{Sets: "Awb 4:13", Suspends: "Awb 4:15", Extends: "Awb 4:14"}

// termLaws are those of kinds with rules of their own.
var termLaws = map[CaseType]TermLaw{
	"bezwaar":           {Sets: "Awb 7:10", Suspends: "Awb 7:10, lid 2", Extends: "Awb 7:10, lid 3", Most: 6, Receipt: "Awb 6:14"},
	"klacht":            {Sets: "Awb 9:11", Extends: "Awb 9:11, lid 2", Most: 4, Receipt: "Awb 9:6"},
	"woo_verzoek":       {Sets: "Woo 4.4", Suspends: "Awb 4:15", Extends: "Woo 4.4, lid 2", Most: 2},
	"ingebrekestelling": {Sets: "Awb 4:17"},
	"factuur":           {Sets: "BW 6:119b"},
	Verhuizing:          {Sets: "onze eigen norm", Suspends: "Awb 4:15", Extends: "Awb 4:14"},
}

// LawOf returns the law about the term of a kind.
func LawOf(kind CaseType) TermLaw {
	if law, ok := termLaws[kind]; ok {
		return law
	}
	return awbLaw
}
