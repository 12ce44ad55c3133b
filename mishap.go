package postkamer

import "time"

// A Mishap (hapering) is one page from a scanner of which something went wrong on its
// way into a stack. Nobody would miss it by looking at the pages that are there, so the
// stack waits until a person scanned the paper again or said what became of it.
type Mishap struct {
	BatchID BatchID
	Part    string // the page's key in its stack, for machines
	Kind    MishapKind
	Why     string // Dutch: what is wrong, and what to do
	At      time.Time
	Behind  PageID // the page that had come in last by then; 0: none

	SettledAt time.Time // zero: it still waits for a person
	SettledBy string
	Answer    string // in the words of who settled it
}

// MishapKind says what went wrong with a page.
type MishapKind string

// Kinds of mishap. After the last the page is in the stack; after the others it is only
// on the disk of the computer beside the scanner.
const (
	MishapRefused MishapKind = "refused" // its file cannot be taken in
	MishapLate    MishapKind = "late"    // the stack took no such page any more
	MishapProfile MishapKind = "profile" // it was scanned by a version of a profile that is not known here
)

// mishapWords says of each kind in Dutch what is wrong and what to do.
var mishapWords = map[MishapKind]string{
	MishapRefused: "Het beeld van deze bladzijde kwam kapot binnen. Scan het blad opnieuw.",
	MishapLate:    "Deze bladzijde kon niet meer bij de stapel, want die was al compleet. Zoek het blad op en scan het opnieuw.",
	MishapProfile: "Met welke instellingen deze bladzijde is gescand, is hier niet bekend. Het beeld zit wel in de stapel. Scan het blad opnieuw, of schrijf op waarom het zo goed is.",
}

// Words says in Dutch what is wrong with a page and what to do.
func (k MishapKind) Words() string { return mishapWords[k] }

// Missing tells whether the page itself did not come in.
func (k MishapKind) Missing() bool { return k != MishapProfile }

// MishapScanned is the answer to a mishap of which the paper was scanned once more.
const MishapScanned = "Het blad is opnieuw gescand en zit in de stapel."
