package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

func TestATextInOnesOwnWordsIsReadEverywhere(t *testing.T) {
	st := newStoredSite(t, nil)
	anouk, _ := st.colleague(t, "Anouk", nil, postkamer.Admin)
	for _, c := range []struct {
		name, shipped, own string
		at                 string
		want               string // in the tone with u, as citizens are spoken to
	}{
		{"a title of a form", "{Geef je|Geef uw} verhuizing door", "Vertel {je|uw} nieuwe adres", "/verhuizing", "Vertel uw nieuwe adres"},
		{"a line of a form with what is filled in", "Dit duurt ongeveer 5 minuten.", "Reken op vijf minuten.", "/verhuizing", "Reken op vijf minuten."},
		{"a run of text in a template", "Ga naar de inhoud", "Naar de {tekst|inhoud}", "/", "Naar de inhoud"},
		{"what a form is for", "Is er iets kapot, vuil of gevaarlijk op straat? Geef het door. Een foto mag erbij.", "Kapot <&> vuil", "/", "Kapot <&> vuil"},
		{"a problem", "Deze pagina is er niet", "Niets te vinden", "/bestaat-niet", "Niets te vinden"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := textsPath + "/" + textID(c.shipped)
			form := anouk.settingsForm(path)
			form.Set("eigen", c.own)
			page := anouk.post(path, form).page(t)
			if got := text(page, ".pk-flash"); !strings.Contains(got, "Bewaard als versie") {
				t.Fatalf("kept: %q %q", got, text(page, "#fouten"))
			}
			read := st.browser(t).get(c.at).page(t)
			if got := text(read, "body"); !strings.Contains(got, c.want) || strings.ContainsAny(got, "\uE000\uE001\uE002|") {
				t.Errorf("%s says %q", c.at, got)
			}
			listed := text(anouk.get(textsPath+"?deel=eigen&zoek="+url.QueryEscape(strings.Fields(postkamer.U.Say(c.own))[0])).page(t), "tbody")
			if !strings.Contains(listed, c.own) {
				t.Errorf("the list of own texts: %q", listed)
			}
			form = anouk.settingsForm(path)
			form.Set("stap", "weg")
			anouk.post(path, form)
			if _, own := st.town().Texts[c.shipped]; own {
				t.Error("the shipped text did not come back")
			}
		})
	}
}

func TestStaffAreSpokenToInTheirTone(t *testing.T) {
	st := newStoredSite(t, nil)
	anouk, _ := st.colleague(t, "Anouk", nil, postkamer.Admin)
	path := textsPath + "/" + textID("Uitloggen")
	form := anouk.settingsForm(path)
	form.Set("eigen", "{Ga je|Gaat u} weg?")
	anouk.post(path, form)
	if got := text(anouk.get(settingsPath).page(t), "header"); !strings.Contains(got, "Ga je weg?") {
		t.Errorf("staff, with je: %q", got)
	}
}

func TestWordsThatDoNotFitAreRefused(t *testing.T) {
	st := newStoredSite(t, nil)
	anouk, _ := st.colleague(t, "Anouk", nil, postkamer.Admin)
	for _, c := range []struct{ name, shipped, own, want string }{
		{"nothing", "Dit duurt ongeveer 5 minuten.", " ", "Schrijf hier een tekst"},
		{"an open brace", "Dit duurt ongeveer 5 minuten.", "Duurt {lang", "{je|u}"},
		{"what is filled in is gone", "{Je|Uw} kenmerk is {kenmerk}.", "Schrijf het kenmerk op.", "Laat {kenmerk} in de tekst staan"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := textsPath + "/" + textID(c.shipped)
			form := anouk.settingsForm(path)
			form.Set("eigen", c.own)
			answer := anouk.post(path, form)
			if got := text(answer.page(t), "#fouten a[href='#eigen']"); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got, c.want) {
				t.Errorf("%d: %q", answer.StatusCode, got)
			}
		})
	}
}

func TestWordsOfATextThatChangedAreFlaggedAndMoved(t *testing.T) {
	st := newStoredSite(t, nil)
	anouk, _ := st.colleague(t, "Anouk", nil, postkamer.Admin)
	gone := "Dit duurt meestal 5 minuten."
	err := st.cfg.Store.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.AddSettings(t.Context(), postkamer.SettingsVersion{Version: 1, Overlay: fmt.Sprintf("teksten: {%q: Reken op vijf minuten.}", gone), Why: "x", MadeBy: "Anouk"})
	})
	if err != nil {
		t.Fatal(err)
	}
	page := anouk.get(textsPath).page(t)
	if got := text(page, "section[aria-labelledby=los]"); !strings.Contains(got, gone) {
		t.Fatalf("flagged: %q", got)
	}
	if got := text(anouk.get(settingsPath).page(t), ".utrecht-alert--warning"); !strings.Contains(got, "1 eigen tekst") {
		t.Errorf("the start of the settings: %q", got)
	}
	stray := anouk.get(textsPath + "/" + textID(gone)).page(t)
	move := stray.Find("ul.pk-cards form").First()
	if !strings.Contains(text(stray, "ul.pk-cards li:first-child"), "Dit duurt ongeveer 5 minuten.") {
		t.Fatalf("most likely: %q", text(stray, "ul.pk-cards"))
	}
	form := url.Values{"versie": {"1"}, "stap": {"zet"}, "naar": {move.Find("input[name=naar]").AttrOr("value", "")}}
	anouk.post(move.AttrOr("action", ""), form)
	if st.town().Texts["Dit duurt ongeveer 5 minuten."] != "Reken op vijf minuten." || len(st.town().Texts) != 1 {
		t.Errorf("moved: %v", st.town().Texts)
	}
}

