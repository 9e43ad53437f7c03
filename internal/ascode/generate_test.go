package ascode_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// gen makes declarations out of what the registry says of the fields. What rules between fields want besides is in rules,
// by kind; a kind without an entry there is tried as it comes.
type gen struct {
	*rapid.T
	names map[string][]string // by kind, of what may be referred to
}

// nasty are texts that YAML readers are known to stumble over.
var nasty = []string{" leading", "trailing ", "# no comment", "a # b", "a: b", "a:", ":", "- a", "-", "?", "? a", "%", "@a", "`a`", "&a", "*a", "!a", "!!str a", "|", "> a",
	"{a: b}", "[a]", "a, b", "\"", "'", "it's", "a\"b", "a\\b", "yes", "No", "on", "y", "true", "True", "null", "~", "NULL", "1", "1.10", "0x1F", "017", "1_000", "1e3", ".5", "-0", "+1",
	".inf", ".NaN", "12:30", "2026-09-30", "2026-9-3", "2026-09-30T10:00:00Z", "<<", "=", "---", "...", "--- a", "👩‍💻 team", "🔒", "שלום עולם", "مرحبا: بك", "a\u202eb", "\u200fa",
	"a\r\nb", "a\rb", "tab\there", "\tb", "a\n", "a\n\n", "\na", "a\nb", "a\n b\n", " a\nb", "a\n\n\nb\n", "a\n \nb", "a \nb", "# a\n# b\n", "- a\n- b\n", "---\na\n", "\u0085", "a\u2028b",
	"\ufeffa", "a\u00a0", "\u00a0", "a\x7fb", "\x01", "é", "日本語", "a\n\tb", "'", "''", "\"\"", strings.Repeat("very long ", 90), strings.Repeat("é", 150) + "\n" + strings.Repeat("x", 700)}

func (g gen) some(what string) bool { return rapid.IntRange(0, 2).Draw(g.T, what) > 0 }

func (g gen) text(f record.Field) string {
	if len(f.Enum) > 0 {
		return rapid.SampledFrom(f.Enum).Draw(g.T, f.Name)
	}
	text := rapid.OneOf(rapid.SampledFrom(nasty), rapid.StringMatching(`[a-z #:'"\n-]{0,12}`), rapid.String(), rapid.StringMatching(`[A-Z][a-z]{1,8}( [a-z]{1,8}){0,6}`)).Draw(g.T, f.Name)
	text = strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
	if f.Type == record.Text { // which holds nothing that only prose and what was stored before may hold
		text = strings.Map(func(r rune) rune {
			if record.Concealed(string(r), true) != "" {
				return -1
			}
			return r
		}, text)
	}
	for f.Len > 0 && utf8.RuneCountInString(text) > f.Len {
		text = string([]rune(text)[:f.Len])
	}
	if strings.TrimSpace(text) == "" && f.Required {
		return "x"
	}
	return text
}

func (g gen) day(what string) string {
	return civil.First.AddDays(rapid.IntRange(730000, 745000).Draw(g.T, what)).String()
}

func (g gen) number(f record.Field) json.Number {
	lo, hi := -1e6, 1e6
	if f.Min != nil {
		lo = *f.Min
	}
	if f.Max != nil {
		hi = *f.Max
	}
	if f.Type == record.Integer {
		return json.Number(fmt.Sprint(rapid.IntRange(int(max(lo, -1e6)), int(min(hi, 1e6))).Draw(g.T, f.Name)))
	}
	x := rapid.OneOf(rapid.Float64Range(lo, hi), rapid.SampledFrom([]float64{lo, hi, 0, 1, 100, 0.1, 1e-7, 1e-300, 123456789.125})).Draw(g.T, f.Name)
	if f.Min == nil && f.Max == nil && rapid.IntRange(0, 9).Draw(g.T, "far") == 0 {
		x = rapid.SampledFrom([]float64{1e20, 1e21, -1e19, 9007199254740993, 1.7976931348623157e308, 5e-324}).Draw(g.T, "far")
	}
	if x < lo && f.Min != nil || x > hi && f.Max != nil {
		x = lo
	}
	b, err := json.Marshal(x)
	if err != nil {
		g.Fatal(err)
	}
	return json.Number(b)
}

