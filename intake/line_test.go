package intake

import (
	"io"
	"net"
	"sync"
	"testing"
)

// line is a connection to a server that can be cut and mended.
type line struct {
	listener net.Listener
	server   string

	mu    sync.Mutex
	down  bool
	open  map[net.Conn]bool
	calls sync.WaitGroup
}

func newLine(t testing.TB, server string) *line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{listener: listener, server: server, open: map[net.Conn]bool{}}
	l.calls.Go(l.serve)
	t.Cleanup(func() {
		listener.Close()
		l.cut()
		l.calls.Wait()
	})
	return l
}

func (l *line) address() string { return l.listener.Addr().String() }

func (l *line) serve() {
	for {
		in, err := l.listener.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", l.server)
		if err != nil || !l.keep(in, out) {
			in.Close()
			continue
		}
		l.calls.Go(func() { pipe(in, out) })
		l.calls.Go(func() { pipe(out, in) })
	}
}

func pipe(to, from net.Conn) {
	io.Copy(to, from)
	to.Close()
	from.Close()
}

// keep notes two ends of a call, so that it can be cut; false while the line is down.
func (l *line) keep(ends ...net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range ends {
		if l.down {
			c.Close()
		}
		l.open[c] = true
	}
	return !l.down
}

func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = true
	for c := range l.open {
		c.Close()
		delete(l.open, c)
	}
}

func (l *line) mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = false
}
