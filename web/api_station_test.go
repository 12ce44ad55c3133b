package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/intake"
	"postkamer/intake/scanner"
	"postkamer/intake/scanner/scantest"
)

// stationSecret is the token of the stations in tests.
const stationSecret = "token-of-the-stations-in-tests"

// tiffInspector takes every TIFF for one page, and refuses anything else.
type tiffInspector struct{}

func (tiffInspector) Inspect(_ context.Context, path, name string) (postkamer.File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return postkamer.File{}, err
	}
	if !bytes.HasPrefix(data, []byte("II*\x00")) {
		return postkamer.File{}, postkamer.Refuse(postkamer.RefusedKind, name)
	}
	return postkamer.File{Name: name, Kind: postkamer.TIFF, Pages: 1}, nil
}

// stationSite is a site with stations and a desk of its own.
func stationSite(t *testing.T) *site {
	t.Helper()
	return newStoredSite(t, func(cfg *Config) {
		cfg.Desk = &intake.Desk{Store: cfg.Store, Inspector: tiffInspector{}, Log: slog.New(slog.DiscardHandler)}
		cfg.Stations, cfg.StationToken = scanner.NewHub(nil), stationSecret
	})
}

func (st *site) link(t *testing.T, token string) *scanner.Link {
	t.Helper()
	link, err := scanner.NewLink(st.url, token, "balie-1")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(link.Close)
	return link
}

const (
	stationStack = "station:TESTSTAPEL"
	stationRun   = "20261122T101501-ABCDEF-000"
)

// leaf puts a page on the disk and says what it is.
func leaf(t *testing.T, name string, data []byte) (scanner.Part, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "0001.tif")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	return scanner.Part{Stack: stationStack, Name: name, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(data)), By: "Sevda"}, path
}

// TestStackThatItsMachineForgotIsNotOpenForEver: the disk of the station was replaced.
func TestStackThatItsMachineForgotIsNotOpenForEver(t *testing.T) {
	st := stationSite(t)
	ctx := t.Context()
	sevda, _ := st.colleague(t, "Sevda", nil, postkamer.Operator)
	b, _, err := st.cfg.Desk.OpenStack(ctx, intake.Stack{Key: stationStack, By: "Sevda", Device: "balie-1/x"})
	if err != nil {
		t.Fatal(err)
	}
	part, path := leaf(t, stationRun+"1", scantest.Sheet("a"))
	if _, err := st.cfg.Desk.AddScan(ctx, intake.Scan{Stack: stationStack, Part: part.Name, Path: path}); err != nil {
		t.Fatal(err)
	}
	ready := func() string {
		return text(sevda.post(fmt.Sprintf("/stapel/%d/scannen", b.ID), url.Values{"doe": {"klaar"}}).page(t), ".pk-flash")
	}
	if got := ready(); !strings.Contains(got, "nog niet verbonden") || st.batchOf(t, b.ID).State != postkamer.Scanning {
		t.Errorf("its pages may still come: %q", got)
	}
	report := scanner.Report{Now: true, Status: scanner.Status{Scanners: []scanner.State{{ID: "balie-1/x", Station: "balie-1", Ready: true}}}}
	if _, err := st.cfg.Stations.Poll(ctx, "balie-1", report); err != nil {
		t.Fatal(err)
	}
	if got := ready(); !strings.Contains(got, "kent deze stapel niet meer") || st.batchOf(t, b.ID).State != postkamer.Splitting {
		t.Errorf("nothing comes any more: %q", got)
	}
}

func TestStationHandsInAStack(t *testing.T) {
	st := stationSite(t)
	link, ctx := st.link(t, stationSecret), t.Context()
	first, path := leaf(t, stationRun+"1", scantest.Sheet("a"))
	if err := link.Page(ctx, first, path); !errors.Is(err, postkamer.ErrNotFound) {
		t.Fatalf("a page of an unknown stack: %v", err)
	}
	state := scanner.State{ID: "balie-1/x", Station: "balie-1", Name: "fi-7160 (balie-1)", Software: "scanimage 1.2.1"}
	if _, err := st.cfg.Stations.Poll(ctx, "balie-1", scanner.Report{Now: true, Status: scanner.Status{Scanners: []scanner.State{state}}}); err != nil {
		t.Fatal(err)
	}
	stack := scanner.Stack{Key: stationStack, By: "Sevda", Device: state.ID, Profile: 987654, Begun: time.Now().AddDate(0, 0, -2), Here: true}
	for range 2 { // the answer got lost
		if err := link.Open(ctx, stack); err != nil {
			t.Fatal(err)
		}
		if err := link.Page(ctx, first, path); err != nil {
			t.Fatal(err)
		}
	}
	second, path2 := leaf(t, stationRun+"2", scantest.Sheet("b"))
	if err := link.Page(ctx, second, path2); err != nil {
		t.Fatal(err)
	}
	other, path3 := leaf(t, stationRun+"2", scantest.Sheet("c"))
	if err := link.Page(ctx, other, path3); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("other bytes under the same name: %v", err)
	}
	bad, path4 := leaf(t, stationRun+"3", []byte("no image"))
	var refusal *postkamer.Refusal
	if err := link.Page(ctx, bad, path4); !errors.As(err, &refusal) || refusal.Why == "" {
		t.Errorf("no image: %v", err)
	}
	if err := link.End(ctx, stationStack, []string{first.Name}); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("closed without a page that is there: %v", err)
	}
	for range 2 {
		if err := link.End(ctx, stationStack, []string{first.Name, second.Name}); err != nil {
			t.Fatal(err)
		}
	}
	b, err := st.cfg.Store.BatchByKey(ctx, stationStack)
	if err != nil || len(b.Files) != 2 || b.State == postkamer.Scanning || !b.ReceivedOn.Equal(postkamer.DayOf(stack.Begun)) {
		t.Errorf("%+v, %v: the post came in when it was scanned", b, err)
	}
	profile, err := st.cfg.Store.Profile(ctx, b.ProfileID)
	if err != nil || profile.Device != state.Name || !strings.Contains(profile.Software, state.Software) {
		t.Errorf("profile %+v, %v: it names the scanner and its software", profile, err)
	}
}

