package classify

import (
	"fmt"
	"strings"
	"testing"
)

func TestChooseTakesLabelsThenFamiliesByTurns(t *testing.T) {
	var many []Example
	for i := range mostExamples + 500 {
		many = append(many, Example{Class: "a", Family: "large", Text: fmt.Sprint("tekst ", i)})
	}
	many = append(many, Example{Class: "b", Family: "small", Text: "een"}, Example{Class: "b", Family: "small", Text: "twee"})
	for i := range 50 {
		many = append(many, Example{Class: "a", Family: "large", Text: fmt.Sprint("label ", i), Weight: LabelWeight})
	}
	chosen := choose(many)
	small, labels := 0, 0
	for _, e := range chosen {
		if e.Family == "small" {
			small++
		}
		if e.Weight > 1 {
			labels++
		}
	}
	if len(chosen) != mostExamples || small != 2 || labels != 50 {
		t.Errorf("chose %d with %d of the small family and %d labels, want %d, 2 and 50", len(chosen), small, labels, mostExamples)
	}
}

func TestChooseBoundsBytes(t *testing.T) {
	long := strings.Repeat("woord ", 10*maxWords)
	var many []Example
	for i := range 2 * mostBytes / mostWeighed {
		many = append(many, Example{Class: "a", Text: long, Family: fmt.Sprint(i)})
	}
	if n := len(choose(many)); n != mostBytes/mostWeighed {
		t.Errorf("chose %d long texts, want %d", n, mostBytes/mostWeighed)
	}
}
