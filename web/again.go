package web

import (
	"net/http"
	"slices"
	"strings"
)

// again is what somebody filled in on a page that could not be answered now. The page
// that says so holds it, so that one button sends it once more: nothing needs typing
// twice, and nothing is kept on our side.
type again struct {
	Action string
	Fields []Hidden
	Files  bool // files came along, which a page cannot hold
}

// A Hidden is one hidden field.
type Hidden struct{ Name, Value string }

// unseenField is a field of the last page that people do not see and programs fill in.
const unseenField = "website"

// mostAgain bounds the fields of a page: a form has some dozens.
const mostAgain = 300

// whatWasPosted returns what a citizen posted, nil when there is nothing to send again.
func whatWasPosted(r *http.Request) *again {
	v := visiting(r)
	if r.Method != http.MethodPost || v.route == nil || v.route.rule.audience != forPublic {
		return nil
	}
	a := &again{Action: r.URL.RequestURI(), Files: strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/")}
	for name, values := range r.PostForm {
		for _, value := range values {
			a.Fields = append(a.Fields, Hidden{name, value})
		}
	}
	if len(a.Fields) > mostAgain || len(a.Fields) == 0 && !a.Files && !v.route.opens {
		return nil
	}
	slices.SortStableFunc(a.Fields, func(x, y Hidden) int { return strings.Compare(x.Name, y.Name) })
	return a
}
