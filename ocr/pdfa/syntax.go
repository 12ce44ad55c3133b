package pdfa

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
)

// Values of PDF as the checker reads them. Besides these a value may be a
// float64, a bool, nil, or an array, []any.
type (
	name string
	text []byte // a string, its escapes undone
	ref  int    // the number of the object referred to
	word string // an operator of a page's content
	dict map[name]any
)

// Limits of 6.1.13, and how deep values may lie in each other: deeper than
// anything we write.
const (
	maxName    = 127
	maxString  = 32767
	maxInteger = 1<<31 - 1
	maxDepth   = 16
)

var (
	errEnd    = errors.New("it ends too early")
	errSyntax = errors.New("it is not written as PDF wants it")
	errLimit  = errors.New("it is beyond the limits of PDF/A")
)

// A scanner reads values from bytes.
type scanner struct {
	b     []byte
	at    int
	depth int
}

func isSpace(c byte) bool { return bytes.IndexByte([]byte("\x00\t\n\f\r "), c) >= 0 }
func isDelim(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

func (s *scanner) skip() {
	for s.at < len(s.b) && isSpace(s.b[s.at]) {
		s.at++
	}
}

// has takes what when it comes next.
func (s *scanner) has(what string) bool {
	if !bytes.HasPrefix(s.b[s.at:], []byte(what)) {
		return false
	}
	s.at += len(what)
	return true
}

// regular takes the characters up to the next space or delimiter.
func (s *scanner) regular() string {
	start := s.at
	for s.at < len(s.b) && !isSpace(s.b[s.at]) && !isDelim(s.b[s.at]) {
		s.at++
	}
	return string(s.b[start:s.at])
}

// value reads the next value.
func (s *scanner) value() (any, error) {
	s.skip()
	switch {
	case s.at >= len(s.b):
		return nil, errEnd
	case s.has("<<"):
		return s.dict()
	case s.has("["):
		return s.array()
	case s.has("<"):
		return s.hex()
	case s.has("("):
		return s.literal()
	case s.has("/"):
		n := s.regular()
		if len(n) > maxName {
			return nil, errLimit
		}
		return name(n), nil
	}
	return s.atom()
}

// atom reads a number, a reference, a constant or an operator.
func (s *scanner) atom() (any, error) {
	token := s.regular()
	switch token {
	case "":
		return nil, errSyntax
	case "null":
		return nil, nil
	case "true", "false":
		return token == "true", nil
	}
	if x, err := strconv.ParseFloat(token, 64); err == nil {
		return s.number(x)
	}
	return word(token), nil
}

// number returns x, or the reference of which it is the first number.
func (s *scanner) number(x float64) (any, error) {
	if x > maxInteger || x < -maxInteger {
		return nil, errLimit
	}
	if n, ok := s.reference(x); ok {
		return n, nil
	}
	return x, nil
}

// reference takes the rest of "12 0 R" when x is the 12 of it.
func (s *scanner) reference(x float64) (ref, bool) {
	back := s.at
	s.skip()
	generation := s.regular()
	s.skip()
	if r := s.regular(); generation != "0" || r != "R" || x != float64(int(x)) || x < 1 {
		s.at = back
		return 0, false
	}
	return ref(x), true
}

// within reads what lies one level deeper.
func (s *scanner) within(read func() error) error {
	if s.depth++; s.depth > maxDepth {
		return errLimit
	}
	defer func() { s.depth-- }()
	return read()
}

func (s *scanner) dict() (any, error) {
	d := dict{}
	err := s.within(func() error {
		for s.skip(); !s.has(">>"); s.skip() {
			key, err := s.value()
			if err != nil {
				return err
			}
			k, ok := key.(name)
			if _, twice := d[k]; !ok || twice {
				return fmt.Errorf("%w: key %v", errSyntax, key)
			}
			if d[k], err = s.value(); err != nil {
				return err
			}
		}
		return nil
	})
	return d, err
}

func (s *scanner) array() (any, error) {
	a := []any{}
	err := s.within(func() error {
		for s.skip(); !s.has("]"); s.skip() {
			v, err := s.value()
			if err != nil {
				return err
			}
			a = append(a, v)
		}
		return nil
	})
	return a, err
}

// hex reads a string in hexadecimal: an even number of digits (6.1.6).
func (s *scanner) hex() (any, error) {
	end := bytes.IndexByte(s.b[s.at:], '>')
	if end < 0 {
		return nil, errEnd
	}
	digits := s.b[s.at : s.at+end]
	s.at += end + 1
	if len(digits) > 2*maxString {
		return nil, errLimit
	}
	t := make(text, len(digits)/2)
	if _, err := hex.Decode(t, digits); err != nil {
		return nil, fmt.Errorf("%w: a string of digits", errSyntax)
	}
	return t, nil
}

// literal reads a string between parentheses. We write none with escapes or
// parentheses in it, so none is understood.
func (s *scanner) literal() (any, error) {
	end := bytes.IndexAny(s.b[s.at:], `()\`)
	if end < 0 || s.b[s.at+end] != ')' {
		return nil, fmt.Errorf("%w: a string in parentheses", errSyntax)
	}
	t := text(s.b[s.at : s.at+end])
	s.at += end + 1
	if len(t) > maxString {
		return nil, errLimit
	}
	return t, nil
}
