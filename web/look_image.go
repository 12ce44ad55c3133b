package web

import (
	"bytes"
	"context"
	"fmt"
	"image"
	imagecolor "image/color"
	"image/jpeg"
	"net/http"
	"strconv"
	"sync"

	"golang.org/x/image/draw"

	"postkamer"
)

// thumbWidth and thumbHeight bound a small picture, in pixels: twice what it
// takes on the page, for dense screens.
const (
	thumbWidth  = 176
	thumbHeight = 248
)

// thumbKeep is how many small pictures are kept in memory, of 4 to 8 kB each: those
// of a few stacks, which are asked for again with every page when scripts are off.
const thumbKeep = 1000

// thumbs keeps small pictures by what they show, and makes one at a time: a strip
// of a hundred must not take the processor from reading.
type thumbs struct {
	mu    sync.Mutex
	kept  map[string][]byte
	order []string
	work  chan struct{}
}

func newThumbs() *thumbs {
	return &thumbs{kept: map[string][]byte{}, work: make(chan struct{}, 1)}
}

// get returns the picture under key, made with from when it is not there.
func (t *thumbs) get(ctx context.Context, key string, from func(context.Context) ([]byte, error)) ([]byte, error) {
	if small := t.find(key); small != nil {
		return small, nil
	}
	select {
	case t.work <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-t.work }()
	if small := t.find(key); small != nil {
		return small, nil
	}
	small, err := from(ctx)
	if err == nil {
		t.keep(key, small)
	}
	return small, err
}

func (t *thumbs) find(key string) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.kept[key]
}

// keep adds a picture; the one that came first makes room.
func (t *thumbs) keep(key string, small []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.order) == thumbKeep {
		delete(t.kept, t.order[0])
		t.order = t.order[1:]
	}
	t.kept[key] = small
	t.order = append(t.order, key)
}

// turned is a picture turned by quarters, in degrees clockwise.
type turned struct {
	image.Image
	degrees int
}

// Bounds is the size after turning, from 0.
func (t turned) Bounds() image.Rectangle {
	size := t.Image.Bounds().Size()
	if t.degrees%180 != 0 {
		size.X, size.Y = size.Y, size.X
	}
	return image.Rectangle{Max: size}
}

// At is the colour of a point after turning.
func (t turned) At(x, y int) imagecolor.Color {
	b := t.Image.Bounds()
	switch t.degrees {
	case 90:
		x, y = y, b.Dy()-1-x
	case 180:
		x, y = b.Dx()-1-x, b.Dy()-1-y
	case 270:
		x, y = b.Dx()-1-y, x
	}
	return t.Image.At(b.Min.X+x, b.Min.Y+y)
}

// turnImage turns a JPEG by 90, 180 or 270 degrees clockwise.
func turnImage(data []byte, degrees int) ([]byte, error) {
	picture, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("turn image: %w", err)
	}
	t := turned{picture, degrees}
	upright := canvas(picture, t.Bounds())
	draw.Draw(upright, upright.Bounds(), t, image.Point{}, draw.Src)
	return encode(upright, 85)
}

// shrink makes a small picture of a JPEG.
func shrink(data []byte) ([]byte, error) {
	picture, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("shrink image: %w", err)
	}
	size := picture.Bounds().Size()
	if size.X == 0 || size.Y == 0 {
		return nil, fmt.Errorf("shrink image: it is empty")
	}
	scale := min(float64(thumbWidth)/float64(size.X), float64(thumbHeight)/float64(size.Y), 1)
	small := canvas(picture, image.Rect(0, 0, max(1, int(float64(size.X)*scale)), max(1, int(float64(size.Y)*scale))))
	draw.ApproxBiLinear.Scale(small, small.Bounds(), picture, picture.Bounds(), draw.Src, nil)
	return encode(small, 70)
}

// canvas is an empty picture: grey for a grey one, which is three times less work.
func canvas(like image.Image, size image.Rectangle) draw.Image {
	if _, grey := like.(*image.Gray); grey {
		return image.NewGray(size)
	}
	return image.NewRGBA(size)
}

func encode(picture image.Image, quality int) ([]byte, error) {
	var out bytes.Buffer
	err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: quality})
	return out.Bytes(), err
}

// turnAsked reads how far an image is to be turned.
func turnAsked(r *http.Request) (int, error) {
	text := r.URL.Query().Get("draai")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n != 90 && n != 180 && n != 270 {
		return 0, postkamer.ErrNotFound
	}
	return n, nil
}
