package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"postkamer"
)

// A burgerservicenummer is shown by its last four digits, until somebody has it
// shown: that is logged before it is sent. The image of a letter shows what it shows.

// bsnTail is how many digits of a number stay to be seen.
const bsnTail = 4

// maskedBSN writes *****0019; of what is too short for that nothing is shown.
func maskedBSN(value string) string {
	letters := []rune(value)
	hidden := max(len(letters)-bsnTail, 0)
	if hidden < bsnTail {
		hidden = len(letters)
	}
	return strings.Repeat("*", hidden) + string(letters[hidden:])
}

// unmaskedBSN is what somebody who saw the number masked made of it: left as it is,
// with other last digits, or typed anew.
func unmaskedBSN(typed, before string) string {
	mask := maskedBSN(before)
	if typed == mask {
		return before
	}
	hidden := strings.TrimRight(mask, "0123456789")
	if tail, kept := strings.CutPrefix(typed, hidden); kept && hidden != "" && len(tail) == bsnTail && !strings.Contains(tail, "*") {
		return before[:len(before)-bsnTail] + tail
	}
	return postkamer.NormalBSN(typed)
}

// bsnDigits is how long a number is.
const bsnDigits = 9

// hideBSNs masks every number in a text that passes the eleven-test, and those that
// are known to be meant as one, however they are spaced.
func hideBSNs(text string, known ...string) string {
	var out strings.Builder
	for text != "" {
		start := strings.IndexFunc(text, isDigit)
		if start < 0 {
			break
		}
		out.WriteString(text[:start])
		end := start + numberLength(text[start:])
		out.WriteString(hideIn(text[start:end], known))
		text = text[end:]
	}
	return out.String() + text
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// numberLength is the length of digits at the start of a text, in groups with one
// sign between.
func numberLength(text string) (n int) {
	for i := range len(text) {
		switch {
		case isDigit(rune(text[i])):
			n = i + 1
		case i > n || !strings.ContainsRune(" .-/", rune(text[i])):
			return n
		}
	}
	return n
}

// hideIn masks in a row of groups of digits those that together are such a number.
func hideIn(row string, known []string) string {
	type group struct{ start, end int }
	var groups []group
	for i := 0; i < len(row); i++ {
		if !isDigit(rune(row[i])) {
			continue
		}
		start := i
		for i < len(row) && isDigit(rune(row[i])) {
			i++
		}
		groups = append(groups, group{start, i})
	}
	for first := range groups {
		digits := ""
		for past := first; past < len(groups) && len(digits) < bsnDigits; past++ {
			digits += row[groups[past].start:groups[past].end]
			if slices.Contains(known, digits) || len(digits) == bsnDigits && postkamer.ValidBSN(digits) {
				from, to := groups[first].start, groups[past].end
				return row[:from] + maskedBSN(digits) + hideIn(row[to:], known)
			}
		}
	}
	return row
}

// bsnsOf are the values that a case has for a burgerservicenummer, right or wrong.
func bsnsOf(fields []postkamer.CaseField) (list []string) {
	for _, f := range fields {
		if f.Name == postkamer.FieldBSN {
			list = append(list, f.Value, f.ReadValue, postkamer.NormalBSN(f.ReadText))
		}
	}
	return slices.DeleteFunc(list, func(s string) bool { return len(s) <= bsnTail })
}

// masked hides the numbers in what a row shows.
func (row *fieldRow) masked(f postkamer.CaseField) {
	known := bsnsOf([]postkamer.CaseField{f})
	row.Why = hideBSNs(row.Why, known...)
	if f.Name != postkamer.FieldBSN {
		row.Text, row.Read = hideBSNs(row.Text), hideBSNs(row.Read) // the line of a partner has a number too
		return
	}
	row.Hidden = row.Value != ""
	row.Value, row.Read = maskedBSN(row.Value), maskedBSN(row.Read)
	if row.Text != "" {
		row.Text = maskedBSN(postkamer.NormalBSN(row.Text))
	}
}

// shownLong is how long a number stays shown to who had it shown.
const shownLong = 10 * time.Minute

// revealedKey is where the session keeps of which case the numbers are shown.
const revealedKey = "bsn"

// A revealed case is one of which this person had the numbers shown.
type revealed struct {
	Case  postkamer.CaseID
	Until time.Time
}

// showsBSN tells whether this person had the numbers of a case shown.
func (s *Server) showsBSN(r *http.Request, id postkamer.CaseID) bool {
	var shown revealed
	return s.get(r.Context(), revealedKey, &shown) && shown.Case == id && s.cfg.Now().Before(shown.Until)
}

// revealBSN shows the numbers of a case to this person from now on. The log has it
// before this returns.
func (s *Server) revealBSN(r *http.Request, c postkamer.Case) error {
	event := postkamer.Event{Kind: postkamer.EventRevealed, Actor: person(r).Name, PieceID: c.PieceID, CaseID: c.ID}
	if err := s.cfg.Store.Log(r.Context(), event); err != nil {
		return err
	}
	s.put(r.Context(), revealedKey, revealed{c.ID, s.cfg.Now().Add(shownLong)})
	return nil
}

// showBSN has the numbers of a case shown. What was typed on the page is saved first.
// A script gets the number of the field it asks for, everybody else the page.
func (s *Server) showBSN(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r, seenMarks)
	if err != nil {
		return err
	}
	c, err := s.openCase(r)
	if err != nil {
		return err
	}
	if form.Has("versie") && holds(person(r), c) {
		if _, _, err := s.savedCase(r); err != nil {
			return err
		}
	}
	if err := s.revealBSN(r, c); err != nil {
		return err
	}
	if r.Header.Get("Accept") == "application/json" {
		return sendJSON(w, map[string]string{"waarde": valueOf(c.Fields, postkamer.FieldBSN)})
	}
	to := casePath(c.ID) + "#" + fieldID(postkamer.FieldBSN)
	if form.Get("naar") == "print" {
		to = casePath(c.ID) + "/print"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
