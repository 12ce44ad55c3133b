package store

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// How many addresses of one postcode, at one number of a street, and on either
// side of it, are looked at. A block of flats has its homes as additions to one
// number.
const (
	mostAtPostcode = 500
	mostAtNumber   = 200
	mostBeside     = 4
)

// FindAddresses looks up what was read of addresses, and what looks like it. The
// answers are in the order of the queries. Without a table there are none: then
// nothing can be said about any address.
func (s *Store) FindAddresses(ctx context.Context, queries []postkamer.AddressQuery) ([]postkamer.AddressAnswer, error) {
	if len(queries) == 0 {
		return nil, nil
	}
	if loaded, err := s.addressesLoaded(ctx); err != nil || !loaded {
		return nil, wrapFind(err)
	}
	var answers []postkamer.AddressAnswer
	for _, q := range queries {
		a := postkamer.AddressAnswer{Query: q}
		var err error
		if a.AtPostcode, err = s.atPostcode(ctx, q); err != nil {
			return nil, wrapFind(err)
		}
		if a.InStreets, err = s.inStreets(ctx, q); err != nil {
			return nil, wrapFind(err)
		}
		if a.Covered, err = s.covered(ctx, q); err != nil {
			return nil, wrapFind(err)
		}
		answers = append(answers, a)
	}
	return answers, nil
}

// loadedFor is how long it counts that there are no addresses: each page of a form asks it.
const loadedFor = 5 * time.Second

// An addressTable remembers whether there are addresses: once there are, there always are.
type addressTable struct {
	some atomic.Bool
	none atomic.Pointer[time.Time] // when there were none
}

// addressesLoaded tells whether the municipality has loaded addresses.
func (s *Store) addressesLoaded(ctx context.Context) (loaded bool, err error) {
	if s.table.some.Load() {
		return true, nil
	}
	if seen := s.table.none.Load(); seen != nil && time.Since(*seen) < loadedFor {
		return false, nil
	}
	now := time.Now()
	if err = s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM address_loads)`).Scan(&loaded); err != nil {
		return false, err
	}
	s.table.some.Store(loaded)
	s.table.none.Store(&now)
	return loaded, nil
}

// wrapFind says what was being done; nil stays nil. What was looked for is not
// said: where somebody goes to live is nobody's business.
func wrapFind(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("find address: %w", err)
}

// atPostcode returns the addresses of a postcode, by number.
func (s *Store) atPostcode(ctx context.Context, q postkamer.AddressQuery) ([]postkamer.Address, error) {
	if q.Postcode == "" {
		return nil, nil
	}
	rows, _ := s.pool.Query(ctx, `
		SELECT a.bag_id, st.street, a.number, a.letter, a.addition, a.postcode, st.city, st.municipality, a.purpose
		FROM addresses a JOIN address_streets st ON st.id = a.street_id
		WHERE a.postcode = $1
		ORDER BY a.number, a.letter, a.addition, st.street, st.city, st.municipality, a.bag_id
		LIMIT $2`, q.Postcode, mostAtPostcode)
	return pgx.CollectRows(rows, scanAddress)
}

// inStreets returns addresses in the streets that look most like the one that was
// read: first those of the place, then those of any place, for a place may be
// misread as well. What looks equally like it is chosen by what it is and not by its
// place in the file, so that a load of the same rows changes no answer. WITH TIES
// lets the index find the nearest, which a second column to sort by would not.
func (s *Store) inStreets(ctx context.Context, q postkamer.AddressQuery) ([]postkamer.Address, error) {
	key := postkamer.AddressKey(q.Street)
	if key == "" {
		return nil, nil
	}
	rows, _ := s.pool.Query(ctx, `
		WITH st AS (
			(SELECT id, street, city, municipality FROM address_streets WHERE city_key = $2 ORDER BY street_key <-> $1, street, city, municipality LIMIT 5)
			UNION
			(SELECT id, street, city, municipality
			FROM (SELECT * FROM address_streets ORDER BY street_key <-> $1 FETCH FIRST 10 ROWS WITH TIES) near
			ORDER BY street_key <-> $1, street, city, municipality
			LIMIT 10)
		)
		SELECT a.bag_id, st.street, a.number, a.letter, a.addition, a.postcode, st.city, st.municipality, a.purpose
		FROM st CROSS JOIN LATERAL (
			(SELECT * FROM addresses WHERE street_id = st.id AND number = $3 ORDER BY letter, addition, postcode, bag_id LIMIT $4)
			UNION ALL
			(SELECT * FROM addresses WHERE street_id = st.id AND number > $3 ORDER BY number, letter, addition, postcode, bag_id LIMIT $5)
			UNION ALL
			(SELECT * FROM addresses WHERE street_id = st.id AND number < $3 ORDER BY number DESC, letter, addition, postcode, bag_id LIMIT $5)
		) a
		ORDER BY st.street, st.city, st.municipality, a.number, a.letter, a.addition, a.postcode, a.bag_id`,
		key, postkamer.AddressKey(q.City), q.Number, mostAtNumber, mostBeside)
	return pgx.CollectRows(rows, scanAddress)
}

// covered tells whether the table reaches to where an address says it is.
func (s *Store) covered(ctx context.Context, q postkamer.AddressQuery) (covered bool, err error) {
	digits := ""
	if len(q.Postcode) >= 4 {
		digits = q.Postcode[:4]
	}
	err = s.pool.QueryRow(ctx, `
		SELECT EXISTS (SELECT 1 FROM addresses WHERE postcode BETWEEN $1 || ' AA' AND $1 || ' ZZ' AND $1 <> '')
			OR EXISTS (SELECT 1 FROM address_streets WHERE city_key = $2)`,
		digits, postkamer.AddressKey(q.City)).Scan(&covered)
	return covered, err
}

func scanAddress(row pgx.CollectableRow) (postkamer.Address, error) {
	var a postkamer.Address
	err := row.Scan(&a.ID, &a.Street, &a.Number, &a.Letter, &a.Addition, &a.Postcode, &a.City, &a.Municipality, &a.Purpose)
	return a, err
}

// AddressTable says what was loaded last; ErrNotFound when nothing ever was.
func (s *Store) AddressTable(ctx context.Context) (postkamer.AddressTable, error) {
	var t postkamer.AddressTable
	err := s.pool.QueryRow(ctx, `
		SELECT addresses, streets, file, loaded_at, loaded_by
		FROM address_loads
		ORDER BY id DESC
		LIMIT 1`).Scan(&t.Addresses, &t.Streets, &t.File, &t.LoadedAt, &t.By)
	if err = notFound(err); err != nil && !errors.Is(err, postkamer.ErrNotFound) {
		return t, fmt.Errorf("table of addresses: %w", err)
	}
	return t, err
}
