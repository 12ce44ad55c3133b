package scanner

import (
	"errors"
	"io/fs"
	"slices"

	"postkamer"
)

// A Way is one way of scanning that the service offers: a profile, as a station
// keeps it for when the service cannot be reached.
type Way struct {
	Profile  postkamer.ProfileID `json:"profile"` // 0: the current one for scanners
	Words    string              `json:"words"`   // Dutch: "beide kanten, kleur, 300 dpi"
	Settings postkamer.Settings  `json:"settings"`
}

// firstWay is what a station does that has never heard of the service.
var firstWay = Way{Words: "beide kanten, kleur, 300 dpi", Settings: postkamer.Settings{Resolution: 300, Mode: postkamer.Colour, Duplex: true, Page: postkamer.SizeA4}}

// waysFile is the file in a spool that keeps the ways.
const waysFile = "ways.json"

// Ways returns the ways of scanning, the usual one first; there is always one.
func (s *Spool) Ways() []Way {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.ways) == 0 {
		return []Way{firstWay}
	}
	return slices.Clone(s.ways)
}

// SetWays keeps the ways that the service offers now.
func (s *Spool) SetWays(ways []Way) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(ways) == 0 || slices.Equal(ways, s.ways) {
		return nil
	}
	s.ways = slices.Clone(ways)
	return writeJSON(s.path(waysFile), ways)
}

// loadWays reads what was kept. Without it the first way is used.
func (s *Spool) loadWays() error {
	err := readJSON(s.path(waysFile), &s.ways)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Ways returns the ways of scanning that the service offers, the usual one first.
func (m *Machine) Ways() []Way { return m.cfg.Spool.Ways() }
