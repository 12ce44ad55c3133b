// Package child is the inside of a reading child: it decodes pages with
// leptonica, reads them with Tesseract and finds barcodes. All of it may crash,
// hang or eat memory on a hostile file; the engine then kills the process and
// one page has cost one attempt. Nothing here opens a path: files come as
// descriptors, so that a sandbox can close everything else.
package child

/*
#include "shim.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// Socket is the descriptor on which a child finds its socket.
const Socket = 3

// Exit statuses of a child.
const (
	exitDone   = 0 // the engine closed the socket
	exitBroken = 1 // no socket, or the engine did not keep to the protocol
	ExitSlow   = 3 // out of CPU time; 2 is how Go programs crash
)

// Run answers requests until the socket closes and returns the exit status.
func Run() int {
	runtime.LockOSThread() // Tesseract and leptonica stay on one thread
	C.watch_libtiff()
	go ExitWhenOutOfTime()
	f := os.NewFile(Socket, "engine")
	c, err := net.FileConn(f)
	if err != nil {
		return exitBroken
	}
	_ = f.Close()
	conn, ok := c.(*net.UnixConn)
	if !ok {
		return exitBroken
	}
	defer conn.Close()
	return serve(conn)
}

// ExitWhenOutOfTime ends the process on SIGXCPU, which Go would ignore.
func ExitWhenOutOfTime() {
	out := make(chan os.Signal, 1)
	signal.Notify(out, syscall.SIGXCPU)
	<-out
	os.Exit(ExitSlow)
}

// A session is what a child keeps from page to page.
type session struct {
	locked    bool // nothing can be opened any more
	tesseract tesseract
	osd       osd
}

func serve(conn *net.UnixConn) int {
	var s session
	for {
		q, file, err := wire.ReceiveRequest(conn)
		if errors.Is(err, io.EOF) {
			return exitDone
		}
		if err != nil {
			return exitBroken
		}
		a, body := s.answer(q, file)
		frame, err := wire.Encode(a, body)
		if err != nil {
			return exitBroken
		}
		if _, err := conn.Write(frame); err != nil {
			return exitBroken
		}
	}
}

// answer does what q asks with file, and closes it.
func (s *session) answer(q wire.Request, file *os.File) (wire.Answer, []byte) {
	if !s.locked {
		s.warm(q.TessData)
		if err := lockDown(); err != nil {
			return wire.Answer{Seq: q.Seq, Failure: wire.FailSandbox}, nil
		}
		s.locked = true
	}
	data, err := mapped(file)
	if err != nil {
		return wire.Answer{Seq: q.Seq, Failure: wire.FailFile}, nil
	}
	defer func() { _ = syscall.Munmap(data) }()
	a, body, err := s.do(data, q)
	if err != nil {
		a, body = failed(err), nil
	}
	a.Seq = q.Seq
	return a, body
}

// use sets the folder of Tesseract's data. It does not change while a child lives.
func (s *session) use(folder string) {
	s.tesseract.folder = folder
	s.osd.folder = folder
	s.osd.reader = &s.tesseract
}

func (s *session) do(data []byte, q wire.Request) (wire.Answer, []byte, error) {
	var a wire.Answer
	var err error
	switch q.Op {
	case wire.OpReady:
		if err = s.tesseract.ready(); err == nil && !s.osd.load() {
			err = fmt.Errorf("%w: osd.traineddata", errNoEngine)
		}
	case wire.OpInspect:
		a, err = inspect(data, q)
	case wire.OpPrepare:
		return prepare(data, q, &s.osd)
	case wire.OpRead:
		return read(data, q, &s.tesseract, &s.osd)
	case wire.OpZone:
		a, err = zone(data, q, &s.tesseract)
	case wire.OpForm:
		a, err = form(data, q, &s.tesseract)
	case wire.OpCover:
		a, err = cover(data, q, &s.tesseract)
	default:
		err = fmt.Errorf("unknown operation %q", q.Op)
	}
	return a, nil, err
}

// failed turns an error into an answer.
func failed(err error) wire.Answer {
	var r refused
	if errors.As(err, &r) {
		return wire.Answer{Refused: postkamer.RefusalCode(r)}
	}
	return wire.Answer{Failure: failure(err), NoEngine: errors.Is(err, errNoEngine)}
}

// failure returns the code of an error.
func failure(err error) wire.Failure {
	switch {
	case errors.Is(err, errNoEngine):
		return wire.FailEngine
	case errors.Is(err, errNoMemory):
		return wire.FailMemory
	case errors.Is(err, errGaveUp):
		return wire.FailTesseract
	}
	return wire.FailOther
}

// mapped returns the content of file in memory; nil file gives nil.
func mapped(file *os.File) ([]byte, error) {
	if file == nil {
		return nil, nil
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("look at page: %w", err)
	}
	if info.Size() == 0 {
		return nil, errors.New("look at page: no bytes")
	}
	data, err := syscall.Mmap(int(file.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_PRIVATE)
	if err != nil {
		return nil, fmt.Errorf("map page: %w", err)
	}
	return data, nil
}
