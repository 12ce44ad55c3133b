package classify

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"postkamer"
)

func outcomes(families, each int, wrong ...int64) []Outcome {
	var all []Outcome
	for f := range families {
		for range each {
			all = append(all, Outcome{Family: int64(f), Right: true})
		}
	}
	for _, f := range wrong {
		all = append(all, Outcome{Family: f})
	}
	return all
}

func TestLowerBoundIsExact(t *testing.T) {
	for _, c := range []struct {
		right, n int
		want     float64 // of tables
	}{
		{299, 299, .99003}, {298, 298, .98999}, {149, 149, .98010}, {10, 10, .74113}, {9, 10, .60584}, {0, 10, 0}, {0, 0, 0}, {95, 100, .89775},
	} {
		if got := LowerBound(c.right, c.n); math.Abs(got-c.want) > 5e-5 {
			t.Errorf("%d of %d: %.5f, want %.5f", c.right, c.n, got, c.want)
		}
	}
}

func TestLowerBoundHoldsNineteenTimesOfTwenty(t *testing.T) {
	rng, held := rand.New(rand.NewPCG(1, 2)), 0
	const tries, n, truth = 4000, 200, .97
	for range tries {
		right := 0
		for range n {
			if rng.Float64() < truth {
				right++
			}
		}
		if LowerBound(right, n) <= truth {
			held++
		}
	}
	if share := float64(held) / tries; share < .95 {
		t.Errorf("held %.3f of the times", share)
	}
}

func TestTrackCountsFewOfEachFamily(t *testing.T) {
	for _, c := range []struct {
		name           string
		outcomes       []Outcome
		trials, errors int
		repeated       bool
	}{
		{"a thousand letters of one template are five", outcomes(1, 1000), 5, 0, false},
		{"sixty families of five count whole", outcomes(60, 5), 300, 0, false},
		{"the errors of a family count before what went well", outcomes(1, 1000, 0), 5, 1, false},
		{"two errors in one family show", outcomes(60, 5, 7, 7), 300, 2, true},
		{"two errors in two families are two accidents", outcomes(60, 5, 7, 8), 300, 2, false},
		{"nothing is nothing", nil, 0, 0, false},
	} {
		got := TrackOf(c.outcomes)
		if got.Trials != c.trials || got.Errors != c.errors || got.Repeated != c.repeated {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

func TestTrustIsEarnedAndLost(t *testing.T) {
	const target = .99
	for _, c := range []struct {
		name   string
		track  Track
		now    postkamer.Mode
		proves bool
		next   postkamer.Mode
	}{
		{"299 right of many families", TrackOf(outcomes(60, 5)), postkamer.ModeTrial, true, postkamer.ModeTrial},
		{"a thousand of one family prove nothing", TrackOf(outcomes(1, 1000)), postkamer.ModeShadow, false, postkamer.ModeShadow},
		{"two errors in one family end it", TrackOf(outcomes(600, 5, 3, 3)), postkamer.ModeLive, false, postkamer.ModeShadow},
		{"a bound below the target costs a step", TrackOf(outcomes(60, 5, 1, 2)), postkamer.ModeLive, false, postkamer.ModeTrial},
		{"off stays off", TrackOf(outcomes(60, 5, 1, 1)), postkamer.ModeOff, false, postkamer.ModeOff},
	} {
		if c.track.Proves(target) != c.proves || c.track.Next(c.now, target) != c.next {
			t.Errorf("%s: proves %v, next %s (%+v)", c.name, c.track.Proves(target), c.track.Next(c.now, target), c.track)
		}
	}
}

func TestSampleIsNeverTooSmall(t *testing.T) {
	for _, c := range []struct {
		judged, errors, week int
		want                 float64
	}{
		{0, 0, 1000, .10}, {299, 0, 1000, .02}, {5000, 1, 1000, .10}, {299, 0, 50, .10}, {299, 0, 3, 1}, {0, 0, 0, .10},
	} {
		if got := SampleShare(c.judged, c.errors, c.week); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestDrawCanBeDoneAgainAndIsFair(t *testing.T) {
	key, other := []byte("a key"), []byte("another")
	drawn, same := 0, 0
	for i := range 20000 {
		ref := fmt.Sprintf("PS-2026-%05d", i)
		if Drawn(key, ref, .1) {
			drawn++
			if !Drawn(key, ref, .1) || !Drawn(key, ref, .2) {
				t.Fatal("the second draw differs")
			}
			if Drawn(other, ref, .1) {
				same++
			}
		}
	}
	if drawn < 1850 || drawn > 2150 || same > 270 {
		t.Errorf("%d drawn, %d of them with another key too", drawn, same)
	}
}

func TestDriftSeesAnotherKindOfPost(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	margins := func(n int, mean float64) []float64 {
		var m []float64
		for range n {
			m = append(m, mean+rng.NormFloat64()*.2)
		}
		return m
	}
	if d := Drift(margins(2000, .8), margins(500, .8)); d > .1 {
		t.Errorf("the same post: %.3f", d)
	}
	if d := Drift(margins(2000, .8), margins(500, .5)); d < .25 {
		t.Errorf("other post: %.3f", d)
	}
	if d := Drift(margins(50, .8), margins(500, .1)); d != 0 {
		t.Errorf("too few to tell: %.3f", d)
	}
}
