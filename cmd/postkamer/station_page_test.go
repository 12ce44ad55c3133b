package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"postkamer"
	"postkamer/intake/scanner"
	"postkamer/intake/scanner/scantest"
)

// lost is a service that cannot be reached.
type lost struct{}

func (lost) Open(context.Context, scanner.Stack) error        { return postkamer.ErrUnavailable }
func (lost) Page(context.Context, scanner.Part, string) error { return postkamer.ErrUnavailable }
func (lost) End(context.Context, string, []string) error      { return postkamer.ErrUnavailable }

// stationFront is the page of a station without a service.
type stationFront struct {
	*httptest.Server
	t       *testing.T
	machine *scanner.Machine
	feeder  string
}

func newStationFront(t *testing.T) *stationFront {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	spool, err := scanner.OpenSpool(t.TempDir(), log)
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	f := &stationFront{t: t, feeder: t.TempDir()}
	t.Setenv(scantest.FeederVariable, f.feeder)
	f.machine = scanner.NewMachine(scanner.Config{Station: "balie-1", Program: scanner.Program{Path: self}, Spool: spool, Sender: lost{}, Log: log, MinFree: 1})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f.machine.Run(ctx) }()
	page, err := newStationPage(f.machine, log)
	if err != nil {
		t.Fatal(err)
	}
	f.Server = httptest.NewServer(page.handler())
	t.Cleanup(func() { f.Close(); stop(); <-done; _ = spool.Close() })
	f.until("option", "Scantest Feeder (balie-1)")
	return f
}

// until reads the page until a text is where the selector says.
func (f *stationFront) until(selector, text string) *goquery.Document {
	f.t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(5 * time.Millisecond) {
		resp, err := http.Get(f.URL)
		if err != nil {
			f.t.Fatal(err)
		}
		doc, err := goquery.NewDocumentFromReader(resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			f.t.Fatal(err)
		}
		if strings.Contains(doc.Find(selector).Text(), text) {
			return doc
		}
		if time.Now().After(deadline) {
			f.t.Fatalf("no %q in %s of\n%s", text, selector, doc.Text())
		}
	}
}

// post sends a form; it returns the status and what the page says is wrong.
func (f *stationFront) post(path string, form url.Values) (int, string) {
	f.t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.PostForm(f.URL+path, form)
	if err != nil {
		f.t.Fatal(err)
	}
	defer resp.Body.Close()
	doc, err := goquery.NewDocumentFromReader(resp.Body)
	if err != nil {
		f.t.Fatal(err)
	}
	return resp.StatusCode, doc.Find(".problem").Text()
}

// newStack is the form of a new stack, as somebody fills it in.
func newStack() url.Values {
	return url.Values{"scanner": {"balie-1/" + scantest.Device}, "medewerker": {"Sam"}, "herkomst": {"post"}, "ontvangen": {postkamer.DayOf(time.Now()).Format(time.DateOnly)}}
}

func TestStationScansWithoutTheService(t *testing.T) {
	f := newStationFront(t)
	if err := scantest.Feed(f.feeder, "a", 12); err != nil {
		t.Fatal(err)
	}
	if err := scantest.Jam(f.feeder, 5, 6); err != nil {
		t.Fatal(err)
	}
	if status, said := f.post("/scan", newStack()); status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, said)
	}
	doc := f.until(".warning", "Het papier zit vast")
	stack := doc.Find(`form[action="/scan"] [name=stapel]`).AttrOr("value", "")
	if said := doc.Find(".warning").Text(); !strings.Contains(said, "5 bladzijden binnen") {
		t.Errorf("says %q", said)
	}
	if status, said := f.post("/scan", newStack()); status != http.StatusConflict || !strings.Contains(said, "nog een stapel open") {
		t.Errorf("a second stack: %d %s", status, said)
	}
	again := url.Values{"stapel": {stack}, "scanner": {"balie-1/" + scantest.Device}}
	if status, said := f.post("/scan", again); status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, said)
	}
	f.until("section", "12 bladzijden gescand")
	f.until("form[action='/klaar']", "De stapel is klaar")
	if status, said := f.post("/klaar", url.Values{"stapel": {stack}}); status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, said)
	}
	f.until("h2", "Nieuwe stapel")
	f.until(".warning", "12 bladzijden staan veilig op deze computer en gaan vanzelf weg.")
	if status, said := f.post("/scan", again); status != http.StatusConflict || !strings.Contains(said, "al klaar") {
		t.Errorf("more pages for a stack that is complete: %d %s", status, said)
	}
}

