package web

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"postkamer"
)

// textContrast is what text must have with what it lies on (WCAG 2.2, 1.4.3).
// Our borders use shades that have it too, so the 3:1 of 1.4.11 always holds.
const textContrast = 4.5

// A color is red, green and blue, 0..255 each.
type color [3]uint8

var (
	white = color{255, 255, 255}
	black = color{0, 0, 0}
)

// parseColor reads #rrggbb.
func parseColor(s string) (color, error) {
	var c color
	if _, err := fmt.Sscanf(strings.ToLower(s), "#%02x%02x%02x", &c[0], &c[1], &c[2]); err != nil || len(s) != 7 {
		return c, fmt.Errorf("kleur: %q: write a colour such as \"#0b6140\"", s)
	}
	return c, nil
}

// String writes #rrggbb.
func (c color) String() string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }

// luminance is the relative luminance of WCAG 2.2, 0 for black to 1 for white.
func (c color) luminance() float64 {
	linear := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

// contrast is the contrast ratio of WCAG 2.2 between two colours, 1 to 21.
func contrast(a, b color) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// mix returns c with the share (0..1) of other in it.
func (c color) mix(other color, share float64) color {
	var m color
	for i := range c {
		m[i] = uint8(math.Round(float64(c[i])*(1-share) + float64(other[i])*share))
	}
	return m
}

// until mixes ever more of other into c until the result has the contrast with on.
func (c color) until(other, on color, enough float64) color {
	for share := 0.0; share < 1; share += 0.02 {
		if m := c.mix(other, share); contrast(m, on) >= enough {
			return m
		}
	}
	return other
}

// A palette is the eight shades of one colour that the theme is made of.
type palette struct {
	s50, s100, s200, s300, s400, s500, s600, s700 color
}

// newPalette derives the shades from the municipality's colour. It refuses a
// colour too light for white text on it, or to be read on white.
func newPalette(c color) (palette, error) {
	if got := contrast(c, white); got < textContrast {
		return palette{}, postkamer.Wrong("kleur", "%s has contrast %.1f with white, %.1f is needed: choose a darker colour, such as %s",
			c, got, textContrast, c.until(black, white, textContrast))
	}
	p := palette{
		s50: c.mix(white, 0.96), s100: c.mix(white, 0.91), s200: c.mix(white, 0.84), s300: c.mix(white, 0.58),
		s400: c.mix(white, 0.15), s500: c,
	}
	p.s400 = p.s400.until(c, white, textContrast) // also used for small text
	p.s600 = c.mix(black, 0.25).until(black, p.s200, textContrast)
	p.s700 = c.mix(black, 0.6).until(black, p.s200, 7)
	return p, nil
}

// CheckFace refuses a municipality of which the pages could not be read, see newPalette,
// or the logo not be shown; nil is no logo.
func CheckFace(m postkamer.Municipality, logo []byte) error {
	_, err := themeSheet(m)
	if len(logo) > 0 {
		_, unknown := logoKind(logo)
		err = errors.Join(err, unknown)
	}
	return err
}

// themeSheet returns the style sheet that gives pages the municipality's face.
// It overrides the colours of the voorbeeld theme; the tokens carry them on.
func themeSheet(m postkamer.Municipality) (string, error) {
	base, err := parseColor(m.Color)
	if err != nil {
		return "", err
	}
	p, err := newPalette(base)
	if err != nil {
		return "", err
	}
	var css strings.Builder
	css.WriteString(".voorbeeld-theme{")
	for i, shade := range []color{p.s50, p.s100, p.s200, p.s300, p.s400, p.s500, p.s600, p.s700} {
		fmt.Fprintf(&css, "--voorbeeld-kleuren-violet-%s:%s;", [...]string{"50", "100", "200", "300", "400", "500", "600", "700"}[i], shade)
	}
	fmt.Fprintf(&css, "--basis-border-radius-sm:%dpx;--basis-border-radius-md:%dpx}\n", m.Corners/2, m.Corners)
	return css.String(), nil
}
