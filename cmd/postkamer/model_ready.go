package main

import (
	"fmt"

	"postkamer/web"
)

// modelWorks tells whether the model that was learned last can be used; when not, post
// is still sorted, with the former. Without workers nothing is sorted here.
func (r *room) modelWorks() error {
	if r.steps == nil || !r.steps.ModelFails() {
		return nil
	}
	return fmt.Errorf("%w: the installed model cannot be used, and work goes on with the former; set another one back: postkamer model list", web.ErrDegraded)
}
