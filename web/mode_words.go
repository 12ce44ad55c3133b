package web

import (
	"fmt"
	"math"
	"strings"

	"postkamer"
	"postkamer/guard"
)

// A modeWord says how far the program goes by itself: in a word, and in a sentence.
type modeWord struct{ Label, Means string }

var modeWords = map[postkamer.Mode]modeWord{
	postkamer.ModeOff:    {"Uit", "De computer wordt hierin niet geloofd. Elk poststuk gaat naar Nog in te delen."},
	postkamer.ModeShadow: {"Schaduw", "De computer kijkt alleen mee. Wij vergelijken wat hij vindt met wat collega's doen."},
	postkamer.ModeTrial:  {"Proef", "Wat klaar is staat apart op Mijn werk. Een collega opent elke zaak en keurt haar goed."},
	postkamer.ModeLive:   {"Vanzelf", "Wat klaar is mag een collega in één keer goedkeuren, zonder elke zaak te openen."},
}

// channelNames say how a kind comes in, for in a list.
var channelNames = map[postkamer.Channel]string{postkamer.Scan: "brief", postkamer.Form: "online formulier"}

// percent writes a share with one decimal, never more than it is: 98,9 %. The space
// does not break.
func percent(share float64) string {
	return strings.Replace(fmt.Sprintf("%.1f\u00a0%%", math.Floor(share*1000+1e-9)/10), ".", ",", 1)
}

// shareOf writes n of all as a share; "" when there is nothing to share.
func shareOf(n, all int) string {
	if all == 0 {
		return ""
	}
	return percent(float64(n) / float64(all))
}

// orNone says that there is nothing yet.
func orNone(text string) string {
	if text == "" {
		return "nog niets"
	}
	return text
}

// driftWords say whether other letters come in than before.
func driftWords(channel postkamer.Channel, drift float64) string {
	const little, much = .10, .25 // as the population stability index is read, see classify.Drift
	switch {
	case channel == postkamer.Form:
		return "speelt niet bij een formulier"
	case drift < 0:
		return "nog niet te zeggen"
	case drift < little:
		return "nee"
	case drift < much:
		return "een beetje"
	}
	return "! ja, er komt andere post binnen"
}

// rightWords say which share of ready decisions was right, and what is certain.
func rightWords(r guard.Report) string {
	if r.Track.Trials == 0 {
		return "nog niets"
	}
	return fmt.Sprintf("%s, zeker %s", shareOf(r.Track.Trials-r.Track.Errors, r.Track.Trials), percent(r.Track.Bound))
}

// sampleWords say how the sample stands.
func sampleWords(r guard.Report) string {
	f := r.Figure
	if f.Drawn == 0 {
		return "nog niets"
	}
	text := fmt.Sprintf("%d van %d bekeken", f.Drawn-f.Waiting, f.Drawn)
	if f.Overdue > 0 {
		text += ", ! " + plural(f.Overdue, "wacht", "wachten") + " te lang: eerst die bekijken, dan pas weer goedkeuren zonder openen"
	}
	if f.Wrong > 0 {
		text += ", ! " + plural(f.Wrong, "fout", "fouten")
	}
	return text
}

// nextWords say what is needed for the next step.
func nextWords(r guard.Report, target float64) string {
	up, ok := r.Mode.Up()
	switch {
	case r.Mode == postkamer.ModeOff:
		return "Zet de soort eerst weer aan. Daarna begint het tellen opnieuw."
	case !ok:
		return "Dit is de hoogste stand."
	case up.Above(r.Highest):
		return "Hoger kan niet: over deze soort beslist altijd een mens."
	case r.Track.Repeated:
		return "Twee fouten in dezelfde soort brief. Laat dit herstellen en begin dan opnieuw met tellen."
	case r.MayClimb(target):
		return "Genoeg bewijs voor de stand " + modeWords[up].Label + "."
	}
	return fmt.Sprintf("Nog %s uit minstens %s.", plural(r.Lacks, "goede uitkomst", "goede uitkomsten"), familyWords(r.Channel, r.Of))
}

// familyWords count families: letters that are phrased alike are one, and so are
// forms that were filled in alike.
func familyWords(channel postkamer.Channel, n int) string {
	if channel == postkamer.Form {
		return plural(n, "verschillende inzending", "verschillende inzendingen")
	}
	return plural(n, "verschillende soort brief", "verschillende soorten brieven")
}
