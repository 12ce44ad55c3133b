package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

func deskOf(t *testing.T, st *store.Store, p postkamer.Person) postkamer.Desk {
	t.Helper()
	d, err := st.Desk(t.Context(), p, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDeskIsOwnQueuesAndPostingsAndThoseOfWhomOneStandsInFor(t *testing.T) {
	today := postkamer.DayOf(time.Now())
	type queues = []postkamer.Queue
	post := func(q, leaves postkamer.Queue, from, to int) postkamer.Posting {
		p := postkamer.Posting{Queue: q, Leaves: leaves, FirstDay: today.AddDate(0, 0, from)}
		if to >= from {
			p.LastDay = today.AddDate(0, 0, to)
		}
		return p
	}
	for name, c := range map[string]struct {
		own, away queues // away: the queues of a colleague who is not there; nil: nobody
		posts     []postkamer.Posting
		want      queues
	}{
		"own":                                    {own: queues{"inkomen", "zorg"}, want: queues{"inkomen", "zorg"}},
		"all":                                    {own: queues{}, want: queues{}},
		"besides the own":                        {own: queues{"zorg"}, posts: []postkamer.Posting{post("inkomen", "", 0, 0)}, want: queues{"inkomen", "zorg"}},
		"instead of one":                         {own: queues{"parkeren", "zorg"}, posts: []postkamer.Posting{post("inkomen", "zorg", -3, -4)}, want: queues{"inkomen", "parkeren"}},
		"instead of all":                         {own: queues{"parkeren", "zorg"}, posts: []postkamer.Posting{post("inkomen", "*", 0, 2)}, want: queues{"inkomen"}},
		"who works all and is posted elsewhere":  {own: queues{}, posts: []postkamer.Posting{post("inkomen", "*", 0, 2)}, want: queues{"inkomen"}},
		"who works all and helps works all":      {own: queues{}, posts: []postkamer.Posting{post("inkomen", "", 0, 2)}, want: queues{}},
		"not yet":                                {own: queues{"zorg"}, posts: []postkamer.Posting{post("inkomen", "*", 1, 2)}, want: queues{"zorg"}},
		"no longer":                              {own: queues{"zorg"}, posts: []postkamer.Posting{post("inkomen", "*", -2, -1)}, want: queues{"zorg"}},
		"stands in":                              {own: queues{"zorg"}, away: queues{"inkomen", "zorg"}, want: queues{"inkomen", "zorg"}},
		"stands in for who works all":            {own: queues{"zorg"}, away: queues{}, want: queues{}},
		"stands in and is posted somewhere else": {own: queues{"zorg"}, away: queues{"inkomen"}, posts: []postkamer.Posting{post("parkeren", "*", 0, 0)}, want: queues{"inkomen", "parkeren"}},
	} {
		t.Run(name, func(t *testing.T) {
			st := storetest.Open(t)
			lead := colleague(t, st, "Lead")
			me := colleague(t, st, "Tom", c.own...)
			for _, p := range c.posts {
				p.PersonID = me.ID
				if _, err := st.Post(t.Context(), p, lead); err != nil {
					t.Fatal(err)
				}
			}
			if c.away != nil {
				away := colleague(t, st, "Noor", c.away...)
				a := postkamer.Absence{PersonID: away.ID, DeputyID: me.ID, FirstDay: today}
				if _, err := st.BeAway(t.Context(), a, time.Now(), lead); err != nil {
					t.Fatal(err)
				}
			}
			got := deskOf(t, st, me)
			if !slices.Equal(got.Queues, c.want) {
				t.Errorf("works %v, want %v", got.Queues, c.want)
			}
			all, err := st.Desks(t.Context(), time.Now())
			i := slices.IndexFunc(all, func(d postkamer.Desk) bool { return d.ID == me.ID })
			if err != nil || !slices.Equal(all[i].Queues, c.want) {
				t.Errorf("in the list %v (%v), want %v", all[i].Queues, err, c.want)
			}
			if stands := len(got.StandsInOf) == 1; stands != (c.away != nil) {
				t.Errorf("stands in of %v", got.StandsInOf)
			}
		})
	}
}

func TestWhatSomebodyHadWhoIsAwayGoesBackAtOnce(t *testing.T) {
	st := storetest.Open(t)
	lead, tom, noor := colleague(t, st, "Lead"), colleague(t, st, "Tom", "inkomen"), colleague(t, st, "Noor", "burgerzaken")
	id := openCase(t, st, "k", sure("burgerzaken"))
	gets(t, st, noor, id)
	a := postkamer.Absence{PersonID: noor.ID, DeputyID: tom.ID, FirstDay: postkamer.DayOf(time.Now()).AddDate(0, 0, 1)}
	if _, err := st.BeAway(t.Context(), a, time.Now(), lead); err != nil {
		t.Fatal(err)
	}
	if c := oneCase(t, st, id); c.ClaimedBy != noor.ID {
		t.Error("who is away tomorrow works on today")
	}
	a.FirstDay = postkamer.DayOf(time.Now())
	absence, err := st.BeAway(t.Context(), a, time.Now(), lead)
	if err != nil {
		t.Fatal(err)
	}
	gets(t, st, deskOf(t, st, tom).Person, id)
	if !deskOf(t, st, noor).Away {
		t.Error("Noor is not away")
	}
	if err := st.EndAbsence(t.Context(), absence, lead); err != nil {
		t.Fatal(err)
	}
	if err := st.EndAbsence(t.Context(), absence, lead); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("ended twice: %v", err)
	}
	if deskOf(t, st, noor).Away || len(deskOf(t, st, tom).Queues) != 1 {
		t.Error("who is back is still away")
	}
}
