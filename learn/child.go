package learn

import (
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"

	"postkamer/classify"
)

// ChildCommand is the word with which this program starts itself to learn.
const ChildCommand = "learn-child"

// Limits of the process. Training holds some 600 MB at most (TestMemoryIsBounded);
// the address space is a net below that, since the Go runtime reserves more of it
// than it uses.
const (
	softMemory  = "1000MiB" // GOMEMLIMIT
	mostAddress = 6 << 30   // bytes
	niceness    = 19
)

// mostLessons bounds how many labels are learned from, the newest; a text counts
// up to mostText bytes, about what a model weighs of it.
const (
	MostLessons = 20_000
	mostText    = 24 << 10
)

// An order is what the process gets before the lessons; after the last of them
// comes one with End.
type order struct {
	Base  []byte // the model at work
	Round int
}

type message struct {
	Lesson
	End bool
}

// An answer is what the process sends back.
type answer struct {
	Result
	Error string
}

// Child learns what comes in and writes the result out. It returns the exit status
// of the process. When in ends early or breaks, the parent is gone: so is the process.
func Child(in io.Reader, out io.Writer, texts func() (Texts, error)) int {
	if err := confineSelf(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	result, err := work(gob.NewDecoder(in), in, texts)
	a := answer{Result: result}
	if err != nil {
		a.Error = err.Error()
	}
	if err := gob.NewEncoder(out).Encode(a); err != nil {
		return 1
	}
	return 0
}

// confineSelf gives way to everybody and bounds what this process may take.
func confineSelf() error {
	if err := unix.Setpriority(unix.PRIO_PROCESS, 0, niceness); err != nil {
		return fmt.Errorf("give way: %w", err)
	}
	for resource, most := range map[int]uint64{unix.RLIMIT_AS: mostAddress, unix.RLIMIT_CORE: 0} {
		if err := unix.Setrlimit(resource, &unix.Rlimit{Cur: most, Max: most}); err != nil {
			return fmt.Errorf("limit process: %w", err)
		}
	}
	return nil
}

func work(dec *gob.Decoder, in io.Reader, texts func() (Texts, error)) (Result, error) {
	var o order
	if err := dec.Decode(&o); err != nil {
		return Result{}, fmt.Errorf("read what to learn: %w", err)
	}
	base, err := classify.Decode(o.Base)
	if err != nil {
		return Result{}, err
	}
	lessons, err := readLessons(dec)
	if err != nil {
		return Result{}, err
	}
	go endWith(in)
	shipped, err := texts()
	if err != nil {
		return Result{}, err
	}
	return Run(shipped, lessons, base, o.Round)
}

func readLessons(dec *gob.Decoder) ([]Lesson, error) {
	var lessons []Lesson
	for {
		var m message
		if err := dec.Decode(&m); err != nil {
			return nil, fmt.Errorf("read lesson %d: %w", len(lessons), err)
		}
		if m.End {
			return lessons, nil
		}
		if len(lessons) == MostLessons {
			return nil, errors.New("more lessons than fit")
		}
		lessons = append(lessons, m.Lesson)
	}
}

// endWith ends this process when the parent ends: that closes the pipe. There is
// nothing to tidy up, so it needs no owner.
func endWith(in io.Reader) {
	_, _ = io.Copy(io.Discard, in)
	os.Exit(1)
}
