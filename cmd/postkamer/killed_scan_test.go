package main

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"postkamer/intake/scanner/scantest"
)

// "make faults" runs the long form: 100 kills.
var scanRounds = flag.Int("scanrounds", 6, "how often something is killed while a stack is scanned")

// Size of a stack and time of a sheet while things are killed.
const (
	killedSheets = 12
	killedDelay  = 60 * time.Millisecond
)

// scanVictims are what is killed while a stack is scanned, in turn.
var scanVictims = []string{"service", "station", "scanimage"}

// TestKilledWhileScanning kills the service, the station or scanimage at a random
// moment while a stack goes through the feeder. People do what they would do: start
// the program again, lay the paper that is left in the feeder, go on. Then every
// sheet is one page of one stack, in the order of the paper, and nothing else is.
func TestKilledWhileScanning(t *testing.T) {
	if testing.Short() {
		t.Skip("kills take long")
	}
	chance := newChance(t)
	dir, address := shortTemp(t), freeAddress(t)
	data := filepath.Join(dir, "var")
	service := func() *service {
		return startService(t, data, []string{"POSTKAMER_STATION_TOKEN=" + testToken}, "--listen", address)
	}
	serving := service()
	side := newDeskSide(t, dir, address)
	if err := scantest.Delay(side.feeder(), killedDelay); err != nil {
		t.Fatal(err)
	}
	for round := range *scanRounds {
		mark := fmt.Sprintf("ronde-%03d", round)
		if err := scantest.Feed(side.feeder(), mark, killedSheets); err != nil {
			t.Fatal(err)
		}
		victim := scanVictims[round%len(scanVictims)]
		moment := time.Duration(chance.Int64N(int64(killedSheets * killedDelay)))
		done := make(chan struct{})
		go func() {
			defer close(done)
			side.work()
		}()
		hit := side.scanning() // from here on something is under way
		time.Sleep(moment)     // the random moment is the point of the test
		left := len(scantest.Sheets(side.feeder()))
		switch victim {
		case "service":
			serving.kill()
			serving = service()
		case "station":
			side.kill()
			side.start()
		default:
			hit = false
			for _, pid := range children(t, side.cmd.Process.Pid, "--batch") {
				hit = syscall.Kill(pid, syscall.SIGKILL) == nil // it may just have ended
			}
		}
		<-done
		t.Logf("round %d: kill -9 of %s (there: %v) after %v, %d of %d sheets were in the feeder", round, victim, hit, moment.Round(time.Millisecond), left, killedSheets)
		arrived(t, data, mark, *seed)
	}
	counts := verified(t, data)
	if want := *scanRounds * killedSheets; counts.Files != want || counts.Pages != want {
		t.Errorf("seed %d: %d sheets were fed, the mail-room has %+v", *seed, want, counts)
	}
}

// arrived looks that the sheets of a round are the pages of one stack, in their order.
func arrived(t *testing.T, data, mark string, seed uint64) {
	t.Helper()
	o, err := openStore(t.Context(), data, settings{S3Secure: true}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close(t.Context())
	var want []string
	for i := range killedSheets {
		sum := sha256.Sum256(scantest.Sheet(fmt.Sprintf("%s-%04d.tif", mark, i+1)))
		want = append(want, hex.EncodeToString(sum[:]))
	}
	rows, err := o.Pool().Query(t.Context(), `
		SELECT b.id, b.state, f.sha256
		FROM pages p
		JOIN files f ON f.id = p.file_id
		JOIN batches b ON b.id = p.batch_id
		WHERE b.id IN (SELECT batch_id FROM files WHERE sha256 = ANY($1))
		ORDER BY b.id, p.position`, want)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var got []string
	batches := map[int64]string{}
	for rows.Next() {
		var id int64
		var state, sha string
		if err := rows.Scan(&id, &state, &sha); err != nil {
			t.Fatal(err)
		}
		batches[id] = state
		got = append(got, sha)
	}
	if !slices.Equal(got, want) || len(batches) != 1 {
		t.Fatalf("%s (seed %d): %d pages in stacks %v, want %d in one, in the order of the paper:\n%v\n%v", mark, seed, len(got), batches, len(want), got, want)
	}
	for id, state := range batches {
		if state == "scanning" {
			t.Errorf("%s: stack %d was not closed", mark, id)
		}
	}
}
