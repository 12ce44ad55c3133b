package web

import (
	"net/http"

	"postkamer"
)

// freeSlots returns what a form asks when it needs the times that are still free: the
// database is asked once per request and kind, and only when a page with such a
// question is there. When it does not answer no time is offered.
func (s *Server) freeSlots(r *http.Request) func(postkamer.SlotKind) []postkamer.Slot {
	ctx, known := r.Context(), map[postkamer.SlotKind][]postkamer.Slot{}
	return func(kind postkamer.SlotKind) []postkamer.Slot {
		if list, ok := known[kind]; ok {
			return list
		}
		list, err := s.cfg.Store.FreeSlots(ctx, s.town().Slots(kind, s.cfg.Now()))
		if err != nil {
			visiting(r).err = err // for the log
		}
		known[kind] = list
		return list
	}
}
