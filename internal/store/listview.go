package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// ListView is a list of the records of a kind, kept as it stood under a title.
type ListView struct {
	ID      string
	Account record.UID // whose it is; empty: everybody's
	Kind    string
	Title   string
	Asked   ListAsked
	First   bool // the list of whoever asks begins with it
	Changed time.Time
}

// ListAsked is what a list is asked for, each part as addresses have it; an empty one asks for nothing.
type ListAsked struct {
	Columns string `json:"columns,omitempty"`
	Where   string `json:"where,omitempty"`
	Sort    string `json:"sort,omitempty"`
	Group   string `json:"group,omitempty"`
	Words   string `json:"words,omitempty"`
}

const listViewColumns = `SELECT v.id, v.account, v.kind, v.title, v.asked, v.changed_at, CASE WHEN f.view IS NULL THEN 0 ELSE 1 END FROM list_view v
	LEFT JOIN list_view_first f ON f.view = v.id AND f.account = ? `

func scanListView(row interface{ Scan(...any) error }) (ListView, error) {
	var v ListView
	var asked string
	var changed, first int64
	if err := row.Scan(&v.ID, &v.Account, &v.Kind, &v.Title, &asked, &changed, &first); err != nil {
		return v, err
	}
	v.Changed, v.First = time.UnixMicro(changed).UTC(), first == 1
	return v, json.Unmarshal([]byte(asked), &v.Asked)
}

// ListViews gives the views that an account sees of the lists of a kind: everybody's and its own, by title. An empty kind asks for all kinds.
func (s *Store) ListViews(ctx context.Context, account record.UID, kind string) ([]ListView, error) {
	rows, err := s.read.QueryContext(ctx, s.d.bind(listViewColumns+"WHERE v.account IN (?, ?) AND (v.kind = ? OR ? = '') ORDER BY v.kind, v.account, v.title, v.id"),
		account, everyone, account, kind, kind)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the saved views cannot be read")
	}
	defer func() { _ = rows.Close() }()
	var out []ListView
	for rows.Next() {
		v, err := scanListView(rows)
		if err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "the saved views cannot be read")
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the saved views cannot be read")
	}
	return out, nil
}

// ListView gives a view that an account sees. Errors: NotFound, also where it is another one's; Unavailable.
func (s *Store) ListView(ctx context.Context, account record.UID, id string) (ListView, error) {
	return listView(s.read.QueryRowContext(ctx, s.d.bind(listViewColumns+"WHERE v.id = ? AND v.account IN (?, ?)"), account, id, account, everyone))
}

// ListView is Store.ListView within a write.
func (t *Tx) ListView(ctx context.Context, account record.UID, id string) (ListView, error) {
	return listView(t.tx.QueryRowContext(ctx, t.s.d.bind(listViewColumns+"WHERE v.id = ? AND v.account IN (?, ?)"), account, id, account, everyone))
}

func listView(row *sql.Row) (ListView, error) {
	v, err := scanListView(row)
	if errors.Is(err, sql.ErrNoRows) {
		return v, fault.New(fault.NotFound, "there is no such saved view: it was deleted, or it is somebody else's")
	}
	if err != nil {
		return v, fault.Wrap(fault.Unavailable, err, "the saved views cannot be read")
	}
	return v, nil
}

func puttingListView(v ListView) (string, []any) {
	asked, _ := json.Marshal(v.Asked) // texts only
	// whose a view is stays as it is: the condition keeps others from writing over it
	return `INSERT INTO list_view (id, account, kind, title, asked, changed_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET title = excluded.title, asked = excluded.asked, changed_at = excluded.changed_at WHERE list_view.account = excluded.account`,
		[]any{v.ID, v.Account, v.Kind, v.Title, string(asked), v.Changed.UnixMicro()}
}

// PutListView keeps somebody's own view in place of what it was before. It is no business of the journal. Error: Conflict where the identifier is
// that of another one's view; Unavailable.
func (s *Store) PutListView(ctx context.Context, v ListView) error {
	query, args := puttingListView(v)
	done, err := s.write.ExecContext(ctx, s.d.bind(query), args...)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the view cannot be kept now")
	}
	return keptListView(done)
}

// PutListView keeps everybody's view. Error: Conflict, as Store.PutListView.
func (t *Tx) PutListView(ctx context.Context, v ListView) error {
	query, args := puttingListView(v)
	done, err := t.exec(ctx, query, args...)
	if err != nil {
		return err
	}
	return keptListView(done)
}

func keptListView(done sql.Result) error {
	if n, err := done.RowsAffected(); err == nil && n == 0 {
		return fault.New(fault.Conflict, "the identifier is taken: use another one")
	}
	return nil
}

// droppingListView takes a view of an account away, and whoever began with it begins with the whole list again.
var droppingListView = []string{"DELETE FROM list_view_first WHERE view IN (SELECT id FROM list_view WHERE id = ? AND account = ?)", "DELETE FROM list_view WHERE id = ? AND account = ?"}

// DropListView takes somebody's own view away; one that is not there is gone already.
func (s *Store) DropListView(ctx context.Context, account record.UID, id string) error {
	for _, query := range droppingListView {
		if _, err := s.write.ExecContext(ctx, s.d.bind(query), id, account); err != nil {
			return fault.Wrap(fault.Unavailable, err, "the view cannot be deleted now")
		}
	}
	return nil
}

// DropListView takes everybody's view away.
func (t *Tx) DropListView(ctx context.Context, id string) error {
	for _, query := range droppingListView {
		if _, err := t.exec(ctx, query, id, everyone); err != nil {
			return err
		}
	}
	return nil
}

// BeginList says which view somebody's list of a kind begins with; none: the whole list.
func (s *Store) BeginList(ctx context.Context, account record.UID, kind, id string) error {
	query, args := "DELETE FROM list_view_first WHERE account = ? AND kind = ?", []any{account, kind}
	if id != "" {
		query, args = "INSERT INTO list_view_first (account, kind, view) VALUES (?, ?, ?) ON CONFLICT (account, kind) DO UPDATE SET view = excluded.view", []any{account, kind, id}
	}
	if _, err := s.write.ExecContext(ctx, s.d.bind(query), args...); err != nil {
		return fault.Wrap(fault.Unavailable, err, "what the list begins with cannot be kept now")
	}
	return nil
}
