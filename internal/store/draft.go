package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Draft is what somebody began to enter into the form of a record and means to go on with. Only its owner sees it.
type Draft struct {
	ID      string
	Account record.UID // whose it is
	Kind    string
	Record  record.UID // that is changed; empty: a new one
	Title   string     // what it is about, for the list of drafts
	Content string     // what was entered, as the door that keeps it wants
	Changed time.Time
}

// PutDraft keeps a draft in place of what it was before. It is no business of the journal: nothing is declared yet.
func (s *Store) PutDraft(ctx context.Context, d Draft) error {
	_, err := s.write.ExecContext(ctx, s.d.bind(`INSERT INTO draft (id, account, kind, record, title, content, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET title = excluded.title, content = excluded.content, changed_at = excluded.changed_at WHERE draft.account = excluded.account`),
		d.ID, d.Account, d.Kind, d.Record, d.Title, d.Content, d.Changed.UnixMicro())
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the draft cannot be kept now")
	}
	return nil
}

// Draft gives a draft of an account. Errors: NotFound; Unavailable.
func (s *Store) Draft(ctx context.Context, account record.UID, id string) (Draft, error) {
	d := Draft{ID: id, Account: account}
	var changed int64
	err := s.read.QueryRowContext(ctx, s.d.bind("SELECT kind, record, title, content, changed_at FROM draft WHERE id = ? AND account = ?"), id, account).
		Scan(&d.Kind, &d.Record, &d.Title, &d.Content, &changed)
	if errors.Is(err, sql.ErrNoRows) {
		return d, fault.New(fault.NotFound, "you have no such draft: it was saved, or discarded")
	}
	if err != nil {
		return d, fault.Wrap(fault.Unavailable, err, "the drafts cannot be read")
	}
	d.Changed = time.UnixMicro(changed).UTC()
	return d, nil
}

// Drafts lists the drafts of an account without their content, the latest first.
func (s *Store) Drafts(ctx context.Context, account record.UID) ([]Draft, error) {
	rows, err := s.read.QueryContext(ctx, s.d.bind("SELECT id, kind, record, title, changed_at FROM draft WHERE account = ? ORDER BY changed_at DESC, id"), account)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the drafts cannot be read")
	}
	defer func() { _ = rows.Close() }()
	var out []Draft
	for rows.Next() {
		d := Draft{Account: account}
		var changed int64
		if err := rows.Scan(&d.ID, &d.Kind, &d.Record, &d.Title, &changed); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "the drafts cannot be read")
		}
		d.Changed = time.UnixMicro(changed).UTC()
		out = append(out, d)
	}
	if err := rows.Err(); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the drafts cannot be read")
	}
	return out, nil
}

// DropDraft takes a draft of an account away; one that is not there is gone already.
func (s *Store) DropDraft(ctx context.Context, account record.UID, id string) error {
	if _, err := s.write.ExecContext(ctx, s.d.bind("DELETE FROM draft WHERE id = ? AND account = ?"), id, account); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the draft cannot be taken away now")
	}
	return nil
}

// DropDraftsBefore takes away what nobody has gone on with since a moment, of all accounts.
func (s *Store) DropDraftsBefore(ctx context.Context, moment time.Time) error {
	if _, err := s.write.ExecContext(ctx, s.d.bind("DELETE FROM draft WHERE changed_at < ?"), moment.UnixMicro()); err != nil {
		return fault.Wrap(fault.Unavailable, err, "old drafts cannot be taken away now")
	}
	return nil
}
