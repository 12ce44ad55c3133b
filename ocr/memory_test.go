package ocr

import (
	"os"
	"strconv"
	"testing"

	"postkamer"
)

// TestChildMemory reads pages with one child, of which many differ, and holds its
// memory against the limit. POSTKAMER_PAGES says how many; 1,000 take a quarter of
// an hour.
func TestChildMemory(t *testing.T) {
	pages, err := strconv.Atoi(os.Getenv("POSTKAMER_PAGES"))
	if err != nil {
		t.Skip("POSTKAMER_PAGES is not set")
	}
	e := startEngine(t, Config{Children: 1, Limits: Limits{ChildPages: 10 * pages, IdleMemory: 1 << 30}})
	needsTesseract(t, e)
	letter := grayPage(t, pdfOf(letterSheet(letterLines)))
	var paths []string
	for i := range min(50, pages) {
		lines := append([]string{"Brief nummer " + strconv.Itoa(i)}, letterLines[:4+i%12]...)
		paths = append(paths, write(t, "a.jpg", asScan(t, turned(grayPage(t, pdfOf(letterSheet(lines))), 90*(i%4)))))
	}
	paths = append(paths, write(t, "a.jpg", asScan(t, letter)))
	const most = 200 << 20
	for i := range pages {
		path := paths[i%len(paths)]
		p, err := e.Prepare(t.Context(), path, postkamer.JPEG, 1, postkamer.PrepareOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Read(t.Context(), path, postkamer.JPEG, 1, p.View, p.Clean); err != nil {
			t.Fatal(err)
		}
		if i%25 == 24 || i == pages-1 {
			for _, pid := range children(t) {
				held := residentBytes(pid)
				t.Logf("after %d pages: %d MB", i+1, held>>20)
				if held > most {
					t.Errorf("more than %d MB", most>>20)
				}
			}
		}
	}
}
