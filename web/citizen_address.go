package web

import (
	"context"

	"postkamer"
)

// addresses returns how a form asks the table of addresses: each address once per
// request, for a form looks at all its pages several times. When the table cannot be
// asked, nothing is said about the address and the citizen goes on: whether it exists
// is looked at again when the form is decided upon.
func (s *Server) addresses(ctx context.Context) func(postkamer.AddressQuery) (postkamer.AddressAnswer, bool) {
	type found struct {
		answer postkamer.AddressAnswer
		ok     bool
	}
	seen := map[postkamer.AddressQuery]found{}
	return func(q postkamer.AddressQuery) (postkamer.AddressAnswer, bool) {
		if f, before := seen[q]; before {
			return f.answer, f.ok
		}
		var f found
		answers, err := s.cfg.Store.FindAddresses(ctx, []postkamer.AddressQuery{q})
		if err != nil {
			s.log.WarnContext(ctx, "the table of addresses cannot be asked; the form goes on without", "error", err)
		}
		if len(answers) == 1 {
			f = found{answers[0], true}
		}
		seen[q] = f
		return f.answer, f.ok
	}
}
