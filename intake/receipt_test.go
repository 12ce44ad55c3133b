package intake

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"postkamer"
)

func TestTheTextsOfAReceiptArePlain(t *testing.T) {
	for _, text := range append(ReceiptTexts(), VisitTexts()...) {
		for _, tone := range []postkamer.Tone{postkamer.Je, postkamer.U} {
			said := filled.ReplaceAllString(tone.Say(text), "dit")
			if found := unplain(said, tone); found != "" {
				t.Errorf("%s, in %q", found, said)
			}
		}
	}
}

// filled are the places for facts.
var filled = regexp.MustCompile(`\{[a-z]+\}`)

func TestAReceiptSaysOnlyWhatIsSo(t *testing.T) {
	at := time.Date(2026, 11, 22, 3, 7, 0, 0, postkamer.Zone())
	full := Receipted{Piece: 1, Reference: "VH-2026-7K3M-Q9", Received: at, Title: "Uw verhuizing is binnen", Mail: "zoe@example.nl", Base: "https://post.example.nl",
		Missing: []string{"Huurcontract"}, Until: time.Date(2026, 12, 7, 0, 0, 0, 0, time.UTC), Due: time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC), Context: onDay(postkamer.U)}
	bare := full
	bare.Missing, bare.Due, bare.Base, bare.Until = nil, time.Time{}, "", time.Time{}
	for _, tt := range []struct {
		name      string
		r         Receipted
		says, not []string
	}{
		{"all of it", full, []string{"22 november 2026 om 3.07 uur", "27 november 2026 van ons", "Wij hebben nog iets van u nodig", "uiterlijk op 7 december 2026", "https://post.example.nl/nasturen", "https://post.example.nl/status"}, []string{"Huurcontract", "verhuizing"}},
		{"nothing missing, no term, no site", bare, []string{"VH-2026-7K3M-Q9", "V H, 2026, 7 K 3 M, Q 9"}, []string{"nodig.", "van ons.", "http", "status"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := tt.r.mail()
			for _, want := range tt.says {
				if !strings.Contains(m.Body, want) {
					t.Errorf("%q is missing in:\n%s", want, m.Body)
				}
			}
			for _, not := range tt.not {
				if strings.Contains(m.Subject+m.Body, not) {
					t.Errorf("%q stands in %s\n%s", not, m.Subject, m.Body)
				}
			}
			if strings.ContainsAny(m.Subject+m.Body, "{}|") {
				t.Errorf("a placeholder is left: %s\n%s", m.Subject, m.Body)
			}
		})
	}
	for way, r := range map[postkamer.ReceiptWay]Receipted{postkamer.ReceiptByMail: {Mail: "a@b.nl", Letter: true}, postkamer.ReceiptByLetter: {Letter: true}, postkamer.ReceiptOnPage: {}} {
		if got := r.way(); got != way {
			t.Errorf("%+v goes by %s", r, got)
		}
	}
}
