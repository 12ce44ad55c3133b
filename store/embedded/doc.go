// Package embedded starts, watches and stops the servers of the default run: a
// private PostgreSQL, from the machine's own binaries, and the S3 server
// postkamer-s3 (deploy/s3). With them `postkamer serve` needs no database and no
// storage from elsewhere. It runs on Linux.
//
// # What is in the data folder
//
//	lock          held (flock) by the owner for as long as it lives; says its process id
//	run.json      where the servers are; there only while they are usable (mode 0600)
//	s3.json       the keys of the S3 server, made once, at random (mode 0600)
//	socket        a link to the folder of PostgreSQL's socket, while it runs
//	pg/           the database; pg.new/ is one that is still being made
//	s3/           the objects
//	postgres.log, s3.log   what the servers say: no statements, no values, no object names
//
// # Owner and guests
//
// The first process that opens a folder owns it: it starts both servers, starts
// one again when it dies, on the same socket or port so that clients reconnect
// by themselves, and stops both at Close. Processes that open the folder
// meanwhile attach to those servers and need not care.
//
// # What happens when something is killed
//
// A server killed with SIGKILL is started again, within a bounded number of
// tries; then Failed speaks. When the owner itself is killed the kernel tells
// both servers to stop (PR_SET_PDEATHSIG). Should one linger all the same, the
// next owner stops it first; it recognises its own by program and working
// folder in /proc and never touches another process, whatever an old process id
// file says. What the servers acknowledged is still there: both flush to disk
// before they answer.
//
// PostgreSQL listens on a unix socket only, in a fresh folder with a short name
// that only its own user and root can enter. It refuses to run as root, so root
// runs it as the owner of pg/, else as user postgres or nobody. If that user
// cannot reach the data folder, because it lies below somebody's closed home
// folder, the server is lent the capability to pass closed folders
// (CAP_DAC_READ_SEARCH), and no other.
package embedded
