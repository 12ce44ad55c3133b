package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"os"
	"strings"
	"testing"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// byContent is an Inspector for files that say what they are.
type byContent struct{}

func (byContent) Inspect(_ context.Context, path, name string) (postkamer.File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return postkamer.File{}, err
	}
	for magic, kind := range map[string]postkamer.FileKind{"%PDF-": postkamer.PDF, "\xff\xd8\xff": postkamer.JPEG, "II*": postkamer.TIFF} {
		if bytes.HasPrefix(data, []byte(magic)) {
			return postkamer.File{Name: name, Kind: kind, Pages: 1}, nil
		}
	}
	return postkamer.File{}, postkamer.Refuse(postkamer.RefusedKind, name)
}

// uploadSite is a site on which forms with files can be sent.
func uploadSite(t *testing.T) *site {
	return newStoredSite(t, func(cfg *Config) {
		cfg.Desk = &intake.Desk{Store: cfg.Store, Inspector: byContent{}}
		cfg.Municipality.Tone.Citizen = postkamer.U
	})
}

// A photo is a file that is sent.
type photo struct{ input, name, data string }

// sendFiles posts a page with files: pairs of fields first, then the files.
func (b *browser) sendFiles(path string, files []photo, pairs ...string) answer {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		_ = form.WriteField(pairs[i], pairs[i+1])
	}
	for _, f := range files {
		header := textproto.MIMEHeader{}
		header.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, f.input, strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A").Replace(f.name)))
		header.Set("Content-Type", "application/octet-stream")
		part, err := form.CreatePart(header)
		if err != nil {
			b.t.Fatal(err)
		}
		_, _ = part.Write([]byte(f.data))
	}
	_ = form.Close()
	r, err := http.NewRequest("POST", b.address(path), &body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

const (
	consentPage = "/verhuizing/hoofdbewoner"
	consent     = "toestemming-bestand"
	photoBytes  = "\xff\xd8\xff a photo"
)

// atConsent is a visitor on the page that asks for a file.
func (st *site) atConsent(t *testing.T) *browser {
	t.Helper()
	b := st.browser(t)
	if at := b.fill("verhuizing", aMove(st.now)[:5]); at.Request.URL.Path != consentPage {
		t.Fatalf("is at %s", at.Request.URL.Path)
	}
	return b
}

func TestFilesAreListedKeptAndSent(t *testing.T) {
	st := uploadSite(t)
	b := st.atConsent(t)
	at := b.sendFiles(consentPage, []photo{{consent, "IMG 1.HEIC", photoBytes}, {consent, "huur.pdf", "%PDF-1"}}, "hoofdbewoner", "Karin", "toevoegen", "toestemming")
	b.read(at)
	list := text(at.page(t), ".pk-bestanden")
	if at.Request.URL.Path != consentPage || !strings.Contains(list, "IMG 1.HEIC") || !strings.Contains(list, "huur.pdf") {
		t.Fatalf("%d at %s lists %q", at.StatusCode, at.Request.URL.Path, list)
	}
	if got, _ := at.page(t).Find("#hoofdbewoner").Attr("value"); got != "Karin" {
		t.Errorf("the other answer became %q", got)
	}
	id, _ := at.page(t).Find("button[name=verwijder]").First().Attr("value")
	at = b.sendFiles(consentPage, nil, "hoofdbewoner", "Karin Bakker", "verwijder", id)
	if list := text(at.page(t), ".pk-bestanden"); strings.Contains(list, "IMG") || !strings.Contains(list, "huur.pdf") {
		t.Errorf("after taking one away: %q", list)
	}
	at = b.sendFiles(consentPage, []photo{{consent, "", ""}}, "hoofdbewoner", "Karin Bakker")
	if at.Request.URL.Path != "/verhuizing/mee" {
		t.Fatalf("goes to %s: %s", at.Request.URL.Path, text(at.page(t), ".pk-err"))
	}
	if list := text(b.get(consentPage).page(t), ".pk-bestanden"); !strings.Contains(list, "huur.pdf") {
		t.Errorf("gone on and back: %q", list)
	}
	for _, turn := range aMove(st.now)[6:] {
		at = b.post("/verhuizing/"+turn.slug, turn.fields)
	}
	if got := text(at.page(t), "dl"); !strings.Contains(got, "huur.pdf") {
		t.Errorf("the last page says %q", got)
	}
	done := b.post("/verhuizing/nakijken", declare)
	reference := text(done.page(t), "strong.pk-tel")
	if !strings.Contains(text(done.page(t), "main"), "huur.pdf") {
		t.Errorf("the receipt does not name the file: %s", text(done.page(t), "main"))
	}
	piece, err := st.cfg.Store.PieceByReference(t.Context(), reference)
	if err != nil {
		t.Fatal(err)
	}
	if files, err := st.cfg.Store.Files(t.Context(), piece.BatchID); err != nil || len(files) != 2 || files[1].Name != "huur.pdf" {
		t.Errorf("files are %+v, %v", files, err)
	}
}

func TestWhatIsWrongWithAFileIsSaidAndTheAnswersStay(t *testing.T) {
	st := uploadSite(t)
	for _, tt := range []struct {
		name string
		file photo
		says string
	}{
		{"no file", photo{consent, "", ""}, "Voeg de toestemming toe"},
		{"empty", photo{consent, "leeg.jpg", ""}, "leeg.jpg is leeg"},
		{"another kind", photo{consent, "brief.docx", "PK"}, "brief.docx kunnen wij niet openen"},
		{"a kind for scanners only", photo{consent, "scan.tif", "II*"}, "scan.tif kunnen wij niet openen"},
		{"too large", photo{consent, "groot.jpg", photoBytes + strings.Repeat("x", intake.MostFileBytes)}, "groot.jpg is te groot (10,5 MB)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := st.atConsent(t)
			at := b.sendFiles(consentPage, []photo{tt.file}, "hoofdbewoner", "Karin Bakker")
			b.read(at)
			doc := at.page(t)
			if at.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text(doc, ".pk-err"), tt.says) || !strings.Contains(text(doc, "#toestemming-fout"), tt.says) {
				t.Errorf("%d: %q, at the field %q", at.StatusCode, text(doc, ".pk-err"), text(doc, "#toestemming-fout"))
			}
			if got := doc.Find("script[src]").Length(); got != 1 {
				t.Errorf("%d scripts: with the icon that is more than 5 requests", got)
			}
			if got, _ := doc.Find("#hoofdbewoner").Attr("value"); got != "Karin Bakker" {
				t.Errorf("the other answer became %q", got)
			}
			if got := doc.Find(`.pk-err a[href="#toestemming"]`).Length(); got != 1 || doc.Find("#toestemming[type=file]").Length() != 1 {
				t.Errorf("the summary does not lead to the field")
			}
			if got, _ := b.get(consentPage).page(t).Find("#hoofdbewoner").Attr("value"); got != "Karin Bakker" {
				t.Errorf("later the other answer is %q", got)
			}
		})
	}
}

