package classify

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "make model.bin again from texts/train")

// TestShippedModel holds the model that is built in to what it must reach on
// texts of families that it never saw.
func TestShippedModel(t *testing.T) {
	dir := os.DirFS("texts")
	if *update {
		train, err := ReadExamples(dir, "train")
		if err != nil {
			t.Fatal(err)
		}
		m, err := Train(train, TrainOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("model.bin", m.Encode(), 0o644); err != nil {
			t.Fatal(err)
		}
		shippedModel = m.Encode()
	}
	m, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	test, err := ReadExamples(dir, "test")
	if err != nil {
		t.Fatal(err)
	}
	e := Evaluate(m, test)
	t.Logf("%d examples: %+v", len(test), e)
	atLeast(t, "accuracy", e.Accuracy, .85)
	atLeast(t, "unknown_rejected", e.UnknownRejected, .9)
	atLeast(t, "precision_at_threshold", e.PrecisionAtThreshold, .97)
	atLeast(t, "coverage_at_threshold", e.CoverageAtThreshold, .3)
}

func atLeast(t *testing.T, what string, got, want float64) {
	t.Helper()
	if got < want {
		t.Errorf("%s is %.3f, want at least %.3f", what, got, want)
	}
}
