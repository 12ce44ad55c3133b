package classify

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"postkamer"
)

// lookAtTozo finds what is the matter with an application for Tozo. The scheme is
// history; it shows how a scheme is checked. Its dates and amounts are in Policy.
func (c *piece) lookAtTozo() {
	c.lookAtApplicant()
	c.lookAtAccount()
	c.lookAtIncome()
	c.lookAtPeriod()
	c.lookAtLoan()
	if c.form {
		c.lookAtTozoAnswers()
		return
	}
	c.lookAtPartner()
}

// lookAtPartner asks the caseworker to look for the signature of a partner who is
// named on paper: ink is not in the text.
func (c *piece) lookAtPartner() {
	if c.field(postkamer.FieldPartner).Value == "" && !c.sheet.partnerNumber() {
		return
	}
	c.add(finding{code: postkamer.PartnerSignature, field: postkamer.FieldPartner, why: "Er is een partner. Kijk of die heeft getekend: dat kan de computer niet zien."})
}

// ofPartner matches what stands just before the BSN of a partner.
var ofPartner = regexp.MustCompile(`\b(?:partner|man|vrouw|echtgeno[a-z]+)\b`)

// partnerNumber tells whether the BSN of a partner was filled in.
func (s *sheet) partnerNumber() bool {
	for _, l := range s.letters() {
		folded := foldedLike(l.text)
		for _, m := range bsnShape.FindAllStringIndex(l.text, -1) {
			window := folded[max(0, m[0]-60):m[0]]
			if at := ofAnother.FindString(window); ofPartner.MatchString(at) {
				return true
			}
		}
	}
	return false
}

// lookAtApplicant finds what is missing about the person and the company.
func (c *piece) lookAtApplicant() {
	if c.field(postkamer.FieldBSN).Value == "" {
		c.add(finding{code: postkamer.BSNMissing, field: postkamer.FieldBSN, ask: true, why: "Het burgerservicenummer ontbreekt."})
	}
	if c.field(postkamer.FieldKvK).Value == "" {
		c.add(finding{code: postkamer.KvKMissing, field: postkamer.FieldKvK, ask: true, why: "Het KvK-nummer ontbreekt."})
	}
	if c.form {
		c.add(finding{code: postkamer.IdentityUnproven, why: "Het formulier is zonder DigiD ingevuld. Kijk na of naam, geboortedatum en burgerservicenummer bij elkaar horen."})
	}
}

// lookAtAccount finds a missing account, and one in the name of somebody else.
func (c *piece) lookAtAccount() {
	if c.field(postkamer.FieldIBAN).Value == "" {
		c.add(finding{code: postkamer.IBANMissing, field: postkamer.FieldIBAN, ask: true, why: "Het rekeningnummer ontbreekt."})
	}
	holder := c.field(postkamer.FieldIBANName).Value
	name, partner, company := c.field(postkamer.FieldFullName).Value, c.field(postkamer.FieldPartner).Value, c.field(postkamer.FieldCompany).Value
	if holder == "" || name == "" || shareName(holder, name) || shareName(holder, partner) || shareName(holder, company) {
		return
	}
	c.add(finding{code: postkamer.IBANOtherName, field: postkamer.FieldIBANName, ask: true, why: "De rekening staat op naam van " + holder + ". De aanvrager is " + name + "."})
}

// shareName tells whether two names have a word of three letters or more in
// common, however it is written: banks shorten and reorder names.
func shareName(a, b string) bool {
	for _, x := range strings.Fields(plainWords(a)) {
		for _, y := range strings.Fields(plainWords(b)) {
			if len(x) >= 3 && !joiners[x] && distance(x, y, slack(len(x))) <= slack(len(x)) {
				return true
			}
		}
	}
	return false
}

