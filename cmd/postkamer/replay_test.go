package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReplaySaysWhatAnotherPolicyWouldDecide: with the same model and policy every
// decision stays; with moves as tailored work those change, and nothing of the
// letters is said.
func TestReplaySaysWhatAnotherPolicyWouldDecide(t *testing.T) {
	if testing.Short() {
		t.Skip("starts servers")
	}
	data := filepath.Join(shortTemp(t), "var")
	startService(t, data, nil)
	letter := filepath.Join("..", "..", "deploy", "samples", "01-verhuisformulier.tif")
	importPost(t, data, nil, "--wait", letter)

	again := replayOf(t, data, nil)
	if again.Same != 1 || again.Changed != 0 || again.Model == "" || again.Policy == "" {
		t.Errorf("the same once more: %+v", again)
	}
	file := filepath.Join(t.TempDir(), "gemeente.yaml")
	if err := os.WriteFile(file, []byte("naam: Gemeente Westdorp\nwerksoort:\n  verhuizing: maatwerk\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	other := replayOf(t, data, []string{"POSTKAMER_MUNICIPALITY=" + file})
	if other.Changed != 1 || len(other.Changes) != 1 || other.Policy == again.Policy || other.Kinds["verhuizing"].Changed != 1 {
		t.Fatalf("moves as tailored work: %+v", other)
	}
	if c := other.Changes[0]; c.To.Rule != "tailored-work" || !strings.Contains(strings.Join(c.Reasons, " "), "MAATWERK") {
		t.Errorf("the change is %+v", c)
	}
	if _, errs, status := runCommand(t, nil, "replay", "--data", data); status != exitUsage || !strings.Contains(errs, "--dry-run") {
		t.Errorf("without --dry-run: exit %d, %s", status, errs)
	}
	if _, errs, status := runCommand(t, nil, "replay", "--dry-run", "--since", "gisteren", "--data", data); status != exitUsage || !strings.Contains(errs, "2026-01-31") {
		t.Errorf("a day that is none: exit %d, %s", status, errs)
	}
}

func replayOf(t *testing.T, data string, env []string) (r replays) {
	t.Helper()
	out, errs, status := runCommand(t, env, "replay", "--dry-run", "--json", "--data", data)
	if status != exitDone {
		t.Fatalf("exit %d: %s", status, errs)
	}
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestReplayOfTheSampleChangesNothing: right after routing, with the addresses
// loaded, every decision comes out as it was; also when the
// addresses are others by then.
func TestReplayOfTheSampleChangesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("reads all sample post")
	}
	data := filepath.Join(shortTemp(t), "var")
	startService(t, data, nil)
	samples := filepath.Join("..", "..", "deploy", "samples")
	addresses := filepath.Join(samples, "addresses", "westdorp.csv")
	if out, errs, status := runCommand(t, nil, "addresses", "load", addresses, "--data", data); status != exitDone {
		t.Fatalf("exit %d: %s %s", status, out, errs)
	}
	importPost(t, data, nil, "--wait", samples)
	if r := replayOf(t, data, nil); r.Changed != 0 || r.Same < 30 {
		t.Errorf("%d stay, %d change: %+v", r.Same, r.Changed, r.Changes)
	}
	other := filepath.Join(t.TempDir(), "other.csv")
	lines, err := os.ReadFile(addresses)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(other, []byte(strings.Join(strings.SplitAfter(string(lines), "\n")[:3], "")), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, errs, status := runCommand(t, nil, "addresses", "load", other, "--data", data); status != exitDone {
		t.Fatalf("exit %d: %s %s", status, out, errs)
	}
	if r := replayOf(t, data, nil); r.Changed != 0 {
		t.Errorf("with other addresses %d change: %+v", r.Changed, r.Changes)
	}
}
