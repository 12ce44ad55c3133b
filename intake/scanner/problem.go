package scanner

import "fmt"

// Problem names why a run of the scanner ended, or why nothing can be scanned or
// sent now. The list is fixed: each has Dutch words and, where something is
// wrong, a page of its own for the operator.
type Problem string

// Reasons. Those from SANE come from scanimage's exit status, which is the
// SANE_Status; its messages are never looked at.
const (
	NoProblem   Problem = ""
	Empty       Problem = "empty"       // the feeder is empty: the ordinary end
	NoPaper     Problem = "no-paper"    // there was nothing in the feeder
	Stopped     Problem = "stopped"     // the operator stopped it
	Jammed      Problem = "jam"         // paper is stuck, or two sheets came at once
	CoverOpen   Problem = "cover"       // the lid is open
	Busy        Problem = "busy"        // another program has the scanner
	Gone        Problem = "gone"        // the scanner does not answer
	Broken      Problem = "io"          // the line to the scanner failed half-way
	Denied      Problem = "denied"      // this user may not use the scanner
	CannotDo    Problem = "cannot-do"   // the scanner cannot do what the profile asks
	Slow        Problem = "slow"        // no page came within the time limit
	Died        Problem = "died"        // scanimage ended by a signal
	Interrupted Problem = "interrupted" // our own process ended during the run
	Cut         Problem = "cut"         // a page file without its end
	Disk        Problem = "disk"        // the disk is full or broken
	NoProgram   Problem = "no-program"  // scanimage is not installed
	Offline     Problem = "offline"     // the service cannot be reached
	WrongToken  Problem = "token"       // the service does not accept the token of this station
	NameTaken   Problem = "name"        // another station reports under the same name
	Unknown     Problem = "unknown"     // a page the service does not want
)

// statuses are the exit statuses of scanimage: SANE_Status in sane.h. After an
// empty feeder it exits 0. 1 is besides what it says when a device cannot be opened.
var statuses = map[int]Problem{
	0:  Empty,
	1:  Gone,
	2:  Stopped,
	3:  Busy,
	4:  CannotDo,
	5:  Empty,
	6:  Jammed,
	7:  Empty,
	8:  CoverOpen,
	9:  Broken,
	10: Broken,
	11: Denied,
}

// ofStatus returns what an exit status means, after pages that came through.
func ofStatus(status, pages int) Problem {
	p, known := statuses[status]
	switch {
	case !known:
		return Broken
	case p == Empty && pages == 0:
		return NoPaper
	case p == Gone && pages > 0: // it was there at the start
		return Broken
	}
	return p
}

// problemWords says in Dutch what is wrong and what to do.
var problemWords = map[Problem]string{
	NoPaper:     "Er lag geen papier in de scanner. Leg de stapel recht in de invoer, tot hij niet verder kan, en start opnieuw.",
	Stopped:     "Het scannen is gestopt.",
	Jammed:      "Het papier zit vast, of er gingen twee bladen tegelijk door. Open de klep, haal het blad eruit en doe de klep dicht.",
	CoverOpen:   "De klep van de scanner staat open. Doe de klep goed dicht.",
	Busy:        "Een ander programma gebruikt de scanner. Sluit dat programma en start opnieuw.",
	Gone:        "De scanner antwoordt niet. Zet hem uit en weer aan, en kijk of het snoer vastzit. Er is niets verloren.",
	Broken:      "De verbinding met de scanner viel weg. Zet hem uit en weer aan, en kijk of het snoer vastzit.",
	Denied:      "Deze computer mag de scanner niet gebruiken. Vraag de beheerder om dat aan te zetten.",
	CannotDo:    "De scanner kan niet wat dit profiel vraagt. Kies een ander profiel, of vraag de beheerder om het aan te passen.",
	Slow:        "Er kwam te lang geen bladzijde uit de scanner. Kijk of het papier vastzit, en zet de scanner anders uit en weer aan.",
	Died:        "Het scanprogramma stopte plotseling. Start opnieuw.",
	Interrupted: "De computer bij de scanner stopte tijdens het scannen.",
	Cut:         "Een bladzijde kwam niet helemaal door. Haal het blad uit de scanner.",
	Disk:        "De schijf van de computer bij de scanner is vol of kapot. Bel de beheerder. Wat al binnen is, blijft bewaard.",
	NoProgram:   "Op deze computer is het scanprogramma niet geïnstalleerd. Vraag de beheerder om het pakket sane-utils te installeren.",
	Offline:     "Geen verbinding.",
	WrongToken:  "De postkamer laat deze computer niet toe: het token klopt niet.",
	NameTaken:   "De postkamer geeft deze computer geen opdrachten: een andere computer heeft dezelfde naam.",
	Unknown:     "Een bladzijde kon niet worden ontvangen. De bladzijde blijft bewaard op de computer bij de scanner. Bel de beheerder.",
}

// halfWay are the problems after which a sheet may be half in the scanner.
var halfWay = map[Problem]bool{
	Stopped: true, Jammed: true, CoverOpen: true, Broken: true, Slow: true, Died: true, Interrupted: true, Cut: true, Disk: true,
}

// Words says in Dutch what a problem is and what to do, to somebody whose stack
// has so many pages by now. It is empty when nothing is wrong.
func (p Problem) Words(pages int) string {
	words := problemWords[p]
	if words == "" || !halfWay[p] {
		return words
	}
	if pages == 0 {
		return words + " Er is nog geen bladzijde binnen. Leg de hele stapel opnieuw in en start."
	}
	return fmt.Sprintf("%s %s Leg het blad dat daarna kwam weer bovenop en start: het scannen gaat verder waar het was.", words, pagesIn(pages))
}

// HalfWords is Words when both sides are scanned and of the last sheet only the front
// came in: the sheet that came after it is not the one to go on with.
func (p Problem) HalfWords(pages int) string {
	words := problemWords[p]
	if words == "" || !halfWay[p] {
		return words
	}
	return fmt.Sprintf("%s %s Van het laatste blad is alleen de voorkant binnen. Leg dat blad weer bovenop en start. Die voorkant is er dan twee keer: haal er bij het nakijken een weg.", words, pagesIn(pages))
}

// Wrong tells whether a person must do something before it can go on.
func (p Problem) Wrong() bool { return p != NoProblem && p != Empty && p != Stopped }

func pagesIn(n int) string {
	if n == 1 {
		return "Er is 1 bladzijde binnen."
	}
	return fmt.Sprintf("Er zijn %d bladzijden binnen.", n)
}

// A Refused says that something cannot be started now. It is an error.
type Refused struct {
	Code  Problem
	Words string // Dutch: what is wrong and what to do next
}

// Error returns the code only.
func (r *Refused) Error() string { return "scanner: refused: " + string(r.Code) }

func refuse(code Problem) *Refused { return &Refused{Code: code, Words: problemWords[code]} }
