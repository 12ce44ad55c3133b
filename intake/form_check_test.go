package intake

import (
	"maps"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"postkamer"
)

// wie is the page about the applicant, rightly filled in, with changes.
func wie(pairs ...string) url.Values {
	values := fields("voornamen", "Jan", "achternaam", "de Vries", "geboren@", "7|11|1968", "bsn", "999990019")
	maps.Copy(values, fields(pairs...))
	return values
}

func person(pairs ...string) url.Values {
	values := fields("mee-2-naam", "Ria", "mee-2-geboren@", "1|1|2000", "mee-2-wie", "kind")
	maps.Copy(values, fields(pairs...))
	return values
}

func partnerOf(pairs ...string) url.Values {
	values := fields("p-naam", "Karin Bakker", "p-geboren@", "1|1|1970")
	maps.Copy(values, fields(pairs...))
	return values
}

func loan(pairs ...string) url.Values {
	values := fields("bedrag", "5000", "waarvoor", "De huur", "eerder", "nee", "aflossen", "ja")
	maps.Copy(values, fields(pairs...))
	return values
}

const (
	wrongPhone  = "Een telefoonnummer heeft 10 cijfers, bijvoorbeeld 06 1234 5678. Een nummer uit een ander land begint met +"
	wrongMail   = "Kijk uw e-mailadres na. Er hoort een @ in en een punt erna"
	wrongDate   = "Deze datum bestaat niet. Kijk de dag en de maand na"
	wrongAmount = "Vul een bedrag in met cijfers, bijvoorbeeld 850 of 850,50"
	noContact   = "Vul een telefoonnummer of een e-mailadres in. Hebt u die niet? Kies dan: stuur een brief"
)

