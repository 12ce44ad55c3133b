package web

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// chunkPatient is how long one part of a file may take: 512 kB at 9 kB a second.
const chunkPatient = time.Minute

// chunkPath is where the script of a page sends the files of a form in parts, so that a
// line that breaks costs one part and not the file. PUT is for this alone: pages of
// forms are posted.
const chunkPath = "{question}/deel/{key}"

// chunkKeys are what a browser may call a file.
var chunkKeys = regexp.MustCompile(`^[a-z0-9-]{16,64}$`)

// A chunkReply tells the script how far a file is.
type chunkReply struct {
	Got   int64  `json:"got"`
	Done  bool   `json:"done,omitempty"`
	Wrong string `json:"wrong,omitempty"` // why the file is not taken, for people
}

func writeChunkReply(w http.ResponseWriter, status int, reply chunkReply) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(reply)
}

// chunk takes in one part of a file of a form.
func (f citizenForm) chunk(w http.ResponseWriter, r *http.Request) error {
	draft, state, err := f.draft(r)
	if err != nil {
		return err
	}
	if state != draftOpen {
		return writeChunkReply(w, http.StatusGone, chunkReply{})
	}
	q, ok := f.uploadQuestion(r, draft)
	if !ok {
		return writeChunkReply(w, http.StatusBadRequest, chunkReply{})
	}
	return chunked{f.s, draft.ID, q, func(fault intake.FileFault, name string, size int64) string {
		return f.form.FileError(q.Name, fault, name, size, f.context(r)).Text
	}}.take(w, r)
}

// A chunked is a question of an open draft to which a file comes in parts.
type chunked struct {
	s        *Server
	draft    string
	question intake.Question
	says     func(fault intake.FileFault, name string, size int64) string
}

// take takes in one part. The headers say what the whole is called and how large it is;
// without a body it only tells how much came before.
func (c chunked) take(w http.ResponseWriter, r *http.Request) error {
	name, nameErr := url.PathUnescape(r.Header.Get("X-Naam"))
	size, sizeErr := strconv.ParseInt(r.Header.Get("X-Grootte"), 10, 64)
	offset, offsetErr := strconv.ParseInt(r.Header.Get("X-Vanaf"), 10, 64)
	if !chunkKeys.MatchString(r.PathValue("key")) || errors.Join(nameErr, sizeErr, offsetErr) != nil {
		return writeChunkReply(w, http.StatusBadRequest, chunkReply{})
	}
	if name = displayName(name); name == "" {
		name = defaultName
	}
	if fault := sizeFault(size); fault != "" {
		return c.refuse(w, fault, name, size)
	}
	coming := store.Coming{ID: comingID(c.draft, r.PathValue("key")), Question: c.question.Name, Name: name, Size: size}
	coming, err := c.s.cfg.Store.BeginUpload(r.Context(), c.draft, coming)
	if err != nil {
		return err
	}
	return c.add(w, r, coming, offset)
}

func sizeFault(size int64) intake.FileFault {
	switch {
	case size <= 0:
		return intake.FileEmpty
	case size > intake.MostFileBytes:
		return intake.FileTooBig
	}
	return ""
}

// comingID names a file on its way: nobody can name one of another draft.
func comingID(draft, key string) string {
	sum := sha256.Sum256([]byte(draft + " " + key))
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:20])
}

// uploadQuestion returns the question of the address, if files are asked there now.
func (f citizenForm) uploadQuestion(r *http.Request, draft store.Draft) (intake.Question, bool) {
	for _, page := range f.form.Pages(draft.Answers, f.context(r)) {
		at := slices.IndexFunc(page.Questions, func(q intake.Question) bool { return q.Name == r.PathValue("question") && q.Kind == intake.KindUpload })
		if at >= 0 {
			return page.Questions[at], true
		}
	}
	return intake.Question{}, false
}

func (c chunked) refuse(w http.ResponseWriter, fault intake.FileFault, name string, size int64) error {
	return writeChunkReply(w, http.StatusUnprocessableEntity, chunkReply{Wrong: c.says(fault, name, size)})
}

// add keeps one part, and the file with the draft after the last.
func (c chunked) add(w http.ResponseWriter, r *http.Request, coming store.Coming, offset int64) error {
	data, err := io.ReadAll(io.LimitReader(r.Body, store.UploadChunk+1))
	if err != nil {
		return fmt.Errorf("%w: a part broke off", errMalformed)
	}
	if len(data) > 0 {
		err := c.s.cfg.Store.AddChunk(r.Context(), c.draft, &coming, offset, data)
		if errors.Is(err, postkamer.ErrConflict) {
			return writeChunkReply(w, http.StatusConflict, chunkReply{Got: coming.Got})
		}
		if err != nil {
			return err
		}
	}
	if coming.Got < coming.Size {
		return writeChunkReply(w, http.StatusOK, chunkReply{Got: coming.Got})
	}
	fault, err := c.whole(r.Context(), coming)
	if err != nil {
		return err
	}
	if err := c.s.cfg.Store.EndUpload(r.Context(), c.draft, coming); err != nil {
		return err
	}
	if fault != "" {
		return c.refuse(w, fault, coming.Name, coming.Size)
	}
	return writeChunkReply(w, http.StatusOK, chunkReply{Got: coming.Got, Done: true})
}

// whole keeps a file of which all parts came.
func (c chunked) whole(ctx context.Context, coming store.Coming) (intake.FileFault, error) {
	from, to := io.Pipe()
	go func() { to.CloseWithError(c.s.cfg.Store.WriteUpload(ctx, coming, to)) }() // ends when spool has read or closed
	file, err := c.s.spool(from)
	_ = from.Close()
	if file.path != "" {
		defer removeFile(file.path)
	}
	if err != nil {
		return "", err
	}
	return c.s.cfg.Desk.TakeUpload(ctx, intake.NewUpload{
		Draft: c.draft, Question: c.question.Name, Name: coming.Name, Path: file.path, SHA256: file.sha, Size: file.size, Most: c.question.Most,
	})
}

// chunksOf is where a page's script sends the files of a question, without the name of
// the form.
func chunksOf(question string) string {
	return strings.Replace(strings.TrimSuffix(chunkPath, "{key}"), "{question}", question, 1)
}

// chunksOf is where a page's script sends the files of a question.
func (f citizenForm) chunksOf(question string) string { return f.path(chunksOf(question)) }
