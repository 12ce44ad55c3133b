package classify

import (
	"testing"

	"postkamer"
)

// zoneOf is a zone with what was read in it, in print.
func zoneOf(question string, field postkamer.FieldName, kind postkamer.ZoneKind, comb []int, value, again, whole string) postkamer.FilledZone {
	z := postkamer.FilledZone{FormZone: postkamer.FormZone{Question: question, Label: question, Field: field, Kind: kind, Comb: comb}, Value: value, Again: again, Whole: whole, Sure: .9, Ink: .1, Uneven: .05, BoxX: 10, BoxY: 20, BoxW: 300, BoxH: 40}
	if value == "" {
		z.Ink, z.Uneven = 0, 0
	}
	return z
}

func tick(question, option, says string, ink float64) postkamer.FilledZone {
	return postkamer.FilledZone{FormZone: postkamer.FormZone{Question: question, Label: question, Option: option, Says: says, Kind: postkamer.ZoneTick}, Ink: ink, BoxX: 5, BoxY: 5, BoxW: 9, BoxH: 9}
}

func signature(question string, ink float64) postkamer.FilledZone {
	return postkamer.FilledZone{FormZone: postkamer.FormZone{Question: question, Kind: postkamer.ZoneSignature}, Ink: ink, BoxX: 5, BoxY: 90, BoxW: 90, BoxH: 30}
}

// paperMove is a printed report of a move on one page, with zones in the place of
// those that have the same question.
func paperMove(instead ...postkamer.FilledZone) postkamer.Text {
	zones := []postkamer.FilledZone{
		tick("waarheen", "hier", "In deze gemeente", .2), tick("waarheen", "elders", "In een andere gemeente in Nederland", 0),
		zoneOf("voornamen", "name", postkamer.ZoneText, nil, "Jan Piet", "", "Jan Piet"), zoneOf("achternaam", "name", postkamer.ZoneText, nil, "de Vries", "", "de Vries"),
		zoneOf("geboren", "birth_date", postkamer.ZoneDate, []int{2, 2, 4}, " 7111968", " 7111968", ""), zoneOf("bsn", "bsn", postkamer.ZoneDigits, []int{9}, "999990019", "?????????", "9999900199"),
		zoneOf("datum", "move_date", postkamer.ZoneDate, []int{2, 2, 4}, "01052020", "01052020", ""), zoneOf("postcode", "new_postcode", postkamer.ZonePostcode, []int{4, 2}, "2517AK", "2517AK", "2517 AK"),
		zoneOf("huisnummer", "new_number", postkamer.ZoneDigits, []int{5}, "3    ", "3    ", ""), zoneOf("toevoeging", "new_number", postkamer.ZoneText, []int{6}, "B     ", "B     ", ""),
		tick("inwonen", "nee", "Nee", .3), tick("inwonen", "ja", "Ja, ik ga bij iemand wonen", .002), tick("mee", "nee", "Niemand, ik verhuis alleen", .3),
		zoneOf("tel", "phone", postkamer.ZoneDigits, []int{13}, "0612345678   ", "0612345678   ", ""), signature("handtekening", .05),
	}
	replaced := map[string]bool{}
	for _, z := range instead {
		replaced[z.Question] = true
	}
	var kept []postkamer.FilledZone
	for _, z := range zones {
		if !replaced[z.Question] {
			kept = append(kept, z)
		}
	}
	form := &postkamer.PaperForm{Code: postkamer.PaperCode{Form: "verhuizing", Version: "1", Page: 1, Pages: 1}, Zones: append(kept, instead...)}
	return postkamer.Text{Pages: []postkamer.PageText{{Number: 1, Width: 1240, Height: 1754, Source: postkamer.SourceOCR, Body: "Geef uw verhuizing door. Geen geld voor eten? Bel mij terug.", Form: form}}}
}

func decidePaper(text postkamer.Text) postkamer.Verdict {
	return Classify(text, Facts{Channel: postkamer.Scan, ReceivedOn: received}, nil, DefaultPolicy())
}

