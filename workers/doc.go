// Package workers does the steps of the road in the background, one per file.
// A worker loads what its step is about, asks the reading engine, package intake
// or package classify, and saves the outcome with the next step in one
// transaction.
//
// # What is promised
//
// A step may run twice, late or beside itself with the same end result: the
// first thing its transaction does is a compare-and-set on the row it is about,
// and ErrConflict means "done already". A step that fails is tried again with
// growing pauses; after its last attempt the door in door.go gives the piece to a
// person with a Dutch reason. A process that is killed runs none of our code:
// its jobs are put back by the lease (store.HoldLease) and what still hangs is
// found by the sweep.
package workers
