package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestForm(t *testing.T) {
	tests := []struct {
		name   string
		args   []string
		status int
		says   string // in the output, or in what went wrong
	}{
		{"a form is a PDF", []string{"form", "verhuizing"}, exitDone, "%PDF-"},
		{"in the other tone too", []string{"form", "tozo", "--tone", "je"}, exitDone, "%PDF-"},
		{"an unknown form names those that there are", []string{"form", "paspoort"}, exitUsage, "tozo and verhuizing"},
		{"a tone is je or u", []string{"form", "tozo", "--tone", "jij"}, exitUsage, "write je or u"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			if got := run(t.Context(), test.args, &out, &errs); got != test.status {
				t.Fatalf("status %d: %s", got, errs.String())
			}
			if !strings.Contains(out.String()+errs.String(), test.says) {
				t.Errorf("says %.200q", out.String()+errs.String())
			}
		})
	}
}
