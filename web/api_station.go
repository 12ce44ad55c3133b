package web

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"postkamer"
	"postkamer/intake"
	"postkamer/intake/scanner"
)

// Limits of a station's requests.
const (
	stationPageLimit   = 512 << 20        // one page: A3 at 600 dpi in colour is 210 MB
	stationPagePatient = 15 * time.Minute // on a slow line
	stationPollPatient = time.Minute      // longer than a poll is held
)

// stationRoutes is the API for the computers beside the scanners. A station has no
// session and no browser; each request carries its token. Browsers cannot be made
// to send that, so requests from other sites do nothing.
func (s *Server) stationRoutes() {
	s.station("POST "+scanner.PollPath, s.stationPoll).allow(formLimit, stationPollPatient)
	s.station("PUT "+scanner.OpenPath, s.stationOpen)
	s.station("PUT "+scanner.PagePath, s.stationPage).allow(stationPageLimit, stationPagePatient)
	s.station("POST "+scanner.EndPath, s.stationEnd)
}

// station adds a route for stations: without their token nothing is done, and what
// goes wrong is said in JSON.
func (s *Server) station(pattern string, h handler) *route {
	return s.add(pattern, rule{audience: forPlain}, func(w http.ResponseWriter, r *http.Request) error {
		if !s.stationToken(r) {
			return stationReply(w, http.StatusUnauthorized, scanner.Reply{Code: scanner.ReplyToken})
		}
		if err := h(w, r); err != nil {
			return s.stationError(w, r, err)
		}
		return nil
	})
}

// stationToken tells whether a request has the token of the stations. How long the
// comparison takes says nothing about the token, not even its length.
func (s *Server) stationToken(r *http.Request) bool {
	given, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	want, got := sha256.Sum256([]byte(s.cfg.StationToken)), sha256.Sum256([]byte(given))
	return bearer && s.cfg.StationToken != "" && s.cfg.Stations != nil && subtle.ConstantTimeCompare(want[:], got[:]) == 1
}

// stationName is what a station may be called: it is shown, and part of an id.
var stationName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// stationError answers with what the station must know of an error, and keeps the
// error for the log. An error without a code of ours makes it try again later.
func (s *Server) stationError(w http.ResponseWriter, r *http.Request, err error) error {
	visiting(r).err = err
	var refusal *postkamer.Refusal
	switch {
	case errors.As(err, &refusal):
		return stationReply(w, http.StatusUnprocessableEntity, scanner.Reply{Code: scanner.ReplyRefused, Why: refusal.Why})
	case errors.Is(err, scanner.ErrName):
		return stationReply(w, http.StatusConflict, scanner.Reply{Code: scanner.ReplyName})
	case errors.Is(err, postkamer.ErrNotFound):
		return stationReply(w, http.StatusNotFound, scanner.Reply{Code: scanner.ReplyNotFound})
	case errors.Is(err, postkamer.ErrConflict):
		return stationReply(w, http.StatusConflict, scanner.Reply{Code: scanner.ReplyConflict})
	}
	return stationReply(w, problemOf(err).status, scanner.Reply{})
}

func stationReply(w http.ResponseWriter, status int, what any) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(what)
}

// stationPoll takes in what a station says of itself and gives it its orders.
func (s *Server) stationPoll(w http.ResponseWriter, r *http.Request) error {
	name := r.Header.Get(scanner.StationHeader)
	if !stationName.MatchString(name) || name == scanner.LocalStation {
		return fmt.Errorf("%w: name of a station", errMalformed)
	}
	var report scanner.Report
	if err := readJSON(r, &report); err != nil {
		return err
	}
	commands, err := s.cfg.Stations.Poll(r.Context(), name, report)
	if err != nil {
		return err
	}
	ways, err := s.stationWays(r.Context())
	if err != nil {
		return err
	}
	return stationReply(w, http.StatusOK, scanner.Answer{Commands: commands, Ways: ways})
}

