package main

import (
	"fmt"
	"regexp"
	"strings"

	"postkamer"
)

// patterns are what one would write first: the value after its word, or its form.
var patterns = map[postkamer.FieldName]*regexp.Regexp{
	postkamer.FieldBSN:         regexp.MustCompile(`(?i)(?:bsn|burgerservicenummer)\D{0,12}(\d[\d. ]{7,10}\d)`),
	postkamer.FieldIBAN:        regexp.MustCompile(`\b([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,6}(?: ?\d{1,3})?)\b`),
	postkamer.FieldKvK:         regexp.MustCompile(`(?i)kvk\D{0,12}(\d{8})\b`),
	postkamer.FieldPhone:       regexp.MustCompile(`((?:\+31|0031|\b0)[ \-]?\d(?:[ \-]?\d){8})\b`),
	postkamer.FieldEmail:       regexp.MustCompile(`\b([\w.\-]+@[\w.\-]+\.\w+)\b`),
	postkamer.FieldBirthDate:   regexp.MustCompile(`(?i)geb\w*\W{0,6}(?:op )?(\d{1,2}[-/. ]\w+[-/. ]\d{4})`),
	postkamer.FieldMoveDate:    regexp.MustCompile(`(?i)(?:per|ingang van|verhuizing|verhuisdatum)\W{0,6}(\d{1,2}[-/. ]\w+[-/. ]\d{4})`),
	postkamer.FieldLetterDate:  regexp.MustCompile(`(?im)^(?:[\w' ]+, |datum\W{1,4})?(\d{1,2}[-/. ]\w+[-/. ]\d{4})$`),
	postkamer.FieldAmount:      regexp.MustCompile(`€ ?(\d[\d.]*(?:,\d\d|,-)?)`),
	postkamer.FieldPlate:       regexp.MustCompile(`\b([A-Z]{2}-\d{3}-[A-Z])\b`),
	postkamer.FieldPostcode:    regexp.MustCompile(`\b(\d{4} ?[A-Z]{2})\b`),
	postkamer.FieldNewPostcode: regexp.MustCompile(`(?is)nieuw.{0,120}?(\d{4} ?[A-Z]{2})\b`),
	postkamer.FieldOldPostcode: regexp.MustCompile(`\b(\d{4} ?[A-Z]{2})\b`),
	postkamer.FieldFullName:    regexp.MustCompile(`(?im)(?:groet\w*|hoogachtend),?\s+(.+)$`),
	postkamer.FieldCaseNumber:  regexp.MustCompile(`(?i)kenmerk\W{0,4}(\S+)`),
	postkamer.FieldInvoice:     regexp.MustCompile(`(?i)factuurnummer\W{0,4}(\S+)`),
	postkamer.FieldAssessment:  regexp.MustCompile(`(?i)aanslagnummer\W{0,4}(\S+)`),
	postkamer.FieldFine:        regexp.MustCompile(`(?i)naheffing\w*\W{0,4}(\S*\d{6}\S*)`),
	postkamer.FieldWOZ:         regexp.MustCompile(`(?i)objectnummer\W{0,4}(\d{12})`),
	postkamer.FieldReference:   regexp.MustCompile(`\b((?:PS|VH|TZ)-\d{4}-\w{4}-\w{2})\b`),
	postkamer.FieldRSIN:        regexp.MustCompile(`(?i)rsin\D{0,6}(\d{9})\b`),
	postkamer.FieldBranch:      regexp.MustCompile(`(?i)vestigingsnummer\D{0,6}(\d{12})\b`),
}

// baseline takes the first match of every pattern. Fields of a move are looked
// for in moves only: the kind is given to it.
func baseline(p Page) map[postkamer.FieldName]Found {
	found := map[postkamer.FieldName]Found{}
	for name, pattern := range patterns {
		move := name == postkamer.FieldMoveDate || name == postkamer.FieldNewPostcode || name == postkamer.FieldOldPostcode
		if move != (p.Kind == string(postkamer.Verhuizing)) && (move || name == postkamer.FieldPostcode) {
			continue
		}
		if m := pattern.FindStringSubmatch(p.Plain); m != nil {
			if v := normal(name, strings.TrimSpace(m[1])); v != "" {
				found[name] = Found{v, true}
			}
		}
	}
	return found
}

// normal writes a value as the fields of the product are.
func normal(name postkamer.FieldName, s string) string {
	switch name {
	case postkamer.FieldBSN, postkamer.FieldRSIN:
		return postkamer.NormalBSN(s)
	case postkamer.FieldIBAN:
		return postkamer.NormalIBAN(s)
	case postkamer.FieldPhone:
		return postkamer.NormalPhone(s)
	case postkamer.FieldPostcode, postkamer.FieldOldPostcode, postkamer.FieldNewPostcode:
		return postkamer.NormalPostcode(s)
	case postkamer.FieldBirthDate, postkamer.FieldMoveDate, postkamer.FieldLetterDate:
		return normalDate(s)
	case postkamer.FieldAmount:
		whole, cents, _ := strings.Cut(strings.ReplaceAll(s, ".", ""), ",")
		return whole + "." + (strings.Trim(cents, "-") + "00")[:2]
	case postkamer.FieldEmail:
		return strings.ToLower(s)
	}
	return s
}

// dateParts are the day, month and year of a Dutch date.
var dateParts = regexp.MustCompile(`^(\d{1,2})[-/. ](\w+)[-/. ](\d{4})$`)

func normalDate(s string) string {
	m := dateParts.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	for i, name := range months {
		if strings.EqualFold(m[2], name) || m[2] == fmt.Sprintf("%02d", i+1) || m[2] == fmt.Sprint(i+1) {
			return fmt.Sprintf("%s-%02d-%02s", m[3], i+1, m[1])
		}
	}
	return ""
}
