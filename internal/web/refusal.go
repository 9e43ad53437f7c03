package web

import (
	"context"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// mostHolders is how many people a refusal names.
const mostHolders = 4

// whyNot says why something is refused, in one paragraph: who may and who has that role, where the gate has said it. Where a record is given, those who wrote what it says are not asked to approve it.
func (s *site) whyNot(ctx context.Context, l *look, err error, authors ...record.UID) string {
	f := fault.Of(err)
	if x, is := f.Refused.(*access.Refusal); is {
		return s.refused(ctx, l, x, authors...)
	}
	return sentence(f.Message)
}

// refused says what the gate refused: which roles may, who has them, and who gives them.
func (s *site) refused(ctx context.Context, l *look, x *access.Refusal, authors ...record.UID) string {
	as := words.T("role", say(l.language(), roleWords, x.Role))
	out := []string{l.text("refused.role", as, words.T("act", l.actOf(x)))}
	switch {
	case x.Forbid && slices.Contains(x.Rules, "authors-do-not-approve"):
		out = []string{l.text("refused.author")}
	case x.Forbid:
		return strings.Join(append(out, l.text("refused.rule", words.T("rule", strings.Join(x.Rules, ", ")))), " ")
	case x.Own:
		out = append(out, l.text("refused.own"))
	}
	if len(x.Roles) == 0 {
		return strings.Join(append(out, l.text("refused.nobody")), " ")
	}
	names := make([]string, len(x.Roles))
	for i, role := range x.Roles {
		names[i] = say(l.language(), roleWords, role)
	}
	out = append(out, l.text("refused.roles", words.N(len(names)), words.T("roles", strings.Join(names, ", "))))
	if !x.Forbid {
		authors = nil
	}
	if who := s.holders(ctx, l, x.Roles, authors...); who != "" {
		out = append(out, l.text("refused.who", words.T("list", who)))
	} else {
		out = append(out, l.text("refused.who-unnamed"))
	}
	if who := s.holders(ctx, l, []access.Role{access.Administrator}); who != "" && x.Role != access.Administrator {
		out = append(out, l.text("refused.give", words.T("list", who)))
	}
	return strings.Join(out, " ")
}

// actWordsOf are what actions are called.
var actWordsOf = map[access.Action]words.Key{access.Read: "refused.act.read", access.Declare: "refused.act.declare", access.Move: "refused.act.move", access.Import: "refused.act.import",
	access.Administer: "refused.act.administer", access.Discuss: "refused.act.discuss", access.Keep: "refused.act.keep"}

// actOf says what somebody wanted to do.
func (l *look) actOf(x *access.Refusal) string {
	kind, move := words.T("kind", fields.English.Kind(x.Kind).Many), words.T("move", fields.English.Move(x.Kind, x.Move))
	switch {
	case x.Kind == access.System && x.Action == access.Read:
		return l.text("refused.act.read-system")
	case x.Action == access.Collect && x.Kind == measure.MeasureKind.Name:
		return l.text("refused.act.collect-values")
	case x.Action == access.Collect:
		return l.text("refused.act.collect-files")
	}
	return say(l.language(), actWordsOf, x.Action, kind, move)
}

// holders names some of the people who have one of some roles, without the reader, whom nobody need tell to ask, and without others; empty: none that the reader may know of. Who they are is a help, and
// its lack no failure.
func (s *site) holders(ctx context.Context, l *look, roles []access.Role, without ...record.UID) string {
	if l.holds == nil {
		l.holds, _ = s.svc.Holders(ctx, l.Principal())
	}
	var names []string
	for _, role := range roles {
		for _, uid := range l.holds[role] {
			if uid == l.Principal().Person || slices.Contains(without, uid) {
				continue
			}
			if name := l.PersonTitle(uid); name != "" && len(names) < mostHolders && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return strings.Join(names, ", ")
}
