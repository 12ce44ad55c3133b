// Package store keeps everything the mail-room remembers: rows and jobs in
// PostgreSQL, originals, views and envelopes in an S3 object store. All SQL and
// all object keys are here.
//
// # The rules
//
// What belongs together is written in one transaction (InTx): the rows, the
// event and the job for the next step. Objects are put before the transaction
// and never inside it, so that a row never points at nothing.
//
// The fence is our own row, never the job: a step first moves its page, piece or
// batch from the state it found to the next with a compare-and-set, and
// ErrConflict then means that the work was done already. A job may therefore
// run twice, late, or beside itself.
//
// # Objects
//
//	originals/ab/<sha256>    the bytes as they arrived, written once, never changed
//	envelopes/<sha256 of key>.json   what arrived together, written before the rows;
//	                         the answers of a form are in it
//	views/ab/<sha256>        page images made from the originals; can be made again
package store
