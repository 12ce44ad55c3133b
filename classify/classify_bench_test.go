package classify_test

import (
	"os"
	"testing"
	"time"

	"postkamer"
	"postkamer/classify"
	"postkamer/classify/examples"
)

// BenchmarkClassify decides about pieces as the service does: a letter that was
// read, and a form of which the answers say the same.
func BenchmarkClassify(b *testing.B) {
	m, err := classify.Default()
	if err != nil {
		b.Fatal(err)
	}
	list, err := examples.Read(os.DirFS("texts"), "fresh", nil)
	if err != nil {
		b.Fatal(err)
	}
	day, policy := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), classify.DefaultPolicy()
	b.Run("letter", func(b *testing.B) {
		for i := range b.N {
			text := postkamer.Text{Pages: []postkamer.PageText{{Body: list[i%len(list)].Text, Source: postkamer.SourceOCR}}}
			classify.Classify(text, classify.Facts{Channel: postkamer.Scan, ReceivedOn: day}, m, policy)
		}
	})
	b.Run("form", func(b *testing.B) {
		for i := range b.N {
			answers := []postkamer.Answer{{Name: "vraag", Value: list[i%len(list)].Text}}
			classify.Classify(postkamer.Text{}, classify.Facts{Channel: postkamer.Form, Form: "vraag", Answers: answers, ReceivedOn: day}, m, policy)
		}
	})
}
