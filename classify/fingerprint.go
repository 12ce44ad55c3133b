package classify

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
)

// fingerprintSize is how many bytes of a hash tell one model or policy from another.
const fingerprintSize = 12

// Checksum names a model by its content; "" for none. It costs as much as writing
// the model: ask once, not per piece.
func Checksum(m *Model) string {
	if m == nil {
		return ""
	}
	sum := sha256.Sum256(m.Encode())
	return hex.EncodeToString(sum[:fingerprintSize])
}

// Fingerprint names a policy by its content, the files of its schemes among it:
// two policies that decide the same have the same one.
func (p Policy) Fingerprint() string {
	h := sha256.New()
	for _, s := range p.Schemes {
		s.fingerprint(h)
	}
	p.Schemes = nil
	data, err := json.Marshal(p) // maps come sorted
	if err != nil {
		data = fmt.Appendf(nil, "%+v", p) // a number that JSON does not know
	}
	_, _ = h.Write(data)
	return hex.EncodeToString(h.Sum(nil)[:fingerprintSize])
}

// fingerprint writes what a scheme was made from: its file, and the numbers that
// a municipality may have set.
func (s Scheme) fingerprint(h io.Writer) {
	_, _ = h.Write(s.source[:])
	for _, name := range slices.Sorted(maps.Keys(s.numbers)) {
		fmt.Fprintf(h, "%s", name)
		for _, d := range s.numbers[name] {
			fmt.Fprintf(h, " %v from %d", d.value, d.from.Unix())
		}
	}
}
