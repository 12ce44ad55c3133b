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
	if err := os.WriteFile(file, []byte("werksoort:\n  verhuizing: maatwerk\n"), 0o600); err != nil {
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
