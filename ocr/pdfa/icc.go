package pdfa

import (
	"encoding/binary"
	"math"
)

// iccHead is the size of the head of an ICC profile.
const iccHead = 128

// Colours of sRGB (IEC 61966-2-1) as XYZ under illuminant D50, to which ICC
// profiles refer: the primaries of ITU-R BT.709 adapted from D65 by Bradford's
// method, as all profiles of sRGB have them. They add up to D50 but for rounding.
var (
	iccRed   = [3]float64{0.436066, 0.222488, 0.013916}
	iccGreen = [3]float64{0.385147, 0.716873, 0.097076}
	iccBlue  = [3]float64{0.143066, 0.060608, 0.714096}
	iccWhite = [3]float64{0.964203, 1, 0.824905}
)

// sRGBProfile returns an ICC profile, version 2.1, for displays of sRGB. It is
// made here, so no licence goes with it. Colours that leave it equal those of
// other sRGB profiles within one in 255.
func sRGBProfile() []byte {
	curve := iccCurve()
	tags := []struct {
		name string
		data []byte
	}{
		{"desc", iccDescription("sRGB IEC61966-2.1")},
		{"cprt", append([]byte("text\x00\x00\x00\x00"), "No copyright, use freely\x00"...)},
		{"wtpt", iccXYZ(iccWhite)},
		{"rXYZ", iccXYZ(iccRed)},
		{"gXYZ", iccXYZ(iccGreen)},
		{"bXYZ", iccXYZ(iccBlue)},
		{"rTRC", curve},
		{"gTRC", curve},
		{"bTRC", curve},
	}
	table := binary.BigEndian.AppendUint32(nil, uint32(len(tags)))
	at, shared := iccHead+4+12*len(tags), 0
	var body []byte
	for _, t := range tags {
		offset := at + len(body)
		switch {
		case t.name == "rTRC":
			shared = offset
			fallthrough
		case shared == 0:
			body = append(body, t.data...)
			body = append(body, make([]byte, -len(t.data)&3)...)
		default:
			offset = shared // the three curves are one
		}
		table = append(table, t.name...)
		table = binary.BigEndian.AppendUint32(table, uint32(offset))
		table = binary.BigEndian.AppendUint32(table, uint32(len(t.data)))
	}
	return append(append(iccHeader(at+len(body)), table...), body...)
}

// iccHeader returns the head of a display profile (mntr) from RGB to XYZ.
func iccHeader(size int) []byte {
	h := make([]byte, iccHead)
	binary.BigEndian.PutUint32(h, uint32(size))
	copy(h[8:], "\x02\x10\x00\x00mntrRGB XYZ ")
	copy(h[24:], words(2026, 1, 1, 0, 0, 0)) // made; the same day always
	copy(h[36:], "acsp")
	copy(h[68:], iccXYZ(iccWhite)[8:]) // the illuminant is D50 by definition
	return h
}

// iccXYZ returns a colour as the type XYZ: numbers with 16 bits after the point.
func iccXYZ(c [3]float64) []byte {
	b := []byte("XYZ \x00\x00\x00\x00")
	for _, v := range c {
		b = binary.BigEndian.AppendUint32(b, uint32(math.Round(v*65536)))
	}
	return b
}

// iccDescription returns a name as the type desc of version 2: in ASCII, and
// empty in Unicode and for the Macintosh.
func iccDescription(name string) []byte {
	b := []byte("desc\x00\x00\x00\x00")
	b = binary.BigEndian.AppendUint32(b, uint32(len(name)+1))
	b = append(b, name...)
	b = append(b, 0)
	return append(b, make([]byte, 4+4+2+1+67)...)
}

// iccCurve returns the curve from a colour's number to light, by 1,024 points.
func iccCurve() []byte {
	const points = 1024
	b := []byte("curv\x00\x00\x00\x00")
	b = binary.BigEndian.AppendUint32(b, points)
	for i := range points {
		light := sRGBLight(float64(i) / (points - 1))
		b = binary.BigEndian.AppendUint16(b, uint16(math.Round(light*65535)))
	}
	return b
}

// sRGBLight returns the light, 0..1, of a colour's number, 0..1.
func sRGBLight(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}
