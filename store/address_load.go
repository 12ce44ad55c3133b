package store

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// addressLock lets one load run at a time. It is not the lock of routing: a load of
// a large table takes many seconds.
const addressLock = 7_305_081_916

// LoadAddresses replaces the table of addresses by other rows, all of them or,
// after an error, none. Who looks an address up meanwhile finds the former ones.
// The rows are gone through twice and are not kept in memory; both times they must
// be the same.
func (s *Store) LoadAddresses(ctx context.Context, by, file string, rows func() iter.Seq2[postkamer.Address, error]) (postkamer.AddressTable, error) {
	t := postkamer.AddressTable{By: by, File: file}
	streets, n, err := streetsOf(rows())
	if err != nil {
		return t, err
	}
	if n == 0 {
		return t, fmt.Errorf("%s: there is not one address in it, and a load of nothing would empty the table: load a file with rows below the names of the columns", file)
	}
	t.Addresses, t.Streets = n, len(streets.list)
	err = s.InTx(ctx, func(tx *Tx) error { return tx.loadAddresses(ctx, &t, streets, rows()) })
	if err != nil {
		return t, fmt.Errorf("load addresses: %w", err)
	}
	s.table.some.Store(true)
	return t, nil
}

func (tx *Tx) loadAddresses(ctx context.Context, t *postkamer.AddressTable, streets *streetNumbers, rows iter.Seq2[postkamer.Address, error]) error {
	if _, err := tx.tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, addressLock); err != nil {
		return err
	}
	for _, sql := range []string{`DELETE FROM addresses`, `DELETE FROM address_streets`} {
		if _, err := tx.tx.Exec(ctx, sql); err != nil {
			return err
		}
	}
	if err := tx.copyStreets(ctx, streets); err != nil {
		return err
	}
	if err := tx.copyAddresses(ctx, streets, rows, t.Addresses); err != nil {
		return err
	}
	for _, sql := range []string{`ANALYZE address_streets`, `ANALYZE addresses`} {
		if _, err := tx.tx.Exec(ctx, sql); err != nil {
			return err
		}
	}
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO address_loads (loaded_by, file, addresses, streets)
		VALUES ($1, $2, $3, $4)
		RETURNING loaded_at`, t.By, t.File, t.Addresses, t.Streets).Scan(&t.LoadedAt)
	if err != nil {
		return err
	}
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventAddresses, Actor: t.By,
		Detail: fmt.Sprintf("%d adressen in %d straten geladen", t.Addresses, t.Streets)})
}

// A streetName is one street of one place.
type streetName struct{ street, city, municipality string }

// streetNumbers gives every street a number, in the order of the rows.
type streetNumbers struct {
	list   []streetName
	number map[streetName]int32
}

// streetsOf goes through all rows, looks that each can be read, and numbers their
// streets.
func streetsOf(rows iter.Seq2[postkamer.Address, error]) (*streetNumbers, int, error) {
	s := &streetNumbers{number: map[streetName]int32{}}
	n := 0
	for a, err := range rows {
		if err != nil {
			return nil, 0, err
		}
		n++
		name := streetName{a.Street, a.City, a.Municipality}
		if _, ok := s.number[name]; !ok {
			s.list = append(s.list, name)
			s.number[name] = int32(len(s.list))
		}
	}
	return s, n, nil
}

func (tx *Tx) copyStreets(ctx context.Context, s *streetNumbers) error {
	_, err := tx.tx.CopyFrom(ctx, pgx.Identifier{"address_streets"},
		[]string{"id", "street", "street_key", "city", "city_key", "municipality"},
		pgx.CopyFromSlice(len(s.list), func(i int) ([]any, error) {
			name := s.list[i]
			return []any{int32(i + 1), name.street, postkamer.AddressKey(name.street), name.city, postkamer.AddressKey(name.city), name.municipality}, nil
		}))
	return err
}

// copyAddresses sends the rows to the database as they are read. There must be as many as
// the first time: a file that is still being copied would give half a table, and half a
// table tells citizens that their address does not exist.
func (tx *Tx) copyAddresses(ctx context.Context, s *streetNumbers, rows iter.Seq2[postkamer.Address, error], want int) error {
	next, stop := iter.Pull2(rows)
	defer stop()
	copied, err := tx.tx.CopyFrom(ctx, pgx.Identifier{"addresses"},
		[]string{"street_id", "number", "letter", "addition", "postcode", "bag_id", "purpose"},
		pgx.CopyFromFunc(func() ([]any, error) {
			a, err, more := next()
			if err != nil || !more {
				return nil, err
			}
			id, ok := s.number[streetName{a.Street, a.City, a.Municipality}]
			if !ok {
				return nil, errors.New("the file changed while it was read: load it again")
			}
			return []any{id, int32(a.Number), a.Letter, a.Addition, a.Postcode, a.ID, a.Purpose}, nil
		}))
	if err == nil && copied != int64(want) {
		err = errors.New("the file changed while it was read: load it again")
	}
	return err
}
