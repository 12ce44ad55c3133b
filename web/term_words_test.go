package web

import (
	"slices"
	"testing"
	"time"

	"postkamer"
)

func TestHowALastDayWasReckonedInWords(t *testing.T) {
	on := func(month, d int) time.Time { return day(2026, month, d) }
	rules := postkamer.DefaultTermRules()
	asked := func(end postkamer.SuspensionEnd, ended time.Time) postkamer.Suspension {
		return postkamer.Suspension{Ground: postkamer.ToComplete, AskedOn: on(11, 9), AnswerBy: on(11, 23), End: end, EndedOn: ended}
	}
	begins := "Ontvangen op maandag 2 november 2026. De termijn begint de dag daarna."
	tests := []struct {
		name  string
		kind  postkamer.CaseType
		clock postkamer.Clock
		want  []string
	}{
		{"weeks", "subsidie", postkamer.Clock{Term: postkamer.Term{Weeks: 8}}, []string{begins,
			"8 weken (Awb 4:13): tot en met maandag 28 december 2026."}},
		{"a weekend with a holiday", "factuur", postkamer.Clock{Term: postkamer.Term{Days: 53}}, []string{begins,
			"53 dagen (BW 6:119b): tot en met vrijdag 25 december 2026.",
			"Een termijn eindigt niet op Eerste Kerstdag, Tweede Kerstdag en zondag. Daarom wordt de laatste dag maandag 28 december 2026 (Algemene termijnenwet, artikel 1)."}},
		{"working days", postkamer.Verhuizing, postkamer.Clock{Term: postkamer.Term{WorkingDays: 5}}, []string{begins,
			"5 werkdagen (onze eigen norm): tot en met maandag 9 november 2026. Weekenden en feestdagen tellen niet mee."}},
		{"a term that was not kept", "subsidie", postkamer.Clock{FirstDue: on(11, 30)}, []string{begins,
			"Toen de zaak binnenkwam was de laatste dag maandag 30 november 2026."}},
		{"it stands still", "subsidie", postkamer.Clock{Term: postkamer.Term{Weeks: 8}, Suspensions: []postkamer.Suspension{asked(postkamer.Lasting, time.Time{})}}, []string{begins,
			"8 weken (Awb 4:13): tot en met maandag 28 december 2026.",
			"Wij vroegen de inwoner om aanvulling op 9 november 2026 (Awb 4:15). De termijn staat stil van 10 november 2026 tot en met hoogstens 23 november 2026: 14 dagen. Komt er eerder iets binnen, dan loopt hij vanaf die dag weer. De laatste dag wordt maandag 11 januari 2027."}},
		{"answered", "bezwaar", postkamer.Clock{Term: postkamer.Term{Weeks: 6}, Suspensions: []postkamer.Suspension{asked(postkamer.Answered, on(11, 18))}}, []string{begins,
			"6 weken (Awb 7:10): tot en met maandag 14 december 2026.",
			"Wij vroegen de inwoner om aanvulling op 9 november 2026 (Awb 7:10, lid 2). Dat was klaar op 18 november 2026. De termijn stond stil van 10 november 2026 tot en met 17 november 2026: 8 dagen. De laatste dag wordt dinsdag 22 december 2026."}},
		{"answered at once", "subsidie", postkamer.Clock{Term: postkamer.Term{Weeks: 8}, Suspensions: []postkamer.Suspension{asked(postkamer.Answered, on(11, 10))}}, []string{begins,
			"8 weken (Awb 4:13): tot en met maandag 28 december 2026.",
			"Wij vroegen de inwoner om aanvulling op 9 november 2026 (Awb 4:15). Dat was zo snel opgelost dat de termijn geen dag stilstond. De laatste dag wordt maandag 28 december 2026."}},
		{"not answered, then extended", "subsidie", postkamer.Clock{Term: postkamer.Term{Weeks: 8}, Suspensions: []postkamer.Suspension{asked(postkamer.Unused, on(11, 23))}, Extensions: []postkamer.Extension{{Weeks: 1, ToldOn: on(12, 1), Why: "wij wachten op advies"}}}, []string{begins,
			"8 weken (Awb 4:13): tot en met maandag 28 december 2026.",
			"Wij vroegen de inwoner om aanvulling op 9 november 2026 (Awb 4:15). Er kwam niets binnen. De termijn stond stil van 10 november 2026 tot en met 23 november 2026: 14 dagen. De laatste dag wordt maandag 11 januari 2027.",
			"Uitstel van 1 week (Awb 4:14), verteld op 1 december 2026: Wij wachten op advies. De laatste dag wordt maandag 18 januari 2027."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.clock.Received = on(11, 2)
			if got := termLines(tt.clock, postkamer.LawOf(tt.kind), rules); !slices.Equal(got, tt.want) {
				t.Errorf("got\n%q\nwant\n%q", got, tt.want)
			}
		})
	}
}
