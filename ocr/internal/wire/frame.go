package wire

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
)

// Bounds of a frame. A dense page has 3,000 words, about 400 kB of head; a view
// of an A3 page is below 1 MB. What is bigger was not made by our own child.
const (
	MaxHead = 8 << 20
	MaxBody = 16 << 20
)

// prefixSize is the length of what precedes a frame: head and body length, each
// a big-endian uint32.
const prefixSize = 8

// ErrFrame says that the other side did not keep to the protocol.
var ErrFrame = errors.New("malformed frame")

// Encode returns head as JSON and body as one frame.
func Encode(head any, body []byte) ([]byte, error) {
	h, err := json.Marshal(head)
	if err != nil {
		return nil, fmt.Errorf("encode frame: %w", err)
	}
	if len(h) > MaxHead || len(body) > MaxBody {
		return nil, fmt.Errorf("frame of %d+%d bytes: %w", len(h), len(body), ErrFrame)
	}
	b := make([]byte, prefixSize, prefixSize+len(h)+len(body))
	binary.BigEndian.PutUint32(b[0:4], uint32(len(h)))
	binary.BigEndian.PutUint32(b[4:8], uint32(len(body)))
	return append(append(b, h...), body...), nil
}

// Decode reads exactly one frame from r into head and returns its body. Unknown
// fields, trailing bytes and lengths over the bounds are ErrFrame; memory is
// taken only as bytes arrive.
func Decode(r io.Reader, head any) ([]byte, error) {
	var prefix [prefixSize]byte
	if _, err := io.ReadFull(r, prefix[:]); err != nil {
		return nil, err
	}
	return decodeRest(r, prefix, head)
}

// decodeRest reads what follows the prefix of a frame.
func decodeRest(r io.Reader, prefix [prefixSize]byte, head any) ([]byte, error) {
	headLen := binary.BigEndian.Uint32(prefix[0:4])
	bodyLen := binary.BigEndian.Uint32(prefix[4:8])
	if headLen == 0 || headLen > MaxHead || bodyLen > MaxBody {
		return nil, fmt.Errorf("frame of %d+%d bytes: %w", headLen, bodyLen, ErrFrame)
	}
	h, err := readExactly(r, int64(headLen))
	if err != nil {
		return nil, err
	}
	body, err := readExactly(r, int64(bodyLen))
	if err != nil {
		return nil, err
	}
	return body, decodeHead(h, head)
}

// decodeHead decodes one JSON object without unknown fields and nothing after it.
func decodeHead(h []byte, head any) error {
	d := json.NewDecoder(bytes.NewReader(h))
	d.DisallowUnknownFields()
	if err := d.Decode(head); err != nil {
		return fmt.Errorf("%w: odd head", ErrFrame) // err may quote the page, or be an io.EOF like that of a closed socket
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("%w: bytes after the head", ErrFrame)
	}
	return nil
}

// readExactly reads n bytes without trusting n: the buffer grows with what comes.
func readExactly(r io.Reader, n int64) ([]byte, error) {
	var b bytes.Buffer
	got, err := io.Copy(&b, io.LimitReader(r, n))
	if err != nil {
		return nil, err
	}
	if got != n {
		return nil, io.ErrUnexpectedEOF
	}
	return b.Bytes(), nil
}

// SendRequest sends q over c, with file's descriptor beside it when file is not nil.
func SendRequest(c *net.UnixConn, q Request, file *os.File) error {
	b, err := Encode(q, nil)
	if err != nil {
		return err
	}
	var rights []byte
	if file != nil {
		rights = syscall.UnixRights(int(file.Fd()))
	}
	// The descriptor travels with the first bytes; eight always fit.
	if _, _, err := c.WriteMsgUnix(b[:prefixSize], rights, nil); err != nil {
		return fmt.Errorf("send request: %w", err)
	}
	if _, err := c.Write(b[prefixSize:]); err != nil {
		return fmt.Errorf("send request: %w", err)
	}
	return nil
}

// ReceiveRequest waits for the next request and the file that came with it, nil
// when none did. io.EOF says that the parent is gone or done.
func ReceiveRequest(c *net.UnixConn) (Request, *os.File, error) {
	var prefix [prefixSize]byte
	oob := make([]byte, syscall.CmsgSpace(4))
	n, oobn, _, _, err := c.ReadMsgUnix(prefix[:], oob)
	if err != nil {
		return Request{}, nil, err
	}
	if n == 0 {
		return Request{}, nil, io.EOF
	}
	if _, err := io.ReadFull(c, prefix[n:]); err != nil {
		return Request{}, nil, err
	}
	file, err := receivedFile(oob[:oobn])
	if err != nil {
		return Request{}, nil, err
	}
	var q Request
	_, err = decodeRest(c, prefix, &q)
	return q, file, err
}

// receivedFile returns the file whose descriptor is in the control message oob.
func receivedFile(oob []byte) (*os.File, error) {
	if len(oob) == 0 {
		return nil, nil
	}
	messages, err := syscall.ParseSocketControlMessage(oob)
	if err != nil || len(messages) != 1 {
		return nil, fmt.Errorf("%w: control message", ErrFrame)
	}
	fds, err := syscall.ParseUnixRights(&messages[0])
	if err != nil || len(fds) != 1 {
		return nil, fmt.Errorf("%w: rights", ErrFrame)
	}
	syscall.CloseOnExec(fds[0])
	return os.NewFile(uintptr(fds[0]), "page"), nil
}
