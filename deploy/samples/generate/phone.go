package main

import (
	"context"
	"os"
	"slices"
)

// lying is an Exif block that says: turn me a quarter clockwise to look at me.
// Telephones store a portrait photograph lying down and add this.
var lying = slices.Concat(
	[]byte{0xFF, 0xE1, 0, 34}, []byte("Exif\x00\x00"), // marker, length with itself
	[]byte("II*\x00\x08\x00\x00\x00"),                                  // little endian, directory at 8
	[]byte{1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0}, // one entry: Orientation = 6
)

// phoneJPEG is a photograph as a telephone sends it.
func phoneJPEG(ctx context.Context, s *scanner, d delivery, to string) error {
	if err := single(colour, ".jpg", "-rotate", "270", "-quality", "62")(ctx, s, d, to); err != nil {
		return err
	}
	b, err := os.ReadFile(to)
	if err != nil {
		return err
	}
	return os.WriteFile(to, slices.Concat(b[:2], lying, b[2:]), 0o644)
}
