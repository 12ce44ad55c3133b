package web

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"postkamer"
	"postkamer/intake"
)

// Limits of one upload: a stack of scans may take minutes on a slow line.
const (
	uploadLimit   = 2 << 30
	uploadPatient = 30 * time.Minute
	uploadFiles   = 500
	maxFileName   = 255 // characters kept of a name; it is for display only
	maxFieldValue = 200 // bytes of a field beside the files
)

// An upload is a posted form with files, which are on the disk by now.
type upload struct {
	dir   string // holds the files; remove it when done
	token string
	date  string
	why   string // why the date is not today
	after string // verdelen or nakijken
	files []intake.Incoming
}

// remove clears away what was not taken in.
func (up upload) remove() { _ = os.RemoveAll(up.dir) }

// takeUpload takes in the files of the form. The answer comes when they are
// stored and their first step is queued, and does not wait for reading.
func (s *Server) takeUpload(w http.ResponseWriter, r *http.Request) error {
	up, err := readUpload(r)
	if err != nil {
		return err
	}
	defer up.remove()
	received, why, wrong := s.received(up.date, up.why, "ontvangen", "waarom")
	if len(up.files) == 0 {
		wrong = append(wrong, FieldError{"bestanden", "Kies eerst een of meer bestanden"})
	}
	if len(wrong) > 0 {
		return s.scanRefused(w, r, url.Values{"ontvangen": {up.date}, "waarom": {up.why}, "daarna": {up.after}}, wrong)
	}
	receipt, err := s.cfg.Desk.Receive(r.Context(), intake.Parcel{
		Key:         "upload:" + up.token,
		KeyContent:  true,
		Source:      postkamer.SourceUpload,
		ReceivedOn:  received,
		ReceivedWhy: why,
		Look:        up.after == "nakijken",
		By:          person(r).Name,
		Files:       up.files,
	})
	if err != nil {
		return err
	}
	s.flash(r, receiptKind(receipt), s.receiptText(receipt))
	http.Redirect(w, r, "/scan", http.StatusSeeOther)
	return nil
}

func receiptKind(r intake.Receipt) FlashKind {
	switch {
	case r.Batch.ID == 0:
		return FlashError
	case len(r.Refused) > 0:
		return FlashWarning
	}
	return FlashOK
}

// receiptText says what was taken in and what was not.
func (s *Server) receiptText(r intake.Receipt) string {
	var said []string
	switch n := len(r.Batch.Files); {
	case n > 0 && r.Again:
		said = append(said, s.filled("Deze stapel was al binnen: {kenmerk}.", "{kenmerk}", r.Batch.Reference))
	case n > 0:
		said = append(said, "✓ "+s.filled("{bestanden} ontvangen en veilig opgeslagen. Stapel {kenmerk}.", "{bestanden}", s.counted(n, "bestand", "bestanden"), "{kenmerk}", r.Batch.Reference))
	}
	for _, f := range r.Refused {
		said = append(said, s.filled("Niet ontvangen: {bestand}.", "{bestand}", f.Name)+" "+f.Why)
	}
	return strings.Join(said, " ")
}

// readUpload streams the files of the form to the disk. Everything that is not
// an expected part makes the request malformed: half an upload is none.
func readUpload(r *http.Request) (up upload, err error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return up, fmt.Errorf("%w: not a form with files", errMalformed)
	}
	if up.dir, err = os.MkdirTemp("", "postkamer-upload"); err != nil {
		return up, err
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = up.take(part)
		}
		if err != nil {
			return up, errors.Join(uploadError(err), os.RemoveAll(up.dir))
		}
	}
	if up.token == "" {
		return up, errors.Join(fmt.Errorf("%w: no token", errMalformed), os.RemoveAll(up.dir))
	}
	return up, nil
}

// uploadError keeps our own errors; any other is a form that broke off.
func uploadError(err error) error {
	if k := known(err); errors.Is(k, errTooLarge) || errors.Is(k, errUnavailable) || errors.Is(err, errMalformed) {
		return k
	}
	if path := (*os.PathError)(nil); errors.As(err, &path) {
		return err
	}
	return fmt.Errorf("%w: the upload broke off", errMalformed)
}

func (up *upload) take(part *multipart.Part) error {
	defer part.Close()
	switch part.FormName() {
	case "sleutel":
		return readValue(part, &up.token)
	case "ontvangen":
		return readValue(part, &up.date)
	case "waarom":
		return readValue(part, &up.why)
	case "daarna":
		return readValue(part, &up.after)
	case "bestanden":
		return up.takeFile(part)
	}
	return fmt.Errorf("%w: unexpected part", errMalformed)
}

func readValue(part *multipart.Part, into *string) error {
	value, err := io.ReadAll(io.LimitReader(part, maxFieldValue+1))
	if err != nil {
		return err
	}
	text, ok := cleanValue(string(value))
	if !ok || len(value) > maxFieldValue || *into != "" {
		return fmt.Errorf("%w: a field beside the files", errMalformed)
	}
	*into = text
	return nil
}

// takeFile keeps one file under a name of ours. A browser without a chosen file
// sends a part without name and bytes.
func (up *upload) takeFile(part *multipart.Part) error {
	if len(up.files) == uploadFiles {
		return errTooLarge
	}
	f, err := os.CreateTemp(up.dir, "file-*")
	if err != nil {
		return err
	}
	size, err := io.Copy(f, part)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	name := displayName(part.FileName())
	if size == 0 && name == "" {
		return os.Remove(f.Name())
	}
	if name == "" {
		return fmt.Errorf("%w: a file without a name", errMalformed)
	}
	up.files = append(up.files, intake.Incoming{Path: f.Name(), Name: name})
	return nil
}

// displayName makes a sender's file name fit to show: its last part, without
// control characters, of bounded length.
func displayName(name string) string {
	name = filepath.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "\uFFFD"), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, name)
	if name == "." || name == "/" {
		return ""
	}
	for utf8.RuneCountInString(name) > maxFileName {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return name
}
