// Package scantest is a scanner with a feeder of paper, for tests. Main behaves
// like scanimage; the sheets are files in a folder. A sheet leaves the feeder in
// the same instant in which its page is complete, so that, as with paper, each
// sheet is at any moment either in the feeder or scanned: a test can kill
// whatever it likes and then ask where every sheet is.
//
// SANE's own test device is used besides: it is the real scanimage, but all its
// pages are alike.
package scantest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// FeederVariable is the environment variable that names the folder of the feeder.
// It begins with SANE_: others are kept from scanimage.
const FeederVariable = "SANE_SCANTEST_FEEDER"

// Device is the name of the device.
const Device = "scantest:feeder"

// Files of the feeder that say how it behaves.
const (
	delayFile = ".delay" // time for a sheet
	jamFile   = ".jam"   // after how many sheets, and with which exit status, it ends
)

// Feed lays n sheets of one side in the feeder, on top of what is there. Each is
// different from every other with another mark.
func Feed(dir, mark string, n int) error {
	for i := range n {
		name := fmt.Sprintf("%s-%04d.tif", mark, i+1)
		if err := os.WriteFile(filepath.Join(dir, name), Sheet(name), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// Delay sets how long a sheet takes.
func Delay(dir string, d time.Duration) error {
	return os.WriteFile(filepath.Join(dir, delayFile), []byte(d.String()), 0o600)
}

// Jam has the scanner end with an exit status after so many sheets, once.
func Jam(dir string, sheets, status int) error {
	return os.WriteFile(filepath.Join(dir, jamFile), fmt.Appendf(nil, "%d %d", sheets, status), 0o600)
}

// Sheets returns the names of the sheets in the feeder.
func Sheets(dir string) []string {
	entries, _ := os.ReadDir(dir) // no folder, no sheets
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".tif") {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names
}

// Size of a sheet in pixels, at 50 dpi.
const (
	sheetWidth  = 420
	sheetHeight = 590
)

// Sheet returns a page as TIFF, in greys, on which a mark is drawn as a pattern of
// bars that no other mark has.
func Sheet(mark string) []byte {
	pixels := bytes.Repeat([]byte{255}, sheetWidth*sheetHeight)
	for i, b := range []byte(mark) {
		for bit := range 8 {
			if b&(1<<bit) != 0 {
				bar(pixels, 30+40*bit, 30+18*i)
			}
		}
	}
	return encode(pixels)
}

// bar draws a bar of 30 by 10 pixels.
func bar(pixels []byte, x, y int) {
	for dy := range 10 {
		for dx := range 30 {
			if at := (y+dy)*sheetWidth + x + dx; at < len(pixels) {
				pixels[at] = 0
			}
		}
	}
}

// encode writes a TIFF as scanimage does: directory first, one strip.
func encode(pixels []byte) []byte {
	fields := [][3]uint32{ // tag, type, value
		{256, 4, sheetWidth}, {257, 4, sheetHeight}, {258, 3, 8}, {259, 3, 1}, {262, 3, 1},
		{273, 4, 0}, {277, 3, 1}, {278, 4, sheetHeight}, {279, 4, uint32(len(pixels))},
		{282, 5, 0}, {283, 5, 0}, {296, 3, 2},
	}
	end := uint32(8 + 2 + 12*len(fields) + 4)
	out := []byte("II*\x00\x08\x00\x00\x00")
	out = binary.LittleEndian.AppendUint16(out, uint16(len(fields)))
	for _, f := range fields {
		switch f[0] {
		case 273:
			f[2] = end + 8
		case 282, 283:
			f[2] = end
		}
		out = binary.LittleEndian.AppendUint16(out, uint16(f[0]))
		out = binary.LittleEndian.AppendUint16(out, uint16(f[1]))
		out = binary.LittleEndian.AppendUint32(out, 1)
		out = binary.LittleEndian.AppendUint32(out, f[2])
	}
	out = append(out, 0, 0, 0, 0) // no next directory
	out = binary.LittleEndian.AppendUint32(out, 50)
	out = binary.LittleEndian.AppendUint32(out, 1)
	return append(out, pixels...)
}

// Main does what scanimage would do with these arguments and returns its exit status.
func Main(args []string, out, errs io.Writer) int {
	f := feeder{dir: os.Getenv(FeederVariable), out: out, count: -1, jamAfter: -1}
	for _, a := range args {
		name, value, _ := strings.Cut(a, "=")
		switch name {
		case "--formatted-device-list":
			fmt.Fprintf(out, "%s\x1fScantest\x1fFeeder\x1fsheetfed scanner\x1e", Device)
			return 0
		case "--all-options":
			fmt.Fprint(out, allOptions)
			return 0
		case "--version":
			fmt.Fprintln(out, "scantest 1.0")
			return 0
		case "--batch":
			f.name = value
		case "--batch-count":
			f.count, _ = strconv.Atoi(value) // 0 is none
		}
	}
	fmt.Fprintln(errs, "Scanning pages") // nobody reads this
	return f.run()
}

const allOptions = `
All options specific to device ` + Device + `:
  Scan Mode:
    --mode Lineart|Gray|Color [Gray]
    --resolution 50..600dpi (in steps of 1) [300]
    --source ADF Front|ADF Duplex [ADF Front]
    -x 0..216mm (in steps of 1) [210]
    -y 0..356mm (in steps of 1) [297]
`

// feeder is one run.
type feeder struct {
	dir      string
	name     string // of the pages: %04d.tif
	count    int    // -1: until it is empty
	jamAfter int    // -1: never
	status   int    // of the jam
	out      io.Writer
}

func (f *feeder) run() int {
	var delay time.Duration
	if raw, err := os.ReadFile(filepath.Join(f.dir, delayFile)); err == nil {
		delay, _ = time.ParseDuration(string(raw)) // written by Delay
	}
	if raw, err := os.ReadFile(filepath.Join(f.dir, jamFile)); err == nil {
		_, _ = fmt.Sscan(string(raw), &f.jamAfter, &f.status) // written by Jam
	}
	for number := 1; f.count < 0 || number <= f.count; number++ {
		sheets := Sheets(f.dir)
		if len(sheets) == 0 {
			return 0
		}
		if number-1 == f.jamAfter {
			_ = os.Remove(filepath.Join(f.dir, jamFile)) // the operator took the paper out
			return f.status
		}
		if !f.scan(filepath.Join(f.dir, sheets[0]), fmt.Sprintf(f.name, number), delay) {
			return 9
		}
	}
	return 0
}

// scan lets one sheet through: first half of the page is written, and then, in one
// step, the page is there and the sheet gone.
func (f *feeder) scan(sheet, page string, delay time.Duration) bool {
	data, err := os.ReadFile(sheet)
	if err != nil {
		return false
	}
	time.Sleep(delay / 2)
	if err := os.WriteFile(page+".part", data[:len(data)/2], 0o600); err != nil {
		return false
	}
	time.Sleep(delay / 2)
	if os.Remove(page+".part") != nil || os.Rename(sheet, page) != nil {
		return false
	}
	_, err = fmt.Fprintln(f.out, page)
	return err == nil
}
