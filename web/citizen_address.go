package web

import (
	"net/http"
	"slices"

	"postkamer"
	"postkamer/intake"
)

// A foundAddress is what the table of addresses said.
type foundAddress struct {
	answer postkamer.AddressAnswer
	known  bool // there is a table, and it could be asked
}

// knowsTown returns whether the table of addresses names this municipality; it is only
// asked about a postcode that seems to be of another.
func (s *Server) knowsTown(r *http.Request) func() bool {
	return func() bool {
		towns, err := s.cfg.Store.AddressTowns(r.Context())
		return err == nil && slices.ContainsFunc(towns, func(name string) bool { return intake.SameTown(name, s.town().Name) })
	}
}

// addresses returns how a form asks the table of addresses: each address once per
// request, for a form looks at all its pages several times. When the table cannot be
// asked, nothing is said about the address and the citizen goes on: whether it exists
// is looked at again when the form is decided upon.
func (s *Server) addresses(r *http.Request) func(postkamer.AddressQuery) (postkamer.AddressAnswer, bool) {
	v := visiting(r)
	return func(q postkamer.AddressQuery) (postkamer.AddressAnswer, bool) {
		if f, before := v.addresses[q]; before {
			return f.answer, f.known
		}
		var f foundAddress
		answers, err := s.cfg.Store.FindAddresses(r.Context(), []postkamer.AddressQuery{q})
		if err != nil {
			s.log.WarnContext(r.Context(), "the table of addresses cannot be asked; the form goes on without", "error", err)
		}
		if len(answers) == 1 {
			f = foundAddress{answers[0], true}
		}
		if v.addresses == nil {
			v.addresses = map[postkamer.AddressQuery]foundAddress{}
		}
		v.addresses[q] = f
		return f.answer, f.known
	}
}
