package store

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/minio/minio-go/v7"

	"postkamer"
)

// storage says what an error of the object store means: the object is not there,
// the request was wrong, or the store does not answer now.
func storage(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	status := minio.ToErrorResponse(err).StatusCode
	switch {
	case status == http.StatusNotFound:
		return fmt.Errorf("%w: %w", postkamer.ErrNotFound, err)
	case status >= 400 && status < 500 && status != http.StatusTooManyRequests:
		return err
	default:
		return fmt.Errorf("%w: %w", postkamer.ErrUnavailable, err)
	}
}

// notPut says what an error means of an object that was to be written. That it is not
// there, or its bucket is not, or somebody else was writing it, says only that it must be
// sent again: nothing that anybody asked for is missing.
func notPut(err error) error {
	switch minio.ToErrorResponse(err).StatusCode {
	case http.StatusNotFound, http.StatusConflict, http.StatusPreconditionFailed:
		return fmt.Errorf("%w: %w", postkamer.ErrUnavailable, err)
	}
	return storage(err)
}

// unavailableClasses are the classes of PostgreSQL's error codes that say that
// the server, not the statement, is in trouble: connection lost, out of
// resources (a full disk), shutting down, system error.
var unavailableClasses = []string{"08", "53", "57P", "58"}

// Unavailable tells whether an error means that the database or the object store
// does not answer now, so that waiting is the right thing to do.
func Unavailable(err error) bool {
	if err == nil {
		return false
	}
	if errors.Is(err, postkamer.ErrUnavailable) {
		return true
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		return true
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return pgconn.SafeToRetry(err)
	}
	for _, class := range unavailableClasses {
		if strings.HasPrefix(pg.Code, class) {
			return true
		}
	}
	return false
}
