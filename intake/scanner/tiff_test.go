package scanner

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"postkamer/intake/scanner/scantest"
)

func open(t testing.TB, data []byte) *os.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "0001.tif")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestPageIsWholeOnlyWithItsEnd(t *testing.T) {
	whole := scantest.Sheet("a")
	if err := checkWhole(open(t, whole)); err != nil {
		t.Errorf("a whole page: %v", err)
	}
	for _, n := range []int{0, 7, 8, 100, len(whole) / 2, len(whole) - 1} {
		if err := checkWhole(open(t, whole[:n])); !errors.Is(err, errCut) {
			t.Errorf("the first %d of %d bytes: %v", n, len(whole), err)
		}
	}
	for name, data := range map[string][]byte{"zeros": make([]byte, len(whole)), "no tiff": []byte("%PDF-1.4 and so on and on"), "endless directory": []byte("II*\x00\x08\x00\x00\x00\xff\xff")} {
		if err := checkWhole(open(t, data)); !errors.Is(err, errCut) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzWhole(f *testing.F) {
	f.Add(scantest.Sheet("a")[:400])
	f.Add([]byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x11\x00\x04\xff\xff\xff\xff\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := checkWhole(open(t, data)); err != nil && !errors.Is(err, errCut) {
			t.Errorf("neither whole nor cut: %v", err)
		}
	})
}

func TestListingOfDevices(t *testing.T) {
	listing := "driver says hello\nfujitsu:fi-7160:1\x1fFUJITSU\x1ffi-7160\x1fscanner\x1e" +
		"-d evil\x1fX\x1fY\x1fZ\x1e" + "airscan:e0:HP \xff\x1fX\x1fY\x1fZ\x1e" +
		"airscan:e1:HP Kantoor\x1f\x1f\x1f\x1e" + "fujitsu:fi-7160:1\x1fagain\x1f\x1f\x1e" + "half\x1fone"
	got := parseDevices([]byte(listing))
	if len(got) != 2 || got[0].Name != "fujitsu:fi-7160:1" || got[0].Title() != "FUJITSU fi-7160" || got[1].Title() != "airscan:e1:HP Kantoor" {
		t.Errorf("%+v", got)
	}
	if (Device{Name: "test:0"}).Title() != "Proefscanner (geen papier)" || (Device{Name: "testing:0"}).Test() {
		t.Error("the test device is not told from others")
	}
}

func FuzzDevices(f *testing.F) {
	f.Add([]byte("a\x1fb\x1fc\x1fd\x1e"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, d := range parseDevices(data) {
			if d.Name == "" || d.Name[0] == '-' || bytes.ContainsAny([]byte(d.Name), "\x00\n") {
				t.Errorf("%q", d.Name)
			}
		}
		parseOptions(data)
	})
}
