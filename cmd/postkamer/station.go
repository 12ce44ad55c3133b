package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"time"

	"postkamer/intake/scanner"
)

// stationOptions is what the command line of station says.
type stationOptions struct {
	server string
	token  string
	file   string // with the token, instead
	dir    string
	device string
	listen string
	name   string
	test   bool
}

// Defaults of a station.
const (
	stationDir    = "station"
	stationListen = "127.0.0.1:8090"
)

func stationCommand(args []string, s settings) (stationOptions, error) {
	var o stationOptions
	fs := flags("station")
	fs.StringVar(&o.server, "server", "", "")
	fs.StringVar(&o.token, "token", s.StationToken, "")
	fs.StringVar(&o.file, "token-file", "", "")
	fs.StringVar(&o.dir, "dir", stationDir, "")
	fs.StringVar(&o.device, "device", "", "")
	fs.StringVar(&o.listen, "listen", stationListen, "")
	fs.StringVar(&o.name, "name", "", "")
	fs.BoolVar(&o.test, "test", false, "")
	words, err := parse(fs, args)
	if err != nil {
		return o, err
	}
	if o.name == "" {
		host, _ := os.Hostname() // none: the check below asks for a name
		o.name = plainName(host)
	}
	if o.file != "" {
		if o.token, err = tokenIn(o.file); err != nil {
			return o, err
		}
	}
	return o, o.check(words)
}

// tokenIn reads the token from a file that only its owner may read: what stands on a
// command line is for everybody on the computer to see.
func tokenIn(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("read the token: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("%w: others can read %s, do: chmod 600 %s", errUsage, path, path)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read the token: %w", err)
	}
	return strings.TrimSpace(string(raw)), nil
}

// notPlain is what a name of a station does not have.
var notPlain = regexp.MustCompile(`[^a-z0-9-]+`)

// plainName makes the name of a computer a name of a station.
func plainName(host string) string {
	host, _, _ = strings.Cut(strings.ToLower(host), ".")
	return strings.Trim(notPlain.ReplaceAllString(host, "-"), "-")
}

func (o stationOptions) check(words []string) error {
	switch {
	case len(words) > 0:
		return fmt.Errorf("%w: station takes no files", errUsage)
	case o.server == "":
		return fmt.Errorf("%w: name the service with --server https://post.example.nl", errUsage)
	case o.token == "":
		return fmt.Errorf("%w: put the token of the service in a file and name it with --token-file, or set POSTKAMER_STATION_TOKEN", errUsage)
	case o.name == "" || plainName(o.name) != o.name || len(o.name) > 40 || o.name == scanner.LocalStation:
		return fmt.Errorf("%w: name the station with --name: small letters, digits and dashes, such as balie-1", errUsage)
	}
	host, _, err := net.SplitHostPort(o.listen)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("%w: --listen must be an address of this computer only, such as 127.0.0.1:8090", errUsage)
	}
	return nil
}

// station scans on the computer beside a scanner, and sends the pages to the
// service, until it is asked to stop. What cannot be sent now waits in its folder.
func station(ctx context.Context, args []string, out io.Writer) (err error) {
	s, err := environment()
	if err != nil {
		return err
	}
	opts, err := stationCommand(args, s)
	if err != nil {
		return err
	}
	log := serveLog().With("part", "station")
	link, err := scanner.NewLink(opts.server, opts.token, opts.name)
	if err != nil {
		return err
	}
	defer link.Close()
	spool, err := scanner.OpenSpool(opts.dir, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, spool.Close()) }()
	listener, err := net.Listen("tcp", opts.listen)
	if err != nil {
		return fmt.Errorf("%w: is another program using that address? Choose one with --listen", err)
	}
	machine := scanner.NewMachine(scanner.Config{
		Station: opts.name, Program: scanner.Program{Path: s.Scanimage}, Test: opts.test, Device: opts.device,
		Spool: spool, Sender: link, Log: log,
	})
	fmt.Fprintf(out, "ready http://%s\nstation %s, for %s\n", listener.Addr(), opts.name, opts.server)
	return runStation(ctx, link, machine, listener, log)
}

// runStation runs the parts of a station beside each other until ctx ends.
func runStation(ctx context.Context, link *scanner.Link, machine *scanner.Machine, listener net.Listener, log *slog.Logger) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	parts := []func(context.Context) error{
		machine.Run,
		func(ctx context.Context) error { return link.Obey(ctx, machine, log) },
		func(ctx context.Context) error { return serveStationPage(ctx, listener, machine, log) },
	}
	ended := make(chan error, len(parts))
	for _, part := range parts {
		go func() { ended <- part(ctx) }()
	}
	var errs []error
	for range parts {
		errs = append(errs, <-ended)
		stop() // no part ends before it is asked to, unless it cannot go on
	}
	return errors.Join(errs...)
}

// serveStationPage shows the page of the station until ctx ends.
func serveStationPage(ctx context.Context, listener net.Listener, machine *scanner.Machine, log *slog.Logger) error {
	page, err := newStationPage(machine, log)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: page.handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute}
	stopped := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stopped()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
