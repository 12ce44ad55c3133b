package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSeparatorSet prints a set with the command and lays it between letters: the sheets
// are known, and cut where they lie. With one of them gone the stack stops.
func TestSeparatorSet(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a mail-room")
	}
	dir := shortTemp(t)
	data, pdf := filepath.Join(dir, "var"), filepath.Join(dir, "set.pdf")
	const sheets = 3
	out, errs, status := runCommand(t, nil, "separator", "--data", data, "--count", fmt.Sprint(sheets), "--out", pdf)
	if status != exitDone || !strings.Contains(string(out), fmt.Sprintf(" of %d sheets. Print %s once", sheets, pdf)) {
		t.Fatalf("exits %d: %s %s", status, out, errs)
	}
	raw, err := os.ReadFile(pdf)
	if err != nil {
		t.Fatal(err)
	}
	sides := printed(t, raw)
	if len(sides) != 2*sheets {
		t.Fatalf("%d sides", len(sides))
	}
	w := newTypist(t)
	one, two, three := sides[:2], sides[2:4], sides[4:]
	all := bound(t, one, w.letters(1), two, w.letters(2, 3), three, w.letters(4))
	if lines := importPost(t, data, nil, "--wait", all); len(lines) != sheets {
		t.Errorf("%d pieces of %d letters: %+v", len(lines), sheets, lines)
	}
	gap := bound(t, one, w.letters(5), three, w.letters(6))
	if lines := importPost(t, data, nil, "--wait", gap); len(lines) != 1 || !lines[0].Looking {
		t.Errorf("sheet 2 is missing, and the stack does not stop: %+v", lines)
	}
	if _, errs, status := runCommand(t, nil, "separator", "--data", data, "--count", "100000", "--out", pdf); status != exitUsage {
		t.Errorf("more sheets than a set has: %d, %s", status, errs)
	}
	verified(t, data)
}

// letters are pages with these numbers.
func (w *typist) letters(numbers ...int) (pages []side) {
	for _, n := range numbers {
		pages = append(pages, w.letter(n, 297))
	}
	return pages
}

// bound makes one file of pages, as a production scanner does.
func bound(t *testing.T, parts ...[]side) string {
	t.Helper()
	dir := t.TempDir()
	var args []string
	for _, part := range parts {
		for _, page := range part {
			name := filepath.Join(dir, fmt.Sprintf("%04d.tif", len(args)))
			if err := os.WriteFile(name, asTIFF(page, false), 0o600); err != nil {
				t.Fatal(err)
			}
			args = append(args, name)
		}
	}
	file := filepath.Join(dir, "stapel.tif")
	if out, err := exec.Command("tiffcp", append(args, file)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return file
}
