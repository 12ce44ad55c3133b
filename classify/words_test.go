package classify

import (
	"testing"

	"postkamer"
)

func postcaseType(kind string) postkamer.CaseType { return postkamer.CaseType(kind) }

func TestSoundAlarm(t *testing.T) {
	tests := []struct {
		name, text string
		want       string
	}{
		{"as it is written", "wij hebben geen geld voor eten", "geen geld voor eten"},
		{"over a line", "wij hebben geen geld\nvoor eten", "geen geld voor eten"},
		{"misread", "volgende week de ontruirning van ons huis", "ontruiming van de woning"},
		{"misread twice in a long phrase", "hct stroom wordt afgeslotcn", "afsluiting van stroom, gas of water"},
		{"accents", "ik denk aan zelfmoord", "niet meer willen leven"},
		{"a plan for an event is no eviction", "het ontruimingsplan van de tent", ""},
		{"a street that is closed", "de straat wordt afgesloten voor het feest", ""},
		{"nothing", "ik wil graag een container", ""},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if a, _, _ := soundAlarm(newSaid(tt.text)); a.what != tt.want {
				t.Errorf("alarm is %q, want %q", a.what, tt.want)
			}
		})
	}
}

func TestForeign(t *testing.T) {
	tests := map[string]string{
		"Geachte heer, ik wil graag dat u dit doorgeeft aan de afdeling en dat ik het hoor":                            "",
		"I would like to know if you have received the form that my wife sent to you and if it is complete":            "Engels",
		"Ich möchte Ihnen mitteilen, dass ich nicht mehr in der Wohnung bin und eine neue Adresse für die Post habe":   "Duits",
		"Je vous écris pour vous dire que nous avons une nouvelle adresse dans la ville et que ma femme est avec nous": "Frans",
		"Naam Jan": "",
		"Уважаемые господа, прошу зарегистрировать мой новый адрес": "een ander schrift",
		"": "",
	}
	for text, want := range tests {
		if got := foreign(text); got != want {
			t.Errorf("%.30q is %q, want %q", text, got, want)
		}
	}
}

func TestForeignAsRead(t *testing.T) {
	page := func(language string, words int) postkamer.PageText {
		return postkamer.PageText{Language: language, Words: make([]postkamer.Word, words)}
	}
	for _, c := range []struct {
		rule  string
		pages []postkamer.PageText
		want  string
	}{
		{"what the reading told counts", []postkamer.PageText{page("tr", 50)}, "Turks"},
		{"Dutch is no doubt", []postkamer.PageText{page("nl", 50)}, ""},
		{"the language of most words counts", []postkamer.PageText{page("nl", 80), page("en", 30)}, ""},
		{"a cover sheet in Dutch does not hide an English letter", []postkamer.PageText{page("nl", 20), page("en", 130)}, "Engels"},
		{"a script that cannot be read is said", []postkamer.PageText{page("ar", 50)}, "een ander schrift, waarschijnlijk Arabisch"},
		{"any other language is another script", []postkamer.PageText{page("am", 50)}, "een ander schrift"},
		{"without a language the small words count", []postkamer.PageText{{Body: "I would like to know if you have received the form that my wife sent to you and if it is complete"}}, "Engels"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			text := postkamer.Text{Pages: c.pages}
			if got := (&piece{text: text, sheet: newSheet(text)}).foreign(); got != c.want {
				t.Errorf("is %q, want %q", got, c.want)
			}
		})
	}
}

func TestFinder(t *testing.T) {
	tests := []struct {
		phrase, text string
		end, errors  int
	}{
		{"spoed", "met spoed graag", 9, 0},
		{"spoed", "met spocd graag", -1, 0},
		{"spoedeisend", "het is spoedcisend", 18, 1},
		{"spoedeisend", "het is spoed eisend", 19, 1},
		{"ontruiming", "ontruimingsplan", -1, 0},
		{"ontruiming", "", -1, 0},
	}
	for _, tt := range tests {
		end, errors := newFinder(tt.phrase).find([]rune(tt.text))
		if end != tt.end || end >= 0 && errors != tt.errors {
			t.Errorf("%q in %q ends at %d with %d errors, want %d with %d", tt.phrase, tt.text, end, errors, tt.end, tt.errors)
		}
	}
}

func TestDistance(t *testing.T) {
	tests := []struct {
		a, b        string
		limit, want int
	}{{"mei", "mei", 1, 0}, {"maart", "maort", 1, 1}, {"abc", "", 3, 3}, {"abcdef", "ghijkl", 2, 3}, {"één", "een", 2, 2}}
	for _, tt := range tests {
		if got := distance(tt.a, tt.b, tt.limit); got != tt.want {
			t.Errorf("distance(%q, %q, %d) = %d, want %d", tt.a, tt.b, tt.limit, got, tt.want)
		}
	}
}

func TestLexiconFinds(t *testing.T) {
	phrases, err := readPhrases([]byte("a:\n  parkeervergunning*: 3\n  grof vuil: 2\n  binnen 0 weken: 1\n"))
	if err != nil {
		t.Fatal(err)
	}
	x := newLexicon(phrases)
	tests := map[string]int{
		"een parkeervergunning":           1,
		"twee parkeervergunningen":        1,
		"een parkeervergunníng":           1,
		"een parkccrvergunning":           0,
		"een parkeervergunninq aanvragen": 1,
		"grof vuil en grof vuil":          1,
		"grof licht vuil":                 0,
		"binnen 6 weken":                  1,
		"grof vuil, parkeervergunning":    2,
		"":                                0,
	}
	for text, want := range tests {
		if got := len(x.find(tokens(text))); got != want {
			t.Errorf("%q has %d phrases, want %d", text, got, want)
		}
	}
}

func TestShippedLexiconNamesOnlyKnownKinds(t *testing.T) {
	phrases, err := readPhrases(shippedLexicon)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range phrases {
		if _, ok := defaultQueues[postkamer.CaseType(p.kind)]; !ok {
			t.Errorf("phrase %q is for kind %q, which has no queue", p.text, p.kind)
		}
	}
}
