package postkamer

import "fmt"

// Substitution (vervanging) is how a municipality replaces paper by images: what its
// papers say and how long the paper stays. Laws change and are explained differently:
// every text here is to be checked by the municipality's archivist.
type Substitution struct {
	Basis      string `yaml:"grondslag"`     // the law on which it rests, as it stands in the declaration
	Decision   string `yaml:"besluit"`       // number and date of the municipality's decision; empty leaves room to fill it in
	KeepMonths int    `yaml:"bewaarmaanden"` // how long the paper stays after its box was closed
	Signs      string `yaml:"ondertekenaar"` // who signs the declaration for the municipality
}

// DefaultSubstitution names the articles that decisions of municipalities name. The
// months are the longest of the three to six that are usual; they are for the
// municipality to decide.
func DefaultSubstitution() Substitution {
	return Substitution{
		Basis:      "Archiefwet 1995, artikel 7; Archiefbesluit 1995, artikel 6; Archiefregeling, artikel 26b.",
		KeepMonths: 6,
		Signs:      "Namens het college van burgemeester en wethouders",
	}
}

// Check says what cannot be, with what to write instead; nil when all is well.
func (s Substitution) Check() error {
	if s.KeepMonths < 1 || s.KeepMonths > 120 {
		return fmt.Errorf("vervanging.bewaarmaanden: %d: write a number of months from 1 to 120", s.KeepMonths)
	}
	return nil
}
