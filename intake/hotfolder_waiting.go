package intake

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"syscall"
	"time"
)

// A WaitingFile is something in the hot folder that is not taken in yet.
type WaitingFile struct {
	Name   string // of the file or folder, to show; empty: the hot folder itself
	Code   WaitCode
	Reason string // Dutch: why it waits, and what to do
	Since  time.Time
}

// WaitCode names why something in the hot folder is not taken in yet.
type WaitCode string

// Reasons to wait.
const (
	WaitWriting   WaitCode = "writing"    // it still changes, or was only just seen
	WaitEnd       WaitCode = "end"        // it lies still, but its end is missing
	WaitName      WaitCode = "name"       // its name says that it is not ready
	WaitDenied    WaitCode = "denied"     // we may not read or move it
	WaitKind      WaitCode = "kind"       // not a file and not a folder
	WaitEmpty     WaitCode = "empty"      // a folder without files
	WaitIndex     WaitCode = "index"      // its index file is wrong
	WaitLoneIndex WaitCode = "lone-index" // an index file without an image
	WaitTurn      WaitCode = "turn"       // another of the same name is being taken in
	WaitDisk      WaitCode = "disk"       // no room to store it
	WaitTrouble   WaitCode = "trouble"    // database or object store do not answer
	WaitMove      WaitCode = "move"       // taken in, but it cannot be moved away
	WaitFolder    WaitCode = "folder"     // the hot folder itself cannot be read
)

// A reason is why something waits; Code "" is no reason.
type reason struct {
	Code  WaitCode
	Words string
}

// waitWords says each reason in Dutch, with what to do.
var waitWords = map[WaitCode]string{
	WaitWriting:   "Wordt nog geschreven. Zodra het klaar is, wordt het vanzelf opgehaald.",
	WaitEnd:       "Het einde ontbreekt nog. Is de scanner klaar? Scan het papier dan opnieuw. Blijft het zo, dan gaat dit naar de map geweigerd.",
	WaitName:      "De naam zegt dat dit bestand nog niet klaar is. Is het wel klaar? Geef het dan een gewone naam, zonder punt of slangetje vooraan en zonder .tmp of .part erachter.",
	WaitDenied:    "De postkamer mag dit niet lezen of verplaatsen. Vraag de beheerder om de rechten van deze map goed te zetten.",
	WaitKind:      "Dit is geen gewoon bestand. Haal het weg uit deze map.",
	WaitEmpty:     "Deze map is leeg. Zet er bestanden in, of haal de map weg.",
	WaitIndex:     "Het indexbestand klopt niet. ",
	WaitLoneIndex: "Bij dit indexbestand hoort geen scan met dezelfde naam. Zet de scan erbij, of haal het indexbestand weg.",
	WaitTurn:      "Een bestand met dezelfde naam is nog in behandeling. Daarna komt dit aan de beurt.",
	WaitDisk:      "De schijf van de postkamer is vol. Bel de beheerder. Dit bestand blijft hier staan en gaat daarna vanzelf verder.",
	WaitTrouble:   "De postkamer kan dit nu niet opslaan. Het blijft hier staan en gaat vanzelf verder. Duurt het langer dan een kwartier? Bel de beheerder.",
	WaitMove:      "Dit is ontvangen, maar kan niet naar de map verwerkt. Vraag de beheerder om naar de rechten en de ruimte van deze map te kijken.",
	WaitFolder:    "De map zelf kan niet gelezen worden. Bel de beheerder.",
}

func waits(code WaitCode) reason { return reason{code, waitWords[code]} }

var unreadableFolder = waits(WaitFolder)

// troubleOf is why something waits after an error of the system or of the store.
func troubleOf(err error) reason {
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return waits(WaitDenied)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return waits(WaitDisk)
	}
	return waits(WaitTrouble)
}

// Waiting returns what lies in the hot folder, or is half taken, and why it waits,
// longest first. It is what the last look found; it is safe to call at any time.
func (h *HotFolder) Waiting() []WaitingFile {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.SortedFunc(maps.Values(h.waiting), func(a, b WaitingFile) int {
		return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Name, b.Name))
	})
}

func (h *HotFolder) beginRound() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.round = map[string]WaitingFile{}
}

// wait notes why something waits. It waits since it was first seen to.
func (h *HotFolder) wait(name string, why reason) {
	h.mu.Lock()
	defer h.mu.Unlock()
	w := WaitingFile{Name: showable(name), Code: why.Code, Reason: why.Words, Since: time.Now()}
	if before, known := h.waiting[name]; known {
		w.Since = before.Since
	}
	h.round[name] = w
}

func (h *HotFolder) endRound() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.waiting = h.round
	for name := range h.seen { // what was taken away by others
		if _, there := h.round[name]; !there {
			delete(h.seen, name)
		}
	}
}
