package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// How long a citizen stays logged in: without a request, and in all. Logius,
// Norm ICT-beveiligingsassessments DigiD: fifteen minutes of doing nothing.
const (
	LoginIdle = 15 * time.Minute
	loginLife = 2 * time.Hour
)

// touchLogin is how precisely the idle time is kept.
const touchLogin = time.Minute

// ErrOtherPerson says that somebody else was logged in for the same draft before.
var ErrOtherPerson = errors.New("draft was begun by another person")

// loginToken is how the token of a cookie stands in the table.
func loginToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// whoFor is who logged in for a draft, without saying it once keyed_hash went over it.
func whoFor(draft string, i postkamer.Identity) string {
	sum := sha256.Sum256([]byte(draft + "\x00" + i.BSN + "\x00" + i.KvK + "\x00" + i.Actor))
	return hex.EncodeToString(sum[:])
}

// BeginLogin keeps that somebody logged in for a draft and returns the token for
// the cookie. Earlier logins for the draft end. It returns ErrOtherPerson when
// they were of somebody else, and ErrNotFound when the draft is gone.
func (s *Store) BeginLogin(ctx context.Context, draft string, i postkamer.Identity, now time.Time) (string, error) {
	token, who := rand.Text(), whoFor(draft, i)
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var open bool
		if err := tx.QueryRow(ctx, `SELECT reference = '' FROM drafts WHERE id = $1 FOR UPDATE`, draft).Scan(&open); err != nil {
			return notFound(err)
		}
		var other bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM citizen_logins WHERE draft_id = $1 AND who <> decode(keyed_hash($2), 'hex'))`, draft, who).Scan(&other); err != nil {
			return err
		}
		switch {
		case !open:
			return postkamer.ErrConflict
		case other:
			return ErrOtherPerson
		}
		if _, err := tx.Exec(ctx, endLogins+`draft_id = $1`, draft, now); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO citizen_logins (token, draft_id, identity, who, began_at, idle_until, ends_at)
			VALUES ($1, $2, $3, decode(keyed_hash($4), 'hex'), $5, $6, $7)`, loginToken(token), draft, i, who, now, now.Add(LoginIdle), now.Add(loginLife))
		return err
	})
	if err != nil {
		return "", fmt.Errorf("begin login: %w", err)
	}
	return token, nil
}

// endLogins ends logins at $2 that are not over, and wipes who it was.
const endLogins = `
	UPDATE citizen_logins
	SET identity = '{}', ended_at = $2
	WHERE ended_at IS NULL AND `

// Login returns who is logged in with a token for a draft, and keeps the login
// alive. It returns ErrNotFound when the login has ended, is of another draft, or
// never was.
func (s *Store) Login(ctx context.Context, token, draft string, now time.Time) (postkamer.Identity, error) {
	var i postkamer.Identity
	var idle, ends time.Time
	err := s.pool.QueryRow(ctx, `
		SELECT identity, idle_until, ends_at
		FROM citizen_logins
		WHERE token = $1 AND draft_id = $2 AND ended_at IS NULL`, loginToken(token), draft).Scan(&i, &idle, &ends)
	if err != nil {
		return postkamer.Identity{}, fmt.Errorf("login: %w", notFound(err))
	}
	if !now.Before(idle) || !now.Before(ends) {
		return postkamer.Identity{}, errors.Join(s.EndLogin(ctx, token, now), fmt.Errorf("login has ended: %w", postkamer.ErrNotFound))
	}
	if idle.Sub(now) > LoginIdle-touchLogin {
		return i, nil
	}
	_, err = s.pool.Exec(ctx, `UPDATE citizen_logins SET idle_until = $2 WHERE token = $1 AND ended_at IS NULL`, loginToken(token), now.Add(LoginIdle))
	if err != nil {
		return i, fmt.Errorf("prolong login: %w", err)
	}
	return i, nil
}

// EndLogin ends a login. One that has ended stays so.
func (s *Store) EndLogin(ctx context.Context, token string, now time.Time) error {
	if _, err := s.pool.Exec(ctx, endLogins+`token = $1`, loginToken(token), now); err != nil {
		return fmt.Errorf("end login: %w", err)
	}
	return nil
}

// EndLogins wipes the logins whose time is over while nobody came back.
func (s *Store) EndLogins(ctx context.Context, now time.Time) error {
	_, err := s.pool.Exec(ctx, `
		UPDATE citizen_logins
		SET identity = '{}', ended_at = $1
		WHERE ended_at IS NULL AND least(idle_until, ends_at) <= $1`, now)
	if err != nil {
		return fmt.Errorf("end logins: %w", err)
	}
	return nil
}

// AddIdentity keeps by what the identity of the sender of a piece was established.
// By is the member of staff who saw the document, and 0 for a login. It returns
// ErrConflict when it was established before.
func (tx *Tx) AddIdentity(ctx context.Context, piece postkamer.PieceID, i postkamer.Identity, by postkamer.PersonID) error {
	tag, err := tx.tx.Exec(ctx, `
		INSERT INTO piece_identities (piece_id, means, identity, proven_at, by_id)
		VALUES ($1, $2, $3, $4, nullif($5::bigint, 0))
		ON CONFLICT (piece_id) DO NOTHING`, piece, i.Means, i, i.ProvenAt, by)
	if err == nil && tag.RowsAffected() == 0 {
		err = postkamer.ErrConflict
	}
	if err != nil {
		return fmt.Errorf("identity of piece %d: %w", piece, err)
	}
	return nil
}

// Identity returns by what the identity of the sender of a piece was established;
// ErrNotFound when it was not.
func (s *Store) Identity(ctx context.Context, piece postkamer.PieceID) (postkamer.Identity, error) {
	return s.identity(ctx, `piece_id = $1`, piece)
}

// IdentityBehind is Identity of the piece with a reference.
func (s *Store) IdentityBehind(ctx context.Context, reference string) (postkamer.Identity, error) {
	return s.identity(ctx, `piece_id = (SELECT id FROM pieces WHERE reference = $1)`, reference)
}

func (s *Store) identity(ctx context.Context, where string, arg any) (postkamer.Identity, error) {
	var i postkamer.Identity
	err := s.pool.QueryRow(ctx, `SELECT identity FROM piece_identities WHERE `+where, arg).Scan(&i)
	if err != nil {
		return postkamer.Identity{}, fmt.Errorf("identity of a piece: %w", notFound(err))
	}
	return i, nil
}
