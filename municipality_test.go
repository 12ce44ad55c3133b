package postkamer

import (
	"strings"
	"testing"
)

func TestToneSaysOneOfBoth(t *testing.T) {
	for _, c := range []struct{ name, text, je, u string }{
		{"plain text stays", "Wijzigen", "Wijzigen", "Wijzigen"},
		{"a choice in the middle", "Wat is {je|uw} adres?", "Wat is je adres?", "Wat is uw adres?"},
		{"part of a word", "Wat wil{ je|t u} doen?", "Wat wil je doen?", "Wat wilt u doen?"},
		{"two choices", "{Je|Uw} brief is van {jou|u}", "Je brief is van jou", "Uw brief is van u"},
		{"braces without a bar stay", "{x} en {je|u}", "{x} en je", "{x} en u"},
		{"an open brace stays", "a { b", "a { b", "a { b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Je.Say(c.text); got != c.je {
				t.Errorf("je: got %q, want %q", got, c.je)
			}
			if got := U.Say(c.text); got != c.u {
				t.Errorf("u: got %q, want %q", got, c.u)
			}
		})
	}
}

func TestMunicipalityRefusesWhatCannotBe(t *testing.T) {
	if err := DefaultMunicipality().Check(); err != nil {
		t.Fatalf("the default must be right: %v", err)
	}
	for key, spoil := range map[string]func(*Municipality){
		"naam":             func(m *Municipality) { m.Name = " " },
		"toon.inwoner":     func(m *Municipality) { m.Tone.Citizen = "jij" },
		"toon.medewerker":  func(m *Municipality) { m.Tone.Staff = "" },
		"kleur":            func(m *Municipality) { m.Color = "green" },
		"hoeken":           func(m *Municipality) { m.Corners = 99 },
		"postcodes":        func(m *Municipality) { m.Postcodes = []string{"2490-2599", "Den Haag"} },
		"telefoon":         func(m *Municipality) { m.Phone = "" },
		"normen.open.woz":  func(m *Municipality) { m.Norms.Open = map[CaseType]int{"woz": -1} },
		"bel_norm_uren":    func(m *Municipality) { m.CallNormHours = 0 },
		"bel_pogingen":     func(m *Municipality) { m.CallAttempts = 0 },
		"leren_na":         func(m *Municipality) { m.LearnEvery = 0 },
		"privacy":          func(m *Municipality) { m.Privacy = "javascript:alert(1)" },
		"toegankelijkheid": func(m *Municipality) { m.Accessibility = "http://x" },
	} {
		t.Run(key, func(t *testing.T) {
			m := DefaultMunicipality()
			spoil(&m)
			if err := m.Check(); err == nil || !strings.HasPrefix(err.Error(), key+":") {
				t.Errorf("got %v, want an error that begins with %s", err, key)
			}
		})
	}
}

func TestSwitchReadsDutch(t *testing.T) {
	for text, want := range map[string]Switch{"aan": true, "Uit": false, "ja": true, "nee": false} {
		var s = !want
		if err := s.UnmarshalText([]byte(text)); err != nil || s != want {
			t.Errorf("%s: got %v, %v", text, s, err)
		}
	}
	var s Switch
	if err := s.UnmarshalText([]byte("misschien")); err == nil {
		t.Error("misschien must be refused")
	}
}