// TestErrors has every text of every fault of both forms; no field is right.
func TestErrors(t *testing.T) {
	tests := []struct {
		rule   string
		form   string
		slug   string
		posted url.Values
		field  string // empty: nothing is wrong
		text   string
	}{
		{"where: nothing chosen", "verhuizing", "waarheen", nil, "waarheen", "Kies waar u gaat wonen"},
		{"where: not an option", "verhuizing", "waarheen", fields("waarheen", "maan"), "waarheen", "Kies waar u gaat wonen"},
		{"first names: empty", "verhuizing", "wie", wie("voornamen", "  "), "voornamen", "Vul uw voornamen in"},
		{"first names: 200 characters, not bytes", "verhuizing", "wie", wie("voornamen", strings.Repeat("é", 200)), "", ""},
		{"first names: decomposed letters count once", "verhuizing", "wie", wie("voornamen", strings.Repeat("e\u0301", 200)), "", ""},
		{"first names: 201 characters", "verhuizing", "wie", wie("voornamen", strings.Repeat("é", 201)), "voornamen", "Dit is te lang. Gebruik hoogstens 200 tekens"},
		{"first names: control character", "verhuizing", "wie", wie("voornamen", "Jan\x00Piet"), "voornamen", "Hier staan tekens die wij niet kunnen lezen. Typ het nog een keer"},
		{"first names: line break", "verhuizing", "wie", wie("voornamen", "Jan\nPiet"), "voornamen", "Hier staan tekens die wij niet kunnen lezen. Typ het nog een keer"},
		{"first names: not UTF-8", "verhuizing", "wie", wie("voornamen", "Jan\xff"), "voornamen", "Hier staan tekens die wij niet kunnen lezen. Typ het nog een keer"},
		{"surname: empty", "verhuizing", "wie", wie("achternaam", ""), "achternaam", "Vul uw achternaam in"},
		{"birth: empty", "verhuizing", "wie", wie("geboren@", "||"), "geboren-dag", "Vul uw geboortedatum in"},
		{"birth: day missing", "verhuizing", "wie", wie("geboren@", "|11|1968"), "geboren-dag", "Vul ook de dag van uw geboortedatum in"},
		{"birth: month missing", "verhuizing", "wie", wie("geboren@", "7||1968"), "geboren-maand", "Vul ook de maand van uw geboortedatum in"},
		{"birth: two parts missing", "verhuizing", "wie", wie("geboren@", "7||"), "geboren-maand", "Vul ook de maand en het jaar van uw geboortedatum in"},
		{"birth: 30 February", "verhuizing", "wie", wie("geboren@", "30|2|1968"), "geboren-dag", wrongDate},
		{"birth: 29 February of no leap year", "verhuizing", "wie", wie("geboren@", "29|2|1900"), "geboren-dag", wrongDate},
		{"birth: month 13", "verhuizing", "wie", wie("geboren@", "7|13|1968"), "geboren-dag", wrongDate},
		{"birth: no month of that name", "verhuizing", "wie", wie("geboren@", "7|mars|1968"), "geboren-dag", wrongDate},
		{"birth: a month in words", "verhuizing", "wie", wie("geboren@", "07|April|1968"), "", ""},
		{"birth: year of two digits", "verhuizing", "wie", wie("geboren@", "7|11|68"), "geboren-jaar", "Vul het jaar in met 4 cijfers, bijvoorbeeld 1968"},
		{"birth: tomorrow", "verhuizing", "wie", wie("geboren@", "23|11|2026"), "geboren-dag", "Uw geboortedatum kan niet in de toekomst liggen"},
		{"birth: 16 tomorrow", "verhuizing", "wie", wie("geboren@", "23|11|2010"), "geboren-dag", "U bent nog geen 16. Laat uw ouder of verzorger dit doorgeven"},
		{"birth: 16 today", "verhuizing", "wie", wie("geboren@", "22|11|2010"), "", ""},
		{"bsn: empty", "verhuizing", "wie", wie("bsn", ""), "bsn", "Vul uw burgerservicenummer in"},
		{"bsn: seven digits", "verhuizing", "wie", wie("bsn", "9999900"), "bsn", "Een burgerservicenummer heeft 9 cijfers. U hebt er 7 ingevuld"},
		{"bsn: ten digits", "verhuizing", "wie", wie("bsn", "9999900199"), "bsn", "Een burgerservicenummer heeft 9 cijfers. U hebt er 10 ingevuld"},
		{"bsn: a slip", "verhuizing", "wie", wie("bsn", "999990018"), "bsn", "Dit burgerservicenummer klopt niet. Kijk de cijfers na"},
		{"bsn: nine digits and a letter", "verhuizing", "wie", wie("bsn", "999990019a"), "bsn", "Dit burgerservicenummer klopt niet. Kijk de cijfers na"},
		{"bsn: far too long", "verhuizing", "wie", wie("bsn", strings.Repeat("9", 400)), "bsn", "Dit burgerservicenummer klopt niet. Kijk de cijfers na"},
		{"date: empty", "verhuizing", "wanneer", nil, "datum-dag", "Vul de datum van uw verhuizing in"},
		{"date: year missing", "verhuizing", "wanneer", fields("datum@", "1|12|"), "datum-jaar", "Vul ook het jaar van de datum in"},
		{"date: 31 November", "verhuizing", "wanneer", fields("datum@", "31|11|2026"), "datum-dag", wrongDate},
		{"date: year of two digits", "verhuizing", "wanneer", fields("datum@", "1|12|26"), "datum-jaar", "Vul het jaar in met 4 cijfers, bijvoorbeeld 2020"},
		{"date: 29 days ahead", "verhuizing", "wanneer", fields("datum@", "21|12|2026"), "datum-dag", "U kunt dit vanaf 23 november 2026 doorgeven. Dat is 4 weken voor uw verhuizing"},
		{"date: 28 days ahead", "verhuizing", "wanneer", fields("datum@", "20|12|2026"), "", ""},
		{"date: a year and a day ago", "verhuizing", "wanneer", fields("datum@", "21|11|2025"), "datum-dag", "Kijk het jaar na. Klopt het? Bel dan 14 070"},
		{"date: a year ago", "verhuizing", "wanneer", fields("datum@", "22|11|2025"), "", ""},
		{"postcode: empty", "verhuizing", "adres", fields("huisnummer", "3"), "postcode", "Vul de postcode van uw nieuwe adres in"},
		{"postcode: form", "verhuizing", "adres", fields("postcode", "2512", "huisnummer", "3"), "postcode", "Een postcode heeft 4 cijfers en 2 letters, bijvoorbeeld 2512 EB"},
		{"postcode: letters that are not used", "verhuizing", "adres", fields("postcode", "2512 SS", "huisnummer", "3"), "postcode", "Een postcode heeft 4 cijfers en 2 letters, bijvoorbeeld 2512 EB"},
		{"postcode: begins with 0", "verhuizing", "adres", fields("postcode", "0512 EB", "huisnummer", "3"), "postcode", "Een postcode heeft 4 cijfers en 2 letters, bijvoorbeeld 2512 EB"},
		{"postcode: spaces and small letters", "verhuizing", "adres", fields("postcode", " 25 12 eb", "huisnummer", "3"), "", ""},
		{"number: empty", "verhuizing", "adres", fields("postcode", "2512 EB"), "huisnummer", "Vul het huisnummer in"},
		{"number: with a letter", "verhuizing", "adres", fields("postcode", "2512 EB", "huisnummer", "3a"), "huisnummer", "Vul bij huisnummer alleen cijfers in. Een letter vult u hieronder in"},
		{"number: zero", "verhuizing", "adres", fields("postcode", "2512 EB", "huisnummer", "0"), "huisnummer", "Vul bij huisnummer alleen cijfers in. Een letter vult u hieronder in"},
		{"number: too long", "verhuizing", "adres", fields("postcode", "2512 EB", "huisnummer", "123456"), "huisnummer", "Een huisnummer heeft hoogstens 5 cijfers"},
		{"addition: seven characters", "verhuizing", "adres", fields("postcode", "2512 EB", "huisnummer", "3", "toevoeging", "3-hoogx"), "toevoeging", "Een toevoeging heeft hoogstens 6 tekens"},
		{"lodging: nothing chosen", "verhuizing", "inwonen", nil, "inwonen", "Kies of er al iemand op het nieuwe adres woont"},
		{"host: empty", "verhuizing", "hoofdbewoner", fields("toestemming", "later"), "hoofdbewoner", "Vul de naam in van de persoon bij wie u gaat wonen"},
		{"consent: nothing chosen", "verhuizing", "hoofdbewoner", fields("hoofdbewoner", "Karin"), "toestemming", "Voeg de toestemming toe. Of kies: ik stuur het later"},
		{"others: nothing chosen", "verhuizing", "mee", nil, "mee", "Kies of er mensen met u mee verhuizen"},
		{"how many others: nothing chosen", "verhuizing", "mee-aantal", nil, "mee-aantal", "Kies hoeveel mensen mee verhuizen"},
		{"how many others: more than can be chosen", "verhuizing", "mee-aantal", fields("mee-aantal", "11"), "mee-aantal", "Kies hoeveel mensen mee verhuizen"},
		{"person 2: no name", "verhuizing", "mee-2", person("mee-2-naam", ""), "mee-2-naam", "Vul de naam van persoon 2 in"},
		{"person 2: no birth", "verhuizing", "mee-2", person("mee-2-geboren@", "||"), "mee-2-geboren-dag", "Vul de geboortedatum van persoon 2 in"},
		{"person 2: part of a birth", "verhuizing", "mee-2", person("mee-2-geboren@", "1||2000"), "mee-2-geboren-maand", "Vul de geboortedatum van persoon 2 in"},
		{"person 2: no such day", "verhuizing", "mee-2", person("mee-2-geboren@", "31|4|2000"), "mee-2-geboren-dag", "De geboortedatum van persoon 2 bestaat niet. Kijk de dag en de maand na"},
		{"person 2: born tomorrow", "verhuizing", "mee-2", person("mee-2-geboren@", "23|11|2026"), "mee-2-geboren-dag", "De geboortedatum van persoon 2 kan niet in de toekomst liggen"},
		{"person 2: a baby of today", "verhuizing", "mee-2", person("mee-2-geboren@", "22|11|2026"), "", ""},
		{"person 2: who", "verhuizing", "mee-2", person("mee-2-wie", ""), "mee-2-wie", "Kies wie persoon 2 van u is"},
		{"reach: nothing", "verhuizing", "bereiken", nil, "tel", noContact},
		{"reach: only a time", "verhuizing", "bereiken", fields("tijd", "middag"), "tel", noContact},
		{"reach: a letter", "verhuizing", "bereiken", fields("brief", "on"), "", ""},
		{"reach: a mail", "verhuizing", "bereiken", fields("mail", "jan@voorbeeld.nl"), "", ""},
		{"reach: phone of nine digits", "verhuizing", "bereiken", fields("tel", "061234567"), "tel", wrongPhone},
		{"reach: +31", "verhuizing", "bereiken", fields("tel", "+31 (0)6-1234 5678"), "", ""},
		{"reach: another country", "verhuizing", "bereiken", fields("tel", "+49 30 1234567"), "", ""},
		{"reach: mail without a dot", "verhuizing", "bereiken", fields("mail", "jan@voorbeeld"), "mail", wrongMail},
		{"reach: mail without an @", "verhuizing", "bereiken", fields("mail", "jan.voorbeeld.nl"), "mail", wrongMail},
		{"appointment: nothing chosen", "verhuizing", "afspraak", nil, "afspraak", "Kies of u een afspraak wilt"},
		{"true: no tick", "verhuizing", "nakijken", nil, "waar", "Zet een vinkje als alles klopt"},

		{"lives here: nothing chosen", "tozo", "kort", fields("kvk-voor", "ja", "uren", "ja", "corona", "ja"), "woont", "Kies of u in Gemeente Voorbeeldstad woont"},
		{"company then: nothing chosen", "tozo", "kort", fields("woont", "ja", "uren", "ja", "corona", "ja"), "kvk-voor", "Kies of uw bedrijf op 17 maart 2020 bij de KvK stond"},
		{"hours: nothing chosen", "tozo", "kort", fields("woont", "ja", "kvk-voor", "ja", "corona", "ja"), "uren", "Kies of u minstens 1.225 uur werkte. Weet u het niet? Kies dan: weet ik niet"},
		{"corona: nothing chosen", "tozo", "kort", fields("woont", "ja", "kvk-voor", "ja", "uren", "ja"), "corona", "Kies of u minder verdient door corona"},
		{"what: nothing chosen", "tozo", "wat", nil, "wat", "Kies wat u wilt aanvragen"},
		{"months: none", "tozo", "maanden", fields("nood", "ja"), "maanden", "Kies minstens 1 maand"},
		{"months: with a gap", "tozo", "maanden", fields("nood", "ja", "maanden", "2020-12|2021-02"), "maanden", "Kies maanden die op elkaar volgen"},
		{"months: over New Year, in any order", "tozo", "maanden", fields("nood", "ja", "maanden", "2021-01|2020-12"), "", ""},
		{"need: nothing chosen", "tozo", "maanden", fields("maanden", "2020-12"), "nood", "Kies of u nog geld hebt voor eten en huur"},
		{"KvK: empty", "tozo", "bedrijf", fields("naam", "X", "geraakt", "Y"), "kvk", "Vul uw KvK-nummer in"},
		{"KvK: seven digits", "tozo", "bedrijf", fields("kvk", "1234567", "naam", "X", "geraakt", "Y"), "kvk", "Een KvK-nummer heeft 8 cijfers. U hebt er 7 ingevuld"},
		{"KvK: no digits", "tozo", "bedrijf", fields("kvk", "geen", "naam", "X", "geraakt", "Y"), "kvk", "Een KvK-nummer heeft 8 cijfers. U hebt er 0 ingevuld"},
		{"KvK: eight digits and a letter", "tozo", "bedrijf", fields("kvk", "12345678a", "naam", "X", "geraakt", "Y"), "kvk", "Vul bij KvK-nummer alleen cijfers in"},
		{"company: empty", "tozo", "bedrijf", fields("kvk", "12345678", "geraakt", "Y"), "naam", "Vul de naam van uw bedrijf in"},
		{"changed: empty", "tozo", "bedrijf", fields("kvk", "12345678", "naam", "X"), "geraakt", "Schrijf kort op wat er veranderd is"},
		{"changed: too long", "tozo", "bedrijf", fields("kvk", "12345678", "naam", "X", "geraakt", strings.Repeat("a", 5000)), "geraakt", "Dit is te lang. Gebruik hoogstens 1000 tekens"},
		{"partner: nothing chosen", "tozo", "partner", nil, "partner", "Kies of u een partner hebt"},
		{"partner: no name", "tozo", "partner-wie", fields("p-geboren@", "1|1|1970", "p-papier", "ja"), "p-naam", "Vul de naam van uw partner in"},
		{"partner: no birth", "tozo", "partner-wie", fields("p-naam", "X", "p-papier", "ja"), "p-geboren-dag", "Vul de geboortedatum van uw partner in"},
		{"partner: no such day", "tozo", "partner-wie", fields("p-naam", "X", "p-geboren@", "31|6|1970", "p-papier", "ja"), "p-geboren-dag", wrongDate},
		{"partner: no way to sign", "tozo", "partner-wie", partnerOf(), "p-mail", "Vul een e-mailadres of telefoonnummer van uw partner in. Of kies: mijn partner tekent op papier"},
		{"partner: signs on paper", "tozo", "partner-wie", partnerOf("p-papier", "ja"), "", ""},
		{"partner: a telephone number will do", "tozo", "partner-wie", partnerOf("p-mail", "06 8765 4321"), "", ""},
		{"partner: neither address nor number", "tozo", "partner-wie", partnerOf("p-mail", "karin"), "p-mail", "Kijk het e-mailadres of telefoonnummer na. In een e-mailadres hoort een @ en een punt erna"},
		{"reach: the partner's address", "tozo", "bereiken", fields("tel", "0612345678", "mail", "Karin@Example.org"), "mail", "Dit is het adres van uw partner. Vul uw eigen e-mailadres in"},
		{"person 2: nothing chosen", "verhuizing", "mee-2-zelf", nil, "mee-2-machtiging", "Voeg de machtiging van persoon 2 toe. Of kies hoe persoon 2 het doorgeeft"},
		{"income: empty", "tozo", "inkomen-2020-06", fields("anders-2020-06", "0", "partner-2020-06", "0"), "bedrijf-2020-06", "Vul een bedrag in. Niets verdiend? Vul 0 in"},
		{"income: in words", "tozo", "inkomen-2020-06", fields("bedrijf-2020-06", "niets", "anders-2020-06", "0", "partner-2020-06", "0"), "bedrijf-2020-06", wrongAmount},
		{"income: below zero", "tozo", "inkomen-2020-06", fields("bedrijf-2020-06", "-5", "anders-2020-06", "0", "partner-2020-06", "0"), "bedrijf-2020-06", wrongAmount},
		{"other income: empty", "tozo", "inkomen-2020-06", fields("bedrijf-2020-06", "0", "partner-2020-06", "0"), "anders-2020-06", "Vul een bedrag in. Geen ander inkomen? Vul 0 in"},
		{"other income: three decimals", "tozo", "inkomen-2020-06", fields("bedrijf-2020-06", "0", "anders-2020-06", "8,505", "partner-2020-06", "0"), "anders-2020-06", wrongAmount},
		{"income of the partner: empty", "tozo", "inkomen-2020-06", fields("bedrijf-2020-06", "0", "anders-2020-06", "0"), "partner-2020-06", "Vul het inkomen van uw partner in. Geen inkomen? Vul 0 in"},
		{"income of the partner: not before June 2020", "tozo", "inkomen-2020-05", fields("bedrijf-2020-05", "0", "anders-2020-05", "0"), "", ""},
		{"loan: empty", "tozo", "lening", loan("bedrag", ""), "bedrag", "Vul in hoeveel u wilt lenen"},
		{"loan: too high", "tozo", "lening", loan("bedrag", "10158"), "bedrag", "U kunt hoogstens 10.157 euro lenen"},
		{"loan: the most", "tozo", "lening", loan("bedrag", "10.157"), "", ""},
		{"loan: zero", "tozo", "lening", loan("bedrag", "0"), "bedrag", "Vul een bedrag in dat hoger is dan 0"},
		{"loan: cents", "tozo", "lening", loan("bedrag", "50,50"), "bedrag", "Vul een bedrag in met hele euro's, bijvoorbeeld 5000"},
		{"loan: for what", "tozo", "lening", loan("waarvoor", ""), "waarvoor", "Schrijf op welke rekeningen u ermee betaalt"},
		{"loan: an earlier one", "tozo", "lening", loan("eerder", ""), "eerder", "Kies of u al een Tozo-lening hebt"},
		{"loan: how much earlier", "tozo", "lening", loan("eerder", "ja"), "eerder-bedrag", "Vul in hoeveel euro die eerdere lening was"},
		{"loan: too high together", "tozo", "lening", loan("eerder", "ja", "eerder-bedrag", "7000"), "bedrag", "Samen met uw eerdere lening is dit te veel. U kunt nog 3.157 euro lenen"},
		{"loan: nothing left", "tozo", "lening", loan("eerder", "ja", "eerder-bedrag", "12000"), "bedrag", "Samen met uw eerdere lening is dit te veel. U kunt nog 0 euro lenen"},
		{"loan: just enough together", "tozo", "lening", loan("eerder", "ja", "eerder-bedrag", "5157,00"), "", ""},
		{"loan: an amount without an earlier loan", "tozo", "lening", loan("eerder", "nee", "eerder-bedrag", "9999"), "", ""},
		{"loan: no tick", "tozo", "lening", loan("aflossen", ""), "aflossen", "Zet een vinkje. Kunt u dat niet? Vraag of wij u bellen"},
		{"account: empty", "tozo", "betalen", fields("tnv", "Jan"), "iban", "Vul uw rekeningnummer in"},
		{"account: a slip", "tozo", "betalen", fields("iban", "NL91ABNA0417164301", "tnv", "Jan"), "iban", "Dit rekeningnummer klopt niet. Kijk de cijfers en letters na"},
		{"account: of another country", "tozo", "betalen", fields("iban", "DE89 3704 0044 0532 0130 00", "tnv", "Jan"), "iban", "Vul een Nederlands rekeningnummer in. Hebt u dat niet? Bel 14 070"},
		{"account: no name", "tozo", "betalen", fields("iban", "NL91ABNA0417164300"), "tnv", "Vul de naam op de rekening in"},
		{"evidence: statement", "tozo", "bewijs", fields("inkomen", "post", "uren-bewijs", "post", "partnerpapier", "post"), "afschrift", "Voeg een bankafschrift toe. Of kies: ik stuur het later"},
		{"evidence: income", "tozo", "bewijs", fields("afschrift", "post", "uren-bewijs", "post", "partnerpapier", "post"), "inkomen", "Voeg een bewijs van uw inkomen toe. Of kies: ik stuur het later"},
		{"evidence: hours", "tozo", "bewijs", fields("afschrift", "post", "inkomen", "post", "partnerpapier", "post"), "uren-bewijs", "Voeg een bewijs van uw uren toe. Of kies: ik stuur het later"},
		{"evidence: signature", "tozo", "bewijs", fields("afschrift", "post", "inkomen", "post", "uren-bewijs", "post"), "partnerpapier", "Voeg de handtekening van uw partner toe. Of kies: ik stuur het later"},
		{"reach: phone is needed", "tozo", "bereiken", fields("mail", "jan@voorbeeld.nl"), "tel", "Vul een telefoonnummer in. Dan kunnen wij snel bellen als er iets mist"},
		{"reach: phone", "tozo", "bereiken", fields("tel", "12"), "tel", wrongPhone},
		{"true: no tick", "tozo", "nakijken", fields("wijzigen", "ja"), "waar", "Zet een vinkje als alles klopt"},
		{"changes: no tick", "tozo", "nakijken", fields("waar", "ja"), "wijzigen", "Zet een vinkje. Dit moet van de wet"},
	}
	walks := map[string][]leaf{"verhuizing": move(), "tozo": application()}
	c := onDay(postkamer.U)
	for _, tt := range tests {
		t.Run(tt.form+" "+tt.rule, func(t *testing.T) {
			f := theForm(t, tt.form)
			_, wrong := f.Check(tt.slug, tt.posted, before(t, f, c, walks[tt.form], tt.slug), c)
			var want []FormError
			if tt.field != "" {
				want = []FormError{{tt.field, tt.text}}
			}
			if !reflect.DeepEqual(wrong, want) {
				t.Errorf("%+v, want %+v", wrong, want)
			}
		})
	}
}