// lookAtIncome finds that the income is missing; a loan alone needs none.
func (c *piece) lookAtIncome() {
	if c.field(postkamer.FieldIncome).Value != "" || c.form && !strings.Contains(c.answer("wat"), "uitkering") && !strings.Contains(c.answer("wat"), "leven") {
		return
	}
	if !c.form && c.field(postkamer.FieldLoan).Value != "" {
		return
	}
	c.add(finding{code: postkamer.IncomeMissing, field: postkamer.FieldIncome, ask: true, why: "Het inkomen per maand staat er niet bij."})
}

// lookAtPeriod finds months outside the scheme, and an application that came too
// late for them.
func (c *piece) lookAtPeriod() {
	asked := c.field(postkamer.FieldMonths).Value
	if asked == "" || len(c.policy.TozoRounds) == 0 {
		return
	}
	for _, text := range strings.Split(asked, ",") {
		month := monthDay(text)
		if month.IsZero() {
			continue
		}
		round, ok := c.policy.round(month.Format("2006-01"))
		switch {
		case !ok:
			c.outside(fmt.Sprintf("%s valt buiten de regeling.", strings.TrimSpace(text)))
		case !c.facts.ReceivedOn.IsZero() && !dayOf(c.facts.ReceivedOn).Before(round.ApplyBefore):
			c.outside(fmt.Sprintf("%s hoort bij %s. Aanvragen kon tot %s.", strings.TrimSpace(text), round.Name, inDutch(round.ApplyBefore)))
		}
	}
}

// outside adds the doubt about the period.
func (c *piece) outside(why string) {
	c.add(finding{code: postkamer.OutsidePeriod, field: postkamer.FieldMonths, why: why})
}

// round returns the round that a month (2006-01) lies in.
func (p Policy) round(month string) (Round, bool) {
	for _, r := range p.TozoRounds {
		if month >= r.From.Format("2006-01") && month <= r.Until.Format("2006-01") {
			return r, true
		}
	}
	return Round{}, false
}

// lookAtLoan compares the loan with the highest.
func (c *piece) lookAtLoan() {
	f := c.field(postkamer.FieldLoan)
	loan, err := strconv.ParseFloat(f.Value, 64)
	if err == nil && c.policy.TozoLoan > 0 && loan > c.policy.TozoLoan {
		c.add(finding{code: postkamer.LoanTooHigh, field: f.Name, ask: true, why: fmt.Sprintf("De gevraagde lening is %s euro. Meer dan %.0f euro kan niet.", f.Value, c.policy.TozoLoan)})
	}
}

// lookAtTozoAnswers judges the questions that only the form asks. Nobody is
// turned away by them: a doubt is shown to the caseworker.
func (c *piece) lookAtTozoAnswers() {
	if c.said("nood", "nee") {
		c.add(finding{code: postkamer.NoMoneyForFood, ask: true, why: "De inwoner heeft geen geld meer voor eten en huur. Bel vandaag."})
	}
	if c.said("uren", "nee") || strings.HasPrefix(c.answer("uren"), "weet") {
		c.add(finding{code: postkamer.HoursUnsure, why: "Het is niet zeker dat de inwoner 1.225 uur werkte."})
	}
	unsure := map[string]string{"woont": "of de inwoner in de gemeente woont", "kvk-voor": "of het bedrijf op 17 maart 2020 bij de KvK stond", "corona": "of het inkomen door corona minder is"}
	for _, name := range []string{"woont", "kvk-voor", "corona"} {
		if c.said(name, "nee") || strings.HasPrefix(c.answer(name), "weet") {
			c.add(finding{code: postkamer.ConditionsUnsure, why: "Het is niet zeker " + unsure[name] + "."})
		}
	}
	for _, name := range []string{"afschrift", "inkomen", "uren-bewijs"} {
		if c.later(name) {
			c.add(finding{code: postkamer.EvidencePromised, why: "De inwoner stuurt een bewijs later."})
		}
	}
	if c.said("partner", "ja") && c.later("partnerpapier") {
		c.add(finding{code: postkamer.PartnerSignature, field: postkamer.FieldPartner, ask: true, why: "De partner heeft nog niet getekend."})
	}
}
