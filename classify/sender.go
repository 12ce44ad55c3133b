package classify

import (
	"regexp"
)

// ownAddress matches the end of what stands before an address that the writer says
// is his.
var ownAddress = regexp.MustCompile(`\b(?:wonende|woonachtig|gevestigd|woon(?: ik)?|mijn (?:woon)?adres(?: is)?|ons adres(?: is)?|antwoord naar|sturen naar|mij bereiken (?:op|via))\b[^.;0-9]{0,30}$`)

// senderAddress offers the address of who wrote a letter that is about no move: in
// the letterhead, under the name at the end, or where the writer says that he lives.
// An address in the middle of the text is only to be looked at: it may be that of
// a loose paving stone.
func (s *searching) senderAddress(l *leaf, folded string) {
	for _, a := range addresses(l) {
		if a.office || l.nearOffice(a) || l.isOther(a.street.first) {
			continue
		}
		a.side = ownSide
		start := l.words[a.street.first].at
		switch {
		case ownAddress.MatchString(folded[max(0, start-60):start]):
			s.offerAddress(a, withCue)
		case s.agency == nil && l.outside(a) && a.postcode.value != "" && s.atEdge(l, a):
			s.offerAddress(a, withCue-.02)
		default:
			s.offerAddress(a, withoutCue-.1)
		}
	}
}

// atEdge tells whether an address begins its row or run, or follows a name on it.
func (s *searching) atEdge(l *leaf, a address) bool {
	if l.words[a.street.first].gap {
		return true
	}
	first := a.street.first
	for first > 0 && !l.words[first].gap {
		first--
	}
	before := l.raw(first, a.street.first)
	return len(before) < 45 && before[len(before)-1] == ','
}

// somebodyElse matches the end of what stands before a number of somebody else:
// "het nummer van mijn buurvrouw,".
var somebodyElse = regexp.MustCompile(`\b(?:buurvrouw|buurman|buren|werkgever|huisarts|advocaat|moeder|vader|zus|broer|zoon|dochter|partner|contactpersoon|vriendin|vriend|collega|verhuurder|school|gemeente|stadhuis|gemeentehuis|uw (?:telefoon)?nummer|uw e-?mail(?:adres)?|uw rekening(?:nummer)?)\b[^.;:\n0-9]{0,24}[:,]? ?$`)

// ofSomebodyElse tells whether the value that begins at a byte belongs to another
// than the sender: it stands in the part of a form about somebody else, in the
// address of an office, or behind words that say so.
func (l *leaf) ofSomebodyElse(folded string, at int) bool {
	return l.isOtherAt(at) || somebodyElse.MatchString(folded[max(0, at-60):at]) || l.inOffice(at) || l.ofAnotherInSentence(folded, at)
}

// officeBlock is how many rows above a value the name of its office may stand.
const officeBlock = 5

// inOffice tells whether the value that begins at a byte stands in the address of
// an office: in the same run of rows, without a blank line, under its name.
func (l *leaf) inOffice(at int) bool {
	first, _ := l.wordsIn(at, at+1)
	if first >= len(l.words) {
		return false
	}
	run := first
	for run > 0 && !l.words[run].gap {
		run--
	}
	row := l.words[run].row
	for r := row - 1; r >= max(0, row-officeBlock) && !l.apart(r, r+1); r-- {
		for j := l.rows[r][0]; j < l.rows[r][1]; j++ {
			if l.words[j].gap && l.aligned(run, j) && addressee.MatchString(fold(l.raw(j, l.segmentEnd(j)))) {
				return true
			}
		}
	}
	return false
}

// addressee matches the first row of the address of the municipality.
var addressee = regexp.MustCompile(`^(?:aan )?(?:de |het )?(?:gemeente|college|burgemeester|stadhuis|stadskantoor|gemeentehuis|afdeling|team|heffingsambtenaar|postbus)\b.{0,40}$`)
