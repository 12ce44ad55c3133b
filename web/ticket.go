package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"time"
)

// A signer signs what a browser keeps for us, so that nobody can make it up.
type signer []byte

// newSigner uses a key that several processes share, or draws one.
func newSigner(key []byte) signer {
	if len(key) > 0 {
		return key
	}
	drawn := make([]byte, 32)
	_, _ = rand.Read(drawn) // never fails
	return drawn
}

// macSize is how much of the signature is kept: 128 bits.
const macSize = 16

func (k signer) mac(purpose string, data []byte) []byte {
	h := hmac.New(sha256.New, k)
	h.Write([]byte(purpose + "\x00"))
	h.Write(data)
	return h.Sum(nil)[:macSize]
}

// sign writes data with its signature, fit for a cookie or a hidden field.
func (k signer) sign(purpose string, data []byte) string {
	return base64.RawURLEncoding.EncodeToString(append(data[:len(data):len(data)], k.mac(purpose, data)...))
}

// check returns what sign wrote for the same purpose.
func (k signer) check(purpose, text string) (data []byte, ok bool) {
	all, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(all) < macSize {
		return nil, false
	}
	data = all[:len(all)-macSize]
	return data, hmac.Equal(all[len(data):], k.mac(purpose, data))
}

// A ticket says that somebody was let in: he goes before who comes. It names nobody,
// and is of no use but for the order in which requests are answered.
const (
	ticketCookie  = "postkamer-binnen"
	ticketLife    = 24 * time.Hour
	ticketPurpose = "ticket"
)

// ticket makes a ticket: a random id and the minute.
func (k signer) ticket(now time.Time) string {
	data := make([]byte, 20)
	_, _ = rand.Read(data[:16])
	binary.BigEndian.PutUint32(data[16:], uint32(now.Unix()/60))
	return k.sign(ticketPurpose, data)
}

// open reads a ticket; false when it is none or too old.
func (k signer) open(text string, now time.Time) (id who, ok bool) {
	data, ok := k.check(ticketPurpose, text)
	if !ok || len(data) != 20 {
		return id, false
	}
	made := time.Unix(60*int64(binary.BigEndian.Uint32(data[16:])), 0)
	return who(data[:16]), now.Sub(made) < ticketLife
}

// giveTicket lets a visitor go first from now on.
func (s *Server) giveTicket(w http.ResponseWriter) {
	name := ticketCookie
	if s.cfg.Secure {
		name = "__Host-" + name
	}
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: s.front.tickets.ticket(s.cfg.Now()), Path: "/",
		HttpOnly: true, Secure: s.cfg.Secure, SameSite: http.SameSiteLaxMode,
	})
}