func TestPrintedFormIsTakenAsFilledIn(t *testing.T) {
	v := decidePaper(paperMove())
	wantValues(t, values(v.Fields), map[postkamer.FieldName]string{"name": "Jan Piet de Vries", "bsn": "999990019", "birth_date": "1968-11-07", "new_number": "3 B", "move_date": "2020-05-01", "new_postcode": "2517 AK", "phone": "0612345678"})
	for _, f := range v.Fields {
		if f.State != postkamer.FieldOK || f.W == 0 {
			t.Errorf("%+v", f)
		}
	}
	if v.CaseType != postkamer.Verhuizing || len(v.Doubts) > 0 || v.Destination != postkamer.ToQueue {
		t.Errorf("%s to %s with %+v", v.CaseType, v.Destination, v.Doubts)
	}
}

func TestDoubtsOfPrintedForms(t *testing.T) {
	uneven := zoneOf("bsn", "bsn", postkamer.ZoneDigits, []int{9}, "999990019", "999990019", "")
	uneven.Uneven = .5
	few := zoneOf("huisnummer", "new_number", postkamer.ZoneDigits, []int{5}, "37   ", "37   ", "")
	corrected := few
	few.Uneven, corrected.Uneven = 0, .6
	pages := func(code postkamer.PaperCode) postkamer.Text {
		text := paperMove()
		text.Pages[0].Form.Code = code
		return text
	}
	mixed := paperMove()
	mixed.Pages = append(mixed.Pages, mixed.Pages[0])
	tests := []struct {
		name  string
		text  postkamer.Text
		code  postkamer.DoubtCode
		field postkamer.FieldName
		state postkamer.FieldState
	}{
		{"two readings that differ are looked at", paperMove(zoneOf("datum", "move_date", postkamer.ZoneDate, []int{2, 2, 4}, "01052020", "07052020", "")), postkamer.ValueUnsure, "move_date", postkamer.FieldCheck},
		{"a name that is read in three ways is looked at", paperMove(zoneOf("achternaam", "name", postkamer.ZoneText, nil, "de Vries", "de Vrics", "de Vres")), postkamer.ValueUnsure, "name", postkamer.FieldCheck},
		{"a name that two of three readings have is sure", paperMove(zoneOf("achternaam", "name", postkamer.ZoneText, nil, "de Vries", "de Vries", "de Vres")), "", "name", postkamer.FieldOK},
		{"a number that fails its check digit is wrong", paperMove(zoneOf("bsn", "bsn", postkamer.ZoneDigits, []int{9}, "999990018", "999990018", "")), postkamer.BSNInvalid, "bsn", postkamer.FieldWrong},
		{"two numbers that pass prove nothing", paperMove(zoneOf("bsn", "bsn", postkamer.ZoneDigits, []int{9}, "999990019", "999990020", "999990020")), postkamer.ValueUnsure, "bsn", postkamer.FieldConflicting},
		{"a hand is looked at, whatever passes", paperMove(uneven), postkamer.ValueUnsure, "bsn", postkamer.FieldCheck},
		{"two characters that nothing can be held against are looked at", paperMove(few), postkamer.ValueUnsure, "new_number", postkamer.FieldCheck},
		{"two characters put right by pen are looked at", paperMove(corrected), postkamer.ValueUnsure, "new_number", postkamer.FieldCheck},
		{"a date that does not exist is looked at", paperMove(zoneOf("datum", "move_date", postkamer.ZoneDate, []int{2, 2, 4}, "31022020", "31022020", "")), postkamer.MoveDateMissing, "move_date", postkamer.FieldCheck},
		{"an empty date has its place", paperMove(zoneOf("datum", "move_date", postkamer.ZoneDate, []int{2, 2, 4}, "", "", "")), postkamer.MoveDateMissing, "move_date", postkamer.FieldMissing},
		{"no signature", paperMove(signature("handtekening", .001)), postkamer.SignatureMissing, "", ""},
		{"a faint cross is looked at", paperMove(tick("inwonen", "ja", "Ja", .03)), postkamer.ValueUnsure, "", ""},
		{"two crosses are looked at", paperMove(tick("inwonen", "nee", "Nee", .3), tick("inwonen", "ja", "Ja", .3)), postkamer.ValueUnsure, "", ""},
		{"the host did not sign", paperMove(tick("inwonen", "ja", "Ja, ik ga bij iemand wonen", .3), signature("toestemming", 0)), postkamer.ConsentMissing, "", ""},
		{"a page is missing", pages(postkamer.PaperCode{Form: "verhuizing", Version: "1", Page: 1, Pages: 2}), postkamer.ValueUnsure, "", ""},
		{"two forms in one", mixed, postkamer.KindUnsure, "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v := decidePaper(test.text)
			found := test.code == ""
			for _, d := range v.Doubts {
				found = found || d.Code == test.code
			}
			if !found || test.code != "" && v.Ready {
				t.Errorf("doubts %+v, ready %v", v.Doubts, v.Ready)
			}
			for _, f := range v.Fields {
				if f.Name == test.field && (f.State != test.state || f.W == 0) {
					t.Errorf("field %+v", f)
				}
			}
		})
	}
}

