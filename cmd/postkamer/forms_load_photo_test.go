package main

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// photosEach are the photos of one submission: together 6 MB.
const photosEach = 3

// photoBytes is how large one is at least, in bytes.
const photoBytes = 2_000_000

// photos lets people send a form with 6 MB of photos.
func (l *loadRun) photos() {
	whole := l.plan
	defer func() { l.plan = whole }()
	l.planPhotos()
	l.needDisk(int64(l.length.rate * l.length.photos * photosEach * photoBytes))
	path := filepath.Join(l.dir, "photo.jpg")
	size := writePhoto(l.t, path)
	before, files, began, rate := l.stored(), l.storedFiles(), l.use(), strconv.Itoa(l.length.rate)
	r, references := l.k6("form", map[string]string{"PHOTO": path, "RATE": rate, "SECONDS": strconv.Itoa(l.length.photos), "VUS": "40"})
	use := l.use().since(began)
	accepted := int(r["accepted"]["count"])
	l.say("%s forms a second with %.1f MB of photos for %d s: %d accepted (%.0f never begun by k6), %.0f wrong answers, receipt p99 %.0f ms (p50 %.0f), processor each %s, k6 %.1f ms, memory at most %d MB",
		rate, float64(photosEach*size)/1e6, l.length.photos, accepted, r["dropped_iterations"]["count"], r["failed"]["count"],
		r["receipt"]["p(99)"], r["receipt"]["med"], use.each(accepted), l.visiting/float64(max(accepted, 1))*1e3, l.rss>>10)
	if accepted == 0 || r["failed"]["count"] > 0 {
		l.t.Errorf("%d forms with photos were accepted, %.0f answers are wrong", accepted, r["failed"]["count"])
	}
	l.allKept(references)
	if got := l.stored() - before; got != accepted {
		l.t.Errorf("%d forms with photos were accepted and %d stored", accepted, got)
	}
	if got, want := l.storedFiles()-files, accepted*photosEach; got != want {
		l.t.Errorf("%d photos are stored, want %d", got, want)
	}
}

// planPhotos makes the plan of somebody who moves in with somebody and sends photos of
// the consent.
func (l *loadRun) planPhotos() {
	l.t.Helper()
	answers := moveAnswers(time.Now())
	answers.Set("inwonen", "ja")
	answers.Set("hoofdbewoner", "Karin Bakker")
	answers.Set("toestemming", "later")
	somebody := newFormFiller(l.t, l.serving.address, answers)
	steps, last := somebody.toReview(l.t, loadForm)
	action, fields := somebody.fields(last)
	l.plan.Steps, l.plan.Last = steps, formStep{Path: action, Body: fields.Encode()}
	for i := range l.plan.Steps {
		step := &l.plan.Steps[i]
		if step.Name == "" {
			continue
		}
		body, err := url.ParseQuery(step.Body)
		if err != nil {
			l.t.Fatal(err)
		}
		body.Del("toestemming") // the files are the answer
		step.Body, step.Photos = body.Encode(), photosEach
		return
	}
	l.t.Fatal("no page of the form takes files")
}

// storedFiles counts the photos that came in by the forms.
func (l *loadRun) storedFiles() (n int) {
	l.t.Helper()
	const count = `SELECT count(*) FROM files JOIN batches ON batches.id = files.batch_id WHERE batches.channel = 'form' AND files.kind = 'jpeg'`
	if err := l.pool.QueryRow(l.t.Context(), count).Scan(&n); err != nil {
		l.t.Fatal(err)
	}
	return n
}

// needDisk fails when the disk does not hold that many bytes and half as much: the
// originals, what is made of them, and what is on its way.
func (l *loadRun) needDisk(size int64) {
	l.t.Helper()
	var disk syscall.Statfs_t
	if err := syscall.Statfs(l.dir, &disk); err != nil {
		l.t.Fatal(err)
	}
	if free := int64(disk.Bavail) * disk.Bsize; free < size+size/2 {
		l.t.Fatalf("%s has %d GB free, and the photos need %d", l.dir, free>>30, (size+size/2)>>30)
	}
}

// writePhoto makes a photo of 12 million points as a phone does, of photoBytes at least,
// with some bytes behind its end that k6 makes different each time.
func writePhoto(t *testing.T, path string) (size int) {
	t.Helper()
	const width, height = 4032, 3024
	random := rand.New(rand.NewPCG(1, 2))
	photo := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			photo.SetGray(x, y, color.Gray{Y: uint8(x/32+y/32)/2 + uint8(random.IntN(24))})
		}
	}
	for quality := 40; quality <= 100; quality += 2 {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, photo, &jpeg.Options{Quality: quality}); err != nil {
			t.Fatal(err)
		}
		if b.Len() < photoBytes {
			continue
		}
		b.Write(make([]byte, 16))
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		return b.Len()
	}
	t.Fatal("the photo is too small")
	return 0
}
