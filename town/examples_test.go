package town_test

import (
	"path/filepath"
	"slices"
	"testing"

	"postkamer"
	"postkamer/town"
)

// TestExampleMunicipalitiesCanBeUsed reads the municipalities that are shipped as
// examples: between them they differ in all that a citizen notices.
func TestExampleMunicipalitiesCanBeUsed(t *testing.T) {
	for _, c := range []struct {
		file         string
		tone         postkamer.Tone
		appointments bool
		forms        []string
	}{
		{"westdorp.yaml", postkamer.Je, true, []string{"belmij", "melding", "straatfeest", "tozo", "verhuizing"}},
		{"oosterhaven.yaml", postkamer.U, false, []string{"belmij", "melding", "tozo", "verhuizing"}},
	} {
		base, err := town.Read(filepath.Join("..", "deploy", "gemeenten", c.file))
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		now, err := base.Town()
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		names := slices.Sorted(slices.Values(now.Forms.Names()))
		if now.Tone.Citizen != c.tone || bool(now.Appointments) != c.appointments || len(now.Logo) == 0 || !slices.Equal(names, c.forms) {
			t.Errorf("%s: tone %s, appointments %v, logo of %d bytes, forms %v", c.file, now.Tone.Citizen, now.Appointments, len(now.Logo), names)
		}
	}
}
