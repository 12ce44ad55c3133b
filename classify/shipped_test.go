package classify

import (
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "make model.bin again from texts/train")

// TestShippedModel holds the model that is built in to what it must reach on
// texts of families that it never saw.
func TestShippedModel(t *testing.T) {
	dir := os.DirFS("texts")
	if *update {
		train, err := readExamples(dir, "train")
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
	test, err := readExamples(dir, "test")
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

// readExamples reads DIR/part/<class>/*.txt of a folder with texts, where part is
// "train" or "test". Families come from groups.csv (columns path and family, a
// heading on the first line) when it is there. Unknown is a class like any other.
func readExamples(dir fs.FS, part string) ([]Example, error) {
	families, err := readFamilies(dir)
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(dir, part+"/*/*.txt")
	if err != nil {
		return nil, fmt.Errorf("list texts of %s: %w", part, err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no texts found: expected files %s/<kind>/*.txt", part)
	}
	slices.Sort(names)
	examples := make([]Example, 0, len(names))
	for _, name := range names {
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, fmt.Errorf("read example: %w", err)
		}
		examples = append(examples, Example{Class: path.Base(path.Dir(name)), Text: string(text), Family: families[name], Name: name})
	}
	return examples, nil
}

// readFamilies reads groups.csv; without it every text stands alone.
func readFamilies(dir fs.FS) (map[string]string, error) {
	families := map[string]string{}
	data, err := fs.ReadFile(dir, "groups.csv")
	if errors.Is(err, fs.ErrNotExist) {
		return families, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read groups.csv: %w", err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read groups.csv: %w", err)
	}
	for _, row := range rows[min(1, len(rows)):] {
		if len(row) >= 2 {
			families[row[0]] = row[1]
		}
	}
	return families, nil
}