func TestBSNOfEightDigitsGetsItsZeroBack(t *testing.T) {
	f, c := theForm(t, "verhuizing"), onDay(postkamer.U)
	q := askedQuestion{Question: Question{Kind: KindBSN, MaxLength: 20}, def: &questionDef{}}
	if got := q.normal([]string{"12345672"}); got != "012345672" {
		t.Errorf("normal is %s", got)
	}
	_, wrong := f.Check("wie", wie("bsn", "12345672"), nil, c)
	if valid := postkamer.ValidBSN("012345672"); valid == (len(wrong) > 0) {
		t.Errorf("a BSN that is %v gives %v", valid, wrong)
	}
}

func TestCheckKeepsWhatIsWrongAndChangesNothing(t *testing.T) {
	f, c := theForm(t, "verhuizing"), onDay(postkamer.U)
	old := Answers{"postcode": {"2512 EB"}, "toevoeging": {"A"}}
	posted := fields("postcode", "fout", "huisnummer", "3", "vreemd", "x")
	got, wrong := f.Check("adres", posted, old, c)
	want := Answers{"postcode": {"fout"}, "huisnummer": {"3"}}
	if len(wrong) != 1 || !reflect.DeepEqual(got, want) {
		t.Errorf("answers %v, want %v; %v", got, want, wrong)
	}
	if !reflect.DeepEqual(old, Answers{"postcode": {"2512 EB"}, "toevoeging": {"A"}}) {
		t.Errorf("the old answers became %v", old)
	}
	if got, wrong := f.Check("bestaat-niet", posted, old, c); !reflect.DeepEqual(got, old) || wrong != nil {
		t.Errorf("a page that is not there: %v, %v", got, wrong)
	}
}

