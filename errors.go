package postkamer

import "errors"

// Errors that every layer may return. Callers test them with errors.Is.
var (
	// ErrNotFound says that what was asked for does not exist, or not for this person.
	ErrNotFound = errors.New("not found")
	// ErrConflict says that somebody or something else was first: the row is no
	// longer as the caller knew it. For a step it means "already done".
	ErrConflict = errors.New("changed by someone else")
	// ErrKindUnsure says that nobody chose yet what a case is about: it cannot be
	// closed before somebody does.
	ErrKindUnsure = errors.New("kind not chosen")
	// ErrFull says that all places of a time are taken: another time is to be chosen.
	ErrFull = errors.New("no place left")
	// ErrForbidden says that this person's roles do not allow it.
	ErrForbidden = errors.New("not allowed")
	// ErrUnavailable says that the database or the object store does not answer
	// now. Nothing is wrong with the piece: waiting costs it no attempt.
	ErrUnavailable = errors.New("storage not available")
	// ErrTooSlow says that a search was stopped because it took too long: a narrower
	// question helps.
	ErrTooSlow = errors.New("takes too long")
	// ErrNoEngine says that reading is not possible on this machine at all (no
	// Tesseract, no Dutch data), so trying again now is of no use.
	ErrNoEngine = errors.New("no reading engine")
)
