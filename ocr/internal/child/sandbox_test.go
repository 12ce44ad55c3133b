package child

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// BenchmarkLockDown measures what being locked down costs a page: the same page
// is prepared and read in this process before and after. Afterwards this process
// can open nothing any more, so that nothing can be measured after it; run it
// alone, with -benchtime 20x. cpu-ms is user and system time.
func BenchmarkLockDown(b *testing.B) {
	folder := os.Getenv("TESSDATA_PREFIX")
	if folder == "" {
		folder = "/usr/share/tesseract-ocr/5/tessdata"
	}
	data, err := os.ReadFile(filepath.FromSlash("../../../deploy/samples/03-verhuizing-scheef.jpg"))
	if err != nil {
		b.Skip(err)
	}
	var s session
	s.warm(folder)
	page := wire.Request{Op: wire.OpPrepare, Kind: postkamer.JPEG, Page: 1, MaxPixels: 100_000_000, MaxPages: 1}
	prepared, _, err := s.do(data, page)
	if err != nil {
		b.Skip(err)
	}
	read := page
	read.Op, read.View = wire.OpRead, prepared.View
	measure := func(b *testing.B) {
		before := cpuTime()
		for b.Loop() {
			for _, q := range []wire.Request{page, read} {
				if _, _, err := s.do(data, q); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64((cpuTime()-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
	}
	b.Run("free", measure)
	begin := time.Now()
	if err := lockDown(); err != nil {
		b.Fatal(err)
	}
	took := time.Since(begin)
	if _, err := os.Open("/etc/hostname"); err == nil {
		b.Fatal("not locked down")
	}
	b.Run("locked", measure)
	b.Logf("locking down took %v", took)
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
