package clamd_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"postkamer/intake/clamd"
	"postkamer/intake/clamd/clamdtest"
)

func open(t *testing.T, address string) clamd.Scanner {
	t.Helper()
	s, err := clamd.New(address)
	if err != nil || !s.Configured() {
		t.Fatalf("%v, configured: %t", err, s.Configured())
	}
	return s
}

func TestScan(t *testing.T) {
	server := clamdtest.Start(t)
	s := open(t, server.Address)
	large := strings.Repeat("a page ", 100_000)
	for name, tt := range map[string]struct {
		file  io.Reader
		found string
	}{
		"a letter":                  {strings.NewReader("%PDF-1.7"), ""},
		"nothing":                   {strings.NewReader(""), ""},
		"a virus":                   {strings.NewReader(clamdtest.Virus), clamdtest.Name},
		"a virus far into the file": {strings.NewReader(large + clamdtest.Virus), clamdtest.Name},
		"in small reads":            {iotest.OneByteReader(strings.NewReader(clamdtest.Virus)), clamdtest.Name},
	} {
		if found, err := s.Scan(t.Context(), tt.file); found != tt.found || err != nil {
			t.Errorf("%s: found %q, %v; want %q", name, found, err, tt.found)
		}
	}
}

func TestNobodyKnowsWhenTheScannerDoesNotSay(t *testing.T) {
	server := clamdtest.Start(t)
	s := open(t, server.Address)
	if _, err := s.Scan(t.Context(), iotest.ErrReader(io.ErrNoProgress)); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a file that cannot be read: %v", err)
	}
	server.Limit = 10
	if found, err := s.Scan(t.Context(), strings.NewReader(strings.Repeat("x", 1<<20))); found != "" || !errors.Is(err, clamd.ErrScanner) {
		t.Errorf("a file above its limit: %q, %v", found, err)
	}
	server.Down(true)
	if _, err := s.Scan(t.Context(), strings.NewReader("x")); err == nil {
		t.Error("it hung up, and the file is clean")
	}
	none := open(t, "127.0.0.1:1")
	if _, err := none.Scan(t.Context(), strings.NewReader("x")); err == nil {
		t.Error("there is no scanner, and the file is clean")
	}
}

func TestAScannerThatIsSilentIsNotWaitedForLongerThanAsked(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	began := time.Now()
	if _, err := open(t, l.Addr().String()).Scan(ctx, strings.NewReader("x")); err == nil || time.Since(began) > 3*time.Second {
		t.Errorf("%v after %s", err, time.Since(began))
	}
}

func TestAddresses(t *testing.T) {
	for address, right := range map[string]bool{
		"127.0.0.1:3310": true, "tcp://clamav:3310": true, "/run/clamav/clamd.ctl": true, "unix:///run/clamav/clamd.ctl": true,
		"clamav": false, ":3310": false, "clamav:": false, "unix://run/clamd.ctl": false,
	} {
		if _, err := clamd.New(address); (err == nil) != right {
			t.Errorf("%s: %v", address, err)
		}
	}
	if s, err := clamd.New(""); err != nil || s.Configured() {
		t.Errorf("no address is a scanner: %v", err)
	}
}
