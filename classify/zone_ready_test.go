package classify

import (
	"strings"
	"testing"

	"postkamer"
)

// comb is a zone of cells that was read twice in the same way.
func comb(question string, field postkamer.FieldName, kind postkamer.ZoneKind, cells []int, value string) postkamer.FilledZone {
	return zoneOf(question, field, kind, cells, value, value, "")
}

// line is a zone for words.
func line(question string, field postkamer.FieldName, value string) postkamer.FilledZone {
	return zoneOf(question, field, postkamer.ZoneText, nil, value, "", value)
}

// withPage is a form with a page behind it that is of no form.
func withPage(body string) postkamer.Text {
	text := paperMove()
	text.Pages = append(text.Pages, postkamer.PageText{Number: 2, Width: 1240, Height: 1754, Source: postkamer.SourceOCR, Body: body})
	return text
}

func TestAPrintedFormIsReadyOnlyWhenNothingIsInDoubt(t *testing.T) {
	date, eight := postkamer.ZoneDate, []int{2, 2, 4}
	here, elsewhere := tick("waarheen", "hier", "In deze gemeente", 0), tick("waarheen", "elders", "In een andere gemeente in Nederland", .9)
	along := tick("mee", "ja", "Er verhuizen mensen met mij mee", .2)
	named := []postkamer.FilledZone{along, line("mee-1-naam", "co_movers", "Kees Bos"), tick("mee-1-wie", "kind", "Kind", .2)}
	tests := []struct {
		name string
		text postkamer.Text
	}{
		{"another page is read: a sheet with more people", withPage("Extra blad\nOok verhuist mee:\nKees Bos, geboren 1 februari 2010, kind")},
		{"another page is read: an objection", withPage("Geachte gemeente,\nHierbij maak ik bezwaar tegen uw besluit.")},
		{"an empty cell in a house number may be a lost digit", paperMove(comb("huisnummer", "new_number", postkamer.ZoneDigits, []int{5}, "1 3  "))},
		{"an empty cell behind a digit of a date may be a lost digit", paperMove(comb("datum", "move_date", date, eight, "1 052020"))},
		{"an empty cell in a telephone number may be a lost digit", paperMove(comb("tel", "phone", postkamer.ZoneDigits, []int{13}, "06123 45678  "))},
		{"a house number is not 0", paperMove(comb("huisnummer", "new_number", postkamer.ZoneDigits, []int{5}, "0    "))},
		{"a blackened box alone may be a choice", paperMove(here, elsewhere)},
		{"a blackened yes alone may be a choice", paperMove(tick("inwonen", "nee", "Nee", 0), tick("inwonen", "ja", "Ja, ik ga bij iemand wonen", .9), signature("toestemming", 0))},
		{"nobody said where", paperMove(here)},
		{"nobody said whether somebody lives there", paperMove(tick("inwonen", "nee", "Nee", 0), tick("inwonen", "ja", "Ja", 0))},
		{"nobody said whether others come along", paperMove(tick("mee", "nee", "Niemand, ik verhuis alleen", 0))},
		{"nobody lives there, but a host is named", paperMove(line("hoofdbewoner", "host", "Kees Bos"))},
		{"nobody lives there, but a host signed", paperMove(signature("toestemming", .1))},
		{"a host without a name", paperMove(tick("inwonen", "ja", "Ja, ik ga bij iemand wonen", .2), line("hoofdbewoner", "host", ""), signature("toestemming", .1))},
		{"nobody comes along, but somebody is named", paperMove(line("mee-1-naam", "co_movers", "Kees Bos"), comb("mee-1-geboren", "", date, eight, "01022010"))},
		{"others come along, but nobody is named", paperMove(along, line("mee-1-naam", "co_movers", ""))},
		{"a name without a day of birth", paperMove(append(named, comb("mee-1-geboren", "", date, eight, ""))...)},
		{"a day of birth that does not exist, without a field of its own", paperMove(append(named, comb("mee-1-geboren", "", date, eight, "31022010"))...)},
		{"a day of birth that cannot be read, without a field of its own", paperMove(append(named, comb("mee-1-geboren", "", date, eight, "????????"))...)},
		{"a telephone number that was read in two ways", paperMove(zoneOf("tel", "phone", postkamer.ZoneDigits, []int{13}, "0612345678   ", "0612345679   ", ""))},
		{"a copy that is not there", paperMove(tick("bewijs", "mee", "Ik stuur een kopie mee", .2))},
		{"a proof that nobody says anything about", paperMove(tick("bewijs", "mee", "Ik stuur een kopie mee", 0))},
		{"a number that passes beside another that does not", paperMove(zoneOf("bsn", "bsn", postkamer.ZoneDigits, []int{9}, "999990019", "999990028", ""))},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if v := decidePaper(test.text); v.Ready || len(v.Doubts) == 0 {
				t.Errorf("ready %v, doubts %+v", v.Ready, v.Doubts)
			}
		})
	}
}