func TestWhatWePrintedAlarmsNobody(t *testing.T) {
	text := paperMove()
	text.Pages[0].Body = "Hebt u geen geld voor eten en huur? Ik word morgen uit huis gezet. Wilt u mij terugbellen?"
	if v := decidePaper(text); len(v.Doubts) > 0 {
		t.Errorf("%+v", v.Doubts)
	}
	text = paperMove(zoneOf("opmerking", "", postkamer.ZoneText, nil, "Ik word morgen uit mijn huis gezet", "", "Ik word morgen uit mijn huis gezet"))
	found := false
	for _, d := range decidePaper(text).Doubts {
		found = found || d.Code == postkamer.Urgent
	}
	if !found {
		t.Error("what somebody wrote was not looked at")
	}
}

func FuzzZoneReading(f *testing.F) {
	f.Add("01052020", "01052020", "1 5 2020")
	f.Add("999990019", "?????????", "é")
	f.Fuzz(func(t *testing.T, value, again, whole string) {
		for _, z := range []postkamer.FilledZone{
			zoneOf("bsn", "bsn", postkamer.ZoneDigits, []int{9}, value, again, whole), zoneOf("datum", "move_date", postkamer.ZoneDate, []int{2, 2, 4}, value, again, whole),
			zoneOf("bedrag", "loan", postkamer.ZoneAmount, []int{6, 2}, value, again, whole), zoneOf("iban", "iban", postkamer.ZoneIBAN, []int{4, 4, 4, 4, 2}, value, again, whole),
			zoneOf("postcode", "new_postcode", postkamer.ZonePostcode, []int{4, 2}, value, again, whole),
		} {
			got := readValue(placedZone{FilledZone: z}).checked()
			if !got.State.Sure() || got.Value == "" {
				continue
			}
			bad := got.Name == postkamer.FieldBSN && !postkamer.ValidBSN(got.Value) || got.Name == postkamer.FieldIBAN && !postkamer.ValidIBAN(got.Value)
			if bad {
				t.Errorf("%s %q is taken as sure", got.Name, got.Value)
			}
		}
	})
}

func TestHandwrittenFormGoesToACaseworkerFirst(t *testing.T) {
	date := zoneOf("datum", "move_date", postkamer.ZoneDate, []int{2, 2, 4}, "????????", "????????", "")
	date.Uneven = .6
	bsn := zoneOf("bsn", "bsn", postkamer.ZoneDigits, []int{9}, "999990019", "999990019", "")
	bsn.Uneven = .5
	v := decidePaper(paperMove(date, bsn))
	if v.Destination != postkamer.ToQueue || v.Ready {
		t.Errorf("to %s, ready %v", v.Destination, v.Ready)
	}
	for _, f := range v.Fields {
		if f.State.Sure() || f.W == 0 {
			t.Errorf("%s is %s without a look, place %d", f.Name, f.State, f.W)
		}
		if f.Name == postkamer.FieldMoveDate && f.Value != "" {
			t.Errorf("date %q", f.Value)
		}
	}
}