func TestSignsPastedAlongUnseenAreDropped(t *testing.T) {
	if got := tidy("\u202d06 1234\u200b 5678\u202c\ufeff", false); got != "06 1234 5678" {
		t.Errorf("%q", got)
	}
	if got := tidy("\u00a0Jose\u0301\t", false); got != "José" {
		t.Errorf("%q", got)
	}
}

func TestAmounts(t *testing.T) {
	for in, want := range map[string]string{
		"850": "850.00", "850,5": "850.50", "850,50": "850.50", "850.50": "850.50", "1.250,00": "1250.00", "1250": "1250.00", "1.250": "1250.00", "1,250.00": "1250.00", "1,250.5": "1250.50",
		"€ 12": "12.00", "€12,-": "12.00", "0": "0.00", "999999999": "999999999.00", "123.456.789,01": "123456789.01",
		"1.25,00": "", "1,250": "", "12,50.00": "", "12.34.56": "", "1234567890": "", "": "", "-5": "", "1e3": "", "٣": "", "850,": "", "1 250": "",
	} {
		cents, ok := parseAmount(in)
		if got := pointed(cents); ok != (want != "") || ok && got != want {
			t.Errorf("%q is %s (%v), want %q", in, got, ok, want)
		}
	}
}

func TestAccountNames(t *testing.T) {
	for _, tt := range []struct {
		account, surname, partner string
		same                      bool
	}{
		{"J.P. de Vries", "de Vries", "", true},
		{"VRIES, J", "de Vries", "", true},
		{"Hr J Muller", "Müller", "", true},
		{"K. Bakker", "de Vries", "Karin Bakker", true},
		{"P. Janssen", "de Vries", "Karin Bakker", false},
		{"P. de Boer", "de Vries", "", false},
		{"J de Vries e/o K Bakker", "Bakker", "", true},
	} {
		a := Answers{"achternaam": {tt.surname}, "p-naam": {tt.partner}}
		if got := sharesName(tt.account, a, []string{"achternaam", "p-naam"}); got != tt.same {
			t.Errorf("%s for %s and %s: %v", tt.account, tt.surname, tt.partner, got)
		}
	}
}

