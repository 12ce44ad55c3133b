package classify

import "regexp"

// ofPartner matches what stands just before the BSN of a partner.
var ofPartner = regexp.MustCompile(`\b(?:partner|man|vrouw|echtgeno[a-z]+)\b`)

// partnerNumber tells whether the BSN of a partner was filled in.
func (s *sheet) partnerNumber() bool {
	for _, l := range s.letters() {
		folded := foldedLike(l.text)
		for _, m := range bsnShape.FindAllStringIndex(withoutDates(l.text), -1) {
			window := folded[max(0, m[0]-60):m[0]]
			if at := ofAnother.FindString(window); ofPartner.MatchString(at) {
				return true
			}
		}
	}
	return false
}
