package crowd_test

import (
	"os"
	"testing"
	"time"

	"postkamer"
	"postkamer/store/storetest"
	"postkamer/store/storetest/crowd"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

func TestThePostIsAsAsked(t *testing.T) {
	s := storetest.Open(t)
	c, err := crowd.Fill(t.Context(), s.Pool(), crowd.Options{Pieces: 3000, Open: 1000, Calling: 50, Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	var pieces, open, calling, tasks, noPage, old int
	err = s.Pool().QueryRow(t.Context(), `
		SELECT (SELECT count(*) FROM pieces),
			count(*) FILTER (WHERE state IN ('open', 'calling')),
			count(*) FILTER (WHERE state = 'calling'),
			(SELECT count(*) FROM call_tasks WHERE NOT done),
			(SELECT count(*) FROM pieces p WHERE channel = 'scan' AND NOT EXISTS (SELECT 1 FROM pages WHERE piece_id = p.id)),
			count(*) FILTER (WHERE state <> 'done' AND created_at < now() - interval '18 months')
		FROM cases`).Scan(&pieces, &open, &calling, &tasks, &noPage, &old)
	if err != nil {
		t.Fatal(err)
	}
	if pieces != 3000 || noPage != 0 || calling != tasks {
		t.Errorf("%d pieces, %d letters without a page, %d cases wait for %d calls", pieces, noPage, calling, tasks)
	}
	if open < 900 || open > 1100 || calling < 25 || calling > 80 || old == 0 {
		t.Errorf("%d open, %d of them for calling, %d for more than a year and a half", open, calling, old)
	}
	first, err := s.Case(t.Context(), postkamer.CaseID(c.First))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := first.Fields[0].Value, c.Sender(c.First).Name; got != want {
		t.Errorf("the first case is of %q, not of %q", got, want)
	}
}

func TestWhatComesAfterIsNumberedOn(t *testing.T) {
	s := storetest.Open(t)
	for range 2 {
		if _, err := crowd.Fill(t.Context(), s.Pool(), crowd.Options{Pieces: 120, Open: 20}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Pool().Exec(t.Context(), `INSERT INTO doubts (case_id, code, why) SELECT max(id), 'HANDWRITTEN', '' FROM cases`)
	if err != nil {
		t.Error(err)
	}
}

func TestEveryBSNIsOfNobody(t *testing.T) {
	c, err := crowd.Fill(t.Context(), storetest.Open(t).Pool(), crowd.Options{Pieces: 200, Now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	with := 0
	for id := c.First; id <= c.Last; id++ {
		number := c.Sender(id).BSN
		if number == "" {
			continue
		}
		with++
		if !postkamer.ValidBSN(number) || number[:3] != "999" {
			t.Errorf("piece %d has %s", id, number)
		}
	}
	if with == 0 {
		t.Error("nobody has a BSN")
	}
}
