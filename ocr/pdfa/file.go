package pdfa

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"strings"
)

// Numbers of the objects that every file has. Pages and pictures follow. They
// are known beforehand, so pages can point at what is written after them.
const (
	catalogObject = iota + 1
	pagesObject
	fontObject
	descendantObject
	descriptorObject
	fontFileObject
	glyphMapObject
	toUnicodeObject
	metadataObject
	profileObject
	infoObject
	firstFreeObject
)

// A file writes the objects of a PDF one after the other and remembers where
// each begins. The first error stays, and close returns it.
type file struct {
	w       *bufio.Writer
	sum     hash.Hash // of everything written, for the file's ID
	size    int64
	offsets []int64 // of object i, from the file's first byte; 0: not written
	zip     *zlib.Writer
	packed  bytes.Buffer
	err     error
}

// newFile begins a file: the header and a comment of four bytes above 127, which
// tells programs that the file is not text (6.1.2).
func newFile(w io.Writer, version string) *file {
	f := &file{w: bufio.NewWriterSize(w, 1<<16), sum: sha256.New(), offsets: make([]int64, firstFreeObject)}
	f.zip = zlib.NewWriter(&f.packed)
	f.printf("%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n", version)
	return f
}

func (f *file) write(b []byte) {
	if f.err != nil {
		return
	}
	f.sum.Write(b)
	n, err := f.w.Write(b)
	f.size += int64(n)
	f.err = err
}

func (f *file) printf(format string, args ...any) { f.write(fmt.Appendf(nil, format, args...)) }

// number gives out the number of a new object.
func (f *file) number() int {
	f.offsets = append(f.offsets, 0)
	return len(f.offsets) - 1
}

// object writes object n, whose value is body.
func (f *file) object(n int, body string) {
	f.offsets[n] = f.size
	f.printf("%d 0 obj\n%s\nendobj\n", n, body)
}

// stream writes object n, a stream with data as it is. Entries are those of its
// dictionary besides its length.
func (f *file) stream(n int, entries string, data []byte) {
	f.offsets[n] = f.size
	f.printf("%d 0 obj\n<<%s/Length %d>>\nstream\n", n, entries, len(data))
	f.write(data)
	f.printf("\nendstream\nendobj\n")
}

// flate writes object n, a stream with data deflated.
func (f *file) flate(n int, entries string, data []byte) {
	f.packed.Reset()
	f.zip.Reset(&f.packed)
	if _, err := f.zip.Write(data); err != nil && f.err == nil {
		f.err = err
	}
	if err := f.zip.Close(); err != nil && f.err == nil {
		f.err = err
	}
	f.stream(n, entries+"/Filter/FlateDecode", f.packed.Bytes())
}

// pages writes the list of pages.
func (f *file) pages(kids []int) {
	var b strings.Builder
	for _, kid := range kids {
		fmt.Fprintf(&b, "%d 0 R ", kid)
	}
	f.object(pagesObject, fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", strings.TrimSpace(b.String()), len(kids)))
}

// close writes where the objects are and the trailer. The ID is made of the
// contents: the same pages give the same file.
func (f *file) close() error {
	id := f.sum.Sum(nil)[:16]
	start := f.size
	f.printf("xref\n0 %d\n0000000000 65535 f \n", len(f.offsets))
	for _, at := range f.offsets[1:] {
		f.printf("%010d 00000 n \n", at)
	}
	f.printf("trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%X><%X>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(f.offsets), catalogObject, infoObject, id, id, start)
	if f.err == nil {
		f.err = f.w.Flush()
	}
	if f.err != nil {
		return fmt.Errorf("write PDF/A: %w", f.err)
	}
	return nil
}
