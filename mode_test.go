package postkamer_test

import (
	"testing"

	"postkamer"
)

func TestModesClimbAndFallOneStep(t *testing.T) {
	for _, c := range []struct {
		from, up, down postkamer.Mode
		climbs         bool
	}{
		{postkamer.ModeOff, postkamer.ModeShadow, postkamer.ModeOff, true},
		{postkamer.ModeShadow, postkamer.ModeTrial, postkamer.ModeShadow, true},
		{postkamer.ModeTrial, postkamer.ModeLive, postkamer.ModeShadow, true},
		{postkamer.ModeLive, postkamer.ModeLive, postkamer.ModeTrial, false},
		{"nonsense", "nonsense", "nonsense", false},
	} {
		up, climbs := c.from.Up()
		if up != c.up || climbs != c.climbs || c.from.Down() != c.down {
			t.Errorf("%s: up %s %v, down %s", c.from, up, climbs, c.from.Down())
		}
	}
	if postkamer.Mode("nonsense").Valid() || !postkamer.ModeOff.Valid() || postkamer.ModeShadow.Ready() || !postkamer.ModeLive.Above(postkamer.ModeTrial) {
		t.Error("a mode means something else")
	}
}
