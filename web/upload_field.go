package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// An uploadField is a question that is answered with files, or with one of the choices
// in their place: later, by post.
type uploadField struct {
	Choice          // Name, Legend, Hint, Error, and the options in the place of files
	Input    string // name of the file input; its id is Name
	Accept   string
	Many     bool
	Files    []uploadedFile
	Full     bool   // no more may be added
	Chunks   string // where the script sends files in parts; empty: it does not
	MaxBytes int64
	Most     int
}

// An uploadedFile is a file that was added.
type uploadedFile struct {
	ID    string
	Name  string
	Size  string // 2,4 MB
	Waits bool   // the virus scanner did not look at it yet
}

// accepted are the kinds of file that a telephone offers to choose from. The content
// decides in the end.
const accepted = "image/jpeg,image/png,image/heic,image/heif,application/pdf,.heic,.heif,.pdf"

// uploadOf makes the field of a question from the files of its draft.
func uploadOf(q intake.Question, values []string, wrong string, files []postkamer.Upload) uploadField {
	field := uploadField{
		Choice: Choice{Name: q.Name, Legend: q.Label, Hint: q.Hint, Error: wrong, Values: values},
		Input:  q.Name + fileSuffix, Accept: accepted, Many: q.Most != 1, MaxBytes: intake.MostFileBytes, Most: q.Most,
	}
	for _, o := range q.Options {
		field.Options = append(field.Options, Option{Value: o.Value, Label: o.Label, Hint: o.Hint})
	}
	for _, u := range files {
		if u.Question != q.Name {
			continue
		}
		field.Files = append(field.Files, uploadedFile{ID: u.ID, Name: u.Name, Size: dutchSize(u.Size), Waits: u.Scan == postkamer.ScanWaiting})
	}
	field.Full = q.Most > 0 && len(field.Files) >= q.Most
	return field
}

// OptionID is the id of a choice in the place of files; that of the field is the file
// input's.
func (u uploadField) OptionID(value string) string { return u.Name + "-" + value }

// Taken is how many files are there, for the script.
func (u uploadField) Taken() int { return len(u.Files) }

// fileErrors says what was refused, in the words of the form. Of a question with refused
// files nothing else is said.
func (f citizenForm) fileErrors(r *http.Request, p posted, wrong []intake.FormError) []intake.FormError {
	c := f.context(r)
	return mergeErrors(p, wrong, func(x refusedUpload) intake.FormError {
		return f.form.FileError(x.Question.Name, x.Fault, x.Name, x.Size, c)
	})
}

// uploadErrors says what was refused of questions that are of no form.
func uploadErrors(p posted, wrong []intake.FormError, c intake.Context) []intake.FormError {
	return mergeErrors(p, wrong, func(x refusedUpload) intake.FormError {
		return intake.FormError{Field: x.Question.Name, Text: intake.FileError(x.Fault, x.Name, x.Size, x.Question.Most, c)}
	})
}

// mergeErrors puts what was refused before what else is wrong.
func mergeErrors(p posted, wrong []intake.FormError, say func(refusedUpload) intake.FormError) []intake.FormError {
	told := map[string]bool{}
	var all []intake.FormError
	for _, x := range p.Refused {
		told[x.Question.Name] = true
		all = append(all, say(x))
	}
	for _, e := range wrong {
		if !told[e.Field] {
			all = append(all, e)
		}
	}
	return all
}

// removeFile takes the file away that a button of the page names.
func (s *Server) removeFile(r *http.Request, draft string, p posted) (name string, err error) {
	id := p.Values.Get(removeButton)
	if id == "" {
		return "", nil
	}
	gone, err := s.cfg.Store.RemoveUpload(r.Context(), draft, id)
	return gone.Name, err
}

// toldFiles says what became of the files of a page on which somebody stays.
func (s *Server) toldFiles(r *http.Request, p posted) string {
	var said []string
	if p.Removed != "" {
		said = append(said, s.toCitizen(r, "{bestand} is verwijderd.", "{bestand}", p.Removed))
	}
	before, _ := strconv.Atoi(p.Values.Get(sentParts))
	if n := p.Kept + min(max(before, 0), filesParts); n > 0 {
		text := "{n} bestanden toegevoegd."
		if n == 1 {
			text = "1 bestand toegevoegd."
		}
		said = append(said, s.toCitizen(r, text, "{n}", strconv.Itoa(n)))
	}
	return strings.Join(said, " ")
}

// HasFiles tells whether files are asked on the page.
func (p questionPage) HasFiles() bool {
	return slices.ContainsFunc(p.Questions, func(a asked) bool { return a.Kind == intake.KindUpload })
}

// addUploads fills in the questions that are answered with files.
func (p *questionPage) addUploads(draft store.Draft, wrong []intake.FormError) {
	for i, a := range p.Questions {
		if a.Kind == intake.KindUpload {
			p.Questions[i].Upload = uploadOf(a.Question, draft.Answers[a.Name], errorOf(a.Question, wrong), draft.Files)
		}
	}
}

// sentParts is the field in which the script says how many files it sent beforehand.
const sentParts = "gestuurd"

// sendInParts has the script of the page send files in parts, to an address of each
// question.
func (p *questionPage) sendInParts(address func(question string) string) {
	for i, a := range p.Questions {
		if a.Kind == intake.KindUpload {
			p.Questions[i].Upload.Chunks = address(a.Name)
			p.Scripts = []string{"upload.js"}
		}
	}
}

// readPosted reads what a page posted, takes away the file that a button names, and lets
// the draft have the files that it has now.
func (f citizenForm) readPosted(w http.ResponseWriter, r *http.Request, draft *store.Draft, questions []intake.Question) (posted, error) {
	p, err := f.s.readPosted(w, r, draft.ID, questions)
	if err != nil {
		return p, err
	}
	if p.Removed, err = f.s.removeFile(r, draft.ID, p); err != nil {
		return p, err
	}
	if p.Kept == 0 && p.Removed == "" {
		return p, nil
	}
	if draft.Files, err = f.s.cfg.Store.Uploads(r.Context(), draft.ID); err != nil {
		return p, err
	}
	draft.Answers = intake.WithFiles(draft.Answers, draft.Files)
	return p, nil
}

// chooseFirst is said to who presses the button without a file.
const chooseFirst = "Kies eerst een foto of een bestand"

// stay shows the page again: to somebody who added a file, or took one away, without a
// word about what else is not right yet; and to others with what is wrong.
func (f citizenForm) stay(w http.ResponseWriter, r *http.Request, draft store.Draft, pages []intake.FormPage, at int, p posted, wrong []intake.FormError) error {
	if !p.Stays() {
		return f.renderPage(w, r, draft, pages, at, f.fileErrors(r, p, wrong))
	}
	if question := p.Values.Get(addButton); question != "" && p.Kept+len(p.Refused) == 0 && !p.Values.Has(sentParts) {
		return f.renderPage(w, r, draft, pages, at, []intake.FormError{{Field: question, Text: chooseFirst}})
	}
	if len(p.Refused) > 0 {
		return f.renderPage(w, r, draft, pages, at, f.fileErrors(r, p, nil))
	}
	if said := f.s.toldFiles(r, p); said != "" {
		f.s.flash(r, FlashOK, said)
	}
	slug := pages[at].Slug
	if changing(r) {
		slug += backToReview
	}
	return f.to(w, r, slug)
}
