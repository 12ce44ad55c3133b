package store_test

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"postkamer"
	"postkamer/store/storetest"
)

// rowsOf makes rows that can be gone through again and again.
func rowsOf(list ...postkamer.Address) func() iter.Seq2[postkamer.Address, error] {
	return func() iter.Seq2[postkamer.Address, error] {
		return func(yield func(postkamer.Address, error) bool) {
			for _, a := range list {
				if !yield(a, nil) {
					return
				}
			}
		}
	}
}

// at makes an address.
func at(street string, number int, letter, postcode, city string) postkamer.Address {
	return postkamer.Address{Street: street, Number: number, Letter: letter, Postcode: postcode, City: city}
}

// westdorp has streets that look alike, homes with letters, and a second place.
var westdorp = []postkamer.Address{
	at("Dorpsbrink", 1, "", "9349 AX", "Westdorp"), at("Dorpsbrink", 3, "", "9349 AX", "Westdorp"), at("Dorpsbrink", 7, "", "9349 AX", "Westdorp"),
	at("Dorpsstraat", 3, "", "9349 AY", "Westdorp"), at("Kerkstraat", 14, "A", "9349 AB", "Westdorp"), at("Kerkstraat", 14, "B", "9349 AB", "Westdorp"),
	at("Kerkstraat", 14, "", "9351 BA", "Oosterveen"), at("Prins Bernhardstraat", 117, "", "9349 KD", "Westdorp"),
}

func TestNoTableSaysNothing(t *testing.T) {
	s := storetest.Open(t)
	answers, err := s.FindAddresses(t.Context(), []postkamer.AddressQuery{{Postcode: "9349 AX", Number: 3}})
	if err != nil || answers != nil {
		t.Errorf("got %v, %v", answers, err)
	}
	if _, err := s.AddressTable(t.Context()); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
}

func TestAddressesAreFoundAsTheyWereMisread(t *testing.T) {
	s := storetest.Open(t)
	table, err := s.LoadAddresses(t.Context(), "Bea Heer", "westdorp.csv", rowsOf(westdorp...))
	if err != nil || table.Addresses != 8 || table.Streets != 5 {
		t.Fatalf("loaded %+v, %v", table, err)
	}
	tests := []struct {
		name           string
		q              postkamer.AddressQuery
		postcode       int    // how many at the postcode
		first          string // one that must be found by its street
		covered, found bool
	}{
		{"all of a postcode", postkamer.AddressQuery{Postcode: "9349 AX", Number: 3}, 3, "", true, false},
		{"a street with a letter wrong", postkamer.AddressQuery{Street: "Dorpsbrlnk", City: "Westdorp", Number: 3}, 0, "Dorpsbrink 3", true, true},
		{"a street that was shortened", postkamer.AddressQuery{Street: "Pr. Bernhardstr.", City: "Westdorp", Number: 117}, 0, "Prins Bernhardstraat 117", true, true},
		{"in the other place", postkamer.AddressQuery{Street: "Kerkstraat", City: "Oosterveen", Number: 14}, 0, "Kerkstraat 14", true, true},
		{"the place misread too", postkamer.AddressQuery{Street: "Dorpsbrink", City: "Vvestdorp", Number: 3}, 0, "Dorpsbrink 3", false, true},
		{"a number that is not there: the nearest", postkamer.AddressQuery{Street: "Dorpsbrink", City: "Westdorp", Number: 5}, 0, "Dorpsbrink 3", true, true},
		{"digits of the postcode are known", postkamer.AddressQuery{Postcode: "9349 ZZ", Number: 5}, 0, "", true, false},
		{"elsewhere", postkamer.AddressQuery{Postcode: "1017 AB", City: "Amsterdam", Number: 5}, 0, "", false, false},
		{"signs that are no letters", postkamer.AddressQuery{Street: "%_'\\--", City: "%", Number: 5}, 0, "", false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answers, err := s.FindAddresses(t.Context(), []postkamer.AddressQuery{tt.q})
			if err != nil || len(answers) != 1 || answers[0].Query != tt.q {
				t.Fatalf("got %+v, %v", answers, err)
			}
			a := answers[0]
			found := slices.ContainsFunc(a.InStreets, func(x postkamer.Address) bool { return x.Street+" "+x.House() == tt.first })
			if len(a.AtPostcode) != tt.postcode || a.Covered != tt.covered || found != tt.found {
				t.Errorf("at postcode %d, covered %v, by street %v", len(a.AtPostcode), a.Covered, a.InStreets)
			}
		})
	}
}

