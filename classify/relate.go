package classify

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"postkamer"
)

// How far back earlier pieces are looked for. A case rarely stays open longer, and
// who reports a move half a year later moves again.
const earlierDays = 180

// mostReferences is how many references of one letter are looked up.
const mostReferences = 5

// referenceShape is something that may be one of our references, as people and
// scanners write them; the check character decides, see NormalReference.
var referenceShape = regexp.MustCompile(`(?i)\b[a-z]{2} ?[-–] ?[0-9OIlZ]{4} ?[-–] ?[0-9a-z]{4} ?[-–] ?[0-9a-z]{2}\b`)

// LinksOf returns what a piece tells about the earlier pieces it may belong to.
func LinksOf(text postkamer.Text, f Facts, v postkamer.Verdict) postkamer.Links {
	s := newSheet(text)
	l := postkamer.Links{Kind: postkamer.UnknownCase, References: append(slices.Clone(f.Covers), references(s, v)...), Sketch: sketch(s)}
	if v.Sure {
		l.Kind = v.CaseType
	}
	if !f.ReceivedOn.IsZero() {
		l.Since = dayOf(f.ReceivedOn).AddDate(0, 0, -earlierDays)
	}
	for _, field := range v.Fields {
		switch {
		case !field.State.Sure():
		case field.Name == postkamer.FieldBSN && postkamer.ValidBSN(field.Value):
			l.BSN = field.Value
		case l.Date == "" && (field.Name == postkamer.FieldMoveDate || field.Name == postkamer.FieldLetterDate):
			l.Date = field.Value
		}
	}
	return l
}

// references returns the references in the text and the fields, each once.
func references(s *sheet, v postkamer.Verdict) []string {
	var list []string
	keep := func(found string) {
		if r := postkamer.NormalReference(strings.ReplaceAll(found, "–", "-")); r != "" && !slices.Contains(list, r) && len(list) < mostReferences {
			list = append(list, r)
		}
	}
	for _, l := range s.letters() {
		for _, found := range referenceShape.FindAllString(l.text, -1) {
			keep(found)
		}
	}
	for _, f := range v.Fields {
		if f.Name == postkamer.FieldCaseNumber || f.Name == postkamer.FieldReference {
			keep(f.Value)
		}
	}
	return list
}

// How alike two texts are at least when one is the other once more: read twice,
// by the share of runs of three words. With the same BSN less will do.
const (
	alikeSame  = .7
	alikeOther = .9
)

// duplicate tells whether an earlier piece looks like the same once more: the
// very same images, nearly the same words, or the same person with the same
// matter of the same day.
func duplicate(e postkamer.Earlier) bool {
	switch {
	case e.SamePages:
		return true
	case e.OtherPerson:
		return false
	case e.SamePerson:
		return e.Alike >= alikeSame
	}
	return e.Alike >= alikeOther
}

// RelationsOf says how a piece of this verdict stands to each of the earlier ones;
// "" when they have nothing to do with each other. A letter that names what it
// takes back takes back nothing else, and nothing of somebody else: whoever saw a
// reference could stop that case. One that names nothing takes back something only
// when there is no choice.
func RelationsOf(v postkamer.Verdict, earlier []postkamer.Earlier) []postkamer.RelationKind {
	alone := !names(earlier) && len(openOf(v, earlier)) == 1
	kinds := make([]postkamer.RelationKind, len(earlier))
	for i, e := range earlier {
		switch {
		case takesBack(v) && !e.Done && e.Named && !e.OtherPerson, takesBack(v) && alone && openMatter(v, e):
			kinds[i] = postkamer.RelationWithdraws
		case takesBack(v) == e.TakesBack && (duplicate(e) || sameMatter(v, e) && e.SameDate):
			kinds[i] = postkamer.RelationDuplicate
		case e.Named, sameMatter(v, e) && !e.Done:
			kinds[i] = postkamer.RelationBelongs
		}
	}
	return kinds
}

// sameMatter tells whether an earlier piece is of the same person and kind.
func sameMatter(v postkamer.Verdict, e postkamer.Earlier) bool {
	return e.SamePerson && v.Sure && e.CaseType == v.CaseType
}

// openMatter tells whether an earlier piece asks something of that person and kind
// that can still be taken back.
func openMatter(v postkamer.Verdict, e postkamer.Earlier) bool {
	return sameMatter(v, e) && !e.Done && !e.TakesBack
}

// names tells whether the letter names an earlier piece.
func names(earlier []postkamer.Earlier) bool {
	return slices.ContainsFunc(earlier, func(e postkamer.Earlier) bool { return e.Named })
}

// openOf returns the references of the open cases that a letter without a reference
// may be about.
func openOf(v postkamer.Verdict, earlier []postkamer.Earlier) []string {
	var list []string
	for _, e := range earlier {
		if openMatter(v, e) {
			list = append(list, e.Reference)
		}
	}
	return list
}

// takesBack tells whether the letter withdraws something.
func takesBack(v postkamer.Verdict) bool {
	return slices.ContainsFunc(v.Doubts, coded(postkamer.Withdrawn))
}

// relationCodes give the doubt for each kind of relation that the letter does not
// say itself.
var relationCodes = map[postkamer.RelationKind]postkamer.DoubtCode{
	postkamer.RelationBelongs: postkamer.BelongsTo, postkamer.RelationDuplicate: postkamer.Duplicate,
}

