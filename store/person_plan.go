package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A Talent is what a team leader notes about a person.
type Talent struct {
	Languages    []postkamer.Tongue
	Skills       []postkamer.Skill
	LikesCalling bool
}

// SetTalent notes what a person knows. ErrNotFound means that there is no such person.
func (s *Store) SetTalent(ctx context.Context, id postkamer.PersonID, t Talent, by postkamer.Person) error {
	slices.Sort(t.Languages)
	slices.Sort(t.Skills)
	languages, skills := slices.Compact(t.Languages), slices.Compact(t.Skills)
	if languages == nil {
		languages = []postkamer.Tongue{}
	}
	if skills == nil {
		skills = []postkamer.Skill{}
	}
	err := s.InTx(ctx, func(tx *Tx) error {
		var name string
		err := tx.tx.QueryRow(ctx, `
			UPDATE people
			SET languages = $2, skills = $3, likes_calling = $4
			WHERE id = $1
			RETURNING name`, id, languages, skills, t.LikesCalling).Scan(&name)
		if err != nil {
			return notFound(err)
		}
		return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventPlanned, Actor: by.Name, Detail: "kennis van " + name})
	})
	if err != nil {
		return fmt.Errorf("set talent of person %d: %w", id, err)
	}
	return nil
}

// Post has somebody work another queue for some days, and returns the number of
// the posting. ErrNotFound means that there is no such person.
func (s *Store) Post(ctx context.Context, p postkamer.Posting, by postkamer.Person) (id int64, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		name, err := tx.nameOf(ctx, p.PersonID)
		if err != nil {
			return err
		}
		err = tx.tx.QueryRow(ctx, `
			INSERT INTO postings (person_id, queue, leaves, first_day, last_day, made_by)
			VALUES ($1, $2, $3, $4, $5, $6)
			RETURNING id`, p.PersonID, p.Queue, p.Leaves, p.FirstDay, dateOrNull(p.LastDay), by.Name).Scan(&id)
		if err != nil {
			return err
		}
		return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventPlanned, Actor: by.Name, Detail: name + " werkt mee bij " + string(p.Queue)})
	})
	if err != nil {
		return 0, fmt.Errorf("post person %d: %w", p.PersonID, err)
	}
	return id, nil
}

// EndPosting ends a posting now. ErrConflict means that it had ended.
func (s *Store) EndPosting(ctx context.Context, id int64, by postkamer.Person) error {
	return s.endPlan(ctx, `UPDATE postings SET ended_at = now() WHERE id = $1 AND ended_at IS NULL RETURNING person_id`, id, by, "niet meer bij een andere werkvoorraad: ")
}

// BeAway notes that somebody is not there, and who stands in; it returns the number
// of the absence. When it begins today, what that person has goes back to the head of
// its queue, for the deputy or a colleague. ErrNotFound means that there is no such person.
func (s *Store) BeAway(ctx context.Context, a postkamer.Absence, now time.Time, by postkamer.Person) (id int64, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		name, err := tx.nameOf(ctx, a.PersonID)
		if err != nil {
			return err
		}
		err = tx.tx.QueryRow(ctx, `
			INSERT INTO absences (person_id, deputy_id, first_day, last_day, made_by)
			VALUES ($1, nullif($2, 0), $3, $4, $5)
			RETURNING id`, a.PersonID, a.DeputyID, a.FirstDay, dateOrNull(a.LastDay), by.Name).Scan(&id)
		if err != nil {
			return err
		}
		if err := tx.Event(ctx, postkamer.Event{Kind: postkamer.EventPlanned, Actor: by.Name, Detail: name + " is er niet"}); err != nil {
			return err
		}
		return tx.giveBackOfAway(ctx, a, postkamer.DayOf(now))
	})
	if err != nil {
		return 0, fmt.Errorf("note absence of person %d: %w", a.PersonID, err)
	}
	return id, nil
}

// giveBackOfAway puts the cases of somebody who is not there today back.
func (tx *Tx) giveBackOfAway(ctx context.Context, a postkamer.Absence, today time.Time) error {
	if a.FirstDay.After(today) || !a.LastDay.IsZero() && a.LastDay.Before(today) {
		return nil
	}
	_, err := tx.giveBack(ctx, `claimed_by = $1`, "behandelaar is er niet", a.PersonID)
	return err
}

// EndAbsence ends an absence now. ErrConflict means that it had ended.
func (s *Store) EndAbsence(ctx context.Context, id int64, by postkamer.Person) error {
	return s.endPlan(ctx, `UPDATE absences SET ended_at = now() WHERE id = $1 AND ended_at IS NULL RETURNING person_id`, id, by, "is er weer: ")
}

func (s *Store) endPlan(ctx context.Context, sql string, id int64, by postkamer.Person, said string) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		var who postkamer.PersonID
		if err := tx.tx.QueryRow(ctx, sql, id).Scan(&who); err != nil {
			return conflict(err)
		}
		name, err := tx.nameOf(ctx, who)
		if err != nil {
			return err
		}
		return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventPlanned, Actor: by.Name, Detail: said + name})
	})
	if err != nil {
		return fmt.Errorf("end plan %d: %w", id, err)
	}
	return nil
}

