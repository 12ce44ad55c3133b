package web

import (
	"errors"
	"fmt"
	"testing"

	"postkamer"
)

// TestPartThatDoesNotAnswerIsNoMissingPage: whoever looked for something in a store that
// went away may have been told both that it does not answer and that it has nothing.
func TestPartThatDoesNotAnswerIsNoMissingPage(t *testing.T) {
	away := fmt.Errorf("put: %w", postkamer.ErrUnavailable)
	for name, err := range map[string]error{
		"away":                    away,
		"away, then not there":    fmt.Errorf("%w; look: %w", away, postkamer.ErrNotFound),
		"not there, then away":    errors.Join(postkamer.ErrNotFound, away),
		"away, then not the same": errors.Join(postkamer.ErrConflict, away),
	} {
		if got := problemOf(err); got.status != 503 {
			t.Errorf("%s: %d %s", name, got.status, got.title)
		}
	}
	if got := problemOf(fmt.Errorf("draft: %w", postkamer.ErrNotFound)); got.status != 404 {
		t.Errorf("not there: %d", got.status)
	}
}
