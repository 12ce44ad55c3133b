package classify

import (
	"fmt"
	"slices"

	"postkamer"
)

// lookAtCovers finds that a piece came with a sheet of ours that names a case which is
// not here: of another municipality, or long gone.
func (c *piece) lookAtCovers() {
	for _, reference := range c.facts.StrangeCovers {
		c.add(finding{code: postkamer.BelongsTo, stop: true, why: fmt.Sprintf("Er lag een begeleidend blad op van %s, maar die zaak is hier niet. Zoek op naam waar dit bij hoort.", reference)})
	}
}

// plainDoubts are what may be said of evidence by itself: a photo of a bank card is no
// kind of letter and has nothing to read. Who has the case looks at it anyway.
var plainDoubts = coded(postkamer.KindUnsure, postkamer.Handwritten, postkamer.NothingToRead, postkamer.BelongsTo,
	postkamer.IdentityUnproven, postkamer.PhoneMissing, postkamer.BSNMissing, postkamer.SignatureMissing)

// proofKind is the kind of post that is evidence and nothing else.
const proofKind = postkamer.CaseType("tozo_bewijsstuk")

// Encloses returns the index of the earlier piece in whose case a piece can go on by
// itself; -1 when it needs a case of its own. It came with one sheet of ours or its sender
// was proven, nothing says that it is something else than what was asked for, and it is of
// nobody else. What came before is no reason to open a case: an answer that got lost has
// people send again. Of who was proven no doubt is, see Told.
func Encloses(f Facts, v postkamer.Verdict) int {
	kindless := v.CaseType == postkamer.UnknownCase || v.CaseType == proofKind || !v.Sure
	other := !f.Proven && slices.ContainsFunc(v.Doubts, func(d postkamer.Doubt) bool { return !plainDoubts(d) && d.Code != postkamer.Duplicate })
	if len(f.Covers) != 1 || len(f.StrangeCovers) > 0 || !kindless || other || v.Destination == postkamer.ToCaller {
		return -1
	}
	for i, kind := range RelationsOf(v, f.Earlier) {
		e := f.Earlier[i]
		if e.Reference == f.Covers[0] && !e.Done && !e.OtherPerson && (kind == postkamer.RelationBelongs || kind == postkamer.RelationDuplicate) {
			return i
		}
	}
	return -1
}

// Told are the doubts about a piece that the case must say in which it goes on: that it
// came before, and whatever is more than plain evidence has.
func Told(v postkamer.Verdict, reference string) []postkamer.Doubt {
	var list []postkamer.Doubt
	for _, d := range v.Doubts {
		if !plainDoubts(d) {
			list = append(list, postkamer.Doubt{Code: d.Code, Why: "Over " + reference + ": " + d.Why, Say: d.Say, Stop: d.Stop})
		}
	}
	return list
}

// lookAtPartner goes by what the partner said with an own code: who signed needs to sign
// no more, and one who does not sign is for a person.
func (c *piece) lookAtPartner() {
	switch c.facts.Partner {
	case postkamer.SignatureSigned:
		c.finding = slices.DeleteFunc(c.finding, func(f finding) bool { return f.code == postkamer.PartnerSignature })
	case postkamer.SignatureRefused:
		c.add(finding{code: postkamer.PartnerRefuses, field: postkamer.FieldPartner, stop: true, why: WordsFor(postkamer.PartnerRefuses).Why})
	}
}
