// Package ocr turns files into pages: what a file is, how a page looks upright,
// which barcodes are on it and what it says.
//
// Everything that decodes foreign bytes happens outside of this process.
// Leptonica and Tesseract run in warm children, which are the same binary
// started with ChildCommand as its first argument; poppler's programs run once
// per page. None of them has a network, a file, a secret or another process to
// reach, as far as the kernel can hold that: see Isolation. A hostile or damaged
// page can crash, hang or fill such a process: it is then killed, that page has
// failed one attempt, and the next page gets a new process. What comes back is
// checked before it is believed.
//
//	engine, err := ocr.Start(ctx, ocr.Config{})
//	file, err := engine.Inspect(ctx, path, "brief.pdf")     // before the green tick
//	prepared, err := engine.Prepare(ctx, path, file.Kind, 1, postkamer.PrepareOptions{}) // a view of page 1
//	found, err := engine.Read(ctx, path, file.Kind, 1, prepared.View, prepared.Clean)
//
// Errors are of three kinds. A *postkamer.Refusal says what is wrong with the
// file or page: trying again is of no use. postkamer.ErrNoEngine says that this
// machine cannot read; Inspect and Prepare still work there. Anything else,
// ErrDied, ErrSlow and ErrMemory among them, is one failed attempt.
package ocr

import (
	"errors"

	"postkamer/ocr/internal/child"
)

// ChildCommand is the hidden first argument with which the binary runs as a
// reading child.
const ChildCommand = "reader-child"

// Child runs as a reading child until the engine that started it goes away, and
// returns the exit status. Main calls it when os.Args[1] is ChildCommand.
func Child() int { return child.Run() }

// What may happen to a page on its way through another process. Each is one
// failed attempt at that page; a second one may succeed.
var (
	// ErrDied says that the process crashed or broke off.
	ErrDied = errors.New("the process that decoded the page died")
	// ErrSlow says that the time limit for the page ran out.
	ErrSlow = errors.New("the page took too long")
	// ErrMemory says that decoding the page took more memory than it may.
	ErrMemory = errors.New("the page took too much memory")
	// ErrClosed says that the engine has been closed.
	ErrClosed = errors.New("the reading engine is closed")
)
