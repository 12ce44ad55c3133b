package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// A Lot is what may be destroyed: the paper in one box. It is kept as it was
// proposed, so that everybody signs for the same list.
type Lot struct {
	Box       string    `json:"box"`
	Place     string    `json:"place,omitempty"`
	KeepUntil time.Time `json:"keep_until"`
	Stacks    int       `json:"stacks"`
	Sheets    int       `json:"sheets"`
	Papers    []Paper   `json:"papers"`
	Kept      []Kept    `json:"kept,omitempty"` // taken out before
}

// A Paper is one piece of post in a lot.
type Paper struct {
	Reference string    `json:"reference"`
	Position  int       `json:"position"` // of its stack in the box
	Stack     string    `json:"stack"`
	Received  time.Time `json:"received"`
	Pages     int       `json:"pages"`
	Kind      string    `json:"kind"`
	Case      string    `json:"case"` // what became of it: zaak afgerond op 3 november 2026
}

// JSON is the list as it is kept and hashed.
func (l Lot) JSON() ([]byte, error) {
	content, err := json.Marshal(l)
	if err != nil {
		return nil, fmt.Errorf("list of box %s: %w", l.Box, err)
	}
	return content, nil
}

// Sum is the check sum of a list: the SHA-256 of its JSON, in hexadecimal.
func Sum(list []byte) string {
	sum := sha256.Sum256(list)
	return hex.EncodeToString(sum[:])
}

// ReadLot reads a list that was kept.
func ReadLot(list []byte) (Lot, error) {
	var l Lot
	if err := json.Unmarshal(list, &l); err != nil {
		return l, fmt.Errorf("read destruction list: %w", err)
	}
	return l, nil
}

// A Destruction is the list of what may be destroyed and who said so
// (vernietigingslijst); after it happened, also of what was.
type Destruction struct {
	Town        string
	Reference   string // VL-12
	List        []byte // Lot.JSON, as it was proposed
	ProposedBy  string
	ProposedAt  time.Time
	ApprovedBy  string // empty: nobody did yet
	ApprovedAt  time.Time
	DestroyedBy string // who saw to it; empty: the paper is still there
	DestroyedAt time.Time
	How         string
}

// PDF returns the list as PDF/A-2b, with the date of its last step.
func (d Destruction) PDF() ([]byte, error) {
	lot, err := ReadLot(d.List)
	if err != nil {
		return nil, err
	}
	title := "Vernietigingslijst, doos " + lot.Box
	s, err := newSheaf(d.Town, title, title+" · "+d.Reference+" · "+d.stand())
	if err != nil {
		return nil, err
	}
	d.about(s, lot)
	d.steps(s)
	papersTable(s, lot)
	takenOut(s, lot)
	s.heading("Ondertekening")
	s.signatures([]Signer{{"Voorgesteld door", d.ProposedBy, d.ProposedAt}, {"Goedgekeurd door", d.ApprovedBy, d.ApprovedAt}, {"Vernietiging gezien door", d.DestroyedBy, d.DestroyedAt}})
	return s.lasting(d.Reference, d.last()), nil
}

// stand says in a word how far it is.
func (d Destruction) stand() string {
	switch {
	case d.DestroyedBy != "":
		return "vernietigd op " + day(d.DestroyedAt)
	case d.ApprovedBy != "":
		return "goedgekeurd op " + day(d.ApprovedAt)
	}
	return "voorgesteld op " + day(d.ProposedAt)
}

func (d Destruction) last() time.Time {
	switch {
	case d.DestroyedBy != "":
		return d.DestroyedAt
	case d.ApprovedBy != "":
		return d.ApprovedAt
	}
	return d.ProposedAt
}

func (d Destruction) about(s *sheaf, lot Lot) {
	s.text("Deze lijst gaat over papier dat is gescand. Het papier mag weg; de beelden blijven, zo lang als bij de zaak hoort.")
	s.facts(
		fact{"Nummer", d.Reference},
		fact{"Doos", lot.Box},
		fact{"Plaats", lot.Place},
		fact{"Omvang", listed([]string{count(lot.Stacks, "stapel", "stapels"), count(lot.Sheets, "blad", "bladen"), count(len(lot.Papers), "poststuk", "poststukken")})},
		fact{"Papier bewaard tot en met", day(lot.KeepUntil)},
		fact{"Controlegetal van deze lijst", Sum(d.List)[:32] + " " + Sum(d.List)[32:]},
	)
}

// steps says who did what.
func (d Destruction) steps(s *sheaf) {
	s.heading("Wie en wanneer")
	approved, destroyed := "nog niet", "nog niet"
	if d.ApprovedBy != "" {
		approved = d.ApprovedBy + ", " + day(d.ApprovedAt)
	}
	if d.DestroyedBy != "" {
		destroyed = d.DestroyedBy + ", " + day(d.DestroyedAt)
	}
	s.facts(
		fact{"Voorgesteld", d.ProposedBy + ", " + day(d.ProposedAt)},
		fact{"Goedgekeurd door iemand anders", approved},
		fact{"Vernietigd", destroyed},
		fact{"Hoe", d.How},
	)
}

func papersTable(s *sheaf, lot Lot) {
	s.heading("Wat op de lijst staat")
	var rows [][]string
	for _, p := range lot.Papers {
		rows = append(rows, []string{fmt.Sprint(p.Position), p.Reference, p.Stack, short(p.Received), fmt.Sprint(p.Pages), p.Kind, p.Case})
	}
	s.table([]column{{title: "Plek", width: 11}, {title: "Poststuk", width: 31}, {title: "Stapel", width: 35}, {title: "Ontvangen", width: 20},
		{title: "Blz.", width: 10, numeric: true}, {title: "Soort", width: 27}, {title: "Wat ermee gebeurde", width: 36}}, rows)
}

func takenOut(s *sheaf, lot Lot) {
	if len(lot.Kept) == 0 {
		return
	}
	s.heading("Wat eruit is gehaald")
	s.text("Dit papier mag niet weg. Het is uit de doos gehaald voordat de lijst werd voorgesteld.")
	var rows [][]string
	for _, k := range lot.Kept {
		rows = append(rows, []string{k.Reference, fmt.Sprint(k.Position), fmt.Sprint(k.Page), k.Why, k.Now})
	}
	s.table([]column{{title: "Poststuk", width: 40}, {title: "Plek", width: 14}, {title: "Bladzijde", width: 20}, {title: "Waarom", width: 46}, {title: "Waar is het nu", width: 50}}, rows)
}
