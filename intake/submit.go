package intake

import (
	"context"
	"errors"
	"time"
)

// A Submission is a form that a citizen sends.
type Submission struct {
	Form    *Form
	DraftID string
	Answers Answers
	Context Context
}

// Filed says what became of a submission.
type Filed struct {
	Reference  string
	ReceivedAt time.Time
	Again      bool // it was filed before: nothing new was stored
	Summary    []SummaryLine
}

// ErrUnfinished is returned for a form with an open or wrong page.
var ErrUnfinished = errors.New("form is not finished")

// Submit files a form: when it returns nil, the answers are durable and the
// decision is queued. The same draft twice is one piece with one reference.
func (d *Desk) Submit(ctx context.Context, s Submission) (Filed, error) {
	return Filed{}, ErrUnfinished
}
