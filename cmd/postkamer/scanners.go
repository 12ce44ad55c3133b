package main

import (
	"context"
	"errors"
	"path/filepath"

	"postkamer/intake"
	"postkamer/intake/scanner"
)

// spoolName is the folder of scanned pages in the data folder.
const spoolName = "spool"

// openScanners makes the scanners of this machine and the line to the stations
// ready. The mail-room also opens when this machine cannot scan: that is said in
// the log and on the page of the scanning desk.
func (r *room) openScanners(context.Context) error {
	if r.opts.noWeb {
		return nil
	}
	log := r.log.With("part", "scanner")
	program := scanner.Program{Path: r.settings.Scanimage}
	if program.Find() != nil && !r.settings.embedded() {
		log.Info("no scanimage on this machine: only stations can scan")
		r.hub = scanner.NewHub(nil)
		return nil
	}
	spool, err := scanner.OpenSpool(filepath.Join(r.store.data, spoolName), log)
	if err != nil {
		log.Error("this machine cannot scan: its spool cannot be used", "error", err)
		r.hub = scanner.NewHub(nil)
		return nil
	}
	r.spool = spool
	r.machine = scanner.NewMachine(scanner.Config{
		Program: program,
		Test:    r.settings.embedded(),
		Spool:   spool,
		Sender:  intake.ScanDesk{Desk: r.desk},
		Log:     log,
	})
	r.hub = scanner.NewHub(r.machine)
	return nil
}

// closeScanners lets go of the spool.
func (r *room) closeScanners() error {
	if r.spool == nil {
		return nil
	}
	return r.spool.Close()
}

// errStationToken says that a token is too easy to guess.
var errStationToken = errors.New("POSTKAMER_STATION_TOKEN is too short; make one with: openssl rand -hex 32")

// minStationToken is how long a station's token must be, in characters.
const minStationToken = 24