// value makes a value for a field; nil where there is nothing that could stand there.
func (g gen) value(f record.Field) record.Tree {
	if f.Dated {
		return g.dated(f)
	}
	if words := formed[f.Look]; words != nil {
		return rapid.SampledFrom(words).Draw(g.T, f.Name)
	}
	switch string(f.Type) { // by the words of documents: types that no kind has yet are made, too
	case "share":
		return json.Number(rapid.SampledFrom([]string{"0", "1", "0.5", "0.333"}).Draw(g.T, f.Name))
	case "money":
		return rapid.SampledFrom([]string{"1250.50 EUR", "-3 USD", "0 NOK"}).Draw(g.T, f.Name)
	case "duration":
		return rapid.SampledFrom([]string{"P6M", "P2Y", "P10D", "PT36H"}).Draw(g.T, f.Name)
	case "expression":
		return rapid.SampledFrom([]string{"100 * patched / total", `a > 1 ? "yes: no" : "# b"`, "a &&\n  b", "- a"}).Draw(g.T, f.Name)
	case "translated":
		return map[string]any{"en": g.text(record.Field{Name: "en", Len: f.Len, Required: true}), "no": g.text(record.Field{Name: "no", Len: f.Len, Required: true})}
	case "date-range":
		days := []string{g.day("from"), g.day("until")}
		slices.Sort(days)
		return map[string]any{"from": days[0], "until": days[1]}
	case "file":
		return nil // its bytes would have to be there
	}
	switch f.Type {
	case record.Number, record.Integer:
		return g.number(f)
	case record.YesNo:
		return rapid.Bool().Draw(g.T, f.Name)
	case record.Day:
		return g.day(f.Name)
	case record.Reference:
		if len(g.names[f.Ref]) == 0 {
			return nil
		}
		return rapid.SampledFrom(g.names[f.Ref]).Draw(g.T, f.Name)
	case record.Object:
		return g.object(f.Fields)
	case record.List:
		out := []any{}
		for range rapid.IntRange(1, 3).Draw(g.T, f.Name) {
			v := g.value(*f.Elem)
			if word, ok := v.(string); ok && slices.Contains(out, any(word)) && f.Elem.Type != record.Text {
				continue // of references and enums each stands once
			}
			if v != nil {
				out = append(out, v)
			}
		}
		return out
	case record.Table:
		out := map[string]any{}
		for range rapid.IntRange(1, 3).Draw(g.T, f.Name) {
			name := rapid.OneOf(rapid.StringMatching(`[a-zA-Z0-9 :#"'-]{1,9}`), rapid.SampledFrom([]string{"yes", "null", "1", "a: b", "# a", "é", "-", "~", "🔒"})).Draw(g.T, "name")
			if v := g.value(*f.Elem); v != nil {
				out[name] = v
			}
		}
		return out
	}
	return g.text(f)
}

