package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"postkamer"
)

const samplesDir = "../../deploy/samples"

// expectedFile is what deploy/samples/expected.json says of one file.
type expectedFile struct {
	File    string                `json:"file"`
	Refused postkamer.RefusalCode `json:"refused"`
	Pages   int                   `json:"pages"`
	Pieces  []expectedPiece       `json:"pieces"`
}

type expectedPiece struct {
	Pages       []int                 `json:"pages"`
	CaseType    postkamer.CaseType    `json:"case_type"` // empty: any
	Destination postkamer.Destination `json:"destination"`
	Doubts      []postkamer.DoubtCode `json:"doubts"`     // all of these
	DoubtsAny   []postkamer.DoubtCode `json:"doubts_any"` // one of these at least
}

// samplesReceived is a day on which the moves of the sample letters are in time.
const samplesReceived = "2026-11-20"

// TestSamplePost brings in the whole sample post and looks that each piece ends
// where a sensible person would expect it, and that everything adds up.
func TestSamplePost(t *testing.T) {
	if testing.Short() {
		t.Skip("reading 70 pages takes long")
	}
	data := filepath.Join(shortTemp(t), "var")
	lines := importPost(t, data, nil, "--wait", "--received", samplesReceived, samplesDir)
	got, refused := map[string][]resultLine{}, map[string]postkamer.RefusalCode{}
	for _, l := range lines {
		if l.Refused != "" {
			refused[l.File] = l.Refused
			continue
		}
		got[l.File] = append(got[l.File], l)
	}
	files, pages, pieces := 0, 0, 0
	for _, want := range expectedFiles(t) {
		if want.Refused != "" {
			if refused[want.File] != want.Refused {
				t.Errorf("%s: refused as %q, want %q", want.File, refused[want.File], want.Refused)
			}
			continue
		}
		files, pages, pieces = files+1, pages+want.Pages, pieces+len(want.Pieces)
		checkFile(t, want, got[want.File])
	}
	counts := verified(t, data)
	if counts.Files != files || counts.Pages != pages || counts.Pieces != pieces || counts.Cases != pieces || counts.Refused != len(refused) {
		t.Errorf("want %d files, %d pages, %d pieces; the mail-room has %+v", files, pages, pieces, counts)
	}
}

func expectedFiles(t *testing.T) []expectedFile {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(samplesDir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list struct{ Files []expectedFile }
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	return list.Files
}

func checkFile(t *testing.T, want expectedFile, got []resultLine) {
	t.Helper()
	if len(got) != len(want.Pieces) {
		t.Errorf("%s: %d pieces, want %d", want.File, len(got), len(want.Pieces))
		return
	}
	for i, p := range want.Pieces {
		for _, wrong := range p.differs(got[i]) {
			t.Errorf("%s piece %d: %s", want.File, i+1, wrong)
		}
	}
}

// differs says in what the outcome of a piece is not as expected.
func (p expectedPiece) differs(got resultLine) (wrong []string) {
	say := func(bad bool, format string, args ...any) {
		if bad {
			wrong = append(wrong, fmt.Sprintf(format, args...))
		}
	}
	has := func(d postkamer.DoubtCode) bool { return slices.Contains(got.Doubts, d) }
	say(!slices.Equal(p.Pages, got.Pages), "pages %v, want %v", got.Pages, p.Pages)
	say(p.CaseType != "" && p.CaseType != got.CaseType, "is %s, want %s", got.CaseType, p.CaseType)
	say(p.Destination != got.Destination, "went to %s %v, want %s", got.Destination, got.Doubts, p.Destination)
	for _, d := range p.Doubts {
		say(!has(d), "lacks doubt %s, has %v", d, got.Doubts)
	}
	say(len(p.DoubtsAny) > 0 && !slices.ContainsFunc(p.DoubtsAny, has), "lacks each of %v, has %v", p.DoubtsAny, got.Doubts)
	return wrong
}

// TestWithoutTesseract takes Tesseract's data away: every piece still arrives,
// can be looked at, and is in a person's list.
func TestWithoutTesseract(t *testing.T) {
	if testing.Short() {
		t.Skip("starts servers")
	}
	data := filepath.Join(shortTemp(t), "var")
	env := []string{"POSTKAMER_TESSDATA=" + t.TempDir()}
	paths := []string{"01-verhuisformulier.tif", "20-factuur.pdf", "17-kwijtschelding-licht.jpg", "21-melding-stoep.png", "37-stapel-scheidingsbladen.tif"}
	for i, p := range paths {
		paths[i] = filepath.Join(samplesDir, p)
	}
	lines := importPost(t, data, env, append([]string{"--wait"}, paths...)...)
	for _, l := range lines {
		if l.Stage != postkamer.Routed || l.Destination == "" || l.Queue == "" {
			t.Errorf("%s: not with a person: %+v", l.File, l)
		}
		if filepath.Ext(l.File) != ".pdf" && l.Destination != postkamer.ToTriage {
			t.Errorf("%s: unread, and yet it went to %s", l.File, l.Destination)
		}
	}
	counts := verified(t, data) // also that every page has its view
	if counts.PiecesRouted != len(lines) || len(lines) < len(paths) {
		t.Errorf("%d pieces of %d files, the mail-room has %+v", len(lines), len(paths), counts)
	}
}
