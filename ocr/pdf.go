package ocr

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// A pdfFile is what pdfinfo says about a PDF.
type pdfFile struct {
	pages int
	flags map[string]bool
}

// pdfInfo counts the pages of a PDF without drawing any.
func (e *Engine) pdfInfo(ctx context.Context, file *os.File) (pdfFile, error) {
	p, err := e.runTool(ctx, e.looks, file, maxToolText, "pdfinfo", fileArgument)
	if err != nil {
		return pdfFile{}, e.pdfError(file, p.stderr, err)
	}
	text, err := p.text()
	if err != nil {
		return pdfFile{}, fmt.Errorf("read pdfinfo: %w", err)
	}
	values := colonLines(string(text))
	var f pdfFile
	f.pages, err = strconv.Atoi(values["Pages"])
	if err != nil || f.pages < 1 {
		return pdfFile{}, postkamer.Refuse(postkamer.RefusedBroken, "")
	}
	names, err := namesOf(ctx, file)
	if err != nil {
		return pdfFile{}, err
	}
	if values["Encrypted"] == "no" && names[nameEncrypt] {
		// Poppler takes what it cannot decrypt for not encrypted.
		return pdfFile{}, postkamer.Refuse(postkamer.RefusedEncrypted, "")
	}
	names[postkamer.FlagXFA] = names[postkamer.FlagXFA] || values["Form"] == "XFA"
	names[postkamer.FlagJavaScript] = names[postkamer.FlagJavaScript] || values["JavaScript"] == "yes"
	names[postkamer.FlagProtected] = strings.HasPrefix(values["Encrypted"], "yes")
	names[postkamer.FlagDamaged] = strings.Contains(p.stderr, "Error") || !isSound(file)
	f.flags = names
	return f, nil
}

