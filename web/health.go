package web

import (
	"context"
	"encoding/json"
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

// readyz says of each part whether it works; 503 when one does not. Why not is
// in the log only: anybody may ask.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	status, parts := http.StatusOK, map[string]string{}
	if s.cfg.Ready != nil {
		for name, err := range s.cfg.Ready(ctx) {
			parts[name] = "ok"
			if err != nil {
				parts[name], status = "fails", http.StatusServiceUnavailable
				s.log.ErrorContext(ctx, "not ready", "part", name, "err", err)
			}
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(parts)
}
