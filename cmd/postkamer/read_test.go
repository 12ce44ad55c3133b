package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"postkamer/ocr/pdfa"
)

func TestReadWritesSearchableCopies(t *testing.T) {
	folder := t.TempDir()
	sample := "../../deploy/samples/21-melding-stoep.png"
	args := []string{"read", "--pdf", folder, sample}
	if _, said, status := runCommand(t, nil, args...); status != exitDone {
		t.Fatalf("exits %d: %s", status, said)
	}
	path := filepath.Join(folder, "21-melding-stoep.pdf")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if findings, err := pdfa.Check(bytes.NewReader(data), int64(len(data))); err != nil || len(findings) > 0 {
		t.Errorf("%v, %v", findings, err)
	}
	_, said, status := runCommand(t, nil, args...)
	if after, err := os.ReadFile(path); status != exitFailed || !strings.Contains(said, "exists") || err != nil || !bytes.Equal(after, data) {
		t.Errorf("a copy that is there: exits %d, %q", status, said)
	}
}

func TestReadKeepsTheOrderOfFiles(t *testing.T) {
	var args []string
	for _, name := range []string{"21-melding-stoep.png", "90-leeg.tif", "19-paspoort-gekanteld.jpg"} {
		args = append(args, "../../deploy/samples/"+name)
	}
	out, said, status := runCommand(t, nil, append([]string{"read", "--json"}, args...)...)
	if status != exitFailed || !strings.Contains(said, "90-leeg.tif") {
		t.Errorf("exits %d: %s", status, said)
	}
	at := -1
	for _, file := range args {
		next := bytes.Index(out, []byte(`{"file":"`+file))
		if next <= at {
			t.Errorf("%s is not in its place", file)
		}
		at = next
	}
}
