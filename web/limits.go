package web

import (
	"math"
	"sync"
	"time"
)

// meter is what a visitor asks for; each is counted apart.
type meter byte

// What is counted.
const (
	askPage   meter = iota // looks at a page
	askAnswer              // posts answers
	askFile                // sends a file, or a part of one
	askBegin               // begins a form; more than this must first work for it, see pow.go
	askWait                // gets a waiting page in place of that work
)

// allowance is how often something may be asked: burst at once, then rate a second.
type allowance struct{ rate, burst float64 }

// Allowances of an address and of one visitor. An office or a library is one address:
// fifty people who each open a page in two seconds stay under it. A person who reads
// stays far below a visitor's.
var (
	ofAddress = [...]allowance{
		askPage: {30, 600}, askAnswer: {15, 300}, askFile: {20, 400}, askBegin: {0.5, 40}, askWait: {0.5, 40},
	}
	ofVisitor = [...]allowance{
		askPage: {5, 150}, askAnswer: {3, 100}, askFile: {10, 200}, askBegin: {1, 10}, askWait: {1, 10},
	}
)

// who is whose bucket it is: an address, or the ticket of a visitor. The zero who has no
// bucket and no limit.
type who [16]byte

// A bucketKey names a bucket.
type bucketKey struct {
	what    meter
	address bool
	who     who
}

// A bucket fills by itself until it is full; each request takes one out.
type bucket struct {
	left float64
	at   time.Time
}

// limits are the buckets of everybody who asked of late. Memory is bounded: buckets are
// kept in two halves, and when the newer one is full the older one is forgotten, which
// makes its buckets full again.
type limits struct {
	mu    sync.Mutex
	newer map[bucketKey]bucket
	older map[bucketKey]bucket
	most  int // buckets in a half
}

// mostBuckets in a half: some ten megabytes in all.
const mostBuckets = 1 << 16

func newLimits() *limits {
	return &limits{newer: map[bucketKey]bucket{}, older: map[bucketKey]bucket{}, most: mostBuckets}
}

// take takes one out of the bucket of a visitor; false when it is empty.
func (l *limits) take(what meter, of who, now time.Time) bool {
	return l.takeFrom(bucketKey{what, false, of}, ofVisitor[what], now)
}

// takeOf takes one out of the bucket of an address.
func (l *limits) takeOf(what meter, of source, now time.Time) bool {
	if of.local {
		return true
	}
	return l.takeFrom(bucketKey{what, true, of.who}, ofAddress[what], now)
}

func (l *limits) takeFrom(key bucketKey, allowed allowance, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	b, known := l.newer[key]
	if !known {
		b, known = l.older[key]
	}
	if !known {
		b = bucket{allowed.burst, now}
	}
	if passed := now.Sub(b.at).Seconds(); passed > 0 {
		b.left, b.at = math.Min(allowed.burst, b.left+passed*allowed.rate), now
	}
	enough := b.left >= 1
	if enough {
		b.left--
	}
	l.keep(key, b)
	return enough
}

// keep puts a bucket back, and forgets the older half when the newer one is full.
func (l *limits) keep(key bucketKey, b bucket) {
	if len(l.newer) >= l.most {
		l.older, l.newer = l.newer, make(map[bucketKey]bucket)
	}
	l.newer[key] = b
}
