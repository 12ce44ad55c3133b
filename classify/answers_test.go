package classify

import (
	"testing"

	"postkamer"
)

// answersOf makes answers of name, field and value.
func answersOf(triples ...string) []postkamer.Answer {
	var list []postkamer.Answer
	for i := 0; i+2 < len(triples); i += 3 {
		list = append(list, postkamer.Answer{Name: triples[i], Field: triples[i+1], Value: triples[i+2]})
	}
	return list
}

// moveAnswers is a complete move, with more answers behind or instead: the first
// answer to a question counts.
func moveAnswers(more ...string) []postkamer.Answer {
	return append(answersOf(more...), answersOf(
		"waarheen", "", "In deze gemeente", "voornamen", "name", "Jan Piet", "achternaam", "name", "de Vries", "geboren", "birth_date", "1968-11-07", "bsn", "bsn", "999990019",
		"datum", "move_date", "2020-05-01", "straat", "new_street", "Dorpsstraat", "postcode", "new_postcode", "2517 AK", "huisnummer", "new_number", "3", "toevoeging", "new_number", "B", "inwonen", "", "Nee", "mee", "", "Niemand, ik verhuis alleen", "tel", "phone", "0612345678")...)
}

func TestFieldsOfAForm(t *testing.T) {
	v := Classify(postkamer.Text{}, Facts{Channel: postkamer.Form, Form: "verhuizing", Answers: moveAnswers(), ReceivedOn: received}, nil, DefaultPolicy())
	wantValues(t, values(v.Fields), map[postkamer.FieldName]string{"name": "Jan Piet de Vries", "bsn": "999990019", "new_number": "3 B", "move_date": "2020-05-01", "new_postcode": "2517 AK"})
	for _, f := range v.Fields {
		if f.Confidence != 1 || f.Page != -1 || f.State != postkamer.FieldOK {
			t.Errorf("a typed field is sure and has no place: %+v", f)
		}
	}
	if v.CaseType != postkamer.Verhuizing || v.Probability != 1 {
		t.Errorf("the form is %s with %.2f", v.CaseType, v.Probability)
	}
}

func TestDecideForms(t *testing.T) {
	tozo := func(more ...string) []postkamer.Answer {
		return append(answersOf(more...), answersOf("woont", "", "Ja", "kvk-voor", "", "Ja", "uren", "", "Ja", "corona", "", "Ja", "wat", "", "Geld om van te leven (uitkering)", "maanden", "months", "april 2020", "nood", "", "Ja",
			"kvk", "kvk", "12345678", "naam", "company", "Bakker Klussen", "partner", "", "Nee", "bedrijf", "income", "850.00", "iban", "iban", "NL91ABNA0417164300", "tnv", "iban_name", "J. de Vries",
			"voornamen", "name", "Jan", "achternaam", "name", "de Vries", "bsn", "bsn", "999990019", "tel", "phone", "0612345678")...)
	}
	tests := []struct {
		name     string
		form     string
		answers  []postkamer.Answer
		to       postkamer.Destination
		queue    postkamer.Queue
		priority postkamer.Priority
		doubts   []postkamer.DoubtCode
	}{
		{"complete move", "verhuizing", moveAnswers(), "queue", "burgerzaken", postkamer.Normal, codes(postkamer.IdentityUnproven)},
		{"consent left out: call", "verhuizing", moveAnswers("inwonen", "", "Ja, ik ga bij iemand wonen", "hoofdbewoner", "host", "Karin"), "caller", "burgerzaken", postkamer.Normal, codes(postkamer.IdentityUnproven, postkamer.ConsentMissing)},
		{"consent comes later: wait", "verhuizing", moveAnswers("inwonen", "", "Ja, ik ga bij iemand wonen", "toestemming", "", "Ik stuur het later"), "queue", "burgerzaken", postkamer.Normal, codes(postkamer.IdentityUnproven, postkamer.EvidencePromised)},
		{"address not in the list: call", "verhuizing", moveAnswers("adresnietgevonden", "", "Mijn adres staat er niet bij. Stuur het toch door"), "caller", "burgerzaken", postkamer.Normal, codes(postkamer.IdentityUnproven, postkamer.AddressNotFound)},
		{"consent comes by post: wait", "verhuizing", moveAnswers("inwonen", "", "ja", "toestemming", "", "post"), "queue", "burgerzaken", postkamer.Normal, codes(postkamer.IdentityUnproven, postkamer.EvidencePromised)},
		{"somebody who must report it himself, as a code", "verhuizing", moveAnswers("mee-2-wie", "", "ander"), "queue", "burgerzaken", postkamer.Normal, codes(postkamer.IdentityUnproven, postkamer.CoMoverNotAllowed)},
		{"leaves the country, as a code", "verhuizing", moveAnswers("waarheen", "", "buitenland"), "queue", "burgerzaken", postkamer.Normal, codes(postkamer.IdentityUnproven, postkamer.Emigration)},
		{"wants a call for an appointment", "verhuizing", moveAnswers("afspraak", "", "bel"), "caller", "burgerzaken", postkamer.Normal, codes(postkamer.IdentityUnproven, postkamer.AskedToCall)},
		{"somebody who must report it himself", "verhuizing", moveAnswers("mee-1-wie", "", "Iemand anders"), "queue", "burgerzaken", postkamer.Normal, codes(postkamer.IdentityUnproven, postkamer.CoMoverNotAllowed)},
		{"leaves the country", "verhuizing", moveAnswers("waarheen", "", "In een ander land"), "queue", "burgerzaken", postkamer.Normal, codes(postkamer.IdentityUnproven, postkamer.Emigration)},
		{"other municipality", "verhuizing", moveAnswers("waarheen", "", "In een andere gemeente in Nederland"), "queue", "burgerzaken", postkamer.Normal, codes(postkamer.IdentityUnproven, postkamer.WrongMunicipality)},
		{"complete Tozo", "tozo", tozo(), "queue", "inkomen", postkamer.Normal, codes(postkamer.IdentityUnproven)},
		{"no money for food: call today", "tozo", tozo("nood", "", "Nee"), "caller", "inkomen", postkamer.SameDay, codes(postkamer.IdentityUnproven, postkamer.NoMoneyForFood)},
		{"partner still signs: call", "tozo", tozo("partner", "", "Ja", "partnerpapier", "", "Ik stuur het later"), "caller", "inkomen", postkamer.Normal, codes(postkamer.IdentityUnproven, postkamer.PartnerSignature)},
		{"hours and conditions unsure: never turned away", "tozo", tozo("uren", "", "Weet ik niet", "kvk-voor", "", "Nee"), "queue", "inkomen", postkamer.Normal, codes(postkamer.IdentityUnproven, postkamer.HoursUnsure, postkamer.ConditionsUnsure)},
		{"asks to be phoned back", "belmij", answersOf("naam", "name", "Jan", "tel", "phone", "0612345678", "onderwerp", "", "Verhuizing"), "caller", "burgerzaken", postkamer.Normal, codes(postkamer.AskedToCall)},
		{"asks to be phoned back about an objection", "belmij", answersOf("naam", "name", "Jan", "tel", "phone", "0612345678", "onderwerp", "", "Een brief", "vraag", "", "Ik maak bezwaar tegen het besluit."), "caller", "triage", postkamer.Normal, codes(postkamer.AskedToCall, postkamer.LegalClock)},
		{"asks to be phoned back about something else", "belmij", answersOf("naam", "name", "Jan", "tel", "phone", "0612345678", "onderwerp", "", "Iets anders"), "caller", "triage", postkamer.Normal, codes(postkamer.AskedToCall)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := Classify(postkamer.Text{}, Facts{Channel: postkamer.Form, Form: tt.form, Answers: tt.answers, ReceivedOn: received}, nil, DefaultPolicy())
			if v.Destination != tt.to || v.Queue != tt.queue || v.Priority != tt.priority {
				t.Errorf("to %s on %s with priority %d, want %s on %s with %d", v.Destination, v.Queue, v.Priority, tt.to, tt.queue, tt.priority)
			}
			wantDoubts(t, v, tt.doubts)
		})
	}
}

