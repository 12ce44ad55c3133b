package intake

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"postkamer"
	"postkamer/intake/paper"
)

var update = flag.Bool("update", false, "write the layouts of the printed forms anew")

// everyPrint prints all forms for every setting of the switches, in both tones.
func everyPrint(t *testing.T, forms *Forms) []paper.Print {
	t.Helper()
	var prints []paper.Print
	for _, form := range forms.All() {
		for setting := range 8 {
			c := Context{Town: postkamer.DefaultMunicipality(), Tone: postkamer.U}
			c.Town.Appointments, c.Town.ProofOfLiving = setting&1 > 0, setting&2 > 0
			if setting&4 > 0 {
				c.Tone = postkamer.Je
			}
			p, err := form.Print(c, [3]uint8{10, 92, 122})
			if err != nil {
				t.Fatal(err)
			}
			prints = append(prints, p)
		}
	}
	return prints
}

func loaded(t *testing.T) *Forms {
	t.Helper()
	forms, err := LoadForms()
	if err != nil {
		t.Fatal(err)
	}
	return forms
}

func TestEveryPrintedFormCanBeReadBack(t *testing.T) {
	prints := everyPrint(t, loaded(t))
	if *update {
		for _, p := range prints {
			keepLayout(t, p)
		}
	}
	printed, err := LoadPrinted()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range prints {
		for _, want := range p.Layouts {
			got, ok := printed.Layout([]postkamer.Barcode{{Kind: "qr", Value: want.Code.Value()}})
			if !ok || len(got.Zones) != len(want.Zones) {
				t.Fatalf("%+v is not among the printed forms: go test ./intake -run PrintedForm -update, and keep the old files", want.Code)
			}
		}
	}
}

// keepLayout writes the layouts of a version, unless they are kept already.
func keepLayout(t *testing.T, p paper.Print) {
	t.Helper()
	name := filepath.Join("printed", fmt.Sprintf("%s-%s.json", p.Layouts[0].Code.Form, p.Version))
	if _, err := os.Stat(name); err == nil {
		return
	}
	data, err := LayoutsFile(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestPrintedForm(t *testing.T) {
	forms := loaded(t)
	form, _ := forms.Form("verhuizing")
	town := postkamer.DefaultMunicipality()
	printed := func(town postkamer.Municipality, tone postkamer.Tone) paper.Print {
		p, err := form.Print(Context{Town: town, Tone: tone}, [3]uint8{})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	first := printed(town, postkamer.U)
	t.Run("the same form gives the same bytes", func(t *testing.T) {
		if string(printed(town, postkamer.U).PDF) != string(first.PDF) {
			t.Error("other bytes")
		}
	})
	t.Run("neither the tone nor the name of the municipality moves anything", func(t *testing.T) {
		town.Name, town.Phone = "Gemeente Goeree-Overflakkee", "14 0187"
		if p := printed(town, postkamer.Je); p.Version != first.Version {
			t.Errorf("version %s, want %s", p.Version, first.Version)
		}
	})
	t.Run("a switch makes another version", func(t *testing.T) {
		town.ProofOfLiving = true
		if p := printed(town, postkamer.U); p.Version == first.Version {
			t.Error("the same version")
		}
	})
}

func TestZonesLieApartAndOnThePaper(t *testing.T) {
	for _, p := range everyPrint(t, loaded(t)) {
		for _, page := range p.Layouts {
			for i, a := range page.Zones {
				if a.X < 20 || a.X+a.W > 190.1 || a.Y < 40 || a.Y+a.H > 276 {
					t.Errorf("%s page %d: %s lies at %.1f,%.1f %.1fx%.1f", page.Code.Form, page.Code.Page, a.Question, a.X, a.Y, a.W, a.H)
				}
				for _, b := range page.Zones[i+1:] {
					apartX := math.Max(a.X, b.X) - math.Min(a.X+a.W, b.X+b.W)
					apartY := math.Max(a.Y, b.Y) - math.Min(a.Y+a.H, b.Y+b.H)
					if math.Max(apartX, apartY) < 1 {
						t.Errorf("%s and %s touch", a.Question, b.Question)
					}
				}
			}
		}
	}
}

func TestUnknownPrints(t *testing.T) {
	printed, err := LoadPrinted()
	if err != nil {
		t.Fatal(err)
	}
	known := everyPrint(t, loaded(t))[0].Layouts[0].Code
	other := known
	other.Version = "00000000"
	tests := []struct {
		name  string
		codes []postkamer.Barcode
	}{
		{"no code", nil},
		{"a version that never was", []postkamer.Barcode{{Kind: "qr", Value: other.Value()}}},
		{"somebody else's code", []postkamer.Barcode{{Kind: "qr", Value: "https://example.org/verhuizing"}}},
		{"our code as another kind of barcode", []postkamer.Barcode{{Kind: "code128", Value: known.Value()}}},
		{"two pages at once", []postkamer.Barcode{{Kind: "qr", Value: known.Value()}, {Kind: "qr", Value: other.Value()}}},
	}
	for _, test := range tests {
		if _, ok := printed.Layout(test.codes); ok {
			t.Errorf("%s is taken for a form", test.name)
		}
	}
}
