package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"postkamer"
	"postkamer/classify"
)

// A result is what came of one document.
type result struct {
	form       string
	hand       bool
	damage     string
	pages      int
	registered int // pages that were recognised
	fields     int // that were filled in
	exact      int // and read as they were written, sure or not
	sure       int // taken without a look
	wrong      int // taken without a look and not what was written
	ticks      int // boxes
	ticksRight int
	straight   bool // everything that a case needs is sure and nothing about reading is doubtful
	ready      bool // nothing at all is doubtful
	crops      bool // every field that is to be looked at has its place on the page
	elapsed    time.Duration
}

// readingDoubts are the doubts that say something could not be read surely, or is not
// there. What the rules of a product say about a value that was read is no matter of
// reading.
var readingDoubts = []postkamer.DoubtCode{
	postkamer.KindUnsure, postkamer.CannotRead, postkamer.NothingToRead, postkamer.Handwritten, postkamer.Language, postkamer.ValueUnsure, postkamer.Urgent,
	postkamer.SignatureMissing, postkamer.PartnerSignature, postkamer.ConsentMissing, postkamer.BSNMissing, postkamer.BSNInvalid, postkamer.IBANMissing, postkamer.IBANInvalid,
	postkamer.KvKMissing, postkamer.KvKInvalid, postkamer.MoveDateMissing, postkamer.AddressIncomplete, postkamer.IncomeMissing,
}

// score decides about a document and holds the fields against what was filled in.
func (b *bench) score(d document, text postkamer.Text, elapsed time.Duration) result {
	r := result{form: d.form, hand: d.hand, damage: d.damage.name, pages: len(d.pages), crops: true, elapsed: elapsed}
	b.boxes(d, text, &r)
	facts := classify.Facts{Channel: postkamer.Scan, ReceivedOn: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)}
	verdict := classify.Classify(text, facts, nil, classify.DefaultPolicy())
	r.ready = verdict.Ready
	r.straight = r.registered == r.pages && !slices.ContainsFunc(verdict.Doubts, func(doubt postkamer.Doubt) bool { return slices.Contains(readingDoubts, doubt.Code) })
	found := map[string]postkamer.Field{}
	for _, f := range verdict.Fields {
		found[string(f.Name)] = f
		if !f.State.Sure() && f.Value != "" && f.W == 0 {
			r.crops = false
		}
		if _, written := d.filling.want[string(f.Name)]; !written && f.Value != "" && r.registered > 0 && f.State.Sure() {
			r.wrong++
			b.say(d, "%s was not filled in, but read %q", f.Name, f.Value)
		}
	}
	for name, want := range d.filling.want {
		f := found[name]
		r.fields++
		if f.Value == want {
			r.exact++
		}
		if !f.State.Sure() || f.Value == "" {
			b.say(d, "%s %q read %q: %s %s", name, want, f.Value, f.State, f.Why)
			continue
		}
		r.sure++
		if f.Value != want {
			r.wrong++
			b.say(d, "WRONG: %s %q read %q", name, want, f.Value)
		}
	}
	if !r.straight {
		for _, doubt := range verdict.Doubts {
			b.say(d, "doubt %s: %s %q", doubt.Code, doubt.Why, doubt.Quote)
		}
	}
	return r
}

// boxes counts the pages that were recognised and the boxes and signatures that were
// told rightly.
func (b *bench) boxes(d document, text postkamer.Text, r *result) {
	for _, page := range text.Pages {
		if page.Form == nil {
			b.say(d, "page %d was not recognised", page.Number)
			continue
		}
		r.registered++
		for _, w := range page.Form.Beside {
			b.say(d, "beside page %d: %q %.2f at %d,%d", page.Number, w.Text, w.Confidence, w.X, w.Y)
		}
		for _, z := range page.Form.Zones {
			inked := slices.Contains(d.filling.ticks[z.Question], z.Option) && z.Kind == postkamer.ZoneTick || slices.Contains(d.filling.signs, z.Question) && z.Kind == postkamer.ZoneSignature
			if b.verbose && len(z.Comb) > 0 && z.Uneven > 0 {
				b.say(d, "uneven %.3f %s", z.Uneven, z.Question)
			}
			if z.Kind != postkamer.ZoneTick && z.Kind != postkamer.ZoneSignature {
				continue
			}
			r.ticks++
			if inked == (z.Ink >= .05 || z.Kind == postkamer.ZoneSignature && z.Ink >= .01) {
				r.ticksRight++
				continue
			}
			b.say(d, "%s %s has ink %.3f", z.Question, z.Option, z.Ink)
		}
	}
}

// say tells what was not as it should be.
func (b *bench) say(d document, format string, args ...any) {
	if b.verbose {
		hand := "typed"
		if d.hand {
			hand = "by hand"
		}
		fmt.Fprintf(os.Stderr, "%s %s %s: %s\n", d.form, hand, d.damage.name, strings.TrimSpace(fmt.Sprintf(format, args...)))
	}
}
