package service

import (
	"cmp"
	"context"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Expiry is something that runs out: of a record, or an API token.
type Expiry struct {
	record.Ending                // of a token the day alone
	Record        *record.Record // as it is in force; nil of a token
	Owners        []record.UID   // the people whose record it is; none: nobody is named
	Token         access.Token
	Login         string         // of the token's account
	latest        *record.Record // which decides who may see it
}

// Expiring lists what runs out of all records in force that the principal may see, and of their own tokens, or everybody's for an
// administrator, by day; and by when sources want their next file. What was to be done by an earlier day stays listed until it is done, renewed or taken back; what has ended by itself,
// and what a record that has come to its end says, is not. Errors: Unavailable.
func (v *View) Expiring(ctx context.Context) ([]*Expiry, error) {
	out := v.endings(v.agenda().endings, nil)
	put := func(e *Expiry) {
		at, _ := slices.BinarySearchFunc(out, e, byDay)
		out = slices.Insert(out, at, e)
	}
	if err := v.nextFiles(ctx, put); err != nil {
		return nil, err
	}
	if v.Asked.IsNow() { // which tokens there were on an earlier day is not kept
		var of record.UID
		if v.s.gate.Allow(v.who, access.Administer, access.Resource{Kind: access.System}) != nil {
			of = v.who.Account
		}
		tokens, err := v.s.store.Tokens(ctx, of, v.At)
		if err != nil {
			return nil, err
		}
		for _, k := range tokens {
			e := &Expiry{Token: k.Token, Login: k.Login, Ending: record.Ending{Day: civil.OfTime(k.ExpiresAt)}}
			if k.Person != "" {
				e.Owners = []record.UID{k.Person}
			}
			put(e)
		}
	}
	return out, nil
}

func byDay(a, b *Expiry) int {
	code := func(e *Expiry) string {
		if e.Record == nil {
			return ""
		}
		return e.Record.Code
	}
	return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(code(a), code(b)), cmp.Compare(a.Path, b.Path))
}

// agenda is what is on it in the view's state on its day.
func (v *View) agenda() *agenda { return v.s.agendas.of(v.snapshot, civil.OfTime(v.At)) }

// endings gives of what runs out what is wanted and the principal may see; nil: everything is wanted.
func (v *View) endings(all []*Expiry, wanted func(*Expiry) bool) []*Expiry {
	whole := true
	for _, k := range v.snapshot.Registry().Kinds() {
		whole = whole && (!k.RunsOut() || v.showsWhole(k.Name))
	}
	if whole && wanted == nil {
		return slices.Clone(all)
	}
	var out []*Expiry
	for _, e := range all {
		if (wanted == nil || wanted(e)) && (whole || v.mayShow(e.latest)) {
			out = append(out, e)
		}
	}
	return out
}

// ownersOf lists the people whose record it is. What is declared of a person is theirs.
func (v *View) ownersOf(r *record.Record) []record.UID { return ownersOf(v.snapshot, r) }

func ownersOf(s *record.Snapshot, r *record.Record) []record.UID {
	if r.Kind == org.PersonKind.Name {
		return []record.UID{r.UID}
	}
	return s.Owners(r)
}
