package workers

import "context"

func (w *sweep) endClaims(ctx context.Context) error { return nil }
