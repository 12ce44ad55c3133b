package ocr

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// Inspect finds out what the file at path is and whether it can be taken in.
// Its content decides, never its name, which is kept for people. All limits are
// checked before anything is decoded; at least one page is then decoded, so that
// an accepted file is not wholly broken. Inspect needs no Tesseract.
//
// Bad input is a *postkamer.Refusal; other errors are our own trouble. SHA256 is
// left to the caller.
func (e *Engine) Inspect(ctx context.Context, path, name string) (postkamer.File, error) {
	return e.inspectNamed(ctx, path, name, false)
}

// InCrowd is an Engine whose Inspect, while half of its children are looking at other
// files, looks at the outside of a JPEG only: its header, its size and its end. Else a
// crowd that sends photos waits for the processor that decodes them. What is broken inside
// shows when its page is made: Prepare refuses it, and a person gets to see that.
type InCrowd struct{ *Engine }

// Inspect is Engine.Inspect, see InCrowd.
func (c InCrowd) Inspect(ctx context.Context, path, name string) (postkamer.File, error) {
	return c.inspectNamed(ctx, path, name, c.looks.crowded())
}

func (e *Engine) inspectNamed(ctx context.Context, path, name string, outside bool) (postkamer.File, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, e.config.InspectTimeout, ErrSlow)
	defer cancel()
	f, err := e.inspect(ctx, path, outside)
	f.Name = name
	return f, refusalFor(err, name)
}

// refusalFor puts the name of the file into a refusal, and makes one of the ways
// in which a file brings its decoder down.
func refusalFor(err error, name string) error {
	var r *postkamer.Refusal
	switch {
	case err == nil:
		return nil
	case errors.As(err, &r):
		return postkamer.Refuse(r.Code, name)
	case errors.Is(err, ErrSlow):
		return postkamer.Refuse(postkamer.RefusedSlow, name)
	case errors.Is(err, ErrMemory):
		return postkamer.Refuse(postkamer.RefusedPixels, name)
	case errors.Is(err, ErrDied):
		return postkamer.Refuse(postkamer.RefusedBroken, name)
	}
	return fmt.Errorf("inspect file: %w", err)
}

func (e *Engine) inspect(ctx context.Context, path string, outside bool) (postkamer.File, error) {
	file, err := openRegular(path)
	if err != nil {
		return postkamer.File{}, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return postkamer.File{}, err
	}
	f := postkamer.File{Size: info.Size()}
	if f.Size == 0 {
		return f, postkamer.Refuse(postkamer.RefusedEmpty, "")
	}
	if f.Size > e.config.Limits.FileBytes {
		return f, postkamer.Refuse(postkamer.RefusedTooLarge, "")
	}
	head := make([]byte, sniffBytes)
	n, err := file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return f, err
	}
	switch f.Kind = kindOf(head[:n]); f.Kind {
	case "":
		return f, postkamer.Refuse(postkamer.RefusedKind, "")
	case postkamer.PDF:
		err = e.inspectPDF(ctx, file, &f)
	default:
		err = e.inspectImage(ctx, file, &f, outside)
	}
	return f, err
}

