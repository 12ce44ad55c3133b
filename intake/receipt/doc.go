// Package receipt makes the copy of what a citizen sent by a form, which the law gives
// them (Wmebv; out of memory, see docs/terms.md): a PDF/A-2b with the reference, the time
// of receipt, every question with its answer as it was given, the files that came along
// with their check sums, what happens now, until when, and whom to ask.
//
// The answers come from the original in the object store, not from what the program made
// of them. The same facts give the same bytes.
package receipt
