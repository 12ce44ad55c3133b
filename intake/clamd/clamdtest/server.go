// Package clamdtest is a small virus scanner for tests: it speaks the protocol of clamd
// over TCP and finds one thing, the test file of EICAR. It can be told to be down.
package clamdtest

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// Virus is the test file of EICAR, which every scanner finds and which does nothing. It
// stands here in two halves, so that no scanner finds this file.
const Virus = `X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-` + `ANTIVIRUS-TEST-FILE!$H+H*`

// Name is what the server calls it.
const Name = "Eicar-Test-Signature"

// A Server is a scanner on a port of this machine.
type Server struct {
	Address  string
	Limit    int // bytes that it takes, as StreamMaxLength; 0: all
	down     atomic.Bool
	asked    atomic.Int32
	listener net.Listener
	open     sync.WaitGroup
}

// Start begins a scanner, which the end of the test stops.
func Start(t testing.TB) *Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Address: l.Addr().String(), listener: l}
	s.open.Go(s.accept)
	t.Cleanup(func() { _ = l.Close(); s.open.Wait() })
	return s
}

// Down lets the scanner hang up on everybody, or answer again.
func (s *Server) Down(down bool) { s.down.Store(down) }

// Asked is how many files it said something of.
func (s *Server) Asked() int { return int(s.asked.Load()) }

func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.open.Go(func() {
			defer conn.Close()
			if !s.down.Load() {
				_ = s.answer(conn)
			}
		})
	}
}

var errProtocol = errors.New("that is not INSTREAM")

// answer reads one command and its stream.
func (s *Server) answer(conn net.Conn) error {
	in := bufio.NewReader(conn)
	command, err := in.ReadString(0)
	if err != nil || command != "zINSTREAM\x00" {
		_, _ = io.WriteString(conn, "UNKNOWN COMMAND\x00")
		return errProtocol
	}
	var file bytes.Buffer
	for {
		var size uint32
		if err := binary.Read(in, binary.BigEndian, &size); err != nil {
			return err
		}
		if size == 0 {
			break
		}
		if _, err := io.CopyN(&file, in, int64(size)); err != nil {
			return err
		}
		if s.Limit > 0 && file.Len() > s.Limit {
			_, err := io.WriteString(conn, "INSTREAM size limit exceeded. ERROR\x00")
			return err
		}
	}
	s.asked.Add(1)
	reply := "stream: OK\x00"
	if bytes.Contains(file.Bytes(), []byte(Virus)) {
		reply = "stream: " + Name + " FOUND\x00"
	}
	_, err = io.WriteString(conn, reply)
	return err
}
