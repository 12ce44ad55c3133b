package intake

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"postkamer"
)

// onDay is the context of these tests: 22 November 2026 in the demonstration's town.
func onDay(tone postkamer.Tone) Context {
	return Context{Today: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), Town: postkamer.DefaultMunicipality(), Tone: tone}
}

func theForm(t testing.TB, name string) *Form {
	t.Helper()
	forms, err := LoadForms()
	if err != nil {
		t.Fatal(err)
	}
	f, ok := forms.Form(name)
	if !ok {
		t.Fatalf("no form %s", name)
	}
	return f
}

// fields makes what a browser posts of name and value, with a value a|b|c for a
// date or for several choices.
func fields(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, list := pairs[i], strings.Split(pairs[i+1], "|")
		if strings.HasSuffix(name, "@") {
			for j, part := range dateParts {
				values.Set(strings.TrimSuffix(name, "@")+part.suffix, list[j])
			}
			continue
		}
		values[name] = list
	}
	return values
}

// A leaf is one page of a walk: its slug and what is posted.
type leaf struct {
	slug   string
	posted url.Values
}

// move is a whole Verhuizing of somebody who moves in with somebody, with two others.
func move() []leaf {
	return []leaf{
		{"waarheen", fields("waarheen", "hier")},
		{"wie", fields("voornamen", "  Jan Piet ", "achternaam", "de Vries", "geboren@", "7|november|1968", "bsn", "9999.90.019")},
		{"wanneer", fields("datum@", "04|12|2026")},
		{"adres", fields("postcode", "2512eb", "huisnummer", "012", "toevoeging", "bis")},
		{"inwonen", fields("inwonen", "ja")},
		{"hoofdbewoner", fields("hoofdbewoner", "Karin Bakker", "toestemming", "later")},
		{"mee", fields("mee", "ja")},
		{"mee-aantal", fields("mee-aantal", "2")},
		{"mee-1", fields("mee-1-naam", "Tim de Vries", "mee-1-geboren@", "1|2|2010", "mee-1-wie", "kind")},
		{"mee-2", fields("mee-2-naam", "Ria Smit", "mee-2-geboren@", "29|feb|2000", "mee-2-wie", "ander")},
		{"mee-2-zelf", fields("mee-2-machtiging", "zelf")},
		{"bereiken", fields("tel", "+31 6 1234 5678", "tijd", "ochtend")},
		{"afspraak", fields("afspraak", "nee")},
		{"nakijken", fields("waar", "ja")},
	}
}

// application is a whole Tozo of somebody with a partner, for money and a loan.
func application() []leaf {
	return []leaf{
		{"kort", fields("woont", "ja", "kvk-voor", "nee", "uren", "weetniet", "corona", "ja")},
		{"wie", fields("voornamen", "Jan", "achternaam", "de Vries", "geboren@", "7|11|1968", "bsn", "999990019")},
		{"wat", fields("wat", "uitkering|lening")},
		{"maanden", fields("maanden", "2020-05|2020-06", "nood", "nee")},
		{"bedrijf", fields("kvk", "12 34 56 78", "naam", "Bakkerij Zoet", "geraakt", "Geen klanten.\r\nAlles dicht.")},
		{"partner", fields("partner", "ja")},
		{"partner-wie", fields("p-naam", "Karin Bakker", "p-geboren@", "1|april|1970", "p-mail", "karin@example.org", "p-papier", "ja")},
		{"inkomen-2020-05", fields("bedrijf-2020-05", "850,5", "anders-2020-05", "0")},
		{"inkomen-2020-06", fields("bedrijf-2020-06", "1.250,00", "anders-2020-06", "0", "partner-2020-06", "€ 99")},
		{"lening", fields("bedrag", "5.000", "waarvoor", "De huur", "eerder", "nee", "aflossen", "ja")},
		{"betalen", fields("iban", "nl91 abna 0417 1643 00", "tnv", "P. Janssen")},
		{"bewijs", fields("afschrift", "post", "inkomen", "later", "uren-bewijs", "later", "partnerpapier", "later")},
		{"bereiken", fields("tel", "0612345678")},
		{"nakijken", fields("waar", "ja", "wijzigen", "ja")},
	}
}