// WithEarlier decides about a piece with what is known of earlier pieces: it adds
// the doubts that follow from those, and sends the piece on its way.
func WithEarlier(f Facts, v postkamer.Verdict, p Policy) postkamer.Verdict {
	v.Doubts = slices.Clone(v.Doubts)
	kinds := RelationsOf(v, f.Earlier)
	for i, kind := range kinds {
		if kind == "" || kind == postkamer.RelationWithdraws {
			continue
		}
		if d := evident(doubtAbout(kind, f.Earlier[i]), v, f.Earlier[i]); !slices.ContainsFunc(v.Doubts, coded(d.Code)) {
			v.Doubts = append(v.Doubts, d)
		}
	}
	if i := slices.IndexFunc(v.Doubts, coded(postkamer.Withdrawn)); i >= 0 {
		v.Doubts[i].Why = cmp.Or(whyWithdrawn(v, f.Earlier, kinds), v.Doubts[i].Why) // with the evidence that it has
	}
	if n, ok := writesOften(f); ok && !slices.ContainsFunc(v.Doubts, coded(postkamer.Angry)) {
		v.Doubts = append(v.Doubts, often(n))
	}
	return Decide(f, v, p)
}

// doubtAbout says how a piece belongs to an earlier one, or that it is the same.
func doubtAbout(kind postkamer.RelationKind, e postkamer.Earlier) postkamer.Doubt {
	code, why := relationCodes[kind], "Dit hoort bij %s. Behandel ze samen."
	switch {
	case kind == postkamer.RelationDuplicate:
		why = "Dit lijkt hetzelfde als %s. Kijk of het dubbel is."
	case e.OtherPerson:
		why = "De schrijver noemt %s, maar daar staat een ander burgerservicenummer. Kijk of het bij elkaar hoort."
	}
	return postkamer.Doubt{Code: code, Why: fmt.Sprintf(why, e.Reference), Say: WordsFor(code).Say, Stop: true}
}

// evident gives a doubt about an earlier piece what was read that it rests on: its
// reference, or else the number of the person.
func evident(d postkamer.Doubt, v postkamer.Verdict, e postkamer.Earlier) postkamer.Doubt {
	for _, f := range v.Fields {
		reference := (f.Name == postkamer.FieldReference || f.Name == postkamer.FieldCaseNumber) && postkamer.NormalReference(f.Value) == e.Reference
		if reference && e.Named || f.Name == postkamer.FieldBSN && f.Value != "" && !e.Named && e.SamePerson {
			d.Quote = maskedFor(f.Name, cmp.Or(f.Read, f.Value))
			if f.Page >= 0 {
				d.Page, d.X, d.Y, d.W, d.H = f.Page, f.X, f.Y, f.W, f.H
			}
			return d
		}
	}
	if e.Named {
		d.Quote = e.Reference // it stands in the text, outside of the fields
	}
	return d
}

// whyWithdrawn says which cases a letter stops and which it only names; "" when
// there are none of either.
func whyWithdrawn(v postkamer.Verdict, earlier []postkamer.Earlier, kinds []postkamer.RelationKind) string {
	var stopped, foreign []string
	for i, e := range earlier {
		switch {
		case kinds[i] == postkamer.RelationWithdraws:
			stopped = append(stopped, e.Reference)
		case e.Named && e.OtherPerson && !e.Done:
			foreign = append(foreign, e.Reference)
		}
	}
	var why []string
	if len(stopped) > 0 {
		why = append(why, "De schrijver trekt "+named(stopped)+" in. Vraag het na en beslis dan pas.")
	}
	if len(foreign) > 0 {
		why = append(why, "De schrijver wil "+named(foreign)+" intrekken, maar daar staat een ander burgerservicenummer. Dat is niet gestopt. Vraag na wie het is.")
	}
	if open := openOf(v, earlier); len(why) == 0 && !names(earlier) && len(open) > 1 {
		why = append(why, "De schrijver trekt iets in, maar noemt geen zaak. Open staan "+named(open)+". Niets is gestopt. Vraag welke zaak het is.")
	}
	return strings.Join(why, " ")
}

// named puts references in a sentence.
func named(references []string) string {
	last := len(references) - 1
	if last < 1 {
		return strings.Join(references, "")
	}
	return strings.Join(references[:last], ", ") + " en " + references[last]
}

// Notes returns what each of the earlier cases must say about a letter of this
// verdict and reference; a zero doubt where nothing must. Only what the letter
// withdraws is stopped, see RelationsOf.
func Notes(v postkamer.Verdict, earlier []postkamer.Earlier, reference string) []postkamer.Doubt {
	notes := make([]postkamer.Doubt, len(earlier))
	several := takesBack(v) && !names(earlier) && len(openOf(v, earlier)) > 1
	for i, kind := range RelationsOf(v, earlier) {
		e := earlier[i]
		switch {
		case kind == postkamer.RelationWithdraws:
			notes[i] = WithdrawnBy(reference)
		case takesBack(v) && e.Named && e.OtherPerson && !e.Done:
			notes[i] = noteOn("Met %s wil iemand dit intrekken, maar daar staat een ander burgerservicenummer. Dit is niet gestopt. Vraag na wie het is.", reference)
		case several && openMatter(v, e):
			notes[i] = noteOn("Met %s trekt de inwoner iets in, misschien dit. Dit is niet gestopt. Vraag welke zaak het is.", reference)
		}
	}
	return notes
}

// noteOn is a doubt on an earlier case that goes on as it was.
func noteOn(why, reference string) postkamer.Doubt {
	return postkamer.Doubt{Code: postkamer.BelongsTo, Stop: true, Say: WordsFor(postkamer.BelongsTo).Say, Why: fmt.Sprintf(why, reference)}
}

// WithdrawnBy is the doubt on the earlier case that a letter takes back.
func WithdrawnBy(reference string) postkamer.Doubt {
	return postkamer.Doubt{Code: postkamer.Withdrawn, Stop: true, Say: WordsFor(postkamer.Withdrawn).Say,
		Why: fmt.Sprintf("De inwoner trekt dit in met %s. Vraag het na en beslis dan pas.", reference)}
}
