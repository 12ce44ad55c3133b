package classify

import (
	"strings"

	"postkamer"
)

// spoke returns what in the letter spoke most for its kind, where it stands: the
// evidence of a doubt that follows from the kind alone. It is none when nothing that
// spoke can be found back, as when a phrase was misread.
func (c *piece) spoke() evidence {
	if c.running == nil {
		c.running = c.sheet.run()
	}
	for _, clue := range c.clues {
		if e := c.running.begins(clue); e.quote != "" {
			return e
		}
	}
	return evidence{}
}

// begins finds the words of a clue. Its last word may be the beginning of one, and
// numbers, of which a clue only says that they are there, are no evidence.
func (r *runningText) begins(clue postkamer.Clue) evidence {
	words := strings.TrimSpace(plainWords(clue.Text))
	if words == "" || strings.ContainsAny(words, digits) {
		return evidence{}
	}
	if !strings.HasSuffix(clue.Text, "*") {
		words += " "
	}
	from := strings.Index(r.text, " "+words)
	if from < 0 {
		return evidence{}
	}
	past := from + len(words)
	return r.find(r.text[from+1 : past+strings.IndexByte(r.text[past:], ' ')])
}
