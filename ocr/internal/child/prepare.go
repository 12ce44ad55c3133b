package child

import (
	"postkamer"
	"postkamer/ocr/internal/wire"
)

// prepare looks at one page for the first time: is it blank, how must it be
// turned and straightened, which barcodes are on it. It makes the view for
// people and the clean page for Tesseract, so that the file need not be decoded
// a second time.
func prepare(data []byte, q wire.Request, o *osd) (wire.Answer, []byte, error) {
	p, err := decode(data, q)
	if err != nil {
		return wire.Answer{}, nil, err
	}
	defer p.free()
	s, err := p.scales(q.Steps)
	if err != nil {
		return wire.Answer{}, nil, err
	}
	defer s.free()
	if q.Plain {
		return plain(p, s, q)
	}
	edge := s.hasSheetEdge()
	empty := !edge && s.isBlank() // a faint separator sheet is no blank page
	if empty && q.Complaints {
		// Poppler complained and nothing is to be seen: the page was not drawn.
		return wire.Answer{}, nil, refused(postkamer.RefusedBroken)
	}
	a := wire.Answer{Blank: empty && p.clean, View: postkamer.View{PageWidth: p.fileWidth, PageHeight: p.fileHeight}}
	a.Quality = s.quality()
	a.Quality.Blank = a.Blank
	if a.Blank {
		s.turn(&a.View, q.Turn)
		return finish(a, s, nil)
	}
	s.measureInk(&a.Quality)
	a.Quality.Skew = s.stand(&a.View, q, o)
	var turn int
	if a.Barcodes, turn, err = findBarcodes(s.gray, edge); err != nil {
		return wire.Answer{}, nil, err
	}
	if turn != 0 && !q.Turned && !q.Steps.NoTurn { // our own code knows better what is up
		q.Turn, q.Turned = turn, true
		a.Quality.Skew = s.stand(&a.View, q, o)
	}
	a.Quality.Rotation = a.View.Rotation
	clean := s.clean(a.View, q.Steps)
	a.Quality.Print = clean.imagePrint()
	return finish(a, s, clean)
}

// plain makes nothing but the view of the page as it was scanned.
func plain(p *page, s *scales, q wire.Request) (wire.Answer, []byte, error) {
	a := wire.Answer{View: postkamer.View{PageWidth: p.fileWidth, PageHeight: p.fileHeight}}
	s.turn(&a.View, q.Turn)
	return finish(a, s, nil)
}

// finish adds the view, and the clean page when there is one.
func finish(a wire.Answer, s *scales, clean *pix) (wire.Answer, []byte, error) {
	view := s.view(&a.View)
	if view == nil {
		return wire.Answer{}, nil, refused(postkamer.RefusedBroken)
	}
	if clean == nil {
		return a, a.Join(view, nil), nil
	}
	defer clean.free()
	return a, a.Join(view, fitting(view, s.keep(clean, a.View))), nil
}

// fitting returns the encoded clean page, nil when it and the view are together more
// than one answer may hold, as a large sheet of noise is: reading it makes it again.
func fitting(view, clean []byte) []byte {
	if len(view)+len(clean) > wire.MaxBody {
		return nil
	}
	return clean
}