func TestStationNeedsItsToken(t *testing.T) {
	st := stationSite(t)
	part, path := leaf(t, stationRun+"1", scantest.Sheet("a"))
	for _, token := range []string{"", "wrong", stationSecret + "x", stationSecret[1:]} {
		link := st.link(t, token)
		for what, err := range map[string]error{
			"page": link.Page(t.Context(), part, path),
			"open": link.Open(t.Context(), scanner.Stack{Key: stationStack}),
			"end":  link.End(t.Context(), stationStack, nil),
		} {
			if !errors.Is(err, scanner.ErrToken) {
				t.Errorf("%s with token %q: %v", what, token, err)
			}
		}
	}
	closed := newStoredSite(t, nil) // no token is set: nobody is let in, not even with an empty one
	if err := closed.link(t, "").Open(t.Context(), scanner.Stack{Key: stationStack}); !errors.Is(err, scanner.ErrToken) {
		t.Errorf("without a token of the service: %v", err)
	}
}

func TestBrowserOfAnotherSiteIsNoStation(t *testing.T) {
	st := stationSite(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, st.url+scanner.PollPath, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+stationSecret)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("answers %d", resp.StatusCode)
	}
}

// TestPageThatCameOverOtherwise: the bytes, the header and the address must agree.
func TestPageThatCameOverOtherwise(t *testing.T) {
	st := stationSite(t)
	if err := st.link(t, stationSecret).Open(t.Context(), scanner.Stack{Key: stationStack, By: "Sevda"}); err != nil {
		t.Fatal(err)
	}
	data := scantest.Sheet("a")
	good, _ := leaf(t, stationRun+"1", data)
	for name, change := range map[string]func(*scanner.Part) []byte{
		"other bytes":   func(*scanner.Part) []byte { return append([]byte("II*\x00"), data[4:len(data)-1]...) },
		"other hash":    func(p *scanner.Part) []byte { p.SHA256 = strings.Repeat("0", 64); return data },
		"other stack":   func(p *scanner.Part) []byte { p.Stack = "station:EENANDERE"; return data },
		"other name":    func(p *scanner.Part) []byte { p.Name = stationRun + "9"; return data },
		"no hash":       func(p *scanner.Part) []byte { p.SHA256 = ""; return data },
		"no good name":  func(p *scanner.Part) []byte { p.Name = "../../x"; return data },
		"length beside": func(p *scanner.Part) []byte { p.Size++; return data },
	} {
		t.Run(name, func(t *testing.T) {
			part := good
			body := change(&part)
			said, err := json.Marshal(part)
			if err != nil {
				t.Fatal(err)
			}
			url := st.url + "/api/station/stacks/" + stationStack + "/pages/" + good.Name
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, url, bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+stationSecret)
			r.Header.Set(scanner.PartHeader, base64.StdEncoding.EncodeToString(said))
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			answer, err := io.ReadAll(resp.Body)
			if err != nil || resp.StatusCode != http.StatusBadRequest || !strings.Contains(string(answer), `{"code":""}`) {
				t.Errorf("%d %s, %v: the station must send it again", resp.StatusCode, answer, err)
			}
		})
	}
	if b, err := st.cfg.Store.BatchByKey(t.Context(), stationStack); err != nil || len(b.Files) != 0 {
		t.Errorf("%d pages were kept, %v", len(b.Files), err)
	}
}

func TestStationPollsUnderAPlainName(t *testing.T) {
	st := stationSite(t)
	st.cfg.Stations.Close() // no poll is held
	for name, want := range map[string]int{"balie-1": 200, "": 400, "lokaal": 400, "Balie 1": 400, "-": 400, "../x": 400} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, st.url+scanner.PollPath, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+stationSecret)
		r.Header.Set(scanner.StationHeader, name)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%q: answers %d, want %d", name, resp.StatusCode, want)
		}
	}
}
