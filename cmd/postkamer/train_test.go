package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// schoolFolder makes a folder with texts of two kinds.
func schoolFolder(t *testing.T, more map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{
		"train/fiets/a.txt": "mijn fiets heeft een lekke band", "train/fiets/b.txt": "de ketting van de fiets is los",
		"train/brood/a.txt": "een halfje bruin brood graag", "train/brood/b.txt": "het brood is nog warm",
		"test/fiets/a.txt": "waar is mijn fiets", "test/brood/a.txt": "is er nog brood", "test/_unknown/a.txt": "quantummechanica",
		"words.yaml":  "fiets:\n  fiets*: 3\nbrood:\n  brood: 3\n",
		"groups.csv":  "path,family\ntrain/fiets/a.txt,f1\ntrain/fiets/b.txt,f2\ntrain/brood/a.txt,b1\ntrain/brood/b.txt,b2\n",
		"letter.txt":  "Ik wil graag een fiets, en brood.",
		"wrong.yaml":  "fiets:\n  wiel: 3\n  band: veel\n",
		"wrong.csv":   "path,family\ntrain/fiets/a.txt\n",
		"nowhere.csv": "path,family\nelders/a.txt,f1\n",
	}
	for name, text := range more {
		files[name] = text
	}
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestTrainEvaluateClassify(t *testing.T) {
	dir := schoolFolder(t, nil)
	model := filepath.Join(dir, "m.bin")
	args := []string{"train", dir, "--lexicon", dir + "/words.yaml", "--groups", dir + "/groups.csv", "--out", model}
	for range 2 {
		if out, said, status := runCommand(t, nil, args...); status != exitDone || !strings.Contains(string(out), "4 texts, 4 families, 2 kinds") {
			t.Fatalf("exits %d: %s%s", status, out, said)
		}
	}
	if old, err := os.ReadFile(model + ".previous"); err != nil || len(old) == 0 {
		t.Errorf("the old model is not kept: %v", err)
	}
	out, said, status := runCommand(t, nil, "evaluate", dir, "--model", model, "--json")
	var measured map[string]float64
	if err := json.Unmarshal(out, &measured); status != exitDone || err != nil {
		t.Fatalf("exits %d: %s, %v", status, said, err)
	}
	for _, key := range []string{"accuracy", "macro_f1", "coverage_at_99", "precision_at_threshold", "unknown_rejected", "ece", "train_seconds", "docs_per_second"} {
		if _, ok := measured[key]; !ok {
			t.Errorf("there is no %s in %s", key, out)
		}
	}
	out, said, status = runCommand(t, nil, "classify", "--explain", "--model", model, dir+"/letter.txt")
	for _, want := range []string{`fiets: "fiets*"`, `brood: "brood"`, "  + ", "  - "} {
		if status != exitDone || !bytes.Contains(out, []byte(want)) {
			t.Errorf("exits %d, want %q in %s%s", status, want, out, said)
		}
	}
}

func TestTrainSaysWhatIsWrong(t *testing.T) {
	dir := schoolFolder(t, map[string]string{"latin/train/a/b.txt": "caf\xe9", "latin/train/b/c.txt": "x"})
	tests := map[string]struct {
		args []string
		says []string
	}{
		"no such folder":            {[]string{"train", dir + "/none", "--out", dir + "/m"}, []string{"none", "train/<kind>/"}},
		"a weight that is none":     {[]string{"train", dir, "--lexicon", dir + "/wrong.yaml", "--out", dir + "/m"}, []string{"wrong.yaml", "line 3", "band", "weight"}},
		"a line without a family":   {[]string{"train", dir, "--groups", dir + "/wrong.csv", "--out", dir + "/m"}, []string{"wrong.csv line 2"}},
		"families of other texts":   {[]string{"train", dir, "--groups", dir + "/nowhere.csv", "--out", dir + "/m"}, []string{"nowhere.csv", "train/brood/a.txt"}},
		"not UTF-8":                 {[]string{"train", dir + "/latin", "--out", dir + "/m"}, []string{"train/a/b.txt line 1", "UTF-8"}},
		"a model that is no model":  {[]string{"evaluate", dir, "--model", dir + "/letter.txt"}, []string{"letter.txt", "train it again"}},
		"a folder that is not made": {[]string{"train", dir, "--out", dir + "/no/m"}, []string{"no"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, said, status := runCommand(t, nil, tt.args...)
			for _, want := range tt.says {
				if status != exitFailed || !strings.Contains(said, want) {
					t.Errorf("exits %d, %q; want %q", status, said, want)
				}
			}
		})
	}
}
