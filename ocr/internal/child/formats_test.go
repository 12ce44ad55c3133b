package child

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// formatsSource is what every file of TestFormats shows: coloured, with letters, and
// different in each corner so that a wrong turn shows.
var formatsSource = strings.Fields("-size 480x640 xc:white -fill navy -pointsize 40 -annotate +40+90 Voorhout -fill darkred -annotate +40+170 bezwaar " +
	"-fill gray -draw rectangle,20,500,200,620 -fill black -draw rectangle,380,20,460,60 -density 60 -units PixelsPerInch -alpha off -depth 8 -type TrueColor")

// formatsPage makes that picture as PNG.
func formatsPage(t testing.TB) string {
	t.Helper()
	source := filepath.Join(t.TempDir(), "source.png")
	args := make([]string, 0, len(formatsSource)+1)
	for _, a := range formatsSource {
		args = append(args, strings.Replace(a, "rectangle,", "rectangle ", 1))
	}
	made(t, "convert", append(args, source)...)
	return source
}

// TestFormats: every usual way to write an image is decoded to what was written,
// or refused by name.
func TestFormats(t *testing.T) {
	source := formatsPage(t)
	dir := filepath.Dir(source)
	want := grayOf(t, source)
	made(t, "convert", source, "-compress", "None", filepath.Join(dir, "plain.tif"))
	made(t, "convert", source, "-threshold", "60%", "-type", "bilevel", "-depth", "1", "-compress", "None", filepath.Join(dir, "bilevel.tif"))
	bilevel := grayOf(t, filepath.Join(dir, "bilevel.tif"))
	for _, c := range []struct {
		name    string
		kind    postkamer.FileKind
		command string // @ is the source, % the file to make; tiffcp takes plain.tif or bilevel.tif
		want    *image.Gray
		off     float64 // mean difference of a pixel that is allowed, of 255
		refused postkamer.RefusalCode
	}{
		{"TIFF without compression", postkamer.TIFF, "tiffcp -c none plain.tif %", want, 1, ""},
		{"TIFF PackBits", postkamer.TIFF, "tiffcp -c packbits plain.tif %", want, 1, ""},
		{"TIFF LZW", postkamer.TIFF, "tiffcp -c lzw plain.tif %", want, 1, ""},
		{"TIFF LZW with predictor", postkamer.TIFF, "tiffcp -c lzw:2 plain.tif %", want, 1, ""},
		{"TIFF Deflate", postkamer.TIFF, "tiffcp -c zip plain.tif %", want, 1, ""},
		{"TIFF JPEG", postkamer.TIFF, "tiffcp -r 16 -c jpeg plain.tif %", want, 4, ""},
		{"TIFF JPEG as RGB", postkamer.TIFF, "tiffcp -r 16 -c jpeg:r plain.tif %", want, 4, ""},
		{"TIFF in planes", postkamer.TIFF, "tiffcp -p separate -c lzw plain.tif %", want, 1, ""},
		{"TIFF in tiles", postkamer.TIFF, "tiffcp -t -w 64 -l 64 -c zip plain.tif %", want, 1, ""},
		{"TIFF JPEG in tiles", postkamer.TIFF, "tiffcp -t -w 64 -l 64 -c jpeg plain.tif %", want, 4, ""},
		{"TIFF in tiles and planes", postkamer.TIFF, "tiffcp -t -w 64 -l 64 -p separate -c lzw plain.tif %", want, 1, ""},
		{"BigTIFF", postkamer.TIFF, "tiffcp -8 -c lzw plain.tif %", want, 1, ""},
		{"TIFF of Motorola", postkamer.TIFF, "tiffcp -B -c lzw plain.tif %", want, 1, ""},
		{"TIFF with the other fill order", postkamer.TIFF, "tiffcp -f lsb2msb -c g4 bilevel.tif %", bilevel, 1, ""},
		{"TIFF one strip of many", postkamer.TIFF, "tiffcp -r 7 -c none plain.tif %", want, 1, ""},
		{"TIFF G3 of one dimension", postkamer.TIFF, "tiffcp -c g3:1d bilevel.tif %", bilevel, 1, ""},
		{"TIFF G3 of two dimensions", postkamer.TIFF, "tiffcp -c g3:2d:fill bilevel.tif %", bilevel, 1, ""},
		{"TIFF G4", postkamer.TIFF, "tiffcp -c g4 bilevel.tif %", bilevel, 1, ""},
		{"TIFF of 1 bit in tiles", postkamer.TIFF, "tiffcp -t -w 64 -l 64 -c g4 bilevel.tif %", bilevel, 1, ""},
		{"TIFF with white as 0", postkamer.TIFF, "convert @ -threshold 60% -type bilevel -define quantum:polarity=min-is-white -compress Group4 %", bilevel, 1, ""},
		{"TIFF grey with white as 0", postkamer.TIFF, "convert @ -colorspace Gray -negate -define quantum:polarity=min-is-white -compress LZW %", want, 2, ""},
		{"TIFF of 16 bit", postkamer.TIFF, "convert @ -depth 16 -compress Zip %", want, 2, ""},
		{"TIFF grey of 16 bit", postkamer.TIFF, "convert @ -colorspace Gray -depth 16 -compress Zip %", want, 2, ""},
		{"TIFF grey of 4 bit", postkamer.TIFF, "convert @ -colorspace Gray -depth 4 -compress Zip %", want, 6, ""},
		{"TIFF with a palette", postkamer.TIFF, "convert @ -type Palette -compress LZW %", want, 2, ""},
		{"TIFF CMYK", postkamer.TIFF, "convert @ -colorspace CMYK -compress LZW %", want, 6, ""},
		{"TIFF CMYK JPEG", postkamer.TIFF, "convert @ -colorspace CMYK -compress JPEG %", want, 8, ""},
		{"TIFF with alpha", postkamer.TIFF, "convert @ -transparent white -compress LZW %", want, 2, ""},
		{"TIFF grey with alpha", postkamer.TIFF, "convert @ -transparent white -colorspace Gray -compress LZW %", want, 2, ""},
		{"TIFF YCbCr", postkamer.TIFF, "convert @ -colorspace YCbCr -compress LZW %", want, 4, ""},
		{"TIFF Lab", postkamer.TIFF, "convert @ -colorspace Lab -compress LZW %", want, 8, ""},
		{"TIFF of floats", postkamer.TIFF, "convert @ -define quantum:format=floating-point -depth 32 -compress LZW %", nil, 0, postkamer.RefusedBroken},
		{"TIFF LZMA", postkamer.TIFF, "convert @ -compress LZMA %", want, 2, ""},
		{"TIFF WebP", postkamer.TIFF, "convert @ -compress WebP %", want, 6, ""},
		{"TIFF Zstandard", postkamer.TIFF, "convert @ -compress Zstd %", want, 2, ""},
		{"JPEG", postkamer.JPEG, "convert @ -quality 92 %", want, 2, ""},
		{"JPEG grey", postkamer.JPEG, "convert @ -colorspace Gray -quality 92 %", want, 2, ""},
		{"JPEG progressive", postkamer.JPEG, "convert @ -interlace JPEG -quality 92 %", want, 2, ""},
		{"JPEG CMYK of Adobe", postkamer.JPEG, "convert @ -colorspace CMYK -quality 92 %", want, 6, ""},
		{"JPEG without subsampling", postkamer.JPEG, "convert @ -sampling-factor 1x1 -quality 92 %", want, 2, ""},
		{"JPEG with odd subsampling", postkamer.JPEG, "convert @ -sampling-factor 4x1 -quality 92 %", want, 3, ""},
		{"JPEG with arithmetic coding", postkamer.JPEG, "convert @ -define jpeg:arithmetic-coding=true -quality 92 %", want, 2, ""},
		{"JPEG as RGB", postkamer.JPEG, "convert @ -colorspace sRGB -define jpeg:colorspace=RGB -quality 92 %", want, 2, ""},
		{"PNG", postkamer.PNG, "convert @ %", want, 1, ""},
		{"PNG interlaced", postkamer.PNG, "convert @ -interlace PNG %", want, 1, ""},
		{"PNG of 16 bit", postkamer.PNG, "convert @ -define png:bit-depth=16 -define png:color-type=2 %", want, 2, ""},
		{"PNG grey of 16 bit", postkamer.PNG, "convert @ -define png:bit-depth=16 -define png:color-type=0 %", want, 2, ""},
		{"PNG with alpha on white", postkamer.PNG, "convert @ -transparent white %", want, 1, ""},
		{"PNG with alpha of 16 bit", postkamer.PNG, "convert @ -transparent white -define png:bit-depth=16 -define png:color-type=6 %", want, 2, ""},
		{"PNG grey with alpha", postkamer.PNG, "convert @ -transparent white -define png:color-type=4 %", want, 2, ""},
		{"PNG grey of 16 bit with alpha", postkamer.PNG, "convert @ -transparent white -define png:bit-depth=16 -define png:color-type=4 %", want, 2, ""},
		{"PNG with a palette", postkamer.PNG, "convert @ -colors 200 -define png:color-type=3 %", want, 2, ""},
		{"PNG with a palette and a transparent colour", postkamer.PNG, "convert @ -colors 200 -transparent white -define png:color-type=3 %", want, 2, ""},
		{"PNG of 1 bit", postkamer.PNG, "convert @ -threshold 60% -define png:bit-depth=1 -define png:color-type=0 %", bilevel, 1, ""},
		{"PNG of 2 bit", postkamer.PNG, "convert @ -colorspace Gray -define png:bit-depth=2 -define png:color-type=0 %", want, 12, ""},
		{"PNG of 1 bit, one of which is transparent", postkamer.PNG, "convert @ -threshold 60% -transparent white -define png:bit-depth=1 -define png:color-type=3 %", bilevel, 1, ""},
		{"JPEG of 12 bit", postkamer.JPEG, "LC_ALL=C; convert @ -quality 92 jpeg:- | sed 's/\\xff\\xc0\\x00\\x11\\x08/\\xff\\xc0\\x00\\x11\\x0c/' >%", nil, 0, postkamer.RefusedBroken},
		{"HEIC", postkamer.HEIC, "convert @ -quality 80 %", want, 4, ""},
		{"HEIC with alpha", postkamer.HEIC, "convert @ -transparent white -quality 80 %", want, 4, ""},
		{"HEIC grey", postkamer.HEIC, "convert @ -colorspace Gray -quality 80 %", want, 4, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			made := filepath.Join(t.TempDir(), "file."+string(c.kind))
			run := strings.NewReplacer("@", source, "60%", "60%", "%", made, "plain.tif", filepath.Join(dir, "plain.tif"), "bilevel.tif", filepath.Join(dir, "bilevel.tif")).Replace(c.command)
			if out, err := exec.CommandContext(t.Context(), "sh", "-c", run).CombinedOutput(); err != nil {
				t.Fatalf("%s: %v %s", run, err, out)
			}
			checkFormat(t, made, c.kind, c.want, c.off, c.refused)
		})
	}
}

