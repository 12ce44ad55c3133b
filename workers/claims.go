package workers

import (
	"context"
	"errors"
)

// endClaims gives back what people took and did nothing more with.
func (w *sweep) endClaims(ctx context.Context) error {
	_, cases := w.store.ReleaseExpired(ctx)
	_, calls := w.store.ReleaseExpiredCalls(ctx)
	return errors.Join(cases, calls)
}
