package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"syscall"
	"testing"

	"postkamer"
)

func frame(t testing.TB, head any, body []byte) []byte {
	t.Helper()
	b, err := Encode(head, body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDecode(t *testing.T) {
	whole := frame(t, Answer{Seq: 1<<64 - 1, Words: []Word{{Text: "aanslag", Confidence: 0.5}}}, []byte("jpeg"))
	var a Answer
	body, err := Decode(bytes.NewReader(whole), &a)
	if err != nil || string(body) != "jpeg" || a.Seq != 1<<64-1 || a.Words[0].Text != "aanslag" {
		t.Fatalf("%+v %q %v", a, body, err)
	}
	for n := range whole {
		if _, err := Decode(bytes.NewReader(whole[:n]), &a); err == nil {
			t.Errorf("%d of %d bytes are taken for a frame", n, len(whole))
		}
	}
	prefix := func(head, body uint32, rest string) []byte {
		b := binary.BigEndian.AppendUint32(nil, head)
		return append(binary.BigEndian.AppendUint32(b, body), rest...)
	}
	for name, b := range map[string][]byte{
		"no head":             prefix(0, 0, ""),
		"head over the bound": prefix(MaxHead+1, 0, "{}"),
		"body over the bound": prefix(2, MaxBody+1, "{}"),
		"no JSON":             prefix(2, 0, "xx"),
		"two values":          prefix(4, 0, "{}{}"),
		"unknown field":       prefix(9, 0, `{"evil":1}`[:9]),
		"another type":        prefix(2, 0, "[]"),
	} {
		if _, err := Decode(bytes.NewReader(b), &a); !errors.Is(err, ErrFrame) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzDecode: whatever a child sends, the engine gets a bounded answer or an error.
func FuzzDecode(f *testing.F) {
	f.Add(frame(f, Answer{Seq: 7, View: postkamer.View{Width: 9}, Barcodes: []postkamer.Barcode{{Kind: "qr"}}}, []byte("x")))
	f.Add([]byte("\x00\x00\x00\x02\x00\x00\x00\x00{}"))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var a Answer
		r := bytes.NewReader(b)
		body, err := Decode(r, &a)
		if err != nil {
			return
		}
		if len(body) > MaxBody || len(body) > len(b) {
			t.Errorf("body of %d bytes", len(body))
		}
		again, err := Encode(a, body)
		if err != nil {
			return // invalid numbers grow when written as JSON
		}
		var second Answer
		if _, err := Decode(bytes.NewReader(again), &second); err != nil || !reflect.DeepEqual(a, second) {
			t.Errorf("%+v became %+v, %v", a, second, err)
		}
	})
}

func TestRequestBringsItsFile(t *testing.T) {
	ours, theirs := sockets(t)
	path := filepath.Join(t.TempDir(), "brief")
	if err := os.WriteFile(path, []byte("inhoud"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	want := Request{Seq: 3, Op: OpCover, Boxes: make([]Box, 50_000)}
	sent := make(chan error, 1)
	go func() { sent <- SendRequest(ours, want, file) }()
	got, received, err := ReceiveRequest(theirs)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%d boxes, %v", len(got.Boxes), err)
	}
	defer received.Close()
	if b, err := io.ReadAll(received); err != nil || string(b) != "inhoud" {
		t.Errorf("%q, %v", b, err)
	}
	if err := <-sent; err != nil {
		t.Error(err)
	}
	if err := SendRequest(ours, Request{Op: OpReady}, nil); err != nil {
		t.Fatal(err)
	}
	if _, none, err := ReceiveRequest(theirs); err != nil || none != nil {
		t.Errorf("without a file: %v, %v", none, err)
	}
	ours.Close()
	if _, _, err := ReceiveRequest(theirs); !errors.Is(err, io.EOF) {
		t.Errorf("closed: %v", err)
	}
}

func sockets(t *testing.T) (a, b *net.UnixConn) {
	t.Helper()
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	var conns [2]*net.UnixConn
	for i, fd := range fds {
		f := os.NewFile(uintptr(fd), "socket")
		c, err := net.FileConn(f)
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
		conns[i] = c.(*net.UnixConn)
		t.Cleanup(func() { c.Close() })
	}
	return conns[0], conns[1]
}