// openRegular opens a file for reading, and nothing that is not a plain file: a
// named pipe in the hot folder would wait for ever.
func openRegular(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("open %s: not a plain file", info.Mode().Type())
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

// inspectImage has a child count and try the pages. A crash may be the child's
// own doing, so a second one gets a chance.
func (e *Engine) inspectImage(ctx context.Context, file *os.File, f *postkamer.File, outside bool) error {
	q := wire.Request{Op: wire.OpInspect, Kind: f.Kind, Page: 1, Outside: outside}
	a, _, err := e.ask(ctx, q, file)
	if errors.Is(err, ErrDied) {
		a, _, err = e.ask(ctx, q, file)
	}
	if err != nil {
		return err
	}
	if a.Pages < 1 || a.Pages > e.config.Limits.Pages || f.Kind != postkamer.TIFF && a.Pages != 1 {
		return fmt.Errorf("%w: %d pages", ErrDied, a.Pages)
	}
	f.Pages = a.Pages
	if a.Damaged {
		f.Flags = append(f.Flags, postkamer.FlagDamaged)
	}
	if a.More {
		f.Flags = append(f.Flags, postkamer.FlagMoreImages)
	}
	return nil
}

// inspectPDF counts the pages, looks for what a person should know about, checks
// the images against the limit and draws pages until one succeeds.
func (e *Engine) inspectPDF(ctx context.Context, file *os.File, f *postkamer.File) error {
	info, err := e.pdfInfo(ctx, file)
	if err != nil {
		return err
	}
	if info.pages > e.config.Limits.Pages {
		return postkamer.Refuse(postkamer.RefusedPages, "")
	}
	f.Pages = info.pages
	if err := e.checkImages(ctx, file); err != nil {
		return err
	}
	damaged, err := e.drawOne(ctx, file, info.pages)
	if err != nil {
		return err
	}
	attachments, err := e.hasAttachments(ctx, file)
	info.flags[postkamer.FlagAttachment] = info.flags[postkamer.FlagAttachment] || attachments
	info.flags[postkamer.FlagDamaged] = info.flags[postkamer.FlagDamaged] || damaged
	for _, flag := range pdfFlags {
		if info.flags[flag] {
			f.Flags = append(f.Flags, flag)
		}
	}
	return err
}

// pdfFlags are what a PDF may be found to be, in the order in which people see them.
var pdfFlags = []string{
	postkamer.FlagDamaged, postkamer.FlagProtected, postkamer.FlagSigned, postkamer.FlagXFA,
	postkamer.FlagJavaScript, postkamer.FlagAction, postkamer.FlagAttachment,
}

// checkImages refuses a PDF with an image of more pixels than a page may have:
// poppler itself would draw 30,000 by 30,000.
func (e *Engine) checkImages(ctx context.Context, file *os.File) error {
	p, err := e.runTool(ctx, e.looks, file, maxToolText, "pdfimages", "-list", fileArgument)
	if err != nil {
		// Poppler lists what it can; a page that it cannot draw shows later.
		return slowOrOurs(err)
	}
	text, err := p.text()
	if err != nil {
		return fmt.Errorf("read pdfimages: %w", err)
	}
	for _, image := range parseImages(string(text)) {
		if image.width > e.config.Limits.PagePixels/max(1, image.height) {
			return postkamer.Refuse(postkamer.RefusedPixels, "")
		}
	}
	return nil
}

// slowOrOurs returns err when it is no mere complaint about the file.
func slowOrOurs(err error) error {
	if errors.Is(err, ErrSlow) {
		return err
	}
	return toolTrouble(err)
}

// A pdfImage is a line of pdfimages -list.
type pdfImage struct {
	width, height int     // pixels
	xPPI, yPPI    float64 // pixels per inch as shown
	mask          bool    // only says where another image shows
}

// area is how much of the page it covers in square inches, 0 when that is not
// known or it is only a mask.
func (m pdfImage) area() float64 {
	if m.mask || !(m.xPPI >= 1) || !(m.yPPI >= 1) {
		return 0
	}
	return float64(m.width) / m.xPPI * float64(m.height) / m.yPPI
}

// parseImages reads the list of images, as far as it can be read.
func parseImages(text string) []pdfImage {
	var images []pdfImage
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		n := len(f) // the columns for the object are two, or one for an inline image
		if n < 15 {
			continue
		}
		m := pdfImage{mask: f[2] == "smask" || f[2] == "mask"}
		var errs [4]error
		m.width, errs[0] = strconv.Atoi(f[3])
		m.height, errs[1] = strconv.Atoi(f[4])
		m.xPPI, errs[2] = strconv.ParseFloat(f[n-4], 64)
		m.yPPI, errs[3] = strconv.ParseFloat(f[n-3], 64)
		if errors.Join(errs[:]...) == nil && m.width > 0 && m.height > 0 {
			images = append(images, m)
		}
	}
	return images
}

// tryDPI is the resolution at which a page is drawn to see whether it can be.
const tryDPI = 36

// drawOne draws pages until one succeeds, and tells whether something was wrong
// with those that it tried.
func (e *Engine) drawOne(ctx context.Context, file *os.File, pages int) (damaged bool, err error) {
	var first error
	for n := 1; n <= pages; n++ {
		complaints, err := e.tryPage(ctx, file, n)
		var r *postkamer.Refusal
		if err == nil || !errors.As(err, &r) {
			return complaints || first != nil, err
		}
		if first == nil {
			first = err
		}
	}
	return true, first
}

// tryPage draws page n small and tells whether poppler had complaints.
func (e *Engine) tryPage(ctx context.Context, file *os.File, n int) (complaints bool, err error) {
	size, err := e.pdfPageSize(ctx, e.looks, file, n)
	if err != nil {
		return false, err
	}
	d, err := e.draw(ctx, e.looks, file, n, size, tryDPI, true)
	if err != nil {
		return false, err
	}
	return d.complaints, d.file.Close()
}
