package postkamer

// Mode says how far the program may go by itself with one kind of post that came
// through one channel. A refusal or a grant is never automatic in any of them.
type Mode string

// Modes, in order. A kind climbs one step at a time, when enough outcomes prove
// it; it falls by itself (see package classify, Track).
const (
	ModeOff    Mode = "off"    // the kind is not believed: a person sorts it
	ModeShadow Mode = "shadow" // decided and compared with what a person does; nothing is shown as ready
	ModeTrial  Mode = "trial"  // shown as ready; a person opens and confirms each
	ModeLive   Mode = "live"   // ready ones may be approved from the list, unopened
)

// modeSteps are the modes from the least trust to the most.
var modeSteps = []Mode{ModeOff, ModeShadow, ModeTrial, ModeLive}

// Valid tells whether m is one of the modes.
func (m Mode) Valid() bool { return m.step() >= 0 }

// Ready tells whether a case of this mode may be shown as ready to process.
func (m Mode) Ready() bool { return m == ModeTrial || m == ModeLive }

// Up returns the mode above, and false when there is none.
func (m Mode) Up() (Mode, bool) {
	if i := m.step(); i >= 0 && i < len(modeSteps)-1 {
		return modeSteps[i+1], true
	}
	return m, false
}

// Down returns the mode below. Below shadow nobody falls by himself: off is what a
// person chooses.
func (m Mode) Down() Mode {
	if i := m.step(); i > 1 {
		return modeSteps[i-1]
	}
	return m
}

// Above tells whether m goes further than other.
func (m Mode) Above(other Mode) bool { return m.step() > other.step() }

func (m Mode) step() int {
	for i, s := range modeSteps {
		if s == m {
			return i
		}
	}
	return -1
}
