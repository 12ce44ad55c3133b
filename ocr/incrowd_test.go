package ocr

import (
	"context"
	"errors"
	"slices"
	"testing"

	"postkamer"
)

// TestInCrowd: while others are looked at, a photo is looked at from outside only; what is
// wrong inside is said when its page is made.
func TestInCrowd(t *testing.T) {
	e := startEngine(t, Config{Children: 2, Limits: Limits{PagePixels: 1_000_000}, TessData: t.TempDir()})
	whole := smallJPEG(t, 500, 400)
	broken := slices.Insert(slices.Clone(whole), len(whole)/2, 0xff, 0xd3) // a marker where none can be
	var refusal *postkamer.Refusal
	if f, err := inspectBytes(t, InCrowd{e}, broken); !errors.As(err, &refusal) {
		t.Fatalf("broken and alone: %+v, %v; want it refused", f, err)
	}
	busy := <-e.looks.slots
	defer func() { e.looks.slots <- busy }()
	for _, c := range []struct {
		name  string
		bytes []byte
		code  postkamer.RefusalCode
	}{
		{"whole", whole, ""},
		{"broken inside", broken, ""},
		{"cut off", whole[:len(whole)-20], postkamer.RefusedTruncated},
		{"too many pixels", smallJPEG(t, 1001, 1000), postkamer.RefusedPixels},
		{"nonsense", []byte("\xff\xd8\xff\xe0nonsense\xff\xd9"), postkamer.RefusedBroken},
		{"another kind", smallPNG(t, 100, 80)[:100], postkamer.RefusedTruncated},
	} {
		f, err := inspectBytes(t, InCrowd{e}, c.bytes)
		var r *postkamer.Refusal
		if errors.As(err, &r) && r.Code != c.code || (err == nil) != (c.code == "") || err == nil && (f.Pages != 1 || len(f.Flags) > 0) {
			t.Errorf("%s in a crowd: %+v, %v; want %q", c.name, f, err, c.code)
		}
	}
	if _, err := inspectBytes(t, e, broken); !errors.As(err, &refusal) {
		t.Errorf("what is no upload is always decoded: %v", err)
	}
	if _, err := e.Prepare(t.Context(), write(t, "file", broken), postkamer.JPEG, 1, postkamer.PrepareOptions{}); !errors.As(err, &refusal) {
		t.Errorf("the page of the broken one: %v", err)
	}
}

func inspectBytes(t *testing.T, by interface {
	Inspect(ctx context.Context, path, name string) (postkamer.File, error)
}, data []byte) (postkamer.File, error) {
	t.Helper()
	return by.Inspect(t.Context(), write(t, "file", data), "foto.jpg")
}