// checkFormat decodes a file and compares it with what it should show.
func checkFormat(t *testing.T, path string, kind postkamer.FileKind, want *image.Gray, off float64, code postkamer.RefusalCode) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p, err := decode(data, wire.Request{Kind: kind, Page: 1, MaxPixels: 1_000_000, MaxPages: 10})
	if code != "" {
		if !errors.Is(err, refused(code)) {
			t.Errorf("%v, want %s", err, code)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer p.free()
	if !p.clean {
		t.Error("decoded with complaints")
	}
	g := p.gray()
	defer g.free()
	if d := difference(imageOf(t, g), want); d > off {
		t.Errorf("differs by %.1f", d)
	}
}

// difference is the mean difference of the pixels of two images, 255 when they are
// not of one size.
func difference(a, b *image.Gray) float64 {
	if a.Rect != b.Rect {
		return 255
	}
	sum := 0
	for i := range a.Pix {
		sum += max(int(a.Pix[i])-int(b.Pix[i]), int(b.Pix[i])-int(a.Pix[i]))
	}
	return float64(sum) / float64(max(1, len(a.Pix)))
}

// grayOf has ImageMagick decode a file, weighing the colours as leptonica does.
func grayOf(t *testing.T, path string) *image.Gray {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "convert", path, "-depth", "8", "png24:-").Output()
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	g := image.NewGray(m.Bounds())
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			r, gr, b, _ := m.At(x, y).RGBA()
			g.Pix[y*g.Stride+x] = uint8((0.3*float64(r) + 0.5*float64(gr) + 0.2*float64(b)) / 257)
		}
	}
	return g
}

func made(t testing.TB, name string, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput(); err != nil {
		t.Fatal(fmt.Errorf("%s %v: %w: %s", name, args, err, out))
	}
}
