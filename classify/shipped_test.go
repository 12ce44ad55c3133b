package classify_test

import (
	"flag"
	"io/fs"
	"os"
	"testing"

	"postkamer/classify"
	"postkamer/classify/examples"
)

var update = flag.Bool("update", false, "make model.bin again from texts/train")

// TestShippedModel holds the model that is built in to what it must reach on
// texts of families that it never saw.
func TestShippedModel(t *testing.T) {
	dir := os.DirFS("texts")
	m, err := classify.Default()
	if *update {
		m, err = retrain(t, dir), nil
	}
	if err != nil {
		t.Fatal(err)
	}
	test := read(t, dir, "test")
	e := classify.Evaluate(m, test)
	t.Logf("%d examples: %+v", len(test), e)
	atLeast(t, "accuracy", e.Accuracy, .87)
	atLeast(t, "unknown_rejected", e.UnknownRejected, .97)
	atLeast(t, "precision_at_threshold", e.PrecisionAtThreshold, .985)
	atLeast(t, "coverage_at_threshold", e.CoverageAtThreshold, .42)
}

// retrain makes model.bin again.
func retrain(t *testing.T, dir fs.FS) *classify.Model {
	t.Helper()
	m, err := classify.Train(read(t, dir, "train"), classify.TrainOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("model.bin", m.Encode(), 0o644); err != nil {
		t.Fatal(err)
	}
	return m
}

func read(t *testing.T, dir fs.FS, part string) []classify.Example {
	t.Helper()
	list, err := examples.Read(dir, part, nil)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func atLeast(t *testing.T, what string, got, want float64) {
	t.Helper()
	if got < want {
		t.Errorf("%s is %.3f, want at least %.3f", what, got, want)
	}
}