// part sends one part of a file as the script of the page does.
func (b *browser) part(question, key string, whole string, offset, end int) (int, chunkReply) {
	b.t.Helper()
	r, err := http.NewRequest("PUT", b.address("/verhuizing/"+question+"/deel/"+key), strings.NewReader(whole[offset:end]))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("X-Naam", "foto%20%C3%A9%C3%A9n.jpg")
	r.Header.Set("X-Grootte", fmt.Sprint(len(whole)))
	r.Header.Set("X-Vanaf", fmt.Sprint(offset))
	at := b.do(r)
	var reply chunkReply
	if err := json.Unmarshal([]byte(at.body), &reply); err != nil && at.StatusCode < 400 {
		b.t.Fatalf("%d: %s", at.StatusCode, at.body)
	}
	return at.StatusCode, reply
}

func TestAFileComesInPartsOverALineThatBreaks(t *testing.T) {
	st := uploadSite(t)
	b := st.atConsent(t)
	const key = "0123456789abcdef-1"
	whole := photoBytes + strings.Repeat("0123456789", 120_000)
	for _, step := range []struct {
		name        string
		offset, end int
		status      int
		reply       chunkReply
	}{
		{"nothing yet", 0, 0, 200, chunkReply{}},
		{"not the next part", store.UploadChunk, 2 * store.UploadChunk, 409, chunkReply{}},
		{"half a part", 0, 1000, 409, chunkReply{}},
		{"the first", 0, store.UploadChunk, 200, chunkReply{Got: store.UploadChunk}},
		{"the first once more, its answer was lost", 0, store.UploadChunk, 409, chunkReply{Got: store.UploadChunk}},
		{"how far is it", 0, 0, 200, chunkReply{Got: store.UploadChunk}},
		{"the second", store.UploadChunk, 2 * store.UploadChunk, 200, chunkReply{Got: 2 * store.UploadChunk}},
		{"the last", 2 * store.UploadChunk, len(whole), 200, chunkReply{Got: int64(len(whole)), Done: true}},
	} {
		if status, reply := b.part("toestemming", key, whole, step.offset, step.end); status != step.status || reply != step.reply {
			t.Errorf("%s: %d %+v, want %d %+v", step.name, status, reply, step.status, step.reply)
		}
	}
	if list := text(b.get(consentPage).page(t), ".pk-bestanden"); !strings.Contains(list, "foto één.jpg") || !strings.Contains(list, "1,2 MB") {
		t.Errorf("the page lists %q", list)
	}
	if status, reply := b.part("toestemming", key+"2", "PK a document", 0, 13); status != 422 || !strings.Contains(reply.Wrong, "kunnen wij niet openen") {
		t.Errorf("another kind: %d %+v", status, reply)
	}
	if status, _ := b.part("bewijs", key, whole, 0, 0); status != 400 {
		t.Errorf("a question that is not asked: %d", status)
	}
	if status, _ := st.browser(t).part("toestemming", key, whole, 0, 0); status != http.StatusGone {
		t.Errorf("a stranger: %d", status)
	}
	at := b.sendFiles(consentPage, nil, "hoofdbewoner", "Karin", "toevoegen", "toestemming", "gestuurd", "1")
	if got := text(at.page(t), ".pk-flash"); !strings.Contains(got, "1 bestand toegevoegd") {
		t.Errorf("after the parts: %d %q", at.StatusCode, got)
	}
}