// walk fills in the pages in order and checks that the form asks for each in turn.
func walk(t testing.TB, f *Form, c Context, pages []leaf) Answers {
	t.Helper()
	a := Answers{}
	for _, p := range pages {
		if open := f.FirstOpen(a, c); open != p.slug {
			t.Fatalf("the form asks for %s, the walk is at %s", open, p.slug)
		}
		var wrong []FormError
		if a, wrong = f.Check(p.slug, p.posted, a, c); len(wrong) > 0 {
			t.Fatalf("page %s: %+v", p.slug, wrong)
		}
	}
	if open := f.FirstOpen(a, c); open != LastSlug || !f.complete(a, c) {
		t.Fatalf("the form asks for %s after the walk", open)
	}
	return a
}

// before fills in the pages before slug, and returns the answers.
func before(t testing.TB, f *Form, c Context, pages []leaf, slug string) Answers {
	t.Helper()
	a := Answers{}
	for _, p := range pages {
		if p.slug == slug {
			return a
		}
		a, _ = f.Check(p.slug, p.posted, a, c)
	}
	t.Fatalf("no page %s in the walk", slug)
	return nil
}

func lines(list []postkamer.Answer) []string {
	var said []string
	for _, a := range list {
		said = append(said, a.Name+" "+a.Field+"="+a.Value)
	}
	return said
}

