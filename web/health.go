package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

func (s *Server) healthRoutes() {
	s.plain("GET /healthz", s.healthz)
	s.plain("GET /readyz", s.readyz)
}

// healthz says that the program runs.
func (s *Server) healthz(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(w, "ok\n")
	return err
}

// readyTimeout bounds the checks: a balancer does not wait longer.
const readyTimeout = 5 * time.Second

// ErrDegraded marks a part that works, but not as well as it should: /readyz says
// the whole error and stays 200, so that post is still taken in. It is the text
// after which a balancer need not act and an administrator must.
var ErrDegraded = errors.New("degraded")

// readyz says of each part whether it works; 503 when one does not. Why not is
// in the log only: anybody may ask.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	status, parts := http.StatusOK, map[string]string{}
	if s.cfg.Ready != nil {
		for name, err := range s.cfg.Ready(ctx) {
			parts[name] = "ok"
			switch {
			case err == nil:
			case errors.Is(err, ErrDegraded):
				parts[name] = err.Error()
			default:
				parts[name], status = "fails", http.StatusServiceUnavailable
				s.log.ErrorContext(ctx, "not ready", "part", name, "err", err)
			}
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(parts)
}
