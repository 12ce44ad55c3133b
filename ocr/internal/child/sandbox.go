package child

import (
	"errors"
	"os"

	"postkamer/ocr/internal/sandbox"
)

// lockDown closes everything to this process but the socket it talks over, its
// memory and the files that come over the socket. It is done when all libraries
// and data are loaded and before the first foreign byte is looked at.
//
// The filter holds for all threads. Landlock without any path holds for the
// calling one, on which leptonica and Tesseract run, and for those it starts:
// it adds nothing while the filter stands, and stands when the filter has a hole.
// What the kernel does not offer, the engine has found out and said before.
func lockDown() error {
	if err := sandbox.Landlock(); err != nil && !errors.Is(err, sandbox.ErrUnsupported) {
		return err
	}
	if err := sandbox.Filter(sandbox.Reading(os.Getpid()), true); err != nil && !errors.Is(err, sandbox.ErrUnsupported) {
		return err
	}
	return nil
}

// warm loads all that pages may need. What cannot be loaded is told by the pages
// that need it. A child that only looks at files is told no folder, and loads nothing.
func (s *session) warm(folder string) {
	if folder == "" {
		return
	}
	s.use(folder)
	_ = s.tesseract.ready()
	_ = s.osd.load()
}