func (g gen) dated(f record.Field) record.Tree {
	f.Dated = false
	if g.some("bare") {
		return g.value(f)
	}
	days := []string{g.day("from"), g.day("from"), g.day("from")}[:rapid.IntRange(1, 3).Draw(g.T, "entries")]
	slices.Sort(days)
	out := []any{}
	for i, from := range days {
		v := g.value(f)
		if v == nil {
			continue
		}
		e := map[string]any{"value": v}
		if i > 0 && len(out) > 0 || g.some("from the first day") {
			e["from"] = from
		}
		if g.some("why") {
			e["reason"] = g.text(record.Field{Name: "reason", Len: 1000})
		}
		out = append(out, e)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func (g gen) object(fields []record.Field) record.Tree {
	out := map[string]any{}
	for _, f := range fields {
		if f.Required || g.some("has "+f.Name) {
			if v := g.value(f); v != nil {
				out[f.Name] = v
			}
		}
	}
	return out
}

func must(v record.Tree) map[string]any {
	m, _ := v.(map[string]any)
	if m == nil {
		m = map[string]any{}
	}
	return m
}

// numbers gives ascending numbers, so far apart that each is another one.
func (g gen) numbers(n int) []any {
	at := rapid.Float64Range(-1000, 1000).Draw(g.T, "knot")
	out := make([]any, n)
	for i := range out {
		b, _ := json.Marshal(at)
		out[i] = json.Number(b)
		at += rapid.Float64Range(0.5, 50).Draw(g.T, "step")
	}
	return out
}

func (g gen) scale() map[string]any {
	direction := rapid.SampledFrom([]string{"higher", "lower", "range"}).Draw(g.T, "direction")
	k := g.numbers(8)
	out := map[string]any{"direction": direction}
	switch direction {
	case "higher":
		out["knots"] = map[string]any{"worst": k[0], "red": k[1], "green": k[2], "target": k[3]}
	case "lower":
		out["knots"] = map[string]any{"worst": k[3], "red": k[2], "green": k[1], "target": k[0]}
	default:
		out["knots"] = map[string]any{"worst": k[0], "red": k[1], "green": k[2], "target": k[3]}
		out["upper"] = map[string]any{"worst": k[7], "red": k[6], "green": k[5], "target": k[4]}
	}
	return out
}

// formed are texts of the forms that fields may ask for.
var formed = map[string][]string{"language": {"nb", "en", "no"}, "country": {"NO", "DE"}, "email": {"someone@example.org"}, "url": {"https://example.org/a?b=c#d"}}

// declaration makes one of a kind. Names of people are such that none is given away.
func (g gen) declaration(k *record.Kind, name string) record.Declaration {
	spec := must(g.object(k.Fields))
	if mend := rules[k.Name]; mend != nil {
		mend(g, spec)
	}
	d := record.Declaration{Kind: k.Name, Name: name, Spec: spec}
	personal := slices.ContainsFunc(k.Fields, func(f record.Field) bool { return f.NamesRecord() })
	if !personal {
		d.Title = strings.Map(func(r rune) rune {
			if r == '\n' || r == '\r' || r == '\t' {
				return ' '
			}
			return r
		}, g.text(record.Field{Name: "title", Type: record.Text, Required: true, Len: 200}))
	}
	return d
}

// history makes a programme by small steps: each step is what is declared next, as record.Plan accepts it.
func history(t *rapid.T, steps int, now time.Time) (changes []record.Change, states []*record.Snapshot) {
	registry := kinds.Registry()
	g := gen{t, map[string][]string{}}
	at := record.NewSnapshot(registry)
	order := registry.Kinds()
	try := func(c record.Change) bool {
		p, err := record.Plan(at, []record.Change{c}, now)
		for range 4 { // without the fields that break a rule which is not in rules
			spec := without(c.Spec, err)
			if spec == nil {
				break
			}
			c.Spec = spec
			p, err = record.Plan(at, []record.Change{c}, now)
		}
		if err != nil {
			return false
		}
		at = p.After
		changes, states = append(changes, c), append(states, at)
		return true
	}
	for i := range steps {
		k := rapid.SampledFrom(order).Draw(t, "kind")
		if i < 2*len(order) { // those that others need come first
			k = order[firstKinds[i%len(firstKinds)]%len(order)]
		}
		if k.Name == "strategy-link" && len(g.names["objective"]) < 2 { // there is nothing to link yet
			k, _ = registry.Kind("objective")
		}
		have := g.names[k.Name]
		switch rapid.IntRange(0, 9).Draw(t, "step") {
		case 0:
			if len(have) > 0 && try(record.Change{Declaration: record.Declaration{Kind: k.Name, Name: have[0]}, Retire: true}) {
				g.names[k.Name] = have[1:]
				continue
			}
		case 3, 4, 5:
			if k.Lifecycle != nil && len(have) > 0 {
				name := rapid.SampledFrom(have).Draw(t, "moved")
				r, _ := at.Lookup(k.Name, name)
				if open := k.Lifecycle.Open(r.State); len(open) > 0 {
					c := record.Change{Declaration: record.Declaration{Kind: k.Name, Name: name}, Move: rapid.SampledFrom(open).Draw(t, "move").Name, By: "mover", Reason: "why not"}
					if try(c) {
						continue
					}
				}
			}
		case 6, 7:
			if k.Lifecycle != nil && len(have) > 0 { // a change of what is in force, which then waits
				name := rapid.SampledFrom(have).Draw(t, "revised")
				r, _ := at.Lookup(k.Name, name)
				if try(record.Change{Declaration: record.Declaration{Kind: k.Name, Name: name, Title: fmt.Sprint("Changed ", i), Spec: declaredTree(t, at, r)}, By: "writer"}) {
					continue
				}
			}
		case 1, 2:
			if len(have) > 0 && try(record.Change{Declaration: g.declaration(k, rapid.SampledFrom(have).Draw(t, "again"))}) {
				continue
			}
		}
		name := fmt.Sprintf("%s%d", rapid.SampledFrom([]string{"x", "on-", "0", "no-"}).Draw(t, "name"), i)
		d := g.declaration(k, name)
		if rapid.IntRange(0, 9).Draw(t, "given code") == 0 {
			d.Code = fmt.Sprintf("%s-%03d", k.Prefix, 100+i)
		}
		if k.Lifecycle != nil && rapid.Bool().Draw(t, "given state") {
			d.State = rapid.SampledFrom(k.Lifecycle.StateNames()).Draw(t, "state")
		}
		if try(record.Change{Declaration: d, Import: true}) {
			g.names[k.Name] = append(g.names[k.Name], name)
		}
	}
	return changes, states
}

// declaredTree gives the spec of a record as people write it.
func declaredTree(t *rapid.T, s *record.Snapshot, r *record.Record) record.Tree {
	b, err := s.Declared(r)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := record.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// without gives a spec without the fields at its top that were refused; nil where there are none.
func without(spec record.Tree, err error) record.Tree {
	if err == nil || spec == nil {
		return nil
	}
	out := map[string]any{}
	for name, v := range must(spec) {
		out[name] = v
	}
	for _, f := range fault.Of(err).Fields {
		if path, ok := strings.CutPrefix(f.Path, "spec."); ok && f.Reason != "is required" {
			delete(out, path[:len(path)-len(strings.TrimLeft(path, "abcdefghijklmnopqrstuvwxyz_"))])
		}
	}
	if len(out) == len(must(spec)) {
		return nil
	}
	return out
}

// firstKinds are the kinds in an order in which each finds what it refers to, as indexes of the registry's list.
var firstKinds = func() []int {
	all := kinds.Registry().Kinds()
	var out []int
	done := map[string]bool{}
	for range all {
		for i, k := range all {
			ready := !done[k.Name]
			for _, f := range k.Fields {
				ready = ready && (!f.Required || f.Ref == "" || done[f.Ref] || f.Ref == k.Name)
				if f.Elem != nil && f.Required {
					for _, h := range f.Elem.Fields {
						ready = ready && (h.Ref == "" || !h.Required || done[h.Ref])
					}
				}
			}
			if ready {
				done[k.Name] = true
				out = append(out, i)
			}
		}
	}
	return out
}()

// stateOf gives a snapshot as a store would tell it.
func stateOf(t interface{ Fatal(...any) }, s *record.Snapshot) ascode.State {
	out := ascode.State{Store: "s", Seq: 1}
	for _, k := range s.Registry().Kinds() {
		for r := range s.List(k.Name, true) {
			b, err := s.Declared(r)
			if err != nil {
				t.Fatal(err)
			}
			spec, err := record.Parse(b)
			if err != nil {
				t.Fatal(err)
			}
			d := ascode.Document{UID: r.UID, Kind: r.Kind, Name: r.Name, Code: r.Code, Title: r.Title, Revision: r.Revision, Retired: r.Retired, State: r.State, Spec: spec}
			if force, ok := s.InForce(r.UID); ok && force != r {
				b, err := s.Declared(force)
				if err != nil {
					t.Fatal(err)
				}
				spec, err := record.Parse(b)
				if err != nil {
					t.Fatal(err)
				}
				d.Force = &ascode.Document{UID: r.UID, Kind: r.Kind, Name: r.Name, Code: r.Code, Title: force.Title, Revision: force.Revision, State: force.State, Spec: spec}
			}
			out.Records = append(out.Records, d)
		}
	}
	return out
}

// imported are changes by somebody who may bring records in with their states.
func imported(changes []record.Change) []record.Change {
	out := slices.Clone(changes)
	for i := range out {
		out[i].Import = true
		if out[i].By == "" {
			out[i].By = "importer"
		}
	}
	return out
}

// The generator makes something of every kind, most of the time: else what it proves is little.
func TestGeneratorReachesEveryKind(t *testing.T) {
	made, n := map[string]int{}, 0
	rapid.Check(t, func(r *rapid.T) {
		_, states := history(r, 52, noon)
		n++
		for _, k := range kinds.Registry().Kinds() {
			for range states[len(states)-1].List(k.Name, false) {
				made[k.Name]++
				break
			}
		}
	})
	for _, k := range kinds.Registry().Kinds() {
		if made[k.Name] < n/3 {
			t.Errorf("of %d programmes only %d have a %s: say in rules what its own rules want", n, made[k.Name], k.Name)
		}
	}
	t.Log(made, "of", n)
}

var noon = time.Date(2026, 9, 30, 12, 0, 0, 0, time.UTC)
