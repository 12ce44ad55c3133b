// Package scanner gets paper from a scanner to the service without losing a page.
//
// It drives Debian's scanimage (SANE, sane-utils), one run at a time per device.
// A page that scanimage has named is put into the spool, a folder on the disk of
// the computer beside the scanner, and is flushed to the disk before it counts. An
// outbox offers each page of the spool to a Sender, in order, until the service
// says that it is stored; only then does the page leave the spool. All of it may
// be killed at any moment and goes on where it was.
//
// The same code runs inside the service, for scanners of its own machine, and as
// "postkamer station" on the computer beside a scanner. The Hub is how the service
// sees all of them. Nothing here knows of the database or the object store.
//
// The spool:
//
//	SPOOL/STACK/stack.json            what the stack is, and whether it is complete
//	SPOOL/STACK/RUN/run.json          what one run of scanimage was asked
//	SPOOL/STACK/RUN/0001.tif          a page; 0001.tif.part while scanimage writes it
//	SPOOL/STACK/RUN/0001.json         written after the page is safe: hash and size
//
// STACK and RUN are made of letters, digits and dashes; a run's name sorts by when
// it began. Each small JSON file is written under another name, flushed and moved.
package scanner
