package main

import (
	"bytes"
	"fmt"
	"image"
)

// A look turns a worn page into the bytes of a PNM picture.
type look func(s *scan, p page) []byte

// bilevel is black and white, as most office scanners are set. A little noise
// before the threshold makes the edges of letters ragged.
func bilevel(s *scan, _ page) []byte {
	s.noise(9)
	w, h := s.grey.Rect.Dx(), s.grey.Rect.Dy()
	var b bytes.Buffer
	fmt.Fprintf(&b, "P4 %d %d\n", w, h)
	line := make([]byte, (w+7)/8)
	for y := range h {
		clear(line)
		for x, v := range s.grey.Pix[y*s.grey.Stride:][:w] {
			if v < 158 {
				line[x/8] |= 0x80 >> (x % 8)
			}
		}
		b.Write(line)
	}
	return b.Bytes()
}

// grey is eight bits per pixel.
func grey(s *scan, _ page) []byte {
	w, h := s.grey.Rect.Dx(), s.grey.Rect.Dy()
	var b bytes.Buffer
	fmt.Fprintf(&b, "P5 %d %d 255\n", w, h)
	b.Write(s.grey.Pix)
	return b.Bytes()
}

// colour is a colour scan, or a photograph.
func colour(s *scan, p page) []byte {
	if p.Photo {
		return ppm(s.photo(p.Noise))
	}
	return ppm(s.colour())
}

func ppm(img *image.RGBA) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "P6 %d %d 255\n", img.Rect.Dx(), img.Rect.Dy())
	for i := 0; i < len(img.Pix); i += 4 {
		b.Write(img.Pix[i : i+3])
	}
	return b.Bytes()
}
