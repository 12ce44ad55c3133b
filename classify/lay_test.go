package classify

import (
	"strings"
	"testing"
	"time"

	"postkamer"
)

// lay makes a page as a reader gives it: every letter is 12 pixels wide, a row is
// 40 pixels high, and words have the confidence given.
func lay(confidence float64, lines ...string) postkamer.Text {
	page := postkamer.PageText{Number: 1, Width: 1240, Height: 1754, Source: postkamer.SourceOCR, Body: strings.Join(lines, "\n")}
	for n, line := range lines {
		for _, w := range bareWords(line) {
			w.X, w.Y, w.W, w.H = 100+12*w.X, 100+40*n, 12*len([]rune(w.Text)), 24
			w.Confidence, w.Line = confidence, n
			page.Words = append(page.Words, w)
		}
	}
	return postkamer.Text{Pages: []postkamer.PageText{page}}
}

// byColumn puts the words in the order in which Tesseract reads a form with a wide
// gap: first all labels, then all values, each with line numbers of its own.
func byColumn(t postkamer.Text, border int) postkamer.Text {
	var left, right []postkamer.Word
	for _, w := range t.Pages[0].Words {
		if w.X < border {
			left = append(left, w)
			continue
		}
		w.Line += 100
		right = append(right, w)
	}
	t.Pages[0].Words = append(left, right...)
	return t
}

// plain is a page without places, such as a text file.
func plain(lines ...string) postkamer.Text {
	return postkamer.Text{Pages: []postkamer.PageText{{Body: strings.Join(lines, "\n")}}}
}

// readKind reads the fields of a letter of a kind that is taken as known.
func readKind(kind postkamer.CaseType, text postkamer.Text, received time.Time) *piece {
	c := &piece{text: text, facts: Facts{Channel: postkamer.Scan, ReceivedOn: received}, policy: DefaultPolicy(), sheet: newSheet(text), kind: kind, sure: true, chance: .99}
	c.fields = readFields(c)
	return c
}

// values returns field names with values, without those that are missing.
func values(fields []postkamer.Field) map[postkamer.FieldName]string {
	out := map[postkamer.FieldName]string{}
	for _, f := range fields {
		if f.State != postkamer.FieldMissing {
			out[f.Name] = f.Value
		}
	}
	return out
}

// wantValues complains about each field that is not as wanted; "" wants it absent.
func wantValues(t *testing.T, got, want map[postkamer.FieldName]string) {
	t.Helper()
	for name, value := range want {
		if got[name] != value {
			t.Errorf("%s is %q, want %q", name, got[name], value)
		}
	}
}

// received is the day on which the letters of these tests came in.
var received = day(2020, 4, 20)
