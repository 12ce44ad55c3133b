package main

import (
	"context"
	"fmt"

	"postkamer/web"
)

// peopleForAll tells whether every open case is offered to somebody; the page of the
// team leader says which are not.
func (r *room) peopleForAll(ctx context.Context) error {
	alarms, err := r.store.Alarms(ctx)
	if err == nil && alarms > 0 {
		err = fmt.Errorf("%w: nobody is offered the open cases of %d piles; /team says which and what to do", web.ErrDegraded, alarms)
	}
	return err
}
