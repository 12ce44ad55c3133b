// Package letters makes the letters that a municipality sends about a case: from
// templates that ship with the program and that a municipality can put in its own
// words, to a text in one tone, to a PDF/A-2b that fits the window of an envelope.
//
// The package is told the facts; it asks no database. The same text makes the same
// bytes, so that a letter can be looked at before it goes out and is then kept as it
// went.
package letters
