package intake

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// plain is an Inspector for files that these tests make: "%PDF-n" has n pages,
// "broken" has a page that cannot be decoded, "trouble" is trouble of ours.
type plain struct{ looked atomic.Int32 }

var errTrouble = errors.New("our own trouble")

func (p *plain) Inspect(_ context.Context, path, name string) (postkamer.File, error) {
	p.looked.Add(1)
	data, err := os.ReadFile(path)
	if err != nil {
		return postkamer.File{}, err
	}
	switch {
	case len(data) == 0:
		return postkamer.File{}, postkamer.Refuse(postkamer.RefusedEmpty, name)
	case bytes.HasPrefix(data, []byte("broken")):
		return postkamer.File{}, postkamer.Refuse(postkamer.RefusedBroken, name)
	case bytes.HasPrefix(data, []byte("trouble")):
		return postkamer.File{}, errTrouble
	case bytes.HasPrefix(data, []byte("tool missing")):
		return postkamer.File{}, &fs.PathError{Op: "fork/exec", Path: "qpdf", Err: fs.ErrNotExist}
	case !bytes.HasPrefix(data, []byte("%PDF-")):
		return postkamer.File{}, postkamer.Refuse(postkamer.RefusedKind, name)
	}
	return postkamer.File{Name: name, Kind: postkamer.PDF, Pages: int(data[5] - '0')}, nil
}

// pdf is a file that plain accepts, with so many pages.
func pdf(pages int, text string) string {
	return "%PDF-" + string(rune('0'+pages)) + "\n" + text + "\n%%EOF\n"
}

// office is a desk with a store of its own.
type office struct {
	*Desk
	t   testing.TB
	dir string // for files that are brought in
}

func newOffice(t testing.TB) *office {
	t.Helper()
	return officeOn(t, storetest.Open(t))
}

func officeOn(t testing.TB, s *store.Store) *office {
	return &office{t: t, dir: t.TempDir(), Desk: &Desk{Store: s, Inspector: &plain{}, Log: slog.New(slog.DiscardHandler)}}
}

// file puts a file on disk.
func (o *office) file(name, data string) Incoming {
	o.t.Helper()
	path := filepath.Join(o.dir, name)
	write(o.t, path, data)
	return Incoming{Path: path, Name: name}
}

func write(t testing.TB, path, data string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(data), 0o660); err != nil {
		t.Fatal(err)
	}
}

func (o *office) number(sql string, args ...any) (n int) {
	o.t.Helper()
	if err := o.Store.Pool().QueryRow(o.t.Context(), sql, args...).Scan(&n); err != nil {
		o.t.Fatal(err)
	}
	return n
}

// sound checks that the promise holds.
func (o *office) sound() {
	o.t.Helper()
	v, err := o.Store.Verify(o.t.Context(), false)
	if err != nil || len(v.Findings) > 0 {
		o.t.Errorf("verify: %+v, %v", v.Findings, err)
	}
}
