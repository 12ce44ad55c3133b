package child

import "testing"

func TestACellWithALittleInkIsNotEmpty(t *testing.T) {
	g := group{empty: []bool{false, true, true, false}, faint: []bool{false, true, false, false}}
	if got := g.inCells("12"); got != "1? 2" {
		t.Errorf("cells %q", got)
	}
}