// stationWays are the profiles of scanners, the usual one first, so that a station
// scans by them without us too.
func (s *Server) stationWays(ctx context.Context) ([]scanner.Way, error) {
	profiles, err := s.cfg.Store.Profiles(ctx)
	if err != nil {
		return nil, err
	}
	var ways []scanner.Way
	for _, p := range profiles {
		if !forScanner(p) {
			continue
		}
		way := scanner.Way{Profile: p.ID, Words: settingsWords(p.Settings), Settings: p.Settings}
		if p.Name == postkamer.ProfileScanner {
			ways = slices.Insert(ways, 0, way)
			continue
		}
		ways = append(ways, way)
	}
	return ways, nil
}

// stationOpen opens a stack that was begun at a station.
func (s *Server) stationOpen(w http.ResponseWriter, r *http.Request) error {
	var st scanner.Stack
	if err := readJSON(r, &st); err != nil {
		return err
	}
	if st.Key != r.PathValue("stack") || !scanner.ValidKey(st.Key) {
		return fmt.Errorf("%w: key of a stack", errMalformed)
	}
	profile, err := s.stationProfile(r.Context(), st)
	if err != nil {
		return err
	}
	st.Profile = profile.ID
	if err := s.takesScans().Open(r.Context(), st); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// stationProfile is the profile of a stack that was begun at a station: the one that
// was chosen there, or the usual one when it does not exist here, on that scanner.
func (s *Server) stationProfile(ctx context.Context, st scanner.Stack) (postkamer.Profile, error) {
	profile, err := s.cfg.Store.Profile(ctx, st.Profile)
	if errors.Is(err, postkamer.ErrNotFound) || err == nil && !forScanner(profile) {
		profile, err = s.cfg.Store.CurrentProfile(ctx, postkamer.ProfileScanner)
	}
	if err != nil {
		return profile, err
	}
	return s.profileOn(ctx, profile, st.Device)
}

// stationPage takes in one page. The answer comes when it is durable.
func (s *Server) stationPage(w http.ResponseWriter, r *http.Request) error {
	part, err := stationPart(r)
	if err != nil {
		return err
	}
	path, err := keepBody(r.Body, part)
	if path != "" {
		defer os.Remove(path)
	}
	if err != nil {
		return err
	}
	if err := s.takesScans().Page(r.Context(), part, path); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// stationEnd closes a stack whose pages are all in.
func (s *Server) stationEnd(w http.ResponseWriter, r *http.Request) error {
	var closing scanner.Closing
	if err := readJSON(r, &closing); err != nil {
		return err
	}
	if err := s.takesScans().End(r.Context(), r.PathValue("stack"), closing.Parts); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// takesScans is the desk as scanners see it.
func (s *Server) takesScans() intake.ScanDesk { return intake.ScanDesk{Desk: s.cfg.Desk} }

// stationPart reads what a page is, from the header, and holds it to the address.
func stationPart(r *http.Request) (scanner.Part, error) {
	var part scanner.Part
	raw, err := base64.StdEncoding.DecodeString(r.Header.Get(scanner.PartHeader))
	if err == nil {
		err = json.Unmarshal(raw, &part)
	}
	if err != nil || part.Stack != r.PathValue("stack") || part.Name != r.PathValue("part") || !part.Valid() {
		return part, fmt.Errorf("%w: header of a page", errMalformed)
	}
	return part, nil
}

// keepBody streams a page to the disk, and looks that it is what the station says.
// The file is there when the path is not empty, also after an error.
func keepBody(body io.Reader, part scanner.Part) (path string, err error) {
	f, err := os.CreateTemp("", "postkamer-station-")
	if err != nil {
		return "", err
	}
	h := sha256.New()
	size, err := io.Copy(io.MultiWriter(f, h), body)
	if err := errors.Join(err, f.Close()); err != nil {
		return f.Name(), fmt.Errorf("receive page: %w", err)
	}
	if size != part.Size || hex.EncodeToString(h.Sum(nil)) != part.SHA256 {
		return f.Name(), fmt.Errorf("%w: the page came over otherwise than it was sent", errMalformed)
	}
	return f.Name(), nil
}

// readJSON reads a request that is one JSON value.
func readJSON(r *http.Request, into any) error {
	d := json.NewDecoder(r.Body)
	if err := d.Decode(into); err != nil {
		if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
			return errTooLarge
		}
		return fmt.Errorf("%w: no JSON", errMalformed)
	}
	return nil
}
