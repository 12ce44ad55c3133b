package drawing

import (
	"bytes"
	"fmt"
	"sync"
	"testing"
)

// paper is a page with a line on it.
func paper(tb testing.TB) []byte {
	tb.Helper()
	faces, err := LoadFaces()
	if err != nil {
		tb.Fatal(err)
	}
	c := &Canvas{Faces: faces}
	c.Text(faces.Regular, 10, Black, 20, 20, "Wij kijken uw gegevens na. Łódź")
	return PDF("Bewijs", faces, []*Canvas{c})
}

// TestPapersAreMadeTogether holds that many papers at once are each what one is alone,
// and that a typeface in them is the whole of its file.
func TestPapersAreMadeTogether(t *testing.T) {
	faces, err := readFaces()
	if err != nil {
		t.Fatal(err)
	}
	file := fmt.Appendf(nil, "/Length1 %d>>\nstream\n%s\nendstream", len(faces.Bold.data), new(zipper).deflated(faces.Bold.data))
	var made [8][]byte
	var all sync.WaitGroup
	for i := range made {
		all.Go(func() { made[i] = paper(t) })
	}
	all.Wait()
	for _, pdf := range made {
		if !bytes.Equal(pdf, made[0]) || !bytes.Contains(pdf, file) {
			t.Fatal("a paper is not like the others, or without its typeface")
		}
	}
}

func BenchmarkPaper(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		paper(b)
	}
}