// oddNames are 44 names that telephones, scanners and people who mean no good give files,
// and what is shown of each.
var oddNames = []struct{ name, shown string }{
	{"foto.jpg", "foto.jpg"}, {"IMG_0001.HEIC", "IMG_0001.HEIC"}, {"Scan 12-11-2026 (2).pdf", "Scan 12-11-2026 (2).pdf"}, {"brief van d'Hónt-van 't Ei.pdf", "brief van d'Hónt-van 't Ei.pdf"},
	{"Ŕëçépissé.jpg", "Ŕëçépissé.jpg"}, {"照片.jpg", "照片.jpg"}, {"صورة.jpg", "صورة.jpg"}, {"фото.jpg", "фото.jpg"},
	{"📷 huur.jpg", "📷 huur.jpg"}, {"👩‍👧.jpg", "👩‍👧.jpg"}, {"e\u0301e\u0301n.jpg", "e\u0301e\u0301n.jpg"}, {"zonder", "zonder"},
	{".jpg", ".jpg"}, {".htaccess", ".htaccess"}, {"a.b.c.jpg", "a.b.c.jpg"}, {"foto.jpg.exe", "foto.jpg.exe"},
	{"foto.JPG ", "foto.JPG "}, {" foto.jpg", " foto.jpg"}, {"50%.jpg", "50%.jpg"}, {"%2e%2e%2f.jpg", "%2e%2e%2f.jpg"},
	{"../../etc/passwd", "passwd"}, {"/etc/passwd", "passwd"}, {`C:\fakepath\foto.jpg`, "foto.jpg"}, {`..\..\foto.jpg`, "foto.jpg"},
	{"<script>alert(1)<", "<script>alert(1)<"}, {"<img src=x onerror=alert(1)>.jpg", "<img src=x onerror=alert(1)>.jpg"}, {"' OR 1=1 --.jpg", "' OR 1=1 --.jpg"}, {"'; DROP TABLE files;.jpg", "'; DROP TABLE files;.jpg"},
	{"{{.}}.jpg", "{{.}}.jpg"}, {"{je|u}.jpg", "{je|u}.jpg"}, {"$(id).jpg", "$(id).jpg"}, {"`id`.jpg", "`id`.jpg"},
	{"foto\u202egpj.exe", "fotogpj.exe"}, {"foto\u2066x\u2069.jpg", "fotox.jpg"}, {"foto\u0085.jpg", "foto.jpg"}, {"foto\u0090\u009b31m.jpg", "foto31m.jpg"},
	{"foto\t.jpg", "foto.jpg"}, {"CON", "CON"}, {"nul.jpg", "nul.jpg"}, {"--help", "--help"},
	{"-rf", "-rf"}, {strings.Repeat("x", 10_000) + ".jpg", strings.Repeat("x", maxFileName)}, {strings.Repeat("é", 300), strings.Repeat("é", maxFileName)}, {"foto\xff\xfe.jpg", "foto\uFFFD.jpg"},
}

func TestOddNamesOfFilesAreKeptForShowingAndDoNothing(t *testing.T) {
	if len(oddNames) != 44 {
		t.Fatalf("%d names", len(oddNames))
	}
	st := uploadSite(t)
	for at := 0; at < len(oddNames); at += 4 { // a question takes five
		b := st.atConsent(t)
		var files []photo
		for i, odd := range oddNames[at : at+4] {
			files = append(files, photo{consent, odd.name, fmt.Sprint(photoBytes, at+i)})
		}
		page := b.sendFiles(consentPage, files, "hoofdbewoner", "Karin", "toevoegen", "toestemming")
		if page.StatusCode != http.StatusOK {
			t.Fatalf("%q gives %d", oddNames[at].name, page.StatusCode)
		}
		doc := page.page(t)
		for i, odd := range oddNames[at : at+4] {
			if got := doc.Find(".pk-bestanden .pk-naam").Eq(i).Text(); got != odd.shown {
				t.Errorf("%q is shown as %q, want %q", odd.name, got, odd.shown)
			}
		}
		if doc.Find("main script, main img").Length() > 0 {
			t.Errorf("a name became an element: %s", page.body)
		}
	}
}
