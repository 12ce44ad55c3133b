package web

import (
	"bytes"
	"context"
	"errors"
	"image"
	imagecolor "image/color"
	"image/jpeg"
	"strings"
	"sync/atomic"
	"testing"
)

// cornered is a grey picture with a black square in its top left corner.
func cornered(t *testing.T, width, height int) []byte {
	t.Helper()
	picture := image.NewGray(image.Rect(0, 0, width, height))
	for i := range picture.Pix {
		picture.Pix[i] = 220
	}
	for y := range 40 {
		for x := range 40 {
			picture.SetGray(x, y, imagecolor.Gray{})
		}
	}
	data, err := encode(picture, 90)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestPictureIsTurnedClockwise(t *testing.T) {
	for degrees, dark := range map[int]image.Point{90: {180, 20}, 180: {180, 280}, 270: {20, 180}} {
		data, err := turnImage(cornered(t, 200, 300), degrees)
		if err != nil {
			t.Fatal(err)
		}
		got, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if degrees != 180 {
			dark.X, dark.Y = map[int]int{90: 280, 270: 20}[degrees], map[int]int{90: 20, 270: 180}[degrees]
		}
		if y, _, _, _ := got.At(dark.X, dark.Y).RGBA(); y>>8 > 60 {
			t.Errorf("%d degrees: the corner is not at %v of %v", degrees, dark, got.Bounds())
		}
	}
}

func TestSmallPictureIsSmall(t *testing.T) {
	data, err := shrink(cornered(t, 1240, 1754))
	if err != nil {
		t.Fatal(err)
	}
	got, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil || got.Width > thumbWidth || got.Height > thumbHeight || got.Height < thumbHeight-2 || len(data) > 10_000 {
		t.Errorf("%dx%d, %d bytes, %v", got.Width, got.Height, len(data), err)
	}
	if _, err := shrink([]byte("no picture")); err == nil {
		t.Error("what is no picture must be an error")
	}
}

func TestSmallPicturesAreMadeOnce(t *testing.T) {
	small := newThumbs()
	var made atomic.Int32
	make := func(context.Context) ([]byte, error) { made.Add(1); return []byte("x"), nil }
	for range 3 {
		if got, err := small.get(t.Context(), "a", make); err != nil || string(got) != "x" {
			t.Fatal(got, err)
		}
	}
	if made.Load() != 1 {
		t.Errorf("made %d times", made.Load())
	}
	for i := range thumbKeep {
		small.keep(strings.Repeat("k", i+2), nil)
	}
	if small.find("a") != nil || len(small.kept) > thumbKeep {
		t.Errorf("%d are kept, the first among them", len(small.kept))
	}
	small.work <- struct{}{} // somebody else makes one, for ever
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := small.get(ctx, "new", make); !errors.Is(err, context.Canceled) {
		t.Errorf("who left waits: %v", err)
	}
}
