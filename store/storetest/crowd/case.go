package crowd

import (
	"fmt"
	"strings"
	"time"

	"postkamer"
)

// doubtWords are the doubts that cases have, the most frequent first.
var doubtWords = []struct {
	code postkamer.DoubtCode
	why  string
}{
	{postkamer.PhoneMissing, "Er staat geen telefoonnummer op."},
	{postkamer.KindUnsure, "Het is niet duidelijk wat voor post dit is."},
}

// addCase adds the case with its decision, doubts and call.
func (m *making) addCase() {
	var doneAt, dueOn *time.Time
	doneBy := ""
	if m.state == postkamer.CaseDone {
		at := m.when.Add(time.Duration(2+m.dice.IntN(14*24)) * time.Hour)
		doneAt, doneBy = &at, colleague(m.dice.IntN(colleagues))
	}
	if m.subject.weeks > 0 {
		due := postkamer.Term{Weeks: m.subject.weeks}.Due(postkamer.DayOf(m.when), postkamer.DefaultTermRules())
		dueOn = &due
	}
	destination, priority := "queue", postkamer.Normal
	switch lot := m.dice.IntN(100); {
	case m.state == postkamer.CaseCalling:
		destination = "caller"
	case lot < 1:
		priority = postkamer.SameDay
	case lot < 8:
		priority = postkamer.TermNear
	}
	m.put(cases, m.id, m.id, m.subject.kind, 0.97, destination, m.subject.queue, string(m.state), int(priority), dueOn, dueOn, m.when.Add(time.Minute), doneAt, doneBy)
	if m.state == postkamer.CaseDone {
		return
	}
	m.addDoubts()
	if m.state == postkamer.CaseCalling {
		m.at.task++
		m.put(callTasks, m.at.task, m.id, string(doubtWords[0].code), doubtWords[0].why, m.from.Phone, int(priority), m.when.Add(time.Minute))
	}
	verdict := fmt.Sprintf(`{"case_type": %q, "probability": 0.97}`, m.subject.kind)
	m.put(decisions, m.id, m.id, m.when.Add(time.Minute), "queue", m.dice.IntN(3) == 0, "", "crowd", verdict)
}

func (m *making) addDoubts() {
	for n, d := range doubtWords {
		if m.dice.IntN(3+n) == 0 {
			m.at.doubt++
			m.put(doubts, m.at.doubt, m.id, string(d.code), d.why)
		}
	}
}

// A value is one field.
type value struct {
	name  postkamer.FieldName
	value string
}

// values are what is known of the sender.
func (m *making) values() []value {
	s := m.from
	list := []value{{postkamer.FieldFullName, s.Name}}
	if m.form || m.dice.IntN(2) == 0 {
		list = append(list, value{postkamer.FieldBirthDate, s.Born})
	}
	if s.BSN != "" {
		list = append(list, value{postkamer.FieldBSN, s.BSN})
	}
	names := []postkamer.FieldName{postkamer.FieldStreet, postkamer.FieldNumber, postkamer.FieldPostcode, postkamer.FieldCity}
	if m.subject.kind == string(postkamer.Verhuizing) {
		names = []postkamer.FieldName{postkamer.FieldNewStreet, postkamer.FieldNewNumber, postkamer.FieldNewPostcode, postkamer.FieldNewCity}
	}
	for i, v := range []string{s.Street, s.Number, s.Postcode, s.City} {
		list = append(list, value{names[i], v})
	}
	if m.form {
		list = append(list, value{postkamer.FieldPhone, s.Phone}, value{postkamer.FieldEmail, s.Email})
	}
	return list
}

func (m *making) addFields() {
	for i, f := range m.values() {
		x, y, w := 0, 0, 0
		if m.page != nil {
			x, y, w = marginX, marginY+min(i, 2)*lineHeight, letterW*len(f.value)
		}
		m.put(fields, m.id, string(f.name), i, f.value, f.value, "ok", 0.95, m.page, x, y, w, min(w, lineHeight-8))
	}
}

// colleagues is how many names stand in the log.
const colleagues = 40

// colleague is the name of one of them.
func colleague(n int) string {
	return firstNames[n%len(firstNames)] + " " + strings.ToUpper(string(rune('a'+n%26))) + "."
}

func (m *making) addEvents() {
	m.put(events, m.when.Add(20*time.Second), string(postkamer.EventRead), postkamer.Machine, m.id, nil, "")
	m.put(events, m.when.Add(time.Minute), string(postkamer.EventRouted), postkamer.Machine, m.id, m.id, m.subject.queue)
	if m.state != postkamer.CaseDone {
		return
	}
	who := colleague(m.dice.IntN(colleagues))
	m.put(events, m.when.Add(2*time.Hour), string(postkamer.EventViewed), who, m.id, m.id, "")
	m.put(events, m.when.Add(2*time.Hour+5*time.Minute), string(postkamer.EventApproved), who, m.id, m.id, "")
}
