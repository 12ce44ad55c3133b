package wire

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"postkamer"
)

func cleanPage() Clean {
	return Clean{Width: 30, Height: 20, DPI: 200, Rotation: 270, Skew: -4.87, ViewWidth: 23, ViewHeight: 15, Bitonal: true,
		Pixels: bytes.Repeat([]byte{1, 2, 250}, 200)}
}

func TestClean(t *testing.T) {
	want := cleanPage()
	b := want.Encode()
	got, err := DecodeClean(b)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%+v, %v", got, err)
	}
	for i := range b {
		damaged := bytes.Clone(b)
		damaged[i] ^= 4
		if _, err := DecodeClean(damaged); !errors.Is(err, ErrClean) {
			t.Errorf("byte %d changed: %v", i, err)
		}
		if _, err := DecodeClean(b[:i]); !errors.Is(err, ErrClean) {
			t.Errorf("%d bytes: %v", i, err)
		}
	}
}

func TestCleanFits(t *testing.T) {
	c := cleanPage()
	view := postkamer.View{Rotation: 270, Skew: -4.87, Width: 23, Height: 15, DPI: 150}
	if !c.Fits(view) {
		t.Fatal("its own view")
	}
	for name, spoil := range map[string]func(v *postkamer.View){
		"turned":     func(v *postkamer.View) { v.Rotation = 90 },
		"askew":      func(v *postkamer.View) { v.Skew = -4.88 },
		"of a width": func(v *postkamer.View) { v.Width++ },
	} {
		v := view
		if spoil(&v); c.Fits(v) {
			t.Errorf("another view: %s", name)
		}
	}
}

func TestSplit(t *testing.T) {
	var a Answer
	body := a.Join([]byte("view"), nil, []byte("g4"))
	parts, err := a.Split(body, 3)
	if err != nil || string(parts[0]) != "view" || len(parts[1]) != 0 || string(parts[2]) != "g4" {
		t.Fatalf("%q, %v", parts, err)
	}
	for name, lengths := range map[string][]int{
		"too few": {4, 2}, "too many": {4, 0, 1, 1}, "too long": {4, 0, 3}, "too short": {4, 0, 1}, "negative": {7, -1, 0},
	} {
		a.Parts = lengths
		if _, err := a.Split(body, 3); !errors.Is(err, ErrFrame) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