func (tx *Tx) nameOf(ctx context.Context, id postkamer.PersonID) (name string, err error) {
	err = tx.tx.QueryRow(ctx, `SELECT name FROM people WHERE id = $1`, id).Scan(&name)
	return name, notFound(err)
}

// Postings returns the postings that have not ended on the day of now, those to come too.
func (s *Store) Postings(ctx context.Context, now time.Time) ([]postkamer.Posting, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT o.id, o.person_id, p.name, o.queue, o.leaves, o.first_day, coalesce(o.last_day, '0001-01-01'), o.made_by
		FROM postings o JOIN people p ON p.id = o.person_id
		WHERE o.ended_at IS NULL AND coalesce(o.last_day >= $1, true)
		ORDER BY o.first_day, p.name, o.id`, postkamer.DayOf(now))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[postkamer.Posting])
	if err != nil {
		return nil, fmt.Errorf("list postings: %w", err)
	}
	return list, nil
}

// Absences returns the absences that have not ended on the day of now, those to come too.
func (s *Store) Absences(ctx context.Context, now time.Time) ([]postkamer.Absence, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT a.id, a.person_id, p.name, coalesce(a.deputy_id, 0), coalesce(d.name, ''), a.first_day, coalesce(a.last_day, '0001-01-01'), a.made_by
		FROM absences a JOIN people p ON p.id = a.person_id LEFT JOIN people d ON d.id = a.deputy_id
		WHERE a.ended_at IS NULL AND coalesce(a.last_day >= $1, true)
		ORDER BY a.first_day, p.name, a.id`, postkamer.DayOf(now))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[postkamer.Absence])
	if err != nil {
		return nil, fmt.Errorf("list absences: %w", err)
	}
	return list, nil
}

// standIn is SQL for who gets what was meant for a person: the person, or who stands
// in when that person is not there on a day; NULL when nobody does.
func standIn(person, day string) string {
	return `(SELECT CASE WHEN bool_or(a.person_id IS NOT NULL) THEN min(a.deputy_id) ELSE min(who.id) END
		FROM people who LEFT JOIN absences a ON a.person_id = who.id AND a.ended_at IS NULL
			AND a.first_day <= ` + day + ` AND coalesce(a.last_day >= ` + day + `, true)
		WHERE who.id = ` + person + `)`
}

// A KindNeed is what a kind of case asks of who handles it.
type KindNeed struct {
	Kind  postkamer.CaseType
	Skill postkamer.Skill
}

// KindNeeds returns what the kinds ask.
func (s *Store) KindNeeds(ctx context.Context) ([]KindNeed, error) {
	rows, _ := s.pool.Query(ctx, `SELECT kind, skill FROM kind_needs ORDER BY kind, skill`)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[KindNeed])
	if err != nil {
		return nil, fmt.Errorf("list needs: %w", err)
	}
	return list, nil
}

// SetKindNeeds says which skills a kind asks; none means that everybody of the queue
// can do it. Open cases follow at once.
func (s *Store) SetKindNeeds(ctx context.Context, kind postkamer.CaseType, skills []postkamer.Skill, by postkamer.Person) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		if _, err := tx.tx.Exec(ctx, `DELETE FROM kind_needs WHERE kind = $1`, kind); err != nil {
			return err
		}
		for _, skill := range skills {
			_, err := tx.tx.Exec(ctx, `
				INSERT INTO kind_needs (kind, skill, made_by)
				VALUES ($1, $2, $3)
				ON CONFLICT DO NOTHING`, kind, skill, by.Name)
			if err != nil {
				return err
			}
		}
		_, err := tx.tx.Exec(ctx, `
			UPDATE cases
			SET needs = needs_of(id, case_type)
			WHERE case_type = $1 AND state <> 'done' AND needs <> needs_of(id, case_type)`, kind)
		if err != nil {
			return err
		}
		detail := fmt.Sprintf("%s vraagt %s", kind, cmp.Or(joined(skills), "niets bijzonders"))
		return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventPlanned, Actor: by.Name, Detail: detail})
	})
	if err != nil {
		return fmt.Errorf("set needs of kind %s: %w", kind, err)
	}
	return nil
}

func joined(skills []postkamer.Skill) (list string) {
	for i, s := range skills {
		if i > 0 {
			list += ", "
		}
		list += string(s)
	}
	return list
}

// Skills returns every skill that somebody has or a kind asks, by name.
func (s *Store) Skills(ctx context.Context) ([]postkamer.Skill, error) {
	rows, _ := s.pool.Query(ctx, `SELECT unnest(skills) FROM people UNION SELECT skill FROM kind_needs ORDER BY 1`)
	list, err := pgx.CollectRows(rows, pgx.RowTo[postkamer.Skill])
	if err != nil {
		return nil, fmt.Errorf("list skills: %w", err)
	}
	return list, nil
}