func TestWalks(t *testing.T) {
	tests := []struct {
		form  string
		pages []leaf
		want  []string
	}{
		{"verhuizing", move(), []string{
			"waarheen =In deze gemeente", "voornamen name=Jan Piet", "achternaam name=de Vries", "geboren birth_date=1968-11-07", "bsn bsn=999990019",
			"datum move_date=2026-12-04", "postcode new_postcode=2512 EB", "huisnummer new_number=12", "toevoeging new_number=bis",
			"inwonen =Ja, ik ga bij iemand wonen", "hoofdbewoner host=Karin Bakker", "toestemming =Ik stuur het later",
			"mee =Er verhuizen mensen met mij mee", "mee-aantal =2 personen",
			"mee-1-naam co_movers=Tim de Vries", "mee-1-geboren =2010-02-01", "mee-1-wie =Kind",
			"mee-2-naam co_movers=Ria Smit", "mee-2-geboren =2000-02-29", "mee-2-wie =Iemand anders", "mee-2-machtiging =Deze persoon geeft het zelf door",
			"tel phone=0612345678", "tijd =Ochtend (9 tot 12 uur)", "afspraak =Nee, dat is niet nodig", "waar =Ja",
			"_doubt =IDENTITY_UNPROVEN", "_doubt =CONSENT_MISSING", "_doubt =CO_MOVER_NOT_ALLOWED",
		}},
		{"tozo", application(), []string{
			"woont =Ja", "kvk-voor =Nee", "uren =Weet ik niet", "corona =Ja",
			"voornamen name=Jan", "achternaam name=de Vries", "geboren birth_date=1968-11-07", "bsn bsn=999990019",
			"wat =Geld om van te leven (uitkering), Een lening voor mijn bedrijf", "maanden months=mei 2020, juni 2020", "nood =Nee",
			"kvk kvk=12345678", "naam company=Bakkerij Zoet", "geraakt =Geen klanten.\nAlles dicht.",
			"partner =Ja", "p-naam partner=Karin Bakker", "p-geboren =1970-04-01", "p-mail =karin@example.org", "p-papier =Ja",
			"bedrijf-2020-05 income=850.50", "anders-2020-05 =0.00",
			"bedrijf-2020-06 income=1250.00", "anders-2020-06 =0.00", "partner-2020-06 =99.00",
			"bedrag loan=5000.00", "waarvoor =De huur", "eerder =Nee", "aflossen =Ja",
			"iban iban=NL91ABNA0417164300", "tnv iban_name=P. Janssen",
			"afschrift =Ik stuur het per post", "inkomen =Ik stuur het later", "uren-bewijs =Ik stuur het later", "partnerpapier =Ik stuur het later",
			"tel phone=0612345678", "waar =Ja", "wijzigen =Ja",
			"_doubt =IDENTITY_UNPROVEN", "_doubt =NO_MONEY_FOR_FOOD", "_doubt =CONDITIONS_UNSURE", "_doubt =HOURS_UNSURE",
			"_doubt =PARTNER_SIGNATURE", "_doubt =IBAN_OTHER_NAME", "_doubt =EVIDENCE_PROMISED",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.form, func(t *testing.T) {
			f, c := theForm(t, tt.form), onDay(postkamer.U)
			a := walk(t, f, c, tt.pages)
			if got := lines(f.Submitted(a, c)); !slices.Equal(got, tt.want) {
				t.Errorf("submitted\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

func TestWhatNoLongerAppliesDoesNotCount(t *testing.T) {
	f, c := theForm(t, "tozo"), onDay(postkamer.U)
	a := walk(t, f, c, application())
	a, _ = f.Check("wat", fields("wat", "lening"), a, c)
	a, _ = f.Check("partner", fields("partner", "nee"), a, c)
	if len(a["nood"]) == 0 {
		t.Error("an answer that no longer applies is thrown away before the form is sent")
	}
	if open := f.FirstOpen(a, c); open != LastSlug {
		t.Errorf("the form asks for %s", open)
	}
	for _, line := range lines(f.Submitted(a, c)) {
		for _, gone := range []string{"maanden", "nood", "bedrijf-", "p-naam", "inkomen", "partnerpapier", "NO_MONEY", "PARTNER_"} {
			if strings.Contains(line, gone) {
				t.Errorf("submitted %q", line)
			}
		}
	}
}

func TestPagesFollowTheAnswers(t *testing.T) {
	f, c := theForm(t, "verhuizing"), onDay(postkamer.U)
	slugs := func(a Answers) string {
		var list []string
		for _, p := range f.Pages(a, c) {
			list = append(list, p.Slug)
		}
		return strings.Join(list, " ")
	}
	whole := "waarheen wie wanneer adres inwonen mee bereiken afspraak nakijken"
	if got := slugs(nil); got != whole {
		t.Errorf("without answers: %s", got)
	}
	if got := slugs(Answers{"waarheen": {"elders"}}); got != "waarheen" {
		t.Errorf("moving elsewhere ends the form: %s", got)
	}
	if stop := f.Pages(Answers{"waarheen": {"buitenland"}}, c)[0].Stop; stop == nil || !strings.Contains(stop.Text[1], "14 070") {
		t.Errorf("no explanation of leaving the country: %+v", stop)
	}
	if got := slugs(Answers{"mee": {"ja"}, "mee-aantal": {"4"}}); !strings.Contains(got, "mee mee-aantal mee-1 mee-2 mee-3 mee-4 bereiken") {
		t.Errorf("four others: %s", got)
	}
	if got := slugs(Answers{"mee": {"nee"}, "mee-aantal": {"4"}}); got != whole {
		t.Errorf("nobody else after all: %s", got)
	}
	c.Town.Appointments, c.Town.ProofOfLiving = false, true
	if got := slugs(Answers{"inwonen": {"nee"}}); got != "waarheen wie wanneer adres inwonen bewijs mee bereiken nakijken" {
		t.Errorf("without appointments, with proof: %s", got)
	}
}

func TestStepsCountSections(t *testing.T) {
	for _, p := range theForm(t, "verhuizing").Pages(Answers{"mee": {"ja"}, "mee-aantal": {"2"}}, onDay(postkamer.U)) {
		want := map[string]int{"waarheen": 1, "wie": 1, "wanneer": 2, "adres": 3, "inwonen": 3, "mee": 4, "mee-aantal": 4, "mee-1": 4, "mee-2": 4, "mee-2-zelf": 4, "bereiken": 5, "afspraak": 5, "nakijken": 6}[p.Slug]
		if p.Step != want || p.Steps != 6 {
			t.Errorf("%s is step %d of %d, want %d of 6", p.Slug, p.Step, p.Steps, want)
		}
	}
}

func TestNumberOfStepsNeverChanges(t *testing.T) {
	for _, wat := range [][]string{nil, {"uitkering"}, {"lening"}, {"uitkering", "lening"}} {
		for _, p := range theForm(t, "tozo").Pages(Answers{"wat": wat, "maanden": {"2020-05"}}, onDay(postkamer.U)) {
			want := map[string]int{"kort": 1, "wat": 3, "partner": 5, "inkomen-2020-05": 6, "lening": 7, "betalen": 8, "nakijken": 11}[p.Slug]
			if p.Steps != 11 || want != 0 && p.Step != want {
				t.Errorf("asking %v, %s is step %d of %d, want %d of 11", wat, p.Slug, p.Step, p.Steps, want)
			}
		}
	}
}

func TestStoppedFormIsNeverFinished(t *testing.T) {
	f, c := theForm(t, "verhuizing"), onDay(postkamer.U)
	a := walk(t, f, c, move())
	a, wrong := f.Check("waarheen", fields("waarheen", "elders"), a, c)
	if len(wrong) > 0 || f.FirstOpen(a, c) != "waarheen" || f.complete(a, c) {
		t.Errorf("a move elsewhere: %v, first open %s", wrong, f.FirstOpen(a, c))
	}
}

func TestNotices(t *testing.T) {
	c := onDay(postkamer.U)
	tests := []struct {
		rule, form, slug string
		posted           url.Values
		want             string
	}{
		{"six days late", "verhuizing", "wanneer", fields("datum@", "16|11|2026"), "U geeft de verhuizing later dan 5 dagen door. Wij schrijven u in vanaf vandaag"},
		{"five days is in time", "verhuizing", "wanneer", fields("datum@", "17|11|2026"), ""},
		{"one no", "tozo", "kort", fields("woont", "ja", "kvk-voor", "ja", "uren", "nee", "corona", "ja"), "Op basis van uw antwoorden past Tozo misschien niet. U mag wel aanvragen. Wilt u eerst overleggen? Vraag of wij u bellen"},
		{"not sure is no advice", "tozo", "kort", fields("woont", "ja", "kvk-voor", "weetniet", "uren", "weetniet", "corona", "ja"), ""},
	}
	for _, tt := range tests {
		f := theForm(t, tt.form)
		a, wrong := f.Check(tt.slug, tt.posted, nil, c)
		got := strings.Join(f.Notices(tt.slug, a, c), " ")
		if len(wrong) > 0 || got != tt.want {
			t.Errorf("%s: notice %q, want %q, errors %v", tt.rule, got, tt.want, wrong)
		}
	}
}

func TestSummary(t *testing.T) {
	f, c := theForm(t, "tozo"), onDay(postkamer.Je)
	got := f.Summary(walk(t, f, c, application()), c)
	for _, want := range []SummaryLine{
		{"wie", "Geboortedatum", "7 november 1968", false},
		{"inkomen-2020-06", "Juni 2020: Uit je bedrijf (na aftrek van kosten)", "€ 1.250", false},
		{"inkomen-2020-05", "Mei 2020: Uit je bedrijf (na aftrek van kosten)", "€ 850,50", false},
		{"betalen", "Rekeningnummer (IBAN)", "NL91 ABNA 0417 1643 00", false},
		{"bereiken", "E-mailadres", "Niet ingevuld", false},
		{"wat", "Wat wil je aanvragen?", "Geld om van te leven (uitkering), Een lening voor mijn bedrijf", false},
	} {
		if !slices.Contains(got, want) {
			t.Errorf("no line %+v", want)
		}
	}
	if slices.ContainsFunc(got, func(l SummaryLine) bool { return l.Slug == LastSlug }) {
		t.Error("the page that shows the summary is in it")
	}
}
