package intake

import (
	"maps"
	"testing"

	"postkamer"
)

// BenchmarkFormSent is what sending the last page asks of a form's definition: the
// page itself (FirstOpen, Pages, Check) and Submit with its receipt.
func BenchmarkFormSent(b *testing.B) {
	for name, leaves := range map[string][]leaf{"verhuizing": move(), "tozo": application()} {
		b.Run(name, func(b *testing.B) {
			f, c := theForm(b, name), onDay(postkamer.Je)
			a := Answers{}
			for _, l := range leaves {
				a, _ = f.Check(l.slug, l.posted, a, c)
			}
			last := leaves[len(leaves)-1]
			b.ReportAllocs()
			for b.Loop() {
				sendForm(b, f, last, a, c)
			}
		})
	}
}

func sendForm(b *testing.B, f *Form, last leaf, a Answers, c Context) {
	c = c.Remembering()
	f.FirstOpen(a, c)
	f.Pages(a, c)
	a, _ = f.Check(last.slug, last.posted, maps.Clone(a), c)
	s := Submission{Form: f, Answers: a, Context: c}
	f.askedFiles(nil, a, c)
	f.complete(a, c)
	if _, err := s.original(c.Today); err != nil {
		b.Fatal(err)
	}
	f.Submitted(a, c)
	f.Booked(a, c)
	f.Evidence(a, c)
	f.Said(a, c)
	f.Summary(a, c)
}
