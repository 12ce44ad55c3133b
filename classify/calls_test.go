package classify

import (
	"slices"
	"testing"

	"postkamer"
)

func TestASchemeSaysWhatColleaguesPhoneAbout(t *testing.T) {
	p := DefaultPolicy()
	if got := p.CallsAbout(postkamer.Verhuizing); len(got) == 0 || got[0] != postkamer.MoveDateMissing {
		t.Errorf("about a move: %v", got)
	}
	if got := p.CallsAbout("klacht"); got != nil {
		t.Errorf("about what no scheme judges: %v", got)
	}
	for _, s := range p.Schemes {
		for _, code := range s.calls {
			if !slices.Contains(knownCodes, code) {
				t.Errorf("%s: there is no doubt %s", s.Name, code)
			}
		}
	}
}
