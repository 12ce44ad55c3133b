package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"postkamer/intake/scanner/scantest"
)

// testToken is a station's token.
const testToken = "a-token-for-tests-0123456789"

// freeAddress is an address that a service can come back to.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// A deskSide is a station with a feeder of paper, and its operator.
type deskSide struct {
	t       testing.TB
	dir     string // its spool is in here, and the feeder: on one disk
	server  string // address of the service
	listen  string
	address string // of its page
	cmd     *exec.Cmd
	log     *os.File
}

func newDeskSide(t testing.TB, dir, server string) *deskSide {
	t.Helper()
	s := &deskSide{t: t, dir: dir, server: server, listen: freeAddress(t)}
	s.address = "http://" + s.listen
	if err := os.Mkdir(s.feeder(), 0o700); err != nil {
		t.Fatal(err)
	}
	var err error
	if s.log, err = os.Create(filepath.Join(dir, "station.log")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	s.start()
	return s
}

func (s *deskSide) feeder() string { return filepath.Join(s.dir, "feeder") }

// start starts the station and waits until its page answers.
func (s *deskSide) start() {
	s.t.Helper()
	self, err := os.Executable()
	if err != nil {
		s.t.Fatal(err)
	}
	env := []string{"POSTKAMER_STATION_TOKEN=" + testToken, "POSTKAMER_SCANIMAGE=" + self, scantest.FeederVariable + "=" + s.feeder()}
	s.cmd = program(s.t, env, "station", "--server", "http://"+s.server, "--dir", filepath.Join(s.dir, "spool"), "--listen", s.listen, "--name", "balie-1")
	s.cmd.Stderr = s.log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "ready ") {
			go io.Copy(io.Discard, out) // ends with the process
			return
		}
	}
	_ = s.cmd.Wait()
	said, _ := os.ReadFile(s.log.Name())
	s.t.Fatalf("postkamer station did not become ready:\n%s", tail(said))
}

func (s *deskSide) kill() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

// page reads the station's page; nil when it does not answer.
func (s *deskSide) page() *goquery.Document {
	resp, err := http.Get(s.address)
	if err != nil {
		return nil
	}
	defer resp.Body.Close()
	doc, err := goquery.NewDocumentFromReader(resp.Body)
	if err != nil {
		return nil
	}
	return doc
}

// press posts one of the page's forms, with what it holds and more. It may fail:
// the operator looks and presses again.
func (s *deskSide) press(doc *goquery.Document, action string, more url.Values) {
	values := url.Values{}
	doc.Find(`form[action="` + action + `"]`).Find("input, select").Each(func(_ int, field *goquery.Selection) {
		name, value := field.AttrOr("name", ""), field.AttrOr("value", "")
		if goquery.NodeName(field) == "select" {
			value = field.Find("option").First().AttrOr("value", "")
		}
		if _, set := values[name]; !set && (field.AttrOr("type", "") != "checkbox") {
			values.Set(name, value)
		}
	})
	for name, v := range more {
		values[name] = v
	}
	resp, err := http.PostForm(s.address+action, values)
	if err == nil {
		_ = resp.Body.Close()
	}
}

// work does what an operator does until the feeder is empty, the stack is closed and
// nothing waits any more.
func (s *deskSide) work() {
	s.t.Helper()
	for deadline := time.Now().Add(3 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.fail()
		}
		doc := s.page()
		switch {
		case doc == nil, doc.Find(`form[action="/stop"]`).Length() > 0: // away, or it scans
		case doc.Find("option").Length() == 0 && doc.Find("select#device").Length() > 0: // no scanner yet
		case len(scantest.Sheets(s.feeder())) > 0:
			s.press(doc, "/scan", url.Values{"medewerker": {"Sam de Scanner"}})
		case doc.Find(`form[action="/klaar"]`).Length() > 0:
			s.press(doc, "/klaar", nil)
		case doc.Find("main").AttrOr("data-underway", "0") == "0":
			return
		}
	}
}

// scanning waits until scanimage works, and tells whether it ever did.
func (s *deskSide) scanning() bool {
	s.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if len(scantest.Sheets(s.feeder())) == 0 {
			return false
		}
		if out, err := exec.Command("pgrep", "-P", strconv.Itoa(s.cmd.Process.Pid), "-f", "--", "--batch").Output(); err == nil && len(out) > 0 {
			return true
		}
	}
	return false
}

func (s *deskSide) fail() {
	s.t.Helper()
	said, _ := os.ReadFile(s.log.Name())
	words := "the page does not answer"
	if doc := s.page(); doc != nil {
		words = doc.Find("main").Text()
	}
	s.t.Fatalf("the station does not get done; its page says:\n%s\nits log:\n%s", words, tail(said))
}
