package crowd

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"postkamer"
)

// making is one piece on its way into the rows.
type making struct {
	*rows
	dice      *rand.Rand
	from      Sender
	subject   subject
	form      bool
	state     postkamer.CaseState
	when      time.Time
	id        int64 // of the piece and of its case
	reference string
	page      *int64 // nil: a form
}

func (m *making) put(table int, values ...any) { m.tables[table].add(values...) }

// addPiece adds the piece with its page, and a new stack when the last one is full.
func (m *making) addPiece() {
	channel, form, kind, sheets, answers := "scan", "", "tiff", 1, "[]"
	if m.form {
		channel, form, kind, sheets, answers = "form", m.subject.kind, "answers", 0, m.answers()
	}
	batch, position := m.place()
	m.put(files, m.id, batch, position, "brief.tif", fmt.Sprintf("%064x", m.id), 1000+m.id%9000, kind, sheets)
	m.put(pieces, m.id, batch, position, m.reference, channel, "routed", m.when, m.when, m.when, 0, form, answers)
	if !m.form {
		m.addPage(batch, position)
	}
}

// place returns the batch and where in it the piece lies.
func (m *making) place() (batch int64, position int) {
	if m.form {
		m.at.batch++
		m.put(batches, m.at.batch, fmt.Sprint("CF-", m.at.batch), "form", "form", fmt.Sprint("crowd", m.at.batch), m.when, m.when, "inwoner", "split", nil, nil, nil, "", nil, "")
		return m.at.batch, 0
	}
	if m.inside%stackSize == 0 {
		m.at.batch++
		m.stack, m.inside = m.at.batch, 0
		m.put(batches, m.stack, fmt.Sprint("CS-", m.stack), "scan", "upload", fmt.Sprint("crowd", m.stack), m.when, m.when, "postkamer", "split", m.when, m.stack, m.when, "postkamer", m.when, "postkamer")
	}
	m.inside++
	return m.stack, m.inside - 1
}

// Size of the view of a page, and of a letter on it, in pixels.
const (
	pageWidth, pageHeight = 1240, 1754
	lineHeight, letterW   = 34, 13
	marginX, marginY      = 140, 150
)

func (m *making) addPage(batch int64, position int) {
	earlier := ""
	if m.dice.IntN(8) == 0 {
		earlier = fmt.Sprintf("%d-%05d", m.when.Year(), m.dice.IntN(100_000))
	}
	m.at.page++
	id := m.at.page
	m.page = &id
	text := postkamer.PageText{Page: postkamer.PageID(id), Number: 1, Width: pageWidth, Height: pageHeight, Language: "nl", Source: postkamer.SourceOCR, Words: []postkamer.Word{}}
	text.Body = letter(m.dice, m.subject, m.from, earlier)
	if m.state != postkamer.CaseDone {
		text.Words = placed(text.Body)
	}
	encoded, _ := json.Marshal(text) // plain values always encode
	m.put(pages, id, batch, m.id, m.id, 1, position, "prepared", "read", "crowd", pageWidth, pageHeight, 150, string(encoded), true, true)
}

// placed lays the words out line by line. To save room only the pages of open
// cases have places.
func placed(body string) []postkamer.Word {
	var words []postkamer.Word
	for n, line := range strings.Split(body, "\n") {
		x := marginX
		for _, text := range strings.Fields(line) {
			w := letterW * len([]rune(text))
			words = append(words, postkamer.Word{Text: text, X: x, Y: marginY + n*lineHeight, W: w, H: lineHeight - 8, Confidence: 0.96, Line: n})
			x += w + letterW
		}
	}
	return words
}

// answers are what a citizen filled in.
func (m *making) answers() string {
	list := []postkamer.Answer{}
	for _, f := range m.values() {
		list = append(list, postkamer.Answer{Name: string(f.name), Field: string(f.name), Label: string(f.name), Value: f.value})
	}
	if m.dice.IntN(3) == 0 {
		note := fill(m.dice, between[m.dice.IntN(len(between))], m.from)
		list = append(list, postkamer.Answer{Name: "opmerking", Label: "Wilt u nog iets zeggen?", Value: note})
	}
	encoded, _ := json.Marshal(list) // plain values always encode
	return string(encoded)
}
