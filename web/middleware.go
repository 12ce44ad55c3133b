package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
)

// middleware wraps the routes, from the outside in: one log line per request, a
// page for a panic, headers, our own host only, no requests from other sites.
func (s *Server) middleware(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, errCrossOrigin) }))
	next = origin.Handler(next)
	next = s.ownHostOnly(next)
	next = s.secureHeaders(next)
	next = s.recoverPanic(next)
	return s.logRequest(next)
}

// logRequest writes one line per request. It names the route's pattern, never
// the address: addresses hold references.
func (s *Server) logRequest(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, ctx := time.Now(), r.Context()
		r, v := withVisit(r)
		sw := &statusWriter{ResponseWriter: w}
		next.ServeHTTP(sw, r)
		s.log.LogAttrs(ctx, v.level(sw.status), "request", v.attrs(r, sw, time.Since(start))...)
	})
}

// level is how loud a request's line is. Health checks come every few seconds.
func (v *visit) level(status int) slog.Level {
	switch {
	case status >= 500:
		return slog.LevelError
	case v.route != nil && v.route.rule.audience == forPlain && status < 400:
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// attrs are the facts of a request's line.
func (v *visit) attrs(r *http.Request, w *statusWriter, took time.Duration) []slog.Attr {
	pattern := "none"
	if v.route != nil {
		pattern = v.route.pattern
	}
	attrs := []slog.Attr{
		slog.String("method", r.Method),
		slog.String("route", pattern),
		slog.Int("status", w.status),
		slog.Int64("ms", took.Milliseconds()),
	}
	if v.person.ID != 0 {
		attrs = append(attrs, slog.Int64("person", int64(v.person.ID)))
	}
	if v.incident != "" {
		attrs = append(attrs, slog.String("incident", v.incident))
	}
	if v.err != nil {
		attrs = append(attrs, slog.String("err", v.err.Error()))
	}
	return attrs
}

// recoverPanic turns a panic into an error page; the stack goes to the log.
func (s *Server) recoverPanic(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			what := recover()
			if what == nil {
				return
			}
			if err, ok := what.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(what)
			}
			visiting(r).session = false // out here the session is out of reach
			s.fail(w, r, fmt.Errorf("panic: %v\n%s", what, debug.Stack()))
		}()
		next.ServeHTTP(w, r)
	})
}

// contentPolicy is the Content-Security-Policy: nothing but our own files, no
// inline style or script, no frames. A login provider on another host must be
// named as a target of forms, because browsers apply form-action to redirects.
func contentPolicy(loginHosts ...string) string {
	forms := strings.Join(append([]string{"'self'"}, loginHosts...), " ")
	return "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; " +
		"form-action " + forms + "; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
}

// secureHeaders sets what every answer carries. Answers may not be kept by the
// browser unless a handler says otherwise: pages hold personal data.
func (s *Server) secureHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", s.policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// ownHosts are the host names that we answer to, without port.
func ownHosts(base *url.URL, more []string) map[string]bool {
	hosts := map[string]bool{strings.ToLower(base.Hostname()): true}
	for _, h := range more {
		hosts[strings.ToLower(h)] = true
	}
	return hosts
}

// ownHostOnly refuses requests for a host that is not ours: net/http takes any.
// Health checks address us by any name.
func (s *Server) ownHostOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		health := r.URL.Path == "/healthz" || r.URL.Path == "/readyz" || r.URL.Path == "/metrics"
		if !health && !s.isOwnHost(r.Host) {
			s.fail(w, r, errHost)
			return
		}
		if strings.ContainsRune(r.URL.Path, 0) {
			s.fail(w, r, errMalformed)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) isOwnHost(hostport string) bool {
	return isLoopback(hostport) || s.hosts[hostOnly(hostport)]
}

// isLoopback tells whether a host, with or without port, is this computer.
func isLoopback(hostport string) bool {
	host := hostOnly(hostport)
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// hostOnly takes the port off a host, and makes small letters.
func hostOnly(hostport string) string {
	host := strings.ToLower(hostport)
	if h, _, err := net.SplitHostPort(host); err == nil {
		return h
	}
	return host
}

// A statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int // 0 until the answer begins
}

// WriteHeader begins the answer.
func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write begins the answer with 200 unless it has begun.
func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
