package postkamer

// CopyState is how far the searchable copy of a piece is.
type CopyState string

// States of a copy.
const (
	CopyNone    CopyState = ""        // the piece has no pages to copy
	CopyWaiting CopyState = "waiting" // a job will make it
	CopyMade    CopyState = "made"
	CopyFailed  CopyState = "failed" // could not be made, mostly because a page has no image
)

// A Copy (doorzoekbare kopie) is a piece as one PDF/A: the images of its pages
// with their words invisibly in place. It is derived, can be made again at any
// time and never stands in for the original.
type Copy struct {
	PieceID PieceID
	State   CopyState
	SHA256  string // of its bytes, in hex; empty unless made
	Size    int64  // bytes
}
