package web

import (
	"fmt"

	"postkamer/classify"
	"postkamer/town"
)

// town returns the municipality as it is now. It may be another one at the next
// call: who needs several things that belong together asks once.
func (s *Server) town() *town.Town { return s.cfg.Town.Now() }

// openTown makes a keeper of the municipality unless the configuration has one.
func (s *Server) openTown() error {
	if s.cfg.Town != nil {
		return nil
	}
	if s.cfg.Policy.Queues == nil {
		s.cfg.Policy = classify.DefaultPolicy()
	}
	if err := s.cfg.Municipality.Check(); err != nil {
		return fmt.Errorf("municipality: %w", err)
	}
	keeper, err := town.NewKeeper(town.Base{Municipality: s.cfg.Municipality, Rules: s.cfg.Policy, Logo: s.cfg.Logo}, s.cfg.Store, s.log)
	s.cfg.Town = keeper
	return err
}
