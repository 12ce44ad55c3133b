// Package postkamer holds the nouns of the mail-room and their rules: what
// arrives (a Batch of Files, cut into Pages and Pieces), what was read from it
// (a Text), what it turned out to be (a Verdict) and who handles it (a Case on
// a Queue, with a CallTask when a colleague should phone).
//
// It does no I/O and imports only the standard library; every other package of
// this module builds on it. The glossary is docs/glossary.md.
package postkamer
