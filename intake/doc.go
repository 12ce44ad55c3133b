// Package intake takes in what arrives: scanned files from an upload, the hot
// folder or the command line, and submitted forms.
//
// It keeps the order that loses nothing: look at the file, store its bytes,
// store the envelope that describes the batch, and only then write the rows and
// the first job in one transaction. Once Receive or Submit returns nil the batch
// is safe and somebody will get it; before that nothing was promised. The same
// idempotency key always gives the same batch, however often and by whomever it
// is offered.
package intake
