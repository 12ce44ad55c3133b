package web

import (
	"net/http"

	"postkamer"
)

// letterAfter makes the letter that goes out when nobody answered the last attempt
// either; nil when another attempt follows, or when there is no address to write to:
// then a caseworker sees to it.
func (s *Server) letterAfter(r *http.Request, task postkamer.CallTask, c postkamer.Case) (*postkamer.Letter, error) {
	tries := len(task.Unanswered()) + 1
	if tries < s.town().Municipality.CallAttempts || task.Priority == postkamer.SameDay {
		return nil, nil
	}
	return s.callMeLetter(r, c)
}
