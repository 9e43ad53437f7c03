package service

import (
	"context"
	"crypto/rand"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/query"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Bounds of saved views.
const (
	mostListViews    = 50  // of a kind: somebody's own, and everybody's
	longestViewTitle = 80  // characters
	longestViewWords = 100 // bytes, as long as a list can be searched for
)

// listViewID is what a view can be called by in addresses. All of them is the list without a view.
var listViewID = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)

// ListViews gives the saved views that the reader sees of the lists of a kind: everybody's and their own, by title. An empty kind asks for those
// of all kinds that they may read. Errors: Forbidden; Unavailable.
func (v *View) ListViews(ctx context.Context, kind string) ([]store.ListView, error) {
	if kind != "" {
		if err := v.read(kind); err != nil {
			return nil, err
		}
	}
	all, err := v.s.store.ListViews(ctx, v.who.Account, kind)
	var out []store.ListView
	for _, x := range all {
		if v.read(x.Kind) == nil {
			out = append(out, x)
		}
	}
	return out, err
}

// ListView gives one of them. Errors: Forbidden; NotFound, also where it is another one's; Unavailable.
func (v *View) ListView(ctx context.Context, id string) (store.ListView, error) {
	x, err := v.s.store.ListView(ctx, v.who.Account, id)
	if err == nil {
		err = v.read(x.Kind)
	}
	if err != nil {
		return store.ListView{}, err
	}
	return x, nil
}

// MayKeepListView tells why somebody may not keep a view of the lists of a kind, for themselves or for everybody; nil where they may.
// Error: Forbidden.
func (s *Service) MayKeepListView(p access.Principal, kind string, everybody bool) error {
	if err := s.gate.Allow(p, access.Read, access.Any(kind)); err != nil {
		return err
	}
	if everybody {
		return s.gate.Allow(p, access.Declare, access.Any(kind))
	}
	return s.mayKeep(p)
}

// KeepListView keeps a list as it stands: in place of the view whose identifier is given, or else as a new one, under that identifier or one of its
// own. Whose a view is, and of which kind, stays as it was made. What is kept for everybody has an entry of the journal. Errors: Forbidden;
// Invalid; Conflict where title or identifier is taken; Limited; Unavailable.
func (s *Service) KeepListView(ctx context.Context, p access.Principal, x store.ListView) (store.ListView, error) {
	was, err := s.store.ListView(ctx, p.Account, x.ID)
	fresh := fault.Is(err, fault.NotFound)
	switch {
	case err != nil && !fresh:
		return x, err
	case fresh && x.ID == "":
		x.ID = rand.Text()
	case !fresh:
		x.Account, x.Kind, x.First = was.Account, was.Kind, was.First
	}
	k, ok := s.Registry().Kind(x.Kind)
	if !ok {
		return x, fault.InvalidField("the view cannot be kept", fault.Field{Path: "kind", Reason: "is no kind of record", Remedy: "Name a kind, such as measure"})
	}
	x.Title = strings.Join(strings.Fields(x.Title), " ")
	if err := s.gate.Allow(p, access.Read, access.Any(x.Kind)); err != nil || !fresh && was.Title == x.Title && was.Asked == x.Asked {
		return x, err
	}
	if err := s.MayKeepListView(p, x.Kind, x.Account == ""); err != nil {
		return x, err
	}
	if err := checkListView(k, x, was, fresh); err != nil {
		return x, err
	}
	x.Changed = s.clock().UTC().Truncate(time.Microsecond)
	if x.Account != "" {
		if err := s.roomForListView(ctx, p, x); err != nil {
			return x, err
		}
		return x, s.store.PutListView(ctx, x)
	}
	_, err = s.store.Write(ctx, store.Write{Type: journal.Access, Actor: p.Actor(), Reason: "list of " + k.Plural + ": " + x.Title,
		Decide: func(ctx context.Context, _ *store.Tx, _ *record.Snapshot) (store.Decision, error) {
			if err := s.roomForListView(ctx, p, x); err != nil {
				return store.Decision{}, err
			}
			return store.Decision{Body: journal.Body{Accounts: []journal.Account{{UID: p.Account, Act: "view-kept"}}},
				Then: func(ctx context.Context, tx *store.Tx, _ int64, _ time.Time) error { return tx.PutListView(ctx, x) }}, nil
		}})
	return x, err
}