// FuzzCheck posts anything to every page: nothing panics, what is kept is valid
// text that PostgreSQL takes, and checking it again says the same.
func FuzzCheck(f *testing.F) {
	forms, err := LoadForms()
	if err != nil {
		f.Fatal(err)
	}
	f.Add("wie", "bsn=999990019&geboren-dag=7&geboren-maand=april&geboren-jaar=1968", "mee=ja&mee-aantal=4")
	f.Add("maanden", "maanden=2020-04&maanden=2021-02&nood=%00%ff", "wat=uitkering&partner=ja")
	f.Add("lening", "bedrag=1.250%2C00&eerder=ja&eerder-bedrag=9", "wat=lening&wat=uitkering")
	f.Fuzz(func(t *testing.T, slug, body, earlier string) {
		posted, _ := url.ParseQuery(body)
		old, _ := url.ParseQuery(earlier)
		for _, form := range forms.All() {
			for _, c := range []Context{onDay(postkamer.Je), onDay(postkamer.U)} {
				checkAnything(t, form, c, slug, posted, Answers(old))
			}
		}
	})
}

func checkAnything(t *testing.T, form *Form, c Context, slug string, posted url.Values, old Answers) {
	a, wrong := form.Check(slug, posted, old, c)
	for _, p := range form.Pages(a, c) {
		if p.Slug != slug {
			continue
		}
		for _, q := range p.Questions {
			for _, v := range a[q.Name] {
				if !utf8.ValidString(v) || strings.ContainsRune(v, 0) || utf8.RuneCountInString(v) > keepRunes {
					t.Errorf("%s keeps %q", q.Name, v)
				}
			}
		}
		var again []FormError
		pages, _ := form.asked(a, c)
		for _, page := range pages {
			if page.Slug == slug {
				again = form.pageErrors(page, a, c, true)
			}
		}
		if !reflect.DeepEqual(wrong, again) {
			t.Errorf("page %s: first %v, then %v", slug, wrong, again)
		}
	}
	form.FirstOpen(a, c)
	form.Notices(slug, a, c)
	form.Summary(a, c)
	form.Submitted(a, c)
}