func TestALetterInOnesOwnWords(t *testing.T) {
	st := newStoredSite(t, nil)
	anouk, _ := st.colleague(t, "Anouk", nil, postkamer.Admin)
	path := lettersPath + "/aanvulling"
	form := anouk.settingsForm(path)
	form.Set("titel", "Wij missen nog iets van {je|u}")
	page := anouk.post(path, form).page(t)
	if got := text(page, "tbody"); st.town().Letters["aanvulling"].Title != "Wij missen nog iets van {je|u}" || !strings.Contains(got, "Van de gemeente") {
		t.Errorf("%v: %q", st.town().Letters, got)
	}
	shown := text(anouk.get(path).page(t), "section[aria-labelledby=voorbeeld]")
	if !strings.Contains(shown, "Wij missen nog iets van je") || !strings.Contains(shown, "Wij missen nog iets van u") {
		t.Errorf("the preview: %q", shown)
	}
	if pdf := anouk.get(path + "/voorbeeld.pdf"); !strings.HasPrefix(pdf.body, "%PDF") {
		t.Errorf("the example: %d", pdf.StatusCode)
	}
	form = anouk.settingsForm(path)
	form.Set("tekst", "Stuur het op voor [einddatum].")
	answer := anouk.post(path, form)
	if got := text(answer.page(t), "#fouten a[href='#tekst']"); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got, "Laat [stukken], [uiterlijk], [kenmerk] erin staan") {
		t.Errorf("%d: %q", answer.StatusCode, got)
	}
}

func TestSomebodyWithoutARoleGetsOneHere(t *testing.T) {
	st := newStoredSite(t, nil)
	anouk, me := st.colleague(t, "Anouk", nil, postkamer.Admin)
	_, err := st.savePerson(t.Context(), postkamer.Person{Subject: "nieuw", Name: "Nina Nieuw"})
	if err == nil {
		t.Fatal("somebody without a role came in")
	}
	page := anouk.get(rolesPath).page(t)
	if got := text(page, "tbody tr:first-child"); !strings.Contains(got, "Nina Nieuw") || !strings.Contains(got, "! wacht op een rol") {
		t.Fatalf("the list: %q", got)
	}
	if page.Find(fmt.Sprintf(`a[href="%s/%d"]`, rolesPath, me.ID)).Length() != 0 {
		t.Error("whose roles the login provider gives can be changed here")
	}
	path := page.Find("tbody a").First().AttrOr("href", "")
	form := url.Values{"versie": {"0"}, "rol": {"caseworker", "caller"}, "waarom": {"nieuwe collega"}}
	if got := text(anouk.post(path, form).page(t), "tbody"); !strings.Contains(got, "Behandelaar, Beller") || !strings.Contains(got, "Hier gegeven door Anouk") {
		t.Errorf("after giving: %q", got)
	}
	nina, err := st.savePerson(t.Context(), postkamer.Person{Subject: "nieuw", Name: "Nina Nieuw"})
	if err != nil || !nina.Is(postkamer.Caller) || nina.Is(postkamer.Admin) {
		t.Errorf("the next login: %v, %v", nina.Roles, err)
	}
	given, err := st.savePerson(t.Context(), postkamer.Person{Subject: "nieuw", Name: "Nina Nieuw", Roles: []postkamer.Role{postkamer.Operator}})
	if err != nil || given.Is(postkamer.Caller) {
		t.Errorf("the login provider goes first: %v, %v", given.Roles, err)
	}
}

