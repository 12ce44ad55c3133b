package main

import (
	"errors"
	"strings"
	"testing"
)

func TestModelCommand(t *testing.T) {
	for _, good := range []string{"", "list", "shipped", "rollback", "rollback 12"} {
		if do, err := modelCommand(strings.Fields(good)); err != nil || do == nil {
			t.Errorf("model %s: %v", good, err)
		}
	}
	for _, bad := range []string{"lst", "rollback 0", "rollback -1", "rollback x", "rollback 1 2", "shipped now", "list 3"} {
		if _, err := modelCommand(strings.Fields(bad)); !errors.Is(err, errUsage) {
			t.Errorf("model %s: %v, want wrong use", bad, err)
		}
	}
}

// TestTheTextsToLearnFromAreInTheProgram: a process that learns opens no file.
func TestTheTextsToLearnFromAreInTheProgram(t *testing.T) {
	t.Chdir(t.TempDir())
	texts, err := learningTexts()
	if err != nil || len(texts.Train) < 2000 || len(texts.Test) < 500 {
		t.Errorf("%d to learn from, %d to measure on, %v", len(texts.Train), len(texts.Test), err)
	}
}
