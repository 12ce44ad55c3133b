package postkamer

import "testing"

func TestHoursInEnglish(t *testing.T) {
	for dutch, want := range map[string]string{
		"maandag tot en met vrijdag, 8.30 tot 17.00 uur":                          "Monday to Friday, 8:30 until 17:00",
		"maandag tot en met vrijdag, 8.00 tot 18.00 uur, donderdag tot 20.00 uur": "Monday to Friday, 8:00 until 18:00, Thursday until 20:00",
		"ma t/m vr 8.30-17.00":                   "Mon to Fri 8:30-17:00",
		"elke werkdag van 9 tot 17 uur.":         "Every working day from 9 until 17.",
		"Op werkdagen (behalve feestdagen) 9-12": "On working days (except public holidays) 9-12",
		"maandag, zie onze website":              "maandag, zie onze website", // a word that is not known: as it was written
		"":                                       "",
	} {
		m := Municipality{Hours: dutch}
		if got := m.HoursIn(English); got != want {
			t.Errorf("%q is %q, want %q", dutch, got, want)
		}
		if got := m.HoursIn(Je); got != dutch {
			t.Errorf("%q became %q", dutch, got)
		}
	}
}
