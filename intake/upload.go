package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"postkamer"
	"postkamer/store"
)

// WithFiles returns the answers with the names of the files that were added to the
// form, and of no others: what the functions of a form know of files, they know so.
func WithFiles(a Answers, files []postkamer.Upload) Answers {
	with := WithoutFiles(a)
	for _, u := range files {
		key := FilesKey(u.Question)
		with[key] = append(with[key], u.Name)
	}
	return with
}

// WithoutFiles returns the answers as they are kept with a draft: the files are kept
// for themselves.
func WithoutFiles(a Answers) Answers {
	without := maps.Clone(a)
	if without == nil {
		without = Answers{}
	}
	maps.DeleteFunc(without, func(key string, _ []string) bool { return strings.HasPrefix(key, FilesKey("")) })
	return without
}

// askedFiles returns those of the files that answer a question which is asked with
// these answers. The others were added before an answer changed: they are not sent.
func (f *Form) askedFiles(files []postkamer.Upload, a Answers, c Context) []postkamer.Upload {
	pages, _ := f.asked(a, c)
	asked := map[string]bool{}
	for _, p := range pages {
		for _, q := range p.asks {
			asked[q.Name] = q.Kind == KindUpload
		}
	}
	return slices.DeleteFunc(slices.Clone(files), func(u postkamer.Upload) bool { return !asked[u.Question] })
}

// A NewUpload is a file that came in for a question of a form.
type NewUpload struct {
	Draft    string
	Question string
	Name     string // as the phone calls it
	Path     string // on the local disk
	SHA256   string // of its bytes, in hex
	Size     int64
	Most     int // how many files the question takes; 0: no limit
}

// TakeUpload keeps a file with a draft: durable when it returns no error. What is wrong
// with the file is a fault, and then nothing is kept; the same file again is no fault.
// It returns ErrConflict when the draft was sent, and ErrNotFound when it is gone.
func (d *Desk) TakeUpload(ctx context.Context, n NewUpload) (FileFault, error) {
	switch {
	case n.Size == 0:
		return FileEmpty, nil
	case n.Size > postkamer.MaxUpload:
		return FileTooBig, nil
	}
	file, fault, err := d.inspectUpload(ctx, n)
	if fault != "" || err != nil {
		return fault, err
	}
	scan, err := d.scanNow(ctx, n.Path)
	if scan == postkamer.ScanInfected || err != nil {
		return FileInfected, err
	}
	u := postkamer.Upload{
		ID: store.NewUploadID(), Question: n.Question, Name: showable(n.Name), SHA256: n.SHA256, Size: n.Size,
		Kind: file.Kind, Pages: file.Pages, Flags: file.Flags, Scan: scan,
	}
	_, err = d.Store.AddUpload(ctx, n.Draft, u, n.Path, n.Most)
	switch {
	case errors.Is(err, store.ErrTooMany):
		return FilesTooMany, nil
	case errors.Is(err, store.ErrTooMuch):
		return FilesTooBig, nil
	case errors.Is(err, store.ErrInfected):
		return FileInfected, nil
	case err != nil:
		return "", fmt.Errorf("take upload: %w", err)
	}
	return "", nil
}

// inspectUpload looks what a file is: its content decides, not its name.
func (d *Desk) inspectUpload(ctx context.Context, n NewUpload) (file postkamer.File, fault FileFault, err error) {
	file, err = cmp.Or(d.Uploads, d.Inspector).Inspect(ctx, n.Path, n.Name)
	var refusal *postkamer.Refusal
	switch {
	case errors.As(err, &refusal) && refusal.Code == postkamer.RefusedEmpty:
		return file, FileEmpty, nil
	case errors.As(err, &refusal):
		return file, FileUnknown, nil
	case err != nil:
		return file, "", fmt.Errorf("inspect upload: %w", err)
	case !slices.Contains(postkamer.UploadKinds(), file.Kind):
		return file, FileUnknown, nil
	}
	return file, "", nil
}

// filesOf makes the files of a batch of those that were added to a form.
func filesOfUploads(uploads []postkamer.Upload) []postkamer.File {
	files := make([]postkamer.File, len(uploads))
	for i, u := range uploads {
		files[i] = postkamer.File{Name: u.Name, SHA256: u.SHA256, Size: u.Size, Kind: u.Kind, Pages: u.Pages, Flags: u.Flags}
	}
	return files
}

// keepUploads makes originals of the files that are sent: some at once, because each
// waits for a disk.
func (d *Desk) keepUploads(ctx context.Context, uploads []postkamer.Upload) error {
	done := make(chan error, len(uploads))
	slots := make(chan struct{}, uploadsAtOnce)
	for _, u := range uploads {
		slots <- struct{}{}
		go func() {
			done <- d.Store.KeepUpload(ctx, u)
			<-slots
		}()
	}
	var failed []error
	for range uploads {
		failed = append(failed, <-done)
	}
	return errors.Join(failed...)
}

// uploadsAtOnce bounds how many files of one form are copied at the same time.
const uploadsAtOnce = 4
