package evidence

import (
	"fmt"
	"time"
)

// A HandBack is the list of papers that go back to their owner or to the archive,
// to take along to the boxes and to sign.
type HandBack struct {
	Town  string
	On    time.Time
	Items []BackItem
}

// A BackItem is one paper to take out of its box.
type BackItem struct {
	Reference string
	Box       string // number; empty: not in a box yet
	Position  int    // of the stack in the box
	Stack     string
	Page      string // of its stack, as it is called: blad 3
	Why       string // original to return
	To        string // where it goes: naar de inwoner
}

// PDF returns the list.
func (h HandBack) PDF() ([]byte, error) {
	title := "Papier dat terug moet"
	s, err := newSheaf(h.Town, title, title+" · "+day(h.On))
	if err != nil {
		return nil, err
	}
	s.text("Haal dit papier uit de doos en geef het terug of breng het naar het archief. Zet daarna in het programma bij Teruggeven dat het gedaan is. Zolang dat niet is gebeurd, mag de doos niet weg.")
	if len(h.Items) == 0 {
		s.text("Er is nu niets dat terug moet.")
	} else {
		s.table(backColumns, h.rows())
	}
	s.signatures([]Signer{{Role: "Uit de doos gehaald door"}, {Role: "Ontvangen door"}})
	return s.lasting("", h.On), nil
}

var backColumns = []column{{title: "Poststuk", width: 36}, {title: "Doos, plek", width: 26}, {title: "Stapel", width: 32}, {title: "Blad", width: 22}, {title: "Waarom", width: 24}, {title: "Waarheen", width: 30}}

func (h HandBack) rows() [][]string {
	var rows [][]string
	for _, it := range h.Items {
		where := "nog niet in een doos"
		if it.Box != "" {
			where = fmt.Sprintf("doos %s, plek %d", it.Box, it.Position)
		}
		rows = append(rows, []string{it.Reference, where, it.Stack, it.Page, it.Why, it.To})
	}
	return rows
}
