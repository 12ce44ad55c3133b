package child

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// TestTryingAJPEGSeesWhatDecodingItSees: of the same damaged bytes, the cheap look of
// the inspection says what decoding all pixels says: incomplete, broken, damaged or whole.
func TestTryingAJPEGSeesWhatDecodingItSees(t *testing.T) {
	whole := noisyJPEG(t)
	q := wire.Request{Kind: postkamer.JPEG, Page: 1, MaxPixels: 1_000_000}
	seen := map[string]int{}
	for name, whole := range map[string][]byte{"baseline": whole, "progressive": progressive(t, whole)} {
		random := rand.New(rand.NewPCG(7, 7))
		for n := range 150 {
			data := damage(whole, random, n)
			full, cheap := verdict(decodeJPEG(data, q)), verdict(try(data, q))
			if full != cheap {
				t.Errorf("%s %d: decoding says %q, trying %q", name, n, full, cheap)
			}
			seen[full]++
		}
	}
	for _, want := range []string{"whole", refused(postkamer.RefusedBroken).Error(), refused(postkamer.RefusedTruncated).Error()} {
		if seen[want] == 0 {
			t.Errorf("no damage led to %q: %v", want, seen)
		}
	}
}

// verdict says what became of a page, and frees it.
func verdict(p *page, err error) string {
	if err != nil {
		return err.Error()
	}
	defer p.free()
	if p.clean {
		return "whole"
	}
	return "damaged"
}

// damage changes bytes of a file, each time in another way; of every fifth a piece is
// missing.
func damage(whole []byte, random *rand.Rand, n int) []byte {
	data := bytes.Clone(whole)
	switch {
	case n == 0:
		return data
	case n == 1:
		return data[:len(data)/2]
	case n%5 == 0:
		at := 2 + random.IntN(len(data)-200)
		return append(data[:at], data[at+1+random.IntN(150):]...)
	}
	for range 1 + n%4 {
		data[2+random.IntN(len(data)-2)] = byte(random.IntN(256))
	}
	if n%7 == 0 { // where the tables are
		data[2+random.IntN(600)] ^= 0x55
	}
	return data
}

func noisyJPEG(t *testing.T) []byte {
	t.Helper()
	random := rand.New(rand.NewPCG(3, 3))
	m := image.NewYCbCr(image.Rect(0, 0, 333, 250), image.YCbCrSubsampleRatio420)
	for i := range m.Y {
		m.Y[i] = uint8(100 + random.IntN(60))
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func progressive(t *testing.T, data []byte) []byte {
	t.Helper()
	from, to := filepath.Join(t.TempDir(), "a.jpg"), filepath.Join(t.TempDir(), "b.jpg")
	if err := os.WriteFile(from, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("convert", from, "-interlace", "JPEG", to).CombinedOutput(); err != nil {
		t.Fatalf("convert: %v: %s", err, out)
	}
	data, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
