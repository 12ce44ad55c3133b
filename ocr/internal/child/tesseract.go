package child

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/otiai10/gosseract/v2"
)

// errNoEngine says that Tesseract's Dutch data is not there or not usable.
var errNoEngine = errors.New("no reading engine")

// A tesseract is the warm reading engine of this child. It is loaded when first
// used: a child that only prepares pages does not need it.
type tesseract struct {
	folder string
	client *gosseract.Client
}

// load makes the engine for Dutch. The languages are never somebody else's
// choice: the error text of a failed start overruns a buffer inside gosseract.
func (t *tesseract) load() error {
	if t.client != nil {
		return nil
	}
	if err := usable(t.folder); err != nil {
		return err
	}
	c := gosseract.NewClient()
	c.TessdataPrefix = t.folder
	c.Languages = []string{"nld"}
	c.Trim = false
	// Not SetPageSegMode: the first recognition would undo it.
	c.Variables["tessedit_pageseg_mode"] = "3"
	t.client = c
	return nil
}

// usable tells whether the Dutch data lies in folder and is more than a stub.
func usable(folder string) error {
	if folder == "" {
		return fmt.Errorf("%w: no folder with data", errNoEngine)
	}
	const stub = 100_000 // bytes; the smallest real one has over 1 MB
	info, err := os.Stat(filepath.Join(folder, "nld.traineddata"))
	if err != nil || !info.Mode().IsRegular() || info.Size() < stub {
		return fmt.Errorf("%w: nld.traineddata", errNoEngine)
	}
	return nil
}

// boxes reads a grey image and returns its words in reading order. It asks
// gosseract exactly once: each of its getters would read the page again.
func (t *tesseract) boxes(g *pix) ([]gosseract.BoundingBox, error) {
	if err := t.load(); err != nil {
		return nil, err
	}
	b := g.serialized()
	if b == nil {
		return nil, errors.New("no memory for the page")
	}
	if err := t.client.SetImageFromBytes(b); err != nil {
		return nil, fmt.Errorf("hand page to tesseract: %w", err)
	}
	if err := t.client.SetVariable("user_defined_dpi", strconv.Itoa(max(70, g.dpi))); err != nil {
		return nil, fmt.Errorf("set resolution: %w", err)
	}
	found, err := t.client.GetBoundingBoxesVerbose()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNoEngine, err)
	}
	return found, nil
}

// ready loads everything and reads an empty page, so that broken data shows now
// and not with the first letter.
func (t *tesseract) ready() error {
	blank := whitePage(200, 200)
	defer blank.free()
	if blank.c == nil {
		return errors.New("no memory for a page")
	}
	_, err := t.boxes(blank)
	return err
}
