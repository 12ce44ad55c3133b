package town

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"postkamer/classify"
)

// townFile writes a municipality's file, with a folder of schemes beside it.
func townFile(t *testing.T, text string, schemes map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, scheme := range schemes {
		if err := os.MkdirAll(filepath.Join(dir, "regelingen"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "regelingen", name), []byte(scheme), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "gemeente.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const ownScheme = "name: energietoeslag\nkinds: [energietoeslag]\ncalled: \"een energietoeslag\"\nqueue: inkomen\nfields: [name, bsn, iban]\n"

// read reads a file and returns the municipality of it.
func read(path string) (*Town, error) {
	base, err := Read(path)
	if err != nil {
		return nil, err
	}
	return base.Town()
}

func TestMunicipalityAddsAScheme(t *testing.T) {
	town, err := read(townFile(t, "naam: Gemeente Westdorp\nregelingen: regelingen\npostcodes: [\"9349\"]\nverhuizing_vooraf_dagen: 90\n", map[string]string{"e.yaml": ownScheme}))
	if err != nil {
		t.Fatal(err)
	}
	policy := town.Policy
	if len(policy.Schemes) != len(classify.Schemes())+1 || policy.Queues["energietoeslag"] != "inkomen" || len(policy.Postcodes) != 1 || policy.Demonstration {
		t.Errorf("%d schemes, queue %q, postcodes %v, demonstration %v", len(policy.Schemes), policy.Queues["energietoeslag"], policy.Postcodes, policy.Demonstration)
	}
	if town, err := read(""); err != nil || !town.Policy.Demonstration {
		t.Errorf("the demonstration: %v, %v", town.Policy.Demonstration, err)
	}
}

func TestMunicipalityWithASchemeThatCannotBeIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		schemes map[string]string
		want    []string
	}{
		"a scheme with a mistake":   {"naam: X\nregelingen: regelingen\n", map[string]string{"e.yaml": strings.Replace(ownScheme, "iban", "iban_nr", 1)}, []string{"gemeente.yaml", "e.yaml line 5", "did you mean"}},
		"a folder without any":      {"naam: X\nregelingen: elders\n", nil, []string{"elders", "leave regelingen out"}},
		"a postcode that is none":   {"naam: X\npostcodes: [Delft]\n", nil, []string{"postcodes", "2490-2599"}},
		"a key that we do not know": {"naam: X\nkleurtje: rood\n", nil, []string{"gemeente.yaml", "line 2", "kleurtje"}},
		"a closed day that is none": {"naam: X\ngesloten_dagen:\n  - {dag: \"2027-05-07\", naam: brug}\n  - {dag: \"7 mei\", naam: brug}\n", nil, []string{"gemeente.yaml", "line 4: gesloten_dagen: \"7 mei\"", "2027-05-07"}},
		"a closed day there twice":  {"naam: X\ngesloten_dagen:\n  - {dag: \"2027-05-07\", naam: brug}\n  - {dag: \"2027-05-07\", naam: feest}\n", nil, []string{"line 4: gesloten_dagen", "twice"}},
		"a term that cannot be":     {"naam: X\n\ntermijnen:\n  uitstel_weken: 99\n", nil, []string{"line 4: termijnen.uitstel_weken: 99"}},
		"two values at once":        {"naam: X\nhoeken: 99\nkleur: rood\n", nil, []string{"line 2: hoeken", "line 3: kleur"}},
		"work that is none":         {"naam: X\nwerksoort: {verhuizing: snel}\n", nil, []string{"werksoort", "verhuizing"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(townFile(t, c.text, c.schemes))
			for _, want := range c.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("got %v, want %q in it", err, want)
				}
			}
		})
	}
}
