package pdfa

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestColoursOfTheProfileMakeWhite(t *testing.T) {
	for i, white := range iccWhite {
		if sum := iccRed[i] + iccGreen[i] + iccBlue[i]; math.Abs(sum-white) > 0.0002 {
			t.Errorf("the primaries add up to %f, want %f", sum, white)
		}
	}
	if sRGBLight(0) != 0 || sRGBLight(1) != 1 || math.Abs(sRGBLight(0.5)-0.2140) > 0.0001 {
		t.Error("the curve of sRGB does not run from 0 by 0.214 to 1")
	}
}

// TestProfileIsSRGB turns colours from our profile into those of the one in
// Debian's icc-profiles-free: they stay what they are.
func TestProfileIsSRGB(t *testing.T) {
	const other = "/usr/share/color/icc/sRGB.icc"
	if _, err := os.Stat(other); err != nil {
		t.Skip("icc-profiles-free is not installed; deploy/packages.sh bench does so")
	}
	dir := t.TempDir()
	ours, colours, turned := filepath.Join(dir, "ours.icc"), filepath.Join(dir, "a.png"), filepath.Join(dir, "b.png")
	if err := os.WriteFile(ours, sRGBProfile(), 0o600); err != nil {
		t.Fatal(err)
	}
	tool(t, "convert", "-size", "64x64", "xc:", "-seed", "3", "+noise", "Random", "-strip", colours)
	tool(t, "convert", colours, "-profile", ours, "-profile", other, "-strip", turned)
	out, err := exec.Command("compare", "-metric", "PAE", colours, turned, "null:").CombinedOutput()
	_, share, _ := strings.Cut(strings.TrimSuffix(string(out), ")"), "(")
	most, parseErr := strconv.ParseFloat(share, 64)
	if parseErr != nil {
		t.Fatalf("compare: %v %s", err, out)
	}
	if most > 1.5/255 {
		t.Errorf("a colour moves by %.1f in 255", most*255)
	}
}