func TestTozoChecks(t *testing.T) {
	base := map[string]string{"name": "Jan de Vries", "bsn": "999990019", "kvk": "12345678", "months": "april 2020", "income": "850.00", "iban": "NL91ABNA0417164300", "phone": "0612345678"}
	tests := []struct {
		name, field, value string
		want               postkamer.DoubtCode
	}{
		{"IBAN fails", "iban", "NL92ABNA0417164300", postkamer.IBANInvalid},
		{"IBAN missing", "iban", "", postkamer.IBANMissing},
		{"account of somebody else", "iban_name", "K. Jansen", postkamer.IBANOtherName},
		{"KvK missing", "kvk", "", postkamer.KvKMissing},
		{"KvK too short", "kvk", "1234567", postkamer.KvKInvalid},
		{"loan above the highest", "loan", "12000.00", postkamer.LoanTooHigh},
		{"income missing", "income", "", postkamer.IncomeMissing},
		{"month after the scheme", "months", "november 2021", postkamer.OutsidePeriod},
		{"nothing the matter", "iban_name", "Vries, J. de", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answers := answersOf("wat", "", "Geld om van te leven")
			for _, name := range []string{"name", "bsn", "kvk", "months", "income", "iban", "phone", "iban_name", "loan"} {
				value := base[name]
				if name == tt.field {
					value = tt.value
				}
				answers = append(answers, postkamer.Answer{Name: "v-" + name, Field: name, Value: value})
			}
			v := Classify(postkamer.Text{}, Facts{Channel: postkamer.Form, Form: "tozo", Answers: answers, ReceivedOn: received}, nil, DefaultPolicy())
			want := codes(postkamer.IdentityUnproven)
			if tt.want != "" {
				want = append(want, tt.want)
			}
			wantDoubts(t, v, want)
		})
	}
}

func TestTozoTooLate(t *testing.T) {
	answers := answersOf("v", "months", "april 2020", "w", "", "lening")
	v := Classify(postkamer.Text{}, Facts{Channel: postkamer.Form, Form: "tozo", Answers: answers, ReceivedOn: day(2020, 7, 1)}, nil, DefaultPolicy())
	for _, d := range v.Doubts {
		if d.Code == postkamer.OutsidePeriod {
			return
		}
	}
	t.Errorf("doubts are %v, want %s: Tozo 1 could be asked for until 1 July 2020", v.Doubts, postkamer.OutsidePeriod)
}
