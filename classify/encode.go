package classify

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
)

// The model file: magic, version, content, and the SHA-256 of all before it.
// Numbers are little-endian. A new layout is a new version.
const (
	magic        = "POSTKAMER MODEL\n"
	version      = 2
	maxKinds     = 200
	maxPhrases   = 100_000
	maxText      = 1000
	checksumSize = sha256.Size
)

// errModel is the start of every complaint about a model file.
var errModel = errors.New("not a usable model file")

// Encode returns the model as the bytes of a file.
func (m *Model) Encode() []byte {
	w := &packer{}
	w.bytes([]byte(magic))
	w.uint32(version)
	w.uint32(m.examples)
	w.float(m.seconds)
	w.uint32(uint32(len(m.kinds)))
	for k, kind := range m.kinds {
		w.text(kind)
		w.float(m.scale[k])
		w.float(m.bias[k])
	}
	w.uint32(uint32(len(m.targets)))
	for i, target := range m.targets {
		w.float(target)
		w.floats(m.thresholds[i])
	}
	w.floats(m.curve[:])
	w.float(m.share)
	w.uint32(uint32(len(m.lexicon.phrases)))
	for _, p := range m.lexicon.phrases {
		w.text(p.kind)
		w.text(p.text)
		w.float(p.weight)
	}
	for _, r := range m.rarity {
		w.bytes([]byte{byte(math.Round(float64(r) / rarityStep))})
	}
	for _, v := range m.weights {
		w.bytes([]byte{byte(v)})
	}
	sum := sha256.Sum256(w.buf.Bytes())
	w.bytes(sum[:])
	return w.buf.Bytes()
}

// Decode reads a model file. A file that is cut off, changed, or of another
// version is an error that says which.
func Decode(data []byte) (*Model, error) {
	if len(data) < len(magic)+4+checksumSize || string(data[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w: it does not begin as one or is too short (%d bytes)", errModel, len(data))
	}
	if v := binary.LittleEndian.Uint32(data[len(magic):]); v != version {
		return nil, fmt.Errorf("%w: it is of version %d, this program reads version %d: train it again", errModel, v, version)
	}
	content := data[:len(data)-checksumSize]
	if sum := sha256.Sum256(content); !bytes.Equal(sum[:], data[len(content):]) {
		return nil, fmt.Errorf("%w: its checksum is wrong, so it was cut off or changed", errModel)
	}
	r := &unpacker{data: content[len(magic)+4:]}
	m := r.model()
	if r.bad || len(r.data) != 0 {
		return nil, fmt.Errorf("%w: its content does not fit together", errModel)
	}
	return m, nil
}

// model reads the content; r.bad tells whether it was all there.
func (r *unpacker) model() *Model {
	m := &Model{examples: r.uint32(), seconds: r.float()}
	kinds := r.count(maxKinds)
	for range kinds {
		m.kinds = append(m.kinds, r.text())
		m.scale = append(m.scale, r.float())
		m.bias = append(m.bias, r.float())
	}
	for range r.count(16) {
		m.targets = append(m.targets, r.float())
		m.thresholds = append(m.thresholds, r.floats(kinds))
	}
	copy(m.curve[:], r.floats(2))
	m.share = r.float()
	m.lexicon = newLexicon(r.phrases())
	m.rarity = make([]float32, buckets)
	for i, b := range r.take(buckets) {
		m.rarity[i] = float32(b) * rarityStep
	}
	packed := r.take(buckets * kinds)
	m.weights = make([]int8, len(packed))
	for i, b := range packed {
		m.weights[i] = int8(b)
	}
	r.bad = r.bad || !slices.IsSorted(m.kinds) || len(m.targets) == 0
	return m
}

func (r *unpacker) phrases() []phrase {
	var list []phrase
	for range r.count(maxPhrases) {
		p := phrase{kind: r.text(), text: r.text(), weight: r.float()}
		if r.bad {
			return nil
		}
		list = append(list, p)
	}
	return list
}

// A packer writes the parts of a file.
type packer struct{ buf bytes.Buffer }

func (w *packer) bytes(b []byte)  { w.buf.Write(b) }
func (w *packer) uint32(v uint32) { w.bytes(binary.LittleEndian.AppendUint32(nil, v)) }
func (w *packer) float(v float32) { w.uint32(math.Float32bits(v)) }
func (w *packer) text(s string)   { w.uint32(uint32(len(s))); w.bytes([]byte(s)) }
func (w *packer) floats(list []float32) {
	for _, v := range list {
		w.float(v)
	}
}

// An unpacker reads the parts of a file. After the first part that is missing
// or impossible it is bad and answers zeroes.
type unpacker struct {
	data []byte
	bad  bool
}

func (r *unpacker) take(n int) []byte {
	if r.bad || n < 0 || n > len(r.data) {
		r.bad = true
		return nil
	}
	part := r.data[:n]
	r.data = r.data[n:]
	return part
}

func (r *unpacker) uint32() uint32 {
	b := r.take(4)
	if b == nil {
		return 0
	}
	return binary.LittleEndian.Uint32(b)
}

// count reads how many parts follow, at most limit.
func (r *unpacker) count(limit int) int {
	n := int(r.uint32())
	if n > limit {
		r.bad = true
		return 0
	}
	return n
}

// float reads a number; one that is none (NaN, infinite) is bad.
func (r *unpacker) float() float32 {
	v := math.Float32frombits(r.uint32())
	if v != v || math.IsInf(float64(v), 0) {
		r.bad = true
		return 0
	}
	return v
}

func (r *unpacker) text() string { return string(r.take(r.count(maxText))) }

func (r *unpacker) floats(n int) []float32 {
	list := make([]float32, n)
	for i := range list {
		list[i] = r.float()
	}
	return list
}
