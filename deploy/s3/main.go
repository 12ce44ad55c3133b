// Command postkamer-s3 is the object storage of the default run: a small S3
// server for one machine, kept in a folder of ordinary files.
//
// It is versitygw's posix gateway, run in this process through its embedgw
// library, with three things added. Every object is on disk before it is
// acknowledged (versitygw itself never calls fsync, see durable.go). It serves
// the loopback interface only. And it ends when its parent ends, so that no
// orphan keeps the port. It is a program and a module of its own because
// versitygw changes the working directory of its process, keeps package
// globals, and brings some eighty modules (LDAP, Kafka, Vault and so on) that
// the product does not need. Production runs on the municipality's own S3
// service instead.
//
// Usage:
//
//	POSTKAMER_S3_ACCESS_KEY=... POSTKAMER_S3_SECRET_KEY=... \
//	    postkamer-s3 -root DIR -listen 127.0.0.1:PORT [-with-parent]
//
// DIR/data holds a folder per bucket, DIR/versions earlier versions of objects.
// The file system must keep user extended attributes (ext4, xfs, btrfs, zfs and
// overlayfs do, tmpfs since Linux 6.6); the program refuses to start without.
// The keys come from the environment, never from the command line, where every
// user of the machine could read them. The port must be given: the gateway
// cannot report one that the kernel chose. With -with-parent the program stops
// when its standard input closes or its parent process changes.
//
// Exit status: 0 after SIGTERM, SIGINT or the parent's end; 1 something failed;
// 2 wrong use; 3 the address is taken, try another port. SIGTERM is obeyed
// within a second: a request still under way then was not acknowledged.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Exit statuses, see the package comment.
const (
	exitFailed  = 1
	exitUse     = 2
	exitAddress = 3
)

// stopWithin is how long requests under way may still take after SIGTERM.
const stopWithin = 700 * time.Millisecond

// errUse marks mistakes on the command line or in the environment.
var errUse = errors.New("wrong use")

func main() {
	out := os.Stderr
	err := run(out)
	if err == nil {
		return
	}
	fmt.Fprintln(out, "postkamer-s3:", err)
	os.Exit(exitStatus(err))
}

func exitStatus(err error) int {
	switch {
	case errors.Is(err, errUse):
		return exitUse
	case errors.Is(err, syscall.EADDRINUSE):
		return exitAddress
	}
	return exitFailed
}

func run(out io.Writer) error {
	cfg, err := readConfig(os.Args[1:], out)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if cfg.withParent {
		ctx = untilParentEnds(ctx, os.Stdin)
	}
	if err := muteLibraries(); err != nil {
		return err
	}
	return serve(ctx, cfg, slog.New(slog.NewTextHandler(out, nil)))
}

// config is what the command line and the environment say.
type config struct {
	root, listen   string
	access, secret string
	withParent     bool
}

func readConfig(args []string, out io.Writer) (config, error) {
	c := config{
		access: os.Getenv("POSTKAMER_S3_ACCESS_KEY"),
		secret: os.Getenv("POSTKAMER_S3_SECRET_KEY"),
	}
	f := flag.NewFlagSet("postkamer-s3", flag.ContinueOnError)
	f.SetOutput(out)
	f.StringVar(&c.root, "root", "", "folder that keeps the objects")
	f.StringVar(&c.listen, "listen", "", "loopback address and port, such as 127.0.0.1:9000")
	f.BoolVar(&c.withParent, "with-parent", false, "stop when standard input closes or the parent process ends")
	if err := f.Parse(args); err != nil {
		return c, fmt.Errorf("%w: %w", errUse, err)
	}
	return c, c.check()
}

func (c config) check() error {
	host, port, err := net.SplitHostPort(c.listen)
	if err != nil {
		return fmt.Errorf("%w: -listen: %w", errUse, err)
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("%w: -listen %s: only a loopback address such as 127.0.0.1 is served", errUse, c.listen)
	}
	if port == "" || port == "0" {
		return fmt.Errorf("%w: -listen %s: give a port", errUse, c.listen)
	}
	if c.root == "" {
		return fmt.Errorf("%w: -root is missing", errUse)
	}
	if c.access == "" || c.secret == "" {
		return fmt.Errorf("%w: set POSTKAMER_S3_ACCESS_KEY and POSTKAMER_S3_SECRET_KEY", errUse)
	}
	return nil
}

// muteLibraries sends what the libraries print to nowhere, because it can name
// objects. What an operator needs to know is logged by durable, without names.
// A crash of the Go runtime still reaches the real standard error.
func muteLibraries() error {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("silence the gateway: %w", err)
	}
	os.Stdout, os.Stderr = null, null
	log.SetOutput(null)
	return nil
}
