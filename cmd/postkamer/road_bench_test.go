package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkRoad holds the whole service against reading alone, in turns: the same
// pages through "postkamer read", and through import until every piece is with a
// person, and until every searchable copy is stored. ROAD_PAGES names a
// folder of files; without it the sample post is used.
//
//	go test ./cmd/postkamer -run '^$' -bench Road -benchtime 3x
func BenchmarkRoad(b *testing.B) {
	files := benchFiles(b)
	data := filepath.Join(shortTemp(b), "var")
	serving := startService(b, data, nil)
	var alone, routed, copied time.Duration
	pages := 0
	for b.Loop() {
		begin := time.Now()
		runCommand(b, nil, append([]string{"read", "--json"}, files...)...)
		alone += time.Since(begin)

		before := verified(b, data)
		begin = time.Now()
		importPost(b, data, nil, append([]string{"--wait", "--again"}, files...)...)
		routed += time.Since(begin)
		after := verified(b, data)
		for after.CopiesWaiting > 0 {
			time.Sleep(100 * time.Millisecond) // of the measured time: what a copy waits for is part of it
			after = verified(b, data)
		}
		copied += time.Since(begin)
		pages += after.Pages - before.Pages
	}
	b.ReportMetric(float64(pages)/alone.Minutes(), "read-pages/min")
	b.ReportMetric(float64(pages)/routed.Minutes(), "routed-pages/min")
	b.ReportMetric(float64(pages)/copied.Minutes(), "copied-pages/min")
	b.ReportMetric(alone.Seconds()/routed.Seconds(), "routed/read")
	if err := serving.stop(b); err != nil {
		b.Error(err)
	}
}

func benchFiles(b *testing.B) []string {
	b.Helper()
	folder := os.Getenv("ROAD_PAGES")
	if folder == "" {
		folder = "../../deploy/samples"
	}
	var files []string
	for _, pattern := range []string{"*.jpg", "*.png", "*.tif", "*.pdf"} {
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			b.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		b.Fatalf("no pages in %s", folder)
	}
	return files
}
