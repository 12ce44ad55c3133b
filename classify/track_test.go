package classify

import (
	"math/rand/v2"
	"testing"

	"postkamer"
)

func TestOrderOfOutcomesDoesNotMatter(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	all := outcomes(40, 7, 3, 3, 9, 12)
	want := TrackOf(all)
	for range 200 {
		rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		if got := TrackOf(all); got != want {
			t.Fatalf("%+v, want %+v", got, want)
		}
	}
}

func TestWhatIsLackingIsJustEnough(t *testing.T) {
	for _, c := range []struct {
		name               string
		track              Track
		outcomes, families int
	}{
		{"from nothing", Track{}, 299, 60},
		{"half way", TrackOf(outcomes(36, 5)), 119, 24},
		{"proven", TrackOf(outcomes(60, 5)), 0, 0},
		{"one error more asks for much", TrackOf(outcomes(60, 5, 1)), 173, 35},
	} {
		more, families := c.track.Lacks(.99)
		if more != c.outcomes || families != c.families {
			t.Errorf("%s: %d of %d families, want %d of %d", c.name, more, families, c.outcomes, c.families)
		}
	}
}

func TestAPrintIsKeptAsItIs(t *testing.T) {
	p := PrintOf("hierbij geef ik door dat ik ga verhuizen naar een nieuw adres in uw gemeente")
	if q, ok := PrintFrom(p.Bytes()); !ok || q != p || len(p.Bytes()) != 256 {
		t.Error("another print comes back")
	}
	if _, ok := PrintFrom(p.Bytes()[1:]); ok {
		t.Error("half a print is one")
	}
}

func TestAKindThatIsOffIsSorted(t *testing.T) {
	p := DefaultPolicy()
	v := postkamer.Verdict{CaseType: postkamer.Verhuizing, Sure: true, Ready: true}
	off := WithKindOff(Facts{}, v, p)
	if off.Queue != postkamer.Triage || off.Ready || off.Sure || off.Destination != postkamer.ToTriage || off.Doubts[0].Why != WhyOff {
		t.Errorf("%+v", off)
	}
	if len(v.Doubts) != 0 || len(WithKindOff(Facts{}, off, p).Doubts) != len(off.Doubts) {
		t.Error("done twice it doubts twice, or the first verdict changed")
	}
	v = postkamer.Verdict{CaseType: "bezwaar", Sure: true, Doubts: []postkamer.Doubt{{Code: postkamer.LegalClock, Stop: true}}}
	if off := WithKindOff(Facts{}, v, p); off.Rule != RuleLegalTerm || off.Queue != "juridisch" || off.DueOn.IsZero() && off.Priority == 0 {
		t.Errorf("the term of the law: %+v", off)
	}
}
