package scanner

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Device is a scanner that SANE knows.
type Device struct {
	Name   string `json:"name"`   // SANE's name: "fujitsu:fi-7160:1234", "airscan:e0:HP"
	Vendor string `json:"vendor"` // for people
	Model  string `json:"model"`
	Kind   string `json:"kind"` // "sheetfed scanner", "flatbed scanner", "virtual device"
}

// testDevice begins the name of every device of SANE's test backend.
const testDevice = "test"

// Test tells whether the device is SANE's test device, which has no paper.
func (d Device) Test() bool { return d.Name == testDevice || strings.HasPrefix(d.Name, testDevice+":") }

// Title is the device's name for people.
func (d Device) Title() string {
	if d.Test() {
		return "Proefscanner (geen papier)"
	}
	title := strings.TrimSpace(d.Vendor + " " + d.Model)
	if title == "" {
		return d.Name
	}
	return title
}

// listTime bounds the search for devices: on a network it takes seconds, and a
// broken driver never answers.
const listTime = 40 * time.Second

// maxListing is how much of a listing is read, in bytes.
const maxListing = 1 << 20

// Devices asks scanimage which scanners there are. The test device is listed by
// SANE only where the administrator turned it on.
func (p Program) Devices(ctx context.Context) ([]Device, error) {
	ctx, cancel := context.WithTimeout(ctx, listTime)
	defer cancel()
	out, err := p.output(ctx, "--formatted-device-list=%d\x1f%v\x1f%m\x1f%t\x1e")
	if err != nil {
		return nil, fmt.Errorf("list scanners: %w", err)
	}
	return parseDevices(out), nil
}

// parseDevices reads a listing. Drivers write to standard output too: what is
// not exactly a line of ours is no device.
func parseDevices(out []byte) []Device {
	var list []Device
	seen := map[string]bool{}
	for record := range bytes.SplitSeq(out, []byte{0x1e}) {
		fields := strings.Split(string(record), "\x1f")
		if len(fields) != 4 {
			continue
		}
		name := fields[0]
		if i := strings.LastIndexByte(name, '\n'); i >= 0 { // a driver's own line before it
			name = name[i+1:]
		}
		if !validName(name) || seen[name] {
			continue
		}
		seen[name] = true
		list = append(list, Device{Name: name, Vendor: shown(fields[1]), Model: shown(fields[2]), Kind: shown(fields[3])})
	}
	return list
}

// maxName bounds the name of a device, in bytes.
const maxName = 200

// validName tells whether a name can be given to scanimage: it is an argument of
// a program, and must not be taken for an option.
func validName(name string) bool {
	printable := func(r rune) bool { return unicode.IsPrint(r) && r != utf8.RuneError }
	return name != "" && len(name) <= maxName && name[0] != '-' && strings.IndexFunc(name, func(r rune) bool { return !printable(r) }) < 0
}

// shown makes a text of a driver fit to show.
func shown(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) && r != utf8.RuneError {
			return r
		}
		return -1
	}, s)
	if len(s) > maxName {
		s = strings.ToValidUTF8(s[:maxName], "")
	}
	return strings.TrimSpace(s)
}