// checkListView tells what is wrong with a view. What it asked for before may stay, though fields of it may be gone since: it can still be
// called something else.
func checkListView(k *record.Kind, x, was store.ListView, fresh bool) error {
	var faults []fault.Field
	wrong := func(path, reason, remedy string) {
		faults = append(faults, fault.Field{Path: path, Reason: reason, Remedy: remedy})
	}
	switch n := utf8.RuneCountInString(x.Title); {
	case n == 0:
		wrong("title", "is required", "Say what the list shows")
	case n > longestViewTitle:
		wrong("title", "is too long", "Use at most 80 characters")
	case !utf8.ValidString(x.Title) || record.Concealed(x.Title, false) != "":
		wrong("title", "has characters that cannot be shown", "Write words")
	}
	if fresh && (!listViewID.MatchString(x.ID) || x.ID == "all") {
		wrong("id", "is no identifier of a view", "Use 1 to 64 letters, digits and hyphens, and not all")
	}
	if fresh || x.Asked != was.Asked {
		faults = append(faults, CheckListAsked(k, x.Asked)...)
	}
	return fault.InvalidFields("the view cannot be kept", faults)
}

// CheckListAsked tells what is wrong with what a list of a kind is asked for; nothing where it can be shown so.
func CheckListAsked(k *record.Kind, a store.ListAsked) []fault.Field {
	var faults []fault.Field
	see := func(path string, err error) {
		if err == nil {
			return
		}
		for _, f := range fault.Of(err).Fields {
			f.Path = path
			faults = append(faults, f)
		}
	}
	if a.Columns != "" {
		_, err := query.Fields(k, "columns", a.Columns)
		see("columns", err)
	}
	if a.Where != "" {
		_, err := query.ParseFilter(k, a.Where)
		see("where", err)
	}
	_, err := query.ParseOrder(k, a.Sort)
	see("sort", err)
	_, err = ListGroup(k, a.Group)
	see("group", err)
	if len(a.Words) > longestViewWords {
		faults = append(faults, fault.Field{Path: "words", Reason: "are longer than 100 bytes", Remedy: "Search for a few words"})
	}
	return faults
}

// ListGroup reads the field by which a list is grouped; none where the text is empty. Error: Invalid.
func ListGroup(k *record.Kind, text string) (*query.Column, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // no group is an ordinary wish
	}
	found, err := query.Fields(k, "group", text)
	if err != nil {
		return nil, err
	}
	if len(found) != 1 || !found[0].Plain() {
		return nil, fault.InvalidField("the list cannot be grouped", fault.Field{Path: "group", Reason: "is not one field that holds one value", Remedy: "Group by a text, a number, a date, a choice or a reference"})
	}
	return &found[0], nil
}

// roomForListView tells why a view has no place among those of its kind.
func (s *Service) roomForListView(ctx context.Context, p access.Principal, x store.ListView) error {
	all, err := s.store.ListViews(ctx, p.Account, x.Kind)
	if err != nil {
		return err
	}
	count, known := 0, false
	for _, o := range all {
		known = known || o.ID == x.ID
		if o.Account != x.Account || o.ID == x.ID {
			continue
		}
		if count++; strings.EqualFold(o.Title, x.Title) {
			return fault.New(fault.Conflict, "there is a view called %s already: replace or delete that, or use another title", o.Title)
		}
	}
	if !known && count >= mostListViews {
		return fault.New(fault.Limited, "there are %d views of this list already: delete some of them", count)
	}
	return nil
}

// DropListView deletes a saved view, and whoever's list began with it begins with all records again. Errors: Forbidden; NotFound; Unavailable.
func (s *Service) DropListView(ctx context.Context, p access.Principal, id string) error {
	x, err := s.store.ListView(ctx, p.Account, id)
	if err != nil {
		return err
	}
	if err := s.MayKeepListView(p, x.Kind, x.Account == ""); err != nil {
		return err
	}
	if x.Account != "" {
		return s.store.DropListView(ctx, p.Account, id)
	}
	k, _ := s.Registry().Kind(x.Kind)
	_, err = s.store.Write(ctx, store.Write{Type: journal.Access, Actor: p.Actor(), Reason: "list of " + k.Plural + ": " + x.Title,
		Decide: func(ctx context.Context, tx *store.Tx, _ *record.Snapshot) (store.Decision, error) {
			if _, err := tx.ListView(ctx, p.Account, id); err != nil {
				return store.Decision{}, err
			}
			return store.Decision{Body: journal.Body{Accounts: []journal.Account{{UID: p.Account, Act: "view-deleted"}}},
				Then: func(ctx context.Context, tx *store.Tx, _ int64, _ time.Time) error { return tx.DropListView(ctx, id) }}, nil
		}})
	return err
}

// BeginWithListView makes somebody's list of a kind begin with a view, or with all records again. Errors: Forbidden; NotFound; Unavailable.
func (s *Service) BeginWithListView(ctx context.Context, p access.Principal, id string, begin bool) error {
	if err := s.mayKeep(p); err != nil {
		return err
	}
	x, err := s.store.ListView(ctx, p.Account, id)
	if err != nil {
		return err
	}
	if err := s.gate.Allow(p, access.Read, access.Any(x.Kind)); err != nil {
		return err
	}
	if begin == x.First {
		return nil
	}
	if !begin {
		id = ""
	}
	return s.store.BeginList(ctx, p.Account, x.Kind, id)
}