// colonLines returns the "Name:  value" lines that poppler prints. Of a name that
// comes twice, as in a title with a line break in it, the last counts: poppler
// prints its own findings after what the file says about itself.
func colonLines(text string) map[string]string {
	values := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(line, ":"); ok {
			values[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	return values
}

// pdfError turns the end of a poppler program into what is wrong with the file.
func (e *Engine) pdfError(file *os.File, stderr string, err error) error {
	var exit *exec.ExitError
	switch {
	case errors.Is(err, ErrMemory):
		return postkamer.Refuse(postkamer.RefusedPixels, "")
	case !errors.As(err, &exit) && !errors.Is(err, ErrDied):
		return err
	case strings.Contains(stderr, "Incorrect password"), strings.Contains(stderr, "security handler"):
		return postkamer.Refuse(postkamer.RefusedEncrypted, "")
	case !hasPDFEnd(file):
		return postkamer.Refuse(postkamer.RefusedTruncated, "")
	}
	return postkamer.Refuse(postkamer.RefusedBroken, "")
}

// hasPDFEnd tells whether the end marker stands in the last two kilobytes.
func hasPDFEnd(file *os.File) bool {
	info, err := file.Stat()
	if err != nil {
		return false
	}
	tail := make([]byte, min(2048, info.Size()))
	if _, err := file.ReadAt(tail, info.Size()-int64(len(tail))); err != nil && err != io.EOF {
		return false
	}
	return strings.Contains(string(tail), "%%EOF")
}

// isSound tells whether a PDF begins with its header and whether the place that
// stands at its end is that of a table of objects. Poppler mends the others
// without a word, with what objects it finds.
func isSound(file *os.File) bool {
	info, err := file.Stat()
	if err != nil {
		return false
	}
	tail := make([]byte, min(2048, info.Size()))
	table := make([]byte, 32)
	if _, err := file.ReadAt(table, 0); err != nil || !strings.HasPrefix(string(table), "%PDF-") {
		return false
	}
	if _, err := file.ReadAt(tail, info.Size()-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return false
	}
	last := strings.LastIndex(string(tail), "startxref")
	var at int64
	if last < 0 {
		return false
	}
	if _, err := fmt.Sscan(string(tail[last+len("startxref"):]), &at); err != nil || at < 0 {
		return false
	}
	if n, err := file.ReadAt(table, at); n == 0 || err != nil && !errors.Is(err, io.EOF) {
		return false
	}
	return tableBegins.Match(table)
}

// tableBegins is how a table of objects begins, plain or as a stream.
var tableBegins = regexp.MustCompile(`^\s*(xref\b|\d+\s+\d+\s+obj\b)`)

// namesOf returns what the names in a PDF say.
func namesOf(ctx context.Context, file *os.File) (map[string]bool, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	return findNames(ctx, file, info.Size())
}

// hasAttachments tells whether files are embedded in a PDF. When poppler cannot
// say, they are not announced; they are never opened anyway.
func (e *Engine) hasAttachments(ctx context.Context, file *os.File) (bool, error) {
	p, err := e.runTool(ctx, e.looks, file, maxToolText, "pdfdetach", "-list", fileArgument)
	if err != nil {
		return false, toolTrouble(err)
	}
	text, err := p.text()
	if err != nil {
		return false, fmt.Errorf("read pdfdetach: %w", err)
	}
	count, _, found := strings.Cut(string(text), " embedded files")
	return found && strings.TrimSpace(count) != "0", nil
}

// toolTrouble returns nil when a program merely refused a file or ran into its
// limits, and err when the trouble is ours.
func toolTrouble(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) || errors.Is(err, ErrDied) || errors.Is(err, ErrMemory) || errors.Is(err, ErrSlow) {
		return nil
	}
	return err
}

// A pdfPage is the size of a page of a PDF as it is shown.
type pdfPage struct {
	width, height float64 // points of 1/72 inch, upright
}

// pdfPageSize asks for the size of page n.
func (e *Engine) pdfPageSize(ctx context.Context, l lane, file *os.File, n int) (pdfPage, error) {
	number := strconv.Itoa(n)
	p, err := e.runTool(ctx, l, file, maxToolText, "pdfinfo", "-f", number, "-l", number, fileArgument)
	if err != nil {
		return pdfPage{}, e.pdfError(file, p.stderr, err)
	}
	text, err := p.text()
	if err != nil {
		return pdfPage{}, fmt.Errorf("read pdfinfo: %w", err)
	}
	return parsePageSize(string(text), n)
}

// parsePageSize reads the lines "Page    3 size: 595 x 842 pts (A4)" and
// "Page    3 rot:  90".
func parsePageSize(text string, n int) (pdfPage, error) {
	var p pdfPage
	turned := false
	for name, value := range colonLines(text) {
		fields := strings.Fields(name)
		if len(fields) != 3 || fields[0] != "Page" || fields[1] != strconv.Itoa(n) {
			continue
		}
		switch fields[2] {
		case "size":
			if _, err := fmt.Sscanf(value, "%g x %g", &p.width, &p.height); err != nil {
				return p, postkamer.Refuse(postkamer.RefusedBroken, "")
			}
		case "rot":
			turned = value == "90" || value == "270"
		}
	}
	if !isSide(p.width) || !isSide(p.height) {
		return p, postkamer.Refuse(postkamer.RefusedBroken, "")
	}
	if turned {
		p.width, p.height = p.height, p.width
	}
	return p, nil
}

// maxSidePoints is the longest side that a page may have, 350 m: far more than the
// 14,400 points at which Acrobat ends, and no product of two sides overflows.
const maxSidePoints = 1e6

// isSide tells whether a page may have a side of so many points; not if NaN.
func isSide(points float64) bool {
	return points > 0 && points <= maxSidePoints
}

// Resolution at which a page of a PDF is drawn, in dots per inch, and how large
// it may be then: A2 at 250 dpi. Larger sheets are drawn coarser.
const (
	drawDPI        = 300
	scanDPI        = 200        // the least for a scan: that at which pages are read
	maxDrawnSide   = 7200       // pixels
	maxDrawnPixels = 24_000_000 // in total
)

// resolution returns at how many dots per inch a page is drawn, at most want.
func (p pdfPage) resolution(want float64, maxPixels int) float64 {
	long := max(p.width, p.height) / 72
	inches := p.width / 72 * p.height / 72
	return min(want, maxDrawnSide/long, math.Sqrt(float64(min(maxPixels, maxDrawnPixels))/inches))
}

// pageImages lists the images on page n, as far as poppler can.
func (e *Engine) pageImages(ctx context.Context, file *os.File, n int) ([]pdfImage, error) {
	number := strconv.Itoa(n)
	p, err := e.runTool(ctx, e.pages, file, maxToolText, "pdfimages", "-list", "-f", number, "-l", number, fileArgument)
	if err != nil {
		return nil, err
	}
	text, err := p.text()
	if err != nil {
		return nil, fmt.Errorf("read pdfimages: %w", err)
	}
	return parseImages(string(text)), nil
}

// dpiOf returns the resolution at which page n is best drawn: that of the scan which
// takes most of it, since drawing at 300 dpi what has 200 costs twice as much and
// gives no more, else drawDPI. scanned is the resolution of that scan, 0 without one.
func (e *Engine) dpiOf(ctx context.Context, file *os.File, n int, size pdfPage) (draw float64, scanned int, err error) {
	images, err := e.pageImages(ctx, file, n)
	if err != nil {
		return drawDPI, 0, slowOrOurs(err)
	}
	for _, m := range images {
		if m.area() > scanShare*size.width/72*size.height/72 {
			return min(drawDPI, max(scanDPI, m.xPPI, m.yPPI)), int(min(m.xPPI, m.yPPI, maxScanDPI)), nil
		}
	}
	return drawDPI, 0, nil
}

// maxScanDPI is the highest resolution that is told of a scan.
const maxScanDPI = 2400

// A drawing is a page of a PDF as pixels, in a memory file.
type drawing struct {
	file       *os.File
	dpi        int
	complaints bool // poppler could not draw all of it
}

// draw draws page n of a PDF at about dpi, in colour or in grey.
func (e *Engine) draw(ctx context.Context, l lane, file *os.File, n int, size pdfPage, dpi float64, gray bool) (drawing, error) {
	dpi = size.resolution(dpi, e.config.Limits.PagePixels)
	number := strconv.Itoa(n)
	args := []string{"-cropbox", "-f", number, "-l", number, "-r", strconv.FormatFloat(dpi, 'f', 4, 64)}
	maxBytes := int64(size.width*size.height/72/72*dpi*dpi*3) + 1<<20
	if gray {
		args = append(args, "-gray")
	}
	p, err := e.runTool(ctx, l, file, maxBytes, "pdftoppm", append(args, fileArgument)...)
	if err != nil {
		return drawing{}, e.pageError(file, p.stderr, err)
	}
	// On some pages pdftoppm ends well without having drawn anything.
	if info, err := p.out.Stat(); err != nil || info.Size() == 0 {
		p.close()
		return drawing{}, postkamer.Refuse(postkamer.RefusedBroken, "")
	}
	complained := strings.Contains(p.stderr, "Error")
	return drawing{file: p.out, dpi: max(1, int(math.Round(dpi))), complaints: complained}, nil
}

// pageError is pdfError for one page: a page whose drawing takes too long or too
// much memory may do better at a quieter time.
func (e *Engine) pageError(file *os.File, stderr string, err error) error {
	if errors.Is(err, ErrMemory) {
		return err
	}
	return e.pdfError(file, stderr, err)
}

// request returns the request for op on the drawing.
func (d drawing) request(op wire.Op) wire.Request {
	return wire.Request{Op: op, Kind: wire.Raster, Page: 1, DPI: d.dpi, Complaints: d.complaints}
}
