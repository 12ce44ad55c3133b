package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// postForm reads the fields of a posted form. A field that comes twice is
// refused unless it is named in many: net/http would silently take the first.
// So are values that are not UTF-8 or hold control characters. Spaces around a
// value are removed, line ends become \n.
func postForm(r *http.Request, many ...string) (url.Values, error) {
	if err := r.ParseForm(); err != nil {
		return nil, formError(err)
	}
	for name, values := range r.PostForm {
		if len(values) > 1 && !slices.Contains(many, name) {
			return nil, fmt.Errorf("%w: field %q comes %d times", errMalformed, name, len(values))
		}
		for i, value := range values {
			clean, ok := cleanValue(value)
			if !ok {
				return nil, fmt.Errorf("%w: field %q holds control characters", errMalformed, name)
			}
			values[i] = clean
		}
	}
	return r.PostForm, nil
}

// formError keeps "too large" as it is; any other error is a request that
// cannot be understood. Its text may hold what was typed, so that is dropped.
func formError(err error) error {
	if known := known(err); !errors.Is(err, io.ErrUnexpectedEOF) && (errors.Is(known, errTooLarge) || errors.Is(known, errUnavailable)) {
		return known
	}
	return fmt.Errorf("%w: body is no form", errMalformed)
}

// cleanValue trims one value and tells whether it is text.
func cleanValue(value string) (string, bool) {
	if !utf8.ValidString(value) {
		return "", false
	}
	value = strings.ReplaceAll(value, "\r\n", "\n")
	strange := strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' })
	return strings.TrimSpace(value), !strange
}