// TestAReceiptInEnglishSaysWhatTheMunicipalityPromises: words of its own may promise
// something else than the English that is shipped.
func TestAReceiptInEnglishSaysWhatTheMunicipalityPromises(t *testing.T) {
	const shipped, dutch, english = "Klopt er iets niet? Dan bellen wij {je|u}.", "Klopt er iets niet? Dan mailen wij {je|u}.", "Is something wrong? We will e-mail you."
	for name, c := range map[string]struct {
		texts, own map[string]string
		want       string
	}{
		"nothing of its own":      {nil, nil, "Then we will phone you"},
		"Dutch of its own":        {map[string]string{shipped: dutch}, nil, "Dan mailen wij u."},
		"and English of its own":  {map[string]string{shipped: dutch}, map[string]string{shipped: english}, english},
		"only English of its own": {nil, map[string]string{shipped: english}, english},
	} {
		t.Run(name, func(t *testing.T) {
			st := newStoredSite(t, func(cfg *Config) {
				cfg.Desk = &intake.Desk{Store: cfg.Store}
				cfg.Municipality.Texts, cfg.Municipality.OwnEnglish = c.texts, c.own
			})
			b := st.english(t)
			b.post("/verhuizing", nil)
			for _, turn := range aMove(st.now) {
				b.post("/verhuizing/"+turn.slug, turn.fields)
			}
			done := b.post("/verhuizing/nakijken", declare).page(t)
			if got := text(done, "main"); !strings.Contains(got, c.want) {
				t.Errorf("the last page says %q", got)
			}
			piece, err := st.cfg.Store.PieceByReference(t.Context(), text(done, "strong.pk-tel"))
			if err != nil {
				t.Fatal(err)
			}
			receipt, err := st.cfg.Store.Receipt(t.Context(), piece.ID)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(st.wordsOf(postkamer.English, receipt.Words).Next, " "); !strings.Contains(got, c.want) {
				t.Errorf("later it says %q", got)
			}
		})
	}
}

func TestAnAdministratorGivesTheEnglishBesideTheDutch(t *testing.T) {
	st := newStoredSite(t, nil)
	anouk, _ := st.colleague(t, "Anouk", nil, postkamer.Admin)
	path := textsPath + "/" + textID("Dit duurt ongeveer 5 minuten.")
	form := anouk.settingsForm(path)
	form.Set("eigen", "Reken op vijf minuten.")
	form.Set("engels", "Allow {five|5} minutes.")
	if got := text(anouk.post(path, form).page(t), "#fouten a[href='#engels']"); !strings.Contains(got, "Gebruik in de Engelse tekst") {
		t.Errorf("two tones in English: %q", got)
	}
	form.Set("engels", "Allow five minutes.")
	anouk.post(path, form)
	b := st.english(t)
	if got := text(b.get("/verhuizing").page(t), "main"); !strings.Contains(got, "Allow five minutes.") {
		t.Errorf("the form says %q", got)
	}
	form = anouk.settingsForm(path)
	if form.Get("engels") != "Allow five minutes." {
		t.Errorf("the field holds %q", form.Get("engels"))
	}
	form.Set("stap", "weg")
	anouk.post(path, form)
	if len(st.town().Texts)+len(st.town().OwnEnglish) != 0 {
		t.Errorf("left: %v %v", st.town().Texts, st.town().OwnEnglish)
	}
}

// TestATextOfTheFileIsTakenBack: the file of the municipality has words of its own, and an
// administrator wants those of the program.
func TestATextOfTheFileIsTakenBack(t *testing.T) {
	const shipped = "Dit duurt ongeveer 5 minuten."
	st := newStoredSite(t, func(cfg *Config) { cfg.Municipality.Texts = map[string]string{shipped: "Reken op vijf minuten."} })
	anouk, _ := st.colleague(t, "Anouk", nil, postkamer.Admin)
	form := anouk.settingsForm(textsPath + "/" + textID(shipped))
	form.Set("stap", "weg")
	if got := text(anouk.post(textsPath+"/"+textID(shipped), form).page(t), ".pk-flash"); !strings.Contains(got, "Bewaard als versie 1") {
		t.Fatalf("kept: %q", got)
	}
	if got := text(st.browser(t).get("/verhuizing").page(t), "main"); !strings.Contains(got, shipped) {
		t.Errorf("citizens read %q", got)
	}
	if got := text(anouk.get(settingsPath+"/versies").page(t), "main"); !strings.Contains(got, "Reken op vijf minuten.") || !strings.Contains(got, "(leeg)") {
		t.Errorf("the versions say %q", got)
	}
}

// TestEnglishOfATextThatChangedIsFlaggedAndMoved: else it would be nowhere to be read, and
// nobody would know.
func TestEnglishOfATextThatChangedIsFlaggedAndMoved(t *testing.T) {
	const gone, shipped = "Dit duurt meestal 5 minuten.", "Dit duurt ongeveer 5 minuten."
	st := newStoredSite(t, func(cfg *Config) { cfg.Municipality.OwnEnglish = map[string]string{gone: "Allow five minutes."} })
	anouk, _ := st.colleague(t, "Anouk", nil, postkamer.Admin)
	if got := text(anouk.get(textsPath).page(t), "section[aria-labelledby=los]"); !strings.Contains(got, gone) {
		t.Fatalf("flagged: %q", got)
	}
	anouk.post(textsPath+"/"+textID(gone), url.Values{"versie": {"0"}, "stap": {"zet"}, "naar": {textID(shipped)}})
	if own := st.town().OwnEnglish; len(own) != 1 || own[shipped] != "Allow five minutes." || len(st.town().Texts) != 0 {
		t.Errorf("moved: %v, %v", own, st.town().Texts)
	}
}
