package intake

import (
	"regexp"
	"strings"
	"time"

	"postkamer"
)

// A PartnerView is what the partner who must sign may see of a form: what it says about
// the partner, and whose it is.
type PartnerView struct {
	Applicant string // name of who sent the form
	Declared  []SummaryLine
}

// aboutPartner are the beginnings of the names of questions about the partner; every
// other answer is the applicant's own (docs/forms.md).
var aboutPartner = []string{"p-", "partner-"}

// ofPartner is what a question about the partner says of whose it is; the partner reads
// it about himself.
var ofPartner = regexp.MustCompile(` van (je|uw) partner`)

// PartnerSees returns what the partner may see of the answers of a form.
func PartnerSees(answers []postkamer.Answer) PartnerView {
	var view PartnerView
	var names []string
	for _, a := range answers {
		switch {
		case a.Field == string(postkamer.FieldFullName):
			names = append(names, a.Value)
		case isAboutPartner(a.Name):
			view.Declared = append(view.Declared, SummaryLine{Label: ofPartner.ReplaceAllString(a.Label, ""), Value: forReading(a.Value)})
		}
	}
	view.Applicant = strings.Join(names, " ")
	return view
}

// isAboutPartner tells whether an answer says something about the partner. How to reach
// the partner and how the partner signs does not.
func isAboutPartner(name string) bool {
	if name == partnerContact || name == partnerOnPaper {
		return false
	}
	for _, begin := range aboutPartner {
		if strings.HasPrefix(name, begin) {
			return true
		}
	}
	return false
}

// partnerOnPaper is the question whether the partner signs on paper.
const partnerOnPaper = "p-papier"

// keptAmount is how a piece keeps an amount of euros.
var keptAmount = regexp.MustCompile(`^[0-9]+\.[0-9]{2}$`)

// forReading writes a value as a piece keeps it for people.
func forReading(value string) string {
	if day, err := time.Parse(time.DateOnly, value); err == nil {
		return inWords(day, postkamer.U)
	}
	if !keptAmount.MatchString(value) {
		return value
	}
	cents, ok := parseAmount(strings.Replace(value, ".", ",", 1))
	if !ok {
		return value
	}
	return "€ " + inEuros(cents)
}
