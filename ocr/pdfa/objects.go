package pdfa

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// An extent is the part of a file in which one object lies: from where the list
// of objects says it begins to the beginning of the next one.
type extent struct {
	from, to int64
}

// A body is one object as it was read.
type body struct {
	value any
	data  []byte // of a stream, as it is in the file; nil: not a stream
}

// maxObject is the largest object that is read, in bytes: well above the largest
// picture there can be.
const maxObject = 256 << 20

// maxInflated is the largest stream that is inflated, in bytes.
const maxInflated = 64 << 20

// read reads object n. Problems with how it is written are found once, by load.
func (c *checker) read(n int) (body, error) {
	e := c.extents[n]
	if e.to <= e.from || e.to-e.from > maxObject {
		return body{}, fmt.Errorf("%w: no object there", errSyntax)
	}
	b := make([]byte, e.to-e.from)
	if _, err := c.r.ReadAt(b, e.from); err != nil && !errors.Is(err, io.EOF) {
		return body{}, err
	}
	s := &scanner{b: b}
	if !s.has(strconv.Itoa(n) + " 0 obj\n") {
		return body{}, fmt.Errorf("%w: the list of objects points elsewhere", errOffset)
	}
	v, err := s.value()
	if err != nil {
		return body{}, err
	}
	found := body{value: v}
	if s.has("\nstream\n") {
		if found.data, err = s.stream(v); err != nil {
			return body{}, err
		}
	}
	if !s.has("\nendobj\n") || s.at != len(b) {
		return body{}, fmt.Errorf("%w: it does not end with endobj", errSyntax)
	}
	return found, nil
}

var (
	errOffset = errors.New("it is not where it should be")
	errLength = errors.New("the stream has another length than it says")
)

// stream takes the data of a stream, whose dictionary is v (6.1.7).
func (s *scanner) stream(v any) ([]byte, error) {
	d, _ := v.(dict)
	length, ok := d["Length"].(float64)
	if !ok || length < 0 || length > float64(len(s.b)-s.at) {
		return nil, errLength
	}
	data := s.b[s.at : s.at+int(length) : s.at+int(length)]
	s.at += int(length)
	if !s.has("\nendstream") {
		return nil, errLength
	}
	return data, nil
}

// inflated returns the data of a stream, inflated when it is deflated.
func (b body) inflated() ([]byte, error) {
	d, _ := b.value.(dict)
	if d["Filter"] != name("FlateDecode") {
		return b.data, nil
	}
	z, err := zlib.NewReader(bytes.NewReader(b.data))
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(z, maxInflated+1))
	if err == nil && len(data) > maxInflated {
		err = errLimit
	}
	return data, err
}

// setExtents finds where each object ends, from where all begin.
func (c *checker) setExtents(offsets []int64, end int64) {
	sorted := slices.Sorted(slices.Values(append(slices.Clone(offsets), end)))
	c.extents = make([]extent, len(offsets))
	for n, from := range offsets {
		if n == 0 {
			continue
		}
		i, _ := slices.BinarySearch(sorted, from+1)
		if i < len(sorted) {
			c.extents[n] = extent{from, sorted[i]}
		}
	}
}
