package postkamer

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// SignatureWay is how a partner signs.
type SignatureWay string

// Ways.
const (
	SignByMail  SignatureWay = "mail"  // with a code that is mailed
	SignByPhone SignatureWay = "phone" // with a code that a colleague reads out
	SignOnPaper SignatureWay = "paper"
)

// SignatureState is how far the signature of a partner is.
type SignatureState string

// States of a signature. One on paper stays asked until a person settles the doubt.
const (
	SignatureAsked   SignatureState = "asked"
	SignatureSigned  SignatureState = "signed"
	SignatureRefused SignatureState = "refused" // the partner does not sign: a colleague talks to both
)

// SignatureDays is for how long the code of a partner holds (forms.md: 14 days, as long
// as a form that was saved).
const SignatureDays = 14

// A Signature (handtekening van de partner) is asked of the partner whom a form names.
type Signature struct {
	PieceID    PieceID
	Reference  string // of the form
	Form       string // its name
	Way        SignatureWay
	State      SignatureState
	HasCode    bool      // a code was made and not used
	ExpiresAt  time.Time // of the code; zero when there is none
	SentOn     time.Time // day on which the last code went; zero: none did
	AnsweredAt time.Time // zero: not yet
}

// CodePurpose keeps a code for one thing from being good for another: its check
// character hangs on it.
type CodePurpose string

// What personal codes are for.
const (
	SignCode  CodePurpose = "PT" // a partner signs
	LaterCode CodePurpose = "NS" // evidence is sent later
	SaveCode  CodePurpose = "BW" // a form that was saved is gone on with
)

// personalLength is how many characters a personal code has, of which the last is the
// check. The seven others can be 31^7 things, or 27 thousand million: at the tries that
// are allowed nobody guesses one.
const personalLength = 8

// New returns a code such as 7K3M-Q9PT that can be read aloud.
func (p CodePurpose) New() string {
	code := make([]byte, 0, personalLength)
	for len(code) < personalLength-1 {
		var random [8]byte
		_, _ = rand.Read(random[:]) // crypto/rand.Read never fails
		for _, b := range random {
			if n := int(b & 31); n < len(referenceAlphabet) && len(code) < personalLength-1 {
				code = append(code, referenceAlphabet[n])
			}
		}
	}
	code = append(code, checkCharacter(string(p), 0, string(code)))
	return string(code[:4]) + "-" + string(code[4:])
}

// Normal forgives what people do to a code: spaces, small letters, dashes and
// look-alikes. It returns "" when the check character is wrong.
func (p CodePurpose) Normal(s string) string {
	s = lookalikes.Replace(strings.ToUpper(compact(s)))
	if len(s) != personalLength || !inAlphabet(s) || s[personalLength-1] != checkCharacter(string(p), 0, s[:personalLength-1]) {
		return ""
	}
	return s[:4] + "-" + s[4:]
}

// Hash returns what is kept of a code.
func (p CodePurpose) Hash(code string) string {
	sum := sha256.Sum256([]byte("postkamer code " + string(p) + " " + p.Normal(code)))
	return hex.EncodeToString(sum[:])
}