func TestACompletePrintedFormStaysReady(t *testing.T) {
	along := []postkamer.FilledZone{
		tick("mee", "ja", "Er verhuizen mensen met mij mee", .2), line("mee-1-naam", "co_movers", "Kees Bos"), tick("mee-1-wie", "kind", "Kind", .2),
		comb("mee-1-geboren", "", postkamer.ZoneDate, []int{2, 2, 4}, "01022010"), line("mee-2-naam", "co_movers", ""),
	}
	tests := map[string]postkamer.Text{
		"somebody comes along":                   paperMove(along...),
		"a box taken back beside another":        paperMove(tick("waarheen", "hier", "In deze gemeente", .2), tick("waarheen", "elders", "Elders", .9)),
		"somebody lives there, named and signed": paperMove(tick("inwonen", "ja", "Ja, ik ga bij iemand wonen", .2), line("hoofdbewoner", "host", "Kees Bos"), signature("toestemming", .1)),
		"an addition that is the number":         paperMove(comb("huisnummer", "new_number", postkamer.ZoneDigits, []int{5}, "1    "), comb("toevoeging", "new_number", postkamer.ZoneText, []int{6}, "1     ")),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			v := decidePaper(text)
			if !v.Ready {
				t.Errorf("%+v", v.Doubts)
			}
			if got := values(v.Fields)["new_number"]; name == "an addition that is the number" && got != "1 1" {
				t.Errorf("number %q", got)
			}
		})
	}
}

func TestAPageThatIsThereTwiceIsCalledThat(t *testing.T) {
	text := paperMove()
	text.Pages = append(text.Pages, text.Pages[0])
	for _, d := range decidePaper(text).Doubts {
		if d.Code == postkamer.KindUnsure && d.Why != "Bladzijde 1 van het formulier zit er meer dan 1 keer in. Kijk welke geldt, of splits het poststuk." {
			t.Errorf("says %q", d.Why)
		}
	}
}

func TestAmountWithAnEmptyCellIsLookedAt(t *testing.T) {
	r := readValue(placedZone{FilledZone: comb("bedrag", "loan", postkamer.ZoneAmount, []int{6, 2}, "85    50")})
	if r.state != postkamer.FieldCheck || r.value != "85.50" {
		t.Errorf("%q is %s", r.value, r.state)
	}
}

func TestWhatIsWrittenBesideTheZonesIsRead(t *testing.T) {
	beside := func(words string) postkamer.Verdict {
		text := paperMove()
		for i, w := range strings.Fields(words) {
			text.Pages[0].Form.Beside = append(text.Pages[0].Form.Beside, postkamer.Word{Text: w, X: 600 + 50*i, Y: 1200, W: 45, H: 12, Confidence: .9})
		}
		return decidePaper(text)
	}
	if v := beside("Ik word morgen uit mijn huis gezet"); v.Ready || v.Doubts[0].Code != postkamer.Urgent {
		t.Errorf("ready %v, %+v", v.Ready, v.Doubts)
	}
	if v := beside("mijn broer Kees ook"); v.Ready {
		t.Error("a sentence in the margin is not looked at")
	}
	if v := beside("niet"); v.Ready || v.Doubts[0].Quote != "niet" {
		t.Errorf("one word in the margin is not looked at: %+v", v.Doubts)
	}
	for _, speck := range []string{"|i", "jui"} {
		if v := beside(speck); !v.Ready {
			t.Errorf("a speck is looked at: %+v", v.Doubts)
		}
	}
}
