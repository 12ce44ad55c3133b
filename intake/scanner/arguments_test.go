package scanner

import (
	"os"
	"strings"
	"testing"

	"postkamer"
)

func TestProfileBecomesOptionsOfTheDevice(t *testing.T) {
	duplex := postkamer.Settings{Resolution: 300, Mode: postkamer.Grey, Duplex: true, Page: postkamer.SizeA4}
	single := postkamer.Settings{Resolution: 200, Mode: postkamer.Lineart, Page: postkamer.SizeA5}
	tests := []struct {
		name     string
		device   string
		file     string
		settings postkamer.Settings
		want     string // "" is refused
		feeder   bool
	}{
		{"sheet-fed, both sides", "fujitsu:fi-7160:1", "fujitsu.txt", duplex, "--source=ADF Duplex --mode=Gray --resolution=300 --page-width=210 --page-height=297 -x 210 -y 297 --df-action=Stop", true},
		{"sheet-fed, one side, black and white", "fujitsu:fi-7160:1", "fujitsu.txt", single, "--source=ADF Front --mode=Lineart --resolution=200 --page-width=148 --page-height=210 -x 148 -y 210 --df-action=Stop", true},
		{"both sides through an option of its own", "epsonds:net:1", "epson.txt", duplex, "--source=Automatic Document Feeder --adf-mode=Duplex --mode=Grayscale --resolution=300 -x 210 -y 297", true},
		{"glass only cannot do both sides", "genesys:libusb:1", "glass.txt", duplex, "", false},
		{"glass only, one side", "genesys:libusb:1", "glass.txt", single, "--source=Flatbed --mode=Gray --resolution=300 -x 148 -y 210", false},
		{"more dots than it has", "genesys:libusb:1", "glass.txt", postkamer.Settings{Resolution: 2400}, "", false},
		{"paper larger than it takes", "genesys:libusb:1", "glass.txt", postkamer.Settings{Page: postkamer.SizeA4}, "", false},
		{"the test device makes do", "test:0", "test.txt", duplex, "--source=Automatic Document Feeder --mode=Gray --resolution=300 -x 200 -y 200 --test-picture=Grid", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			listing, err := os.ReadFile("testdata/" + tt.file)
			if err != nil {
				t.Fatal(err)
			}
			set, refused := arguments(Device{Name: tt.device, Kind: "scanner"}, parseOptions(listing), tt.settings)
			if got := strings.Join(set.args, " "); (refused != nil) != (tt.want == "") || refused == nil && (got != tt.want || set.feeder != tt.feeder) {
				t.Errorf("got %q, feeder %v, refused %v", got, set.feeder, refused)
			}
		})
	}
}

func TestEveryProblemHasWords(t *testing.T) {
	for _, p := range []Problem{NoPaper, Stopped, Jammed, CoverOpen, Busy, Gone, Broken, Denied, CannotDo, Slow, Died, Interrupted, Cut, Disk, NoProgram, Offline, Unknown} {
		if p.Words(1) == "" {
			t.Errorf("%s has no words", p)
		}
	}
	if Empty.Words(5) != "" || Empty.Wrong() || !Jammed.Wrong() {
		t.Error("an empty feeder is no problem")
	}
}
