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
// texts of families that it never saw: those of test, in odd voices, and those of
// fresh, which were written in one go before the families of train were added to.
func TestShippedModel(t *testing.T) {
	dir := os.DirFS("texts")
	m, err := classify.Default()
	if *update {
		m, err = retrain(t, dir), nil
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []struct {
		name               string
		accuracy, coverage float64
	}{{"test", .92, .47}, {"fresh", .93, .70}} {
		list := read(t, dir, part.name)
		e := classify.Evaluate(m, list)
		t.Logf("%s, %d examples: %+v", part.name, len(list), e)
		atLeast(t, part.name+": accuracy", e.Accuracy, part.accuracy)
		atLeast(t, part.name+": unknown_rejected", e.UnknownRejected, .95)
		atLeast(t, part.name+": precision_at_threshold", e.PrecisionAtThreshold, .98)
		atLeast(t, part.name+": coverage_at_threshold", e.CoverageAtThreshold, part.coverage)
	}
}

// retrain makes model.bin again.
func retrain(t *testing.T, dir fs.FS) *classify.Model {
	t.Helper()
	m, err := classify.Train(read(t, dir, "train"), classify.TrainOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("model.bin", m.Timeless().Encode(), 0o644); err != nil {
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
