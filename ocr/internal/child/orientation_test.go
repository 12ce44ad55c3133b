package child

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"postkamer"
)

// storedAs says how a picture lies in a file of each orientation, in ImageMagick's
// words, and what that calls the orientation.
var storedAs = [][2]string{
	1: {"-noop", "TopLeft"}, 2: {"-flop", "TopRight"}, 3: {"-rotate 180", "BottomRight"}, 4: {"-flip", "BottomLeft"},
	5: {"-transpose", "LeftTop"}, 6: {"-rotate 270", "RightTop"}, 7: {"-transverse", "RightBottom"}, 8: {"-rotate 90", "LeftBottom"},
}

// TestOrientation: JPEG and TIFF of all eight orientations come upright, whoever of
// leptonica and libtiff decodes them.
func TestOrientation(t *testing.T) {
	source := formatsPage(t)
	want := grayOf(t, source)
	dir := t.TempDir()
	for o := 1; o <= 8; o++ {
		turn, name := storedAs[o][0], storedAs[o][1]
		script := fmt.Sprintf("cd %s && convert %s %s +repage stored.jpg && convert %s %s +repage -orient %s -compress LZW stored.tif && tiffcp -t -w 64 -l 64 stored.tif tiles.tif",
			dir, source, turn, source, turn, name)
		made(t, "sh", "-c", script)
		jpg, err := os.ReadFile(filepath.Join(dir, "stored.jpg"))
		if err != nil {
			t.Fatal(err)
		}
		exif := append([]byte("\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), byte(o), 0, 0, 0, 0, 0, 0)
		turned := bytes.Join([][]byte{jpg[:2], exif, jpg[2:]}, nil)
		if err := os.WriteFile(filepath.Join(dir, "turned.jpg"), turned, 0o600); err != nil {
			t.Fatal(err)
		}
		for file, kind := range map[string]postkamer.FileKind{"turned.jpg": postkamer.JPEG, "stored.tif": postkamer.TIFF, "tiles.tif": postkamer.TIFF} {
			t.Run(fmt.Sprint(o, file), func(t *testing.T) {
				checkFormat(t, filepath.Join(dir, file), kind, want, 3, "")
			})
		}
	}
}
