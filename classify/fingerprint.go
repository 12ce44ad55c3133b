package classify

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
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

// Fingerprint names a policy by its content: two policies that decide the same
// have the same one.
func (p Policy) Fingerprint() string {
	data, err := json.Marshal(p) // maps come sorted
	if err != nil {
		data = fmt.Appendf(nil, "%+v", p) // a float that JSON does not know
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:fingerprintSize])
}
