package classify

import (
	"fmt"
	"testing"
)

func TestStrangersAreStopped(t *testing.T) {
	var strangers []trial
	for i := range 100 {
		strangers = append(strangers, trial{margin: float64(i) / 100, weight: 1})
	}
	for share, want := range map[float64]int{0: 0, .05: 5, .5: 50} {
		let, at := 0, stopping(strangers, share)
		for _, s := range strangers {
			if s.margin >= at {
				let++
			}
		}
		if let != want {
			t.Errorf("of 100 strangers %d are let through at a share of %.2f, want %d", let, share, want)
		}
	}
	if got := stopping(nil, .05); got != 0 {
		t.Errorf("without strangers the margin is %.2f, want 0", got)
	}
	right := []trial{{0, true, .3, "", 1}, {1, true, .2, "", 1}}
	for _, got := range thresholds(right, strangers, 2, .99) {
		if got < .95 {
			t.Errorf("strangers reach .99 and a guess is believed from %.2f", got)
		}
	}
}

func TestStrangersAreOfKindsThatWereLeftOut(t *testing.T) {
	var list []Example
	for i := range 4 * leastForStrangers {
		kind := i % leastForStrangers
		list = append(list, Example{Class: fmt.Sprint("soort", kind), Family: fmt.Sprint(i), Text: fmt.Sprintf("brief over onderwerp%d met zaak%d", kind, kind)})
	}
	opts := TrainOptions{}.defaults()
	tr, err := newTrainer(list, opts)
	if err != nil {
		t.Fatal(err)
	}
	trials := tr.strangers()
	if want := 2 * len(list); len(trials) != want {
		t.Errorf("%d letters and copies were tried, want %d: every kind is left out once", len(trials), want)
	}
	for _, s := range trials {
		if s.right {
			t.Error("a kind that was left out was guessed")
		}
	}
	few, err := newTrainer(list[:leastForStrangers-1], opts)
	if err != nil {
		t.Fatal(err)
	}
	if few.strangers() != nil {
		t.Error("of a few kinds some were left out")
	}
}
