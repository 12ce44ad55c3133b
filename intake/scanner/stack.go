package scanner

import (
	"regexp"
	"time"

	"postkamer"
)

// A Stack is what the spool knows of one stack of paper: enough to open it at a
// service that has never heard of it.
type Stack struct {
	Key         string              `json:"key"` // the batch's idempotency key
	Begun       time.Time           `json:"begun"`
	Origin      postkamer.Origin    `json:"origin,omitempty"`
	ReceivedOn  string              `json:"received_on,omitempty"` // 2026-11-22; the day it was begun when empty
	ReceivedWhy string              `json:"received_why,omitempty"`
	By          string              `json:"by"`     // the operator
	Device      string              `json:"device"` // the scanner, see State.ID
	Profile     postkamer.ProfileID `json:"profile,omitempty"`
	Here        bool                `json:"here"`               // begun at this machine, without the service
	Known       bool                `json:"known"`              // the service has opened it
	Ended       time.Time           `json:"ended,omitzero"`     // no more pages come
	Unclosed    string              `json:"unclosed,omitempty"` // Dutch, why the service does not close it
}

// A Run is one run of the scanner: a part of a stack.
type Run struct {
	Name     string              `json:"name"`
	Began    time.Time           `json:"began"`
	By       string              `json:"by"`
	Settings postkamer.Settings  `json:"settings"`
	Profile  postkamer.ProfileID `json:"profile,omitempty"`
	Pages    int                 `json:"pages,omitempty"`    // how many were asked; 0 until the feeder is empty
	Replaces postkamer.PageID    `json:"replaces,omitempty"` // rescan in place
	After    postkamer.PageID    `json:"after,omitempty"`    // insert
	Done     bool                `json:"done"`               // it has ended, and why is in Problem
	Problem  Problem             `json:"problem,omitempty"`
}

// Loose tells whether the pages of the run are not the next ones of the stack, but
// take the place of one or stand behind one.
func (r Run) Loose() bool { return r.Replaces != 0 || r.After != 0 }

// A Leaf is one page (a side) in the spool.
type Leaf struct {
	Number int       `json:"number"` // within its run, from 1
	SHA256 string    `json:"sha256"`
	Size   int64     `json:"size"` // bytes
	At     time.Time `json:"at"`
	Stored bool      `json:"stored"`            // the service has it; the image is gone from here
	Said   string    `json:"refused,omitempty"` // Dutch, why the service does not want it; the image stays
}

// keyPattern is what the key of a stack may look like: it is the name of a folder
// and part of an address.
var keyPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9:_-]{5,99}$`)

// runPattern is what the name of a run looks like.
var runPattern = regexp.MustCompile(`^[0-9]{8}T[0-9]{6}-[A-Z0-9]{6}$`)

// ValidKey tells whether a key may name a stack.
func ValidKey(key string) bool { return keyPattern.MatchString(key) }

// Received is the legal date of receipt of a stack that was begun here.
func (s Stack) Received() time.Time {
	if day, err := time.Parse(time.DateOnly, s.ReceivedOn); err == nil {
		return day
	}
	return postkamer.DayOf(s.Begun)
}