func TestALoadReplacesAllOrNothing(t *testing.T) {
	m := newMailroom(t)
	for range 2 {
		_, err := m.LoadAddresses(t.Context(), "Bea Heer", "westdorp.csv", rowsOf(westdorp...))
		m.must(err)
	}
	if n := m.number(`SELECT count(*) FROM addresses`); n != 8 {
		t.Errorf("%d rows after two loads of 8", n)
	}
	broken := func() iter.Seq2[postkamer.Address, error] {
		return func(yield func(postkamer.Address, error) bool) {
			_ = yield(westdorp[0], nil) && yield(postkamer.Address{}, errors.New("line 3 cannot be"))
		}
	}
	if _, err := m.LoadAddresses(t.Context(), "Bea Heer", "x.csv", broken); err == nil {
		t.Error("a row that cannot be was loaded")
	}
	late := 0 // right when it is looked at, wrong when it is copied
	changed := func() iter.Seq2[postkamer.Address, error] {
		if late++; late == 2 {
			return rowsOf(at("Nieuwe straat", 1, "", "9349 AX", "Westdorp"))()
		}
		return rowsOf(westdorp...)()
	}
	if _, err := m.LoadAddresses(t.Context(), "Bea Heer", "x.csv", changed); err == nil {
		t.Error("a file that changed was loaded")
	}
	if _, err := m.LoadAddresses(t.Context(), "Bea Heer", "x.csv", rowsOf()); err == nil {
		t.Error("a load of nothing emptied the table")
	}
	if n := m.number(`SELECT count(*) FROM addresses`); n != 8 {
		t.Errorf("%d rows after loads that failed", n)
	}
	if n := m.number(`SELECT count(*) FROM events WHERE kind = 'addresses_loaded' AND actor = 'Bea Heer'`); n != 2 {
		t.Errorf("%d events, want one for each load", n)
	}
}

func TestReadersSeeOneTableOrTheOther(t *testing.T) {
	m := newMailroom(t)
	_, err := m.LoadAddresses(t.Context(), "a", "a.csv", rowsOf(westdorp...))
	m.must(err)
	looked, resume := make(chan int), make(chan bool)
	second := 0
	slow := func() iter.Seq2[postkamer.Address, error] {
		second++
		return func(yield func(postkamer.Address, error) bool) {
			if second == 2 { // the table is being replaced: look at it from outside
				looked <- 1
				<-resume
			}
			_ = yield(at("Markt", 1, "", "9349 AA", "Westdorp"), nil)
		}
	}
	done := make(chan error, 1)
	go func() { _, err := m.LoadAddresses(t.Context(), "b", "b.csv", slow); done <- err }()
	<-looked
	answers, err := m.FindAddresses(t.Context(), []postkamer.AddressQuery{{Postcode: "9349 AX", Number: 3}})
	m.must(err)
	if len(answers[0].AtPostcode) != 3 {
		t.Errorf("meanwhile the former table has %d rows, want 3", len(answers[0].AtPostcode))
	}
	resume <- true
	m.must(<-done)
	if table, err := m.AddressTable(t.Context()); err != nil || table.File != "b.csv" || table.Addresses != 1 {
		t.Errorf("got %+v, %v", table, err)
	}
}

// manyAddresses makes n addresses in streets of about 60 numbers, in 12 places.
func manyAddresses(n int) func() iter.Seq2[postkamer.Address, error] {
	fronts := []string{"Eiken", "Beuken", "Linden", "Wilgen", "Molen", "Kerk", "School", "Station", "Dorps", "Veen", "Heide", "Duin", "Water", "Kanaal", "Haven", "Zand", "Klooster", "Burgemeester van ", "Prins ", "Koningin "}
	ends := []string{"straat", "laan", "weg", "plein", "hof", "pad", "dijk", "singel", "kade", "park"}
	return func() iter.Seq2[postkamer.Address, error] {
		return func(yield func(postkamer.Address, error) bool) {
			random := rand.New(rand.NewPCG(1, 2))
			street, city := "", ""
			for i := range n {
				if i%60 == 0 {
					street = fmt.Sprintf("%s%c%c%c%s", fronts[random.IntN(len(fronts))], 'a'+rune(random.IntN(26)), "aeiou"[random.IntN(5)], 'a'+rune(random.IntN(26)), ends[random.IntN(len(ends))])
					city = fmt.Sprintf("Plaats%c", 'a'+rune(i/60%12))
				}
				block := i / 20
				a := at(street, i%60+1, "", fmt.Sprintf("%04d %c%c", 1000+block/400%9000, 'A'+rune(block/20%20), 'A'+rune(block%20)), city)
				if postkamer.NormalPostcode(a.Postcode) == "" {
					a.Postcode = a.Postcode[:5] + "XX"
				}
				if !yield(a, nil) {
					return
				}
			}
		}
	}
}

