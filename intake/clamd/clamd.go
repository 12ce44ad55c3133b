// Package clamd asks a virus scanner about files, over the protocol of clamd: the bytes
// are streamed to it (INSTREAM) and its verdict is one line. It keeps nothing, and a
// scanner that does not answer is an error: no file is clean because nobody looked.
package clamd

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// A Scanner is a clamd at an address. The zero Scanner is none; see Configured.
type Scanner struct {
	network string // tcp or unix
	address string
}

// New reads an address: host:port, or the path of a socket, also as tcp://host:port and
// unix:///path. An empty address is no scanner.
func New(address string) (Scanner, error) {
	network, rest := "tcp", strings.TrimPrefix(address, "tcp://")
	if path, ok := strings.CutPrefix(address, "unix://"); ok {
		network, rest = "unix", path
	}
	switch {
	case address == "":
		return Scanner{}, nil
	case strings.HasPrefix(rest, "/"):
		return Scanner{network: "unix", address: rest}, nil
	case network == "unix":
		return Scanner{}, fmt.Errorf("address of clamd %q: write the whole path of the socket, such as unix:///run/clamav/clamd.ctl", address)
	}
	if host, port, err := net.SplitHostPort(rest); err != nil || host == "" || port == "" {
		return Scanner{}, fmt.Errorf("address of clamd %q: write host:port, such as 127.0.0.1:3310, or the path of its socket", address)
	}
	return Scanner{network: network, address: rest}, nil
}

// Configured tells whether there is a scanner to ask.
func (s Scanner) Configured() bool { return s.address != "" }

// Bounds of one question.
const (
	dialTime  = 5 * time.Second
	scanTime  = 2 * time.Minute // longer than clamd itself scans one file
	chunkSize = 64 << 10
	maxReply  = 4 << 10
)

// ErrScanner says that the scanner answered, but not with a verdict: the file is too
// large for its settings, or it has trouble of its own.
var ErrScanner = errors.New("the virus scanner gave no verdict")

// errFile says that the file could not be read: the scanner waits for the rest.
var errFile = errors.New("read file")

// Scan streams a file to the scanner and returns the scanner's name for what is in it,
// empty when it found nothing. Any error means that nobody knows.
func (s Scanner) Scan(ctx context.Context, file io.Reader) (found string, err error) {
	dialer := net.Dialer{Timeout: dialTime}
	conn, err := dialer.DialContext(ctx, s.network, s.address)
	if err != nil {
		return "", fmt.Errorf("ask clamd: %w", err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(scanTime))
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) }) // ends what waits
	defer stop()
	if err := stream(conn, file); err != nil {
		if errors.Is(err, errFile) {
			return "", fmt.Errorf("ask clamd: %w", err)
		}
		// A scanner that had enough hangs up while it is still being sent to: it said why.
		if reply, replyErr := verdict(conn); replyErr == nil || errors.Is(replyErr, ErrScanner) {
			return reply, replyErr
		}
		return "", fmt.Errorf("ask clamd: %w", err)
	}
	return verdict(conn)
}

// stream sends the command and the file in chunks, each with its length before it; a
// chunk of no bytes is the end.
func stream(to io.Writer, file io.Reader) error {
	if _, err := io.WriteString(to, "zINSTREAM\x00"); err != nil {
		return err
	}
	buffer := make([]byte, 4+chunkSize)
	for {
		n, err := io.ReadFull(file, buffer[4:])
		if n > 0 {
			binary.BigEndian.PutUint32(buffer, uint32(n)) //nolint:gosec // at most chunkSize
			if _, err := to.Write(buffer[:4+n]); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("%w: %w", errFile, err)
		}
	}
	_, err := to.Write([]byte{0, 0, 0, 0})
	return err
}

// verdict reads the answer: "stream: OK", "stream: Name FOUND", or anything else.
func verdict(from io.Reader) (found string, err error) {
	reply, err := bufio.NewReader(io.LimitReader(from, maxReply)).ReadString(0)
	if err != nil {
		return "", fmt.Errorf("answer of clamd: %w", err)
	}
	said := strings.TrimSpace(strings.TrimPrefix(strings.TrimRight(reply, "\x00\n"), "stream:"))
	if said == "OK" {
		return "", nil
	}
	if name, ok := strings.CutSuffix(said, " FOUND"); ok && name != "" {
		return name, nil
	}
	return "", fmt.Errorf("%w: %q", ErrScanner, said)
}
