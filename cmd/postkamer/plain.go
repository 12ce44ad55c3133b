package main

import (
	"context"
	"fmt"

	"postkamer"
)

// plainImage makes the image of a page as it was scanned, from the original: not
// turned, not straightened. It is made each time; nothing of it is kept.
func (r *room) plainImage(ctx context.Context, page postkamer.Page) ([]byte, error) {
	file, err := r.store.File(ctx, page.FileID)
	if err != nil {
		return nil, err
	}
	path, release, err := r.store.Original(ctx, file)
	if err != nil {
		return nil, err
	}
	defer release()
	found, err := r.engine.Prepare(ctx, path, file.Kind, page.Number, postkamer.PrepareOptions{Plain: true})
	if err != nil {
		return nil, fmt.Errorf("page %d as it was scanned: %w", page.ID, err)
	}
	return found.Image, nil
}
