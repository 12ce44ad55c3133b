package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// AddressTowns returns the municipalities that the table of addresses names, in the
// order of their names.
func (s *Store) AddressTowns(ctx context.Context) ([]string, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT DISTINCT municipality
		FROM address_streets
		WHERE municipality <> ''
		ORDER BY municipality`)
	towns, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("towns of the table of addresses: %w", err)
	}
	return towns, nil
}
