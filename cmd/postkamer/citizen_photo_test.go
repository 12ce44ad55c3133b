package main

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"postkamer"
)

// iphonePhoto is a photo as telephones of Apple take them: HEIC.
func iphonePhoto(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "IMG_0042.HEIC")
	cmd := exec.Command("convert", "-size", "640x480", "gradient:navy-gold", "heic:"+path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("convert: %v: %s: run deploy/packages.sh test", err, out)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// postFile sends a page with a file, as the browser does.
func (f *formFiller) postFile(path string, fields url.Values, input, name string, data []byte) (formPage, error) {
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for field, values := range fields {
		for _, value := range values {
			_ = parts.WriteField(field, value)
		}
	}
	file, err := parts.CreateFormFile(input, name)
	if err == nil {
		_, err = file.Write(data)
	}
	if err == nil {
		err = parts.Close()
	}
	if err != nil {
		return formPage{}, err
	}
	return f.read(f.client.Post(f.base+path, parts.FormDataContentType(), &body))
}

func TestAPhotoOfATelephoneBecomesAPage(t *testing.T) {
	dir := shortTemp(t)
	data := filepath.Join(dir, "var")
	s := startService(t, data, nil)
	somebody := newFormFiller(t, s.address, url.Values{"soort": {"licht"}, "gevaar": {"nee"}, "uitleg": {"De lamp brandt niet."}, "straat": {"Dorpsstraat"}, "horen": {"nee"}})
	photo := iphonePhoto(t)
	page, err := somebody.post("/melding", nil)
	for range 20 {
		if err != nil || page.status != http.StatusOK {
			t.Fatalf("%s answers %d, %v: %s", page.path, page.status, err, errorsOf(page))
		}
		action, fields := somebody.fields(page)
		input := page.doc.Find("main input[type=file]").First().AttrOr("name", "")
		switch {
		case strings.HasSuffix(page.path, "/klaar"):
			reference := strings.TrimSpace(page.doc.Find("strong.pk-tel").First().Text())
			waitFor(t, time.Minute, "the page of the photo", func() bool { return photoIsReady(t, data, reference) })
			return
		case input != "" && !strings.Contains(page.doc.Text(), "IMG_0042.HEIC"):
			page, err = somebody.postFile(action, fields, input, "IMG_0042.HEIC", photo)
		default:
			page, err = somebody.post(action, fields)
		}
	}
	t.Fatalf("the form has no end: at %s", page.path)
}

// photoIsReady tells whether a piece has its one page, made from a HEIC.
func photoIsReady(t *testing.T, data, reference string) bool {
	t.Helper()
	rows, err := openAt(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close(t.Context())
	piece, err := rows.PieceByReference(t.Context(), reference)
	if err != nil {
		t.Fatal(err)
	}
	batch, err := rows.Batch(t.Context(), piece.BatchID)
	if err != nil {
		t.Fatal(err)
	}
	if last := batch.Files[len(batch.Files)-1]; last.Kind != postkamer.HEIC || last.Name != "IMG_0042.HEIC" {
		t.Fatalf("the photo was kept as %+v", last)
	}
	return len(piece.Pages) == 1 && piece.Pages[0].State == postkamer.PagePrepared && piece.Pages[0].View.Key != ""
}
