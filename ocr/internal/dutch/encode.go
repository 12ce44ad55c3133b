package dutch

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"sync"
)

//go:embed model.bin
var shipped []byte

// Shipped returns the model that the program brings along: 1 MB in memory, read when
// it is asked for first.
var Shipped = sync.OnceValue(func() *Model {
	m, err := decode(shipped)
	if err != nil {
		panic(err) // a test reads it
	}
	return m
})

var errBroken = errors.New("no model of letters")

// encode returns m as bytes: how many n-grams, the distances between their keys, and
// then what is known of each.
func (m *Model) encode() []byte {
	out := binary.AppendUvarint(nil, uint64(len(m.keys)))
	last := uint32(0)
	for _, k := range m.keys {
		out = binary.AppendUvarint(out, uint64(k-last))
		last = k
	}
	return append(append(out, m.prob...), m.back...)
}

// decode returns the model that encode made into bytes.
func decode(data []byte) (*Model, error) {
	n, size := binary.Uvarint(data)
	if size <= 0 || n > uint64(len(data)) {
		return nil, errBroken
	}
	data = data[size:]
	keys, last := make([]uint32, n), uint64(0)
	for i := range keys {
		d, size := binary.Uvarint(data)
		if size <= 0 {
			return nil, errBroken
		}
		last += d
		keys[i], data = uint32(last), data[size:]
	}
	if uint64(len(data)) != 2*n {
		return nil, errBroken
	}
	return newModel(keys, data[:n], data[n:]), nil
}