// BenchmarkFindAddress looks addresses up in a table of half a million rows: by
// postcode, and by a street that was misread. The time of the load is printed.
func BenchmarkFindAddress(b *testing.B) {
	s := storetest.Open(b)
	start := time.Now()
	table, err := s.LoadAddresses(b.Context(), "bench", "many.csv", manyAddresses(500_000))
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d addresses in %d streets loaded in %.1f s", table.Addresses, table.Streets, time.Since(start).Seconds())
	for name, q := range map[string]postkamer.AddressQuery{
		"postcode": {Postcode: "1030 CD", Number: 12},
		"street":   {Street: "Molnestraat", City: "Plaatsc", Number: 12},
		"both":     {Street: "Burgemeester van babstraet", Postcode: "1030 CD", City: "Plaatsc", Number: 12},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.FindAddresses(b.Context(), []postkamer.AddressQuery{q}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	start = time.Now()
	if _, err := s.LoadAddresses(b.Context(), "bench", "many.csv", manyAddresses(500_000)); err != nil {
		b.Fatal(err)
	}
	b.Logf("replaced in %.1f s", time.Since(start).Seconds())
}

// TestAReloadInAnotherOrderChoosesTheSame: of streets that look as much like what
// was read, and of homes at one number, the order of the file does not choose.
func TestAReloadInAnotherOrderChoosesTheSame(t *testing.T) {
	s := storetest.Open(t)
	var rows []postkamer.Address
	for i := range 30 {
		rows = append(rows, at("Kerkstraat", 14, "", fmt.Sprintf("93%02d AB", i), fmt.Sprintf("Dorp%c%c", 'a'+i%26, 'a'+i/26)))
	}
	for i := range 250 {
		rows = append(rows, postkamer.Address{Street: "Flat", Number: 1, Addition: fmt.Sprint(i), Postcode: "9400 AB", City: "Westdorp"})
	}
	queries := []postkamer.AddressQuery{{Street: "Kerkstraat", Number: 14, City: "Elders"}, {Street: "Flat", Number: 1, City: "Westdorp"}, {Street: "Xyz", Number: 14}}
	var before string
	for range 3 {
		if _, err := s.LoadAddresses(t.Context(), "Bea Heer", "a.csv", rowsOf(rows...)); err != nil {
			t.Fatal(err)
		}
		answers, err := s.FindAddresses(t.Context(), queries)
		if err != nil {
			t.Fatal(err)
		}
		if now := fmt.Sprint(answers); before == "" {
			before = now
		} else if now != before {
			t.Fatalf("the answers changed:\n%s\n%s", before, now)
		}
		rand.New(rand.NewPCG(3, 4)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	}
}

func TestAFileThatChangesWhileItIsReadIsNotLoaded(t *testing.T) {
	s := storetest.Open(t)
	if _, err := s.LoadAddresses(t.Context(), "Bea Heer", "westdorp.csv", rowsOf(westdorp...)); err != nil {
		t.Fatal(err)
	}
	for name, second := range map[string][]postkamer.Address{"shorter": westdorp[:3], "longer": append(slices.Clone(westdorp), westdorp[0])} {
		times := 0
		rows := func() iter.Seq2[postkamer.Address, error] {
			if times++; times == 1 {
				return rowsOf(westdorp...)()
			}
			return rowsOf(second...)()
		}
		if table, err := s.LoadAddresses(t.Context(), "Bea Heer", "half.csv", rows); err == nil {
			t.Errorf("%s: loaded, and it says %+v", name, table)
		}
		if table, err := s.AddressTable(t.Context()); err != nil || table.File != "westdorp.csv" {
			t.Errorf("%s: the table is %+v, %v", name, table, err)
		}
	}
}
