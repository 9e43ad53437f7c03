package store

import (
	"context"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/preference"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// everyone is whose preferences hold for whoever has chosen nothing.
const everyone record.UID = ""

// Preferences gives what the owner of an account has chosen, and what holds for everyone. For nobody only that holds.
func (s *Store) Preferences(ctx context.Context, account record.UID) (preference.Chosen, error) {
	out := preference.Chosen{Own: preference.Set{}, Everyone: preference.Set{}}
	rows, err := s.read.QueryContext(ctx, s.d.bind("SELECT account, name, value FROM preference WHERE account IN (?, ?)"), everyone, account)
	if err != nil {
		return out, fault.Wrap(fault.Unavailable, err, "the settings cannot be read")
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var of record.UID
		var name preference.Name
		var value string
		if err := rows.Scan(&of, &name, &value); err != nil {
			return out, fault.Wrap(fault.Unavailable, err, "the settings cannot be read")
		}
		if of == everyone {
			out.Everyone[name] = value
		} else {
			out.Own[name] = value
		}
	}
	if err := rows.Err(); err != nil {
		return out, fault.Wrap(fault.Unavailable, err, "the settings cannot be read")
	}
	return out, nil
}

// Prefer keeps what the owner of an account chooses, beside what they chose before; an empty choice takes back an earlier one. It is no
// business of the journal: how a page looks to somebody is no evidence.
func (s *Store) Prefer(ctx context.Context, account record.UID, chosen preference.Set) error {
	for name, value := range chosen {
		query, args := preferring(account, name, value)
		if _, err := s.write.ExecContext(ctx, s.d.bind(query), args...); err != nil {
			return fault.Wrap(fault.Unavailable, err, "the settings cannot be kept now")
		}
	}
	return nil
}

// PreferForEveryone keeps what holds for whoever has chosen nothing.
func (t *Tx) PreferForEveryone(ctx context.Context, chosen preference.Set) error {
	for name, value := range chosen {
		query, args := preferring(everyone, name, value)
		if _, err := t.exec(ctx, query, args...); err != nil {
			return err
		}
	}
	return nil
}

func preferring(account record.UID, name preference.Name, value string) (string, []any) {
	if value == "" {
		return "DELETE FROM preference WHERE account = ? AND name = ?", []any{account, string(name)}
	}
	return `INSERT INTO preference (account, name, value) VALUES (?, ?, ?)
		ON CONFLICT (account, name) DO UPDATE SET value = excluded.value`, []any{account, string(name), value}
}
