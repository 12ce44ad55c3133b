package web

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"postkamer/intake"
)

// Limits of one page that is posted with files. More than a form may hold is read to
// its end, so that the page can say which file was too large.
const (
	filesLimit   = 256 << 20
	filesPatient = 15 * time.Minute // 40 MB at 45 kB a second
	filesParts   = 200              // parts of one page, fields and files
)

// Names of inputs that belong to files.
const (
	fileSuffix   = "-bestand"  // the file input of a question
	addButton    = "toevoegen" // keep what was chosen and stay; its value is the question
	removeButton = "verwijder" // its value is the number of the file
	defaultName  = "bestand"   // of a file that came without a name
)

// A posted is what a page of a form posted. Its files are kept with the draft already.
type posted struct {
	Values  url.Values
	Refused []refusedUpload // files that were not kept
	Kept    int             // files that were
	Removed string          // name of the file that was taken away
}

// A refusedUpload is a file that was not kept with the draft.
type refusedUpload struct {
	Question intake.Question
	Fault    intake.FileFault
	Name     string
	Size     int64 // bytes, as far as they came
}

// Stays tells whether one of the buttons was pressed that lead back to the same page.
func (p posted) Stays() bool { return p.Values.Has(addButton) || p.Values.Has(removeButton) }

// readPosted reads what a page posted: its fields, and its files, which are kept with
// the draft one by one while they come in; nothing is in memory whole. Files that are
// not taken are told in what it returns, as is everything that came before a body that
// is too large ended. Without files it is an ordinary form of text.
func (s *Server) readPosted(w http.ResponseWriter, r *http.Request, draft string, questions []intake.Question) (posted, error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		r.Body = http.MaxBytesReader(w, r.Body, citizenLimit)
		values, err := readPage(r, questions)
		return posted{Values: values}, err
	}
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(filesPatient)) // a test has no deadlines
	_ = control.SetWriteDeadline(time.Now().Add(2 * filesPatient))
	r.Body = wide{bufio.NewReaderSize(r.Body, wideBytes), r.Body}
	parts, err := r.MultipartReader()
	if err != nil {
		return posted{}, fmt.Errorf("%w: not a form with files", errMalformed)
	}
	in := filesIn{server: s, draft: draft, questions: questions, room: citizenLimit}
	in.Values = url.Values{}
	if err := in.readAll(r.Context(), parts); err != nil {
		return posted{}, err
	}
	if err := onlyOnce(in.Values, questions); err != nil {
		return posted{}, err
	}
	return in.posted, nil
}

// wideBytes is how much of a file is read from the line, hashed and written at once. The
// reader of parts takes 4 kB at a time: a photo was a thousand reads and writes.
const wideBytes = 64 << 10

// A wide body is read from the line in pieces of wideBytes.
type wide struct {
	*bufio.Reader
	io.Closer
}

// filesIn is a page with files that is being read.
type filesIn struct {
	posted
	server    *Server
	draft     string
	questions []intake.Question
	room      int // bytes that the fields may still have
}

func (in *filesIn) readAll(ctx context.Context, parts *multipart.Reader) error {
	for range filesParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = in.take(ctx, part)
		}
		if errors.Is(known(err), errTooLarge) {
			return nil // what came before is kept, and the page says why
		}
		if err != nil {
			return uploadError(err)
		}
	}
	return fmt.Errorf("%w: too many parts", errMalformed)
}

// take reads one field, or one file of a question of the page.
func (in *filesIn) take(ctx context.Context, part *multipart.Part) error {
	defer part.Close()
	name, isFile := strings.CutSuffix(part.FormName(), fileSuffix)
	at := slices.IndexFunc(in.questions, func(q intake.Question) bool { return q.Name == name && q.Kind == intake.KindUpload })
	switch {
	case isFile && at >= 0:
		return in.takeFile(ctx, part, in.questions[at])
	case part.FileName() != "":
		return fmt.Errorf("%w: a file that was not asked for", errMalformed)
	}
	value, err := io.ReadAll(io.LimitReader(part, int64(in.room)+1))
	if err != nil {
		return err
	}
	if in.room -= len(value); in.room < 0 {
		return fmt.Errorf("%w: too much text", errMalformed)
	}
	in.Values.Add(part.FormName(), string(value))
	return nil
}

// takeFile keeps one file with the draft. A browser without a chosen file sends a part
// without name and bytes.
func (in *filesIn) takeFile(ctx context.Context, part *multipart.Part, q intake.Question) error {
	name := displayName(part.FileName())
	file, err := in.server.spool(part)
	if file.path != "" {
		defer removeFile(file.path)
	}
	refused := refusedUpload{Question: q, Name: name, Size: file.size, Fault: intake.FileTooBig}
	if errors.Is(known(err), errTooLarge) {
		in.Refused = append(in.Refused, refused)
	}
	if err != nil || name == "" && file.size == 0 {
		return err
	}
	if name == "" {
		name = defaultName
	}
	refused.Fault, err = in.server.cfg.Desk.TakeUpload(ctx, intake.NewUpload{
		Draft: in.draft, Question: q.Name, Name: name, Path: file.path, SHA256: file.sha, Size: file.size, Most: q.Most,
	})
	switch {
	case err != nil:
		return err
	case refused.Fault != "":
		in.Refused = append(in.Refused, refused)
	default:
		in.Kept++
	}
	return nil
}

// A spooled file lies on the local disk. Of one that is too large only its size counts.
type spooled struct {
	path string
	sha  string // of its bytes, in hex
	size int64
}

// spool streams a file to the local disk and hashes it on the way. What is above the
// limit is read and dropped. The file is there when the path is not empty, also after
// an error.
func (s *Server) spool(from io.Reader) (f spooled, err error) {
	file, err := s.cfg.Store.TempFile()
	if err != nil {
		return f, err
	}
	f.path = file.Name()
	hash := sha256.New()
	to := bufio.NewWriterSize(io.MultiWriter(file, hash), wideBytes)
	f.size, err = io.Copy(to, io.LimitReader(from, intake.MostFileBytes+1))
	if err := errors.Join(err, to.Flush(), file.Close()); err != nil {
		return f, err
	}
	if f.size > intake.MostFileBytes {
		rest, err := io.Copy(io.Discard, from)
		f.size += rest
		return f, err
	}
	f.sha = hex.EncodeToString(hash.Sum(nil))
	return f, nil
}

// removeFile removes a file of ours; one that stays goes with the folder.
func removeFile(path string) { _ = os.Remove(path) }

// onlyOnce refuses a field that comes twice, unless its question has several answers.
func onlyOnce(values url.Values, questions []intake.Question) error {
	for name, list := range values {
		many := slices.ContainsFunc(questions, func(q intake.Question) bool { return q.Name == name && q.Kind == intake.KindChoices })
		if len(list) > 1 && !many {
			return fmt.Errorf("%w: a field comes %d times", errMalformed, len(list))
		}
	}
	return nil
}
