package main

import (
	"context"
	"log/slog"

	"postkamer"
	"postkamer/town"
)

// townOfEnvironment reads the file that the environment names: for commands that
// work without database, and so without what was changed on the page Instellingen.
func townOfEnvironment() (*town.Town, error) {
	s, err := environment()
	if err != nil {
		return nil, err
	}
	base, err := town.Read(s.Municipality)
	if err != nil {
		return nil, err
	}
	return base.Town()
}

// townOf returns the keeper of the municipality: its file, and what the settings in
// the database change of it.
func townOf(ctx context.Context, o *opened, log *slog.Logger) (*town.Keeper, error) {
	base, err := town.Read(o.settings.Municipality)
	if err != nil {
		return nil, err
	}
	keeper, err := town.NewKeeper(base, o.Store, log)
	if err != nil {
		return nil, err
	}
	o.UseOffice(func() postkamer.Office { return keeper.Now().Office() })
	return keeper, keeper.Refresh(ctx)
}
