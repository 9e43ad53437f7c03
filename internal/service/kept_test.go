package service_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// waits tells what a principal reads of what runs out, of what waits for them, and of lists by code.
func (b *bench) waits(who access.Principal, a service.AsOf) string {
	b.t.Helper()
	v, err := b.View(b.t.Context(), who, a)
	b.must(err)
	var out strings.Builder
	expiring, err := v.Expiring(b.t.Context())
	b.must(err)
	for _, e := range expiring {
		fmt.Fprintln(&out, "runs out", e.Day, e.Record.Code, e.Record.Revision, e.Path, e.Due, e.Owners)
	}
	today, err := v.Today(b.t.Context())
	b.must(err)
	for i, list := range [][]service.Approval{today.Approvals, today.Steps} {
		for _, x := range list {
			fmt.Fprintln(&out, "move", i, x.Record.Code, x.Record.Revision, x.Move, x.Rules)
		}
	}
	for _, x := range today.Sent {
		fmt.Fprintln(&out, "sent", x.Record.Code, x.Record.Revision, x.Draft, x.Returned)
	}
	for _, x := range append(today.Work, today.Endings...) {
		fmt.Fprintln(&out, "own", x.Day, x.Record.Code, x.Path)
	}
	all, err := b.View(b.t.Context(), manager, service.AsOf{})
	b.must(err)
	branch, err := all.Scope("branch")
	b.must(err)
	for _, kind := range []string{"initiative", "action", "person"} {
		for _, unit := range []record.UID{"", branch.UID} {
			all, err := v.ByCode(kind, unit)
			b.must(err)
			fmt.Fprint(&out, kind, " of ", unit)
			for _, r := range all {
				fmt.Fprint(&out, " ", r.Code, ".", r.Revision)
			}
			fmt.Fprintln(&out)
		}
	}
	return out.String()
}

// What is kept of what runs out, of what waits, and of lists in the order of codes says after each change, on each day, and of earlier moments, to
// those who may see everything and to those of one unit, what a process computes that has just started.
func TestWhatIsKeptIsWhatIs(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.declare(manager, base+measureDoc("m", "")+doc("unit", "branch", "Branch", "{parent: enterprise}")+doc("unit", "desk", "Desk", "{parent: branch}")+
		doc("objective", "goal", "Goal", "{unit: enterprise, owner: p-01, perspective: process, weight: 1, measures: [{measure: m, weight: 1}]}")))
	chance := rand.New(rand.NewPCG(1, 2))
	one := func(some ...string) string { return some[chance.IntN(len(some))] }
	day := func() string { return b.clock().AddDate(0, 0, chance.IntN(90)-30).Format(time.DateOnly) }
	readers := []access.Principal{manager, b.in(access.UnitHead, "branch", "p-01"), b.in(access.Auditor, "desk", "p-02")}
	made, retired := map[string]bool{}, map[string]bool{}
	done, different, last := 0, 0, ""
	var earlier []service.AsOf
	for step := range 160 {
		b.pass(time.Duration(chance.IntN(20)) * time.Hour)
		var changes []record.Change
		for range 1 + chance.IntN(3) {
			kind := one("initiative", "action", "person")
			name := fmt.Sprint(kind, "-", chance.IntN(25))
			c := record.Change{Declaration: record.Declaration{Kind: kind, Name: name, Title: "It"}}
			unit := one("enterprise", "branch", "desk")
			switch kind {
			case "initiative":
				c.State = one("proposed", "approved", "running", "done", "cancelled")
				c.Spec = map[string]any{"unit": unit, "owner": one("p-01", "p-02"), "objectives": []any{"goal"}, "teams": []any{unit}, "description": fmt.Sprint("Done ", step), "priority": "high", "start": "2024-01-01", "due": day()}
			case "action":
				c.State = one("open", "in-progress", "done", "verified", "cancelled")
				c.Spec = map[string]any{"unit": unit, "owner": one("p-01", "p-02"), "description": fmt.Sprint("Done ", step), "priority": "low", "origin": "risk", "because": "It is", "objective": "goal", "due": day()}
			default:
				c.Title, c.Spec = "", map[string]any{"full_name": "Somebody", "unit": unit}
			}
			if made[name] {
				c.State = "" // stays as it is
			}
			if made[name] && chance.IntN(8) == 0 {
				c = record.Change{Retire: true, Declaration: record.Declaration{Kind: kind, Name: name}}
			}
			if retired[name] || slices.ContainsFunc(changes, func(old record.Change) bool { return old.Name == name }) {
				continue
			}
			changes = append(changes, c)
		}
		_, err := b.Declare(t.Context(), administrator, changes, "test")
		switch {
		case err == nil:
			done++
			for _, c := range changes {
				made[c.Name] = true
				retired[c.Name] = retired[c.Name] || c.Retire
			}
		case !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound):
			t.Fatal(err)
		}
		b.pass(time.Second)
		moments := []service.AsOf{{}}
		if step%10 == 9 {
			moments = append(moments, earlier...)
			earlier = append(earlier, service.AsOf{Text: b.clock().Format(time.RFC3339), At: b.clock()})
		}
		for _, who := range readers {
			for _, at := range moments {
				fresh := &bench{t: t, store: b.store}
				fresh.Service, err = service.New(service.Options{Store: b.store, Clock: b.clock})
				b.must(err)
				shown, want := b.waits(who, at), fresh.waits(who, at)
				if shown != want {
					t.Fatalf("after change %d, at %q, to %s in %q it says\n%s\nand computed in full\n%s", step, at.Text, who.Role, who.Unit, shown, want)
				}
				if who.Account == manager.Account && at.Text == "" {
					different += map[bool]int{true: 1}[shown != last]
					last = shown
				}
			}
		}
	}
	t.Logf("%d changes, %d of them to be seen", done, different)
	if done < 60 || different < 40 || strings.Count(last, "runs out") < 5 {
		t.Errorf("%d changes, %d of them to be seen, say little:\n%s", done, different, last)
	}
}
