package child

import (
	"slices"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// inspect counts the pages of an image file and decodes until one page worked.
func inspect(data []byte, q wire.Request) (wire.Answer, error) {
	switch {
	case q.Kind == postkamer.TIFF:
		return inspectTIFF(data, q)
	case q.Kind == postkamer.JPEG && q.Outside:
		_, err := outsideOf(data, q.MaxPixels)
		return wire.Answer{Pages: 1}, err
	}
	p, err := try(data, q)
	if err != nil {
		return wire.Answer{}, err
	}
	defer p.free()
	return wire.Answer{Pages: 1, Damaged: !p.clean, More: p.more}, nil
}

// try decodes a file of one image as cheaply as shows whether it can be decoded: a
// citizen waits for it.
func try(data []byte, q wire.Request) (*page, error) {
	if q.Kind != postkamer.JPEG {
		return decode(data, q)
	}
	p, _, err := readJPEG(data, q, tryScale)
	if err == nil && (p.width() < 1 || p.height() < 1) {
		p.free()
		return nil, refused(postkamer.RefusedBroken)
	}
	return p, err
}

func inspectTIFF(data []byte, q wire.Request) (wire.Answer, error) {
	file, err := walkTIFF(data, q.MaxPages, q.MaxPixels)
	if err != nil {
		return wire.Answer{}, err
	}
	damaged := slices.Contains(file.whole, false)
	for n := range file.offsets {
		p, err := decodeDirectory(data, file, n+1)
		if err != nil {
			damaged = true
			continue
		}
		defer p.free()
		return wire.Answer{Pages: len(file.offsets), Damaged: damaged || !p.clean}, nil
	}
	return wire.Answer{}, refused(file.reason())
}

// reason says why no page of a TIFF could be decoded.
func (f tiffFile) reason() postkamer.RefusalCode {
	if slices.Contains(f.whole, true) {
		return postkamer.RefusedBroken
	}
	return postkamer.RefusedTruncated
}