func TestStationAsksWhatItMustKnow(t *testing.T) {
	f := newStationFront(t)
	today := postkamer.DayOf(time.Now())
	for name, tt := range map[string]struct{ field, value, says string }{
		"who":                    {"medewerker", " ", "wie er scant"},
		"no date":                {"ontvangen", "gisteren", "datum van ontvangst"},
		"tomorrow":               {"ontvangen", today.AddDate(0, 0, 1).Format(time.DateOnly), "toekomst"},
		"another day, no reason": {"ontvangen", today.AddDate(0, 0, -1).Format(time.DateOnly), "Schrijf erbij waarom"},
		"no such scanner":        {"scanner", "balie-1/weg", "antwoordt niet"},
	} {
		t.Run(name, func(t *testing.T) {
			form := newStack()
			form.Set(tt.field, tt.value)
			if status, said := f.post("/scan", form); status != http.StatusConflict || !strings.Contains(said, tt.says) {
				t.Errorf("%d %q, want %q in it", status, said, tt.says)
			}
		})
	}
}

func TestStationPageIsForThisComputerOnly(t *testing.T) {
	f := newStationFront(t)
	for name, change := range map[string]func(*http.Request){
		"another name for this computer": func(r *http.Request) { r.Host = "evil.example:80" },
		"a form of another site":         func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.URL+"/klaar", nil)
		if err != nil {
			t.Fatal(err)
		}
		change(r)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusForbidden && resp.StatusCode != http.StatusMisdirectedRequest {
			t.Errorf("%s: answers %d", name, resp.StatusCode)
		}
	}
}

func TestStationCommandLine(t *testing.T) {
	good := []string{"--server", "https://post.example.nl", "--name", "balie-1"}
	for name, tt := range map[string]struct {
		args []string
		says string
	}{
		"all in order":            {good, ""},
		"no service":              {[]string{"--name", "balie-1"}, "--server"},
		"a name that is no plain": {append(good, "--name", "Balie 1"), "--name"},
		"the service's own name":  {append(good, "--name", "lokaal"), "--name"},
		"open to the network":     {append(good, "--listen", "0.0.0.0:8090"), "this computer only"},
		"files":                   {append(good, "x.tif"), "takes no files"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := stationCommand(tt.args, settings{StationToken: testToken})
			if (err == nil) != (tt.says == "") || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v", err)
			}
		})
	}
	if _, err := stationCommand(good, settings{}); err == nil || !strings.Contains(err.Error(), "POSTKAMER_STATION_TOKEN") {
		t.Errorf("without a token: %v", err)
	}
	secret := filepath.Join(t.TempDir(), "token")
	for _, c := range []struct {
		mode os.FileMode
		ok   bool
	}{{0o600, true}, {0o644, false}} {
		if err := errors.Join(os.WriteFile(secret, []byte(testToken+"\n"), c.mode), os.Chmod(secret, c.mode)); err != nil {
			t.Fatal(err)
		}
		if o, err := stationCommand(append(good, "--token-file", secret), settings{}); (err == nil) != c.ok || c.ok && o.token != testToken {
			t.Errorf("a token in a file of mode %o: %q, %v", c.mode, o.token, err)
		}
	}
	if _, err := readSettings([]string{"POSTKAMER_STATION_TOKEN=short"}); err == nil {
		t.Error("a token that can be guessed is taken")
	}
}
