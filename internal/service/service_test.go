package service_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/csvfile"
	"github.com/steelyard-isms/steelyard/internal/collect/lynis"
	"github.com/steelyard-isms/steelyard/internal/collect/sample"
	"github.com/steelyard-isms/steelyard/internal/collect/xccdf"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/store/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// bench is a service on a new store, with a clock that the test moves.
type bench struct {
	*service.Service
	t     *testing.T
	store *store.Store
	now   atomic.Pointer[time.Time]
}

func (b *bench) clock() time.Time { return *b.now.Load() }

func (b *bench) pass(d time.Duration) {
	t := b.clock().Add(d)
	b.now.Store(&t)
}

func newBench(t *testing.T, dsn string) *bench {
	t.Helper()
	b := &bench{t: t}
	start := time.Date(2025, 1, 15, 9, 0, 0, 0, time.UTC)
	b.now.Store(&start)
	var err error
	b.store, err = store.Open(t.Context(), store.Options{DSN: dsn, Registry: kinds.Registry(), Clock: b.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.store.Close() })
	b.Service, err = service.New(service.Options{Store: b.store, Clock: b.clock, Formats: collect.NewFormats(lynis.Format{}, xccdf.Format{}, csvfile.Format{})})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func databases(t *testing.T) map[string]string {
	return map[string]string{"sqlite": filepath.Join(t.TempDir(), "steelyard.db"), "postgres": pgtest.DSN(t)}
}

var manager = access.Principal{Account: "01JBKBT1004D2QJ7MZ0FGA5S32", Role: access.ISMSManager, Via: "test"}

// administrator is who may bring in what has a state, and take it out.
var administrator = access.Principal{Account: manager.Account, Role: access.Administrator, Via: "test"}

// declare applies YAML documents.
func (b *bench) declare(who access.Principal, text string) error {
	changes, bad := ascode.Read("test.yaml", []byte(text))
	if len(bad) > 0 {
		b.t.Fatal(bad)
	}
	if strings.Contains(text, "state: active") { // which only administrators bring in
		who.Role = access.Administrator
	}
	_, err := b.Declare(b.t.Context(), who, changes, "test")
	return err
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func doc(kind, name, title, spec string) string {
	out := fmt.Sprintf("---\napiVersion: steelyard/v1\nkind: %s\nname: %s\n", kind, name)
	if title != "" {
		out += "title: " + title + "\n"
	}
	if kind == "objective" {
		out += "state: active\n"
	}
	return out + "spec: " + spec + "\n"
}

func measureDoc(name, extra string) string {
	return doc("measure", name, "Measure "+name, `{unit: enterprise, owner: p-01, period_days: 31, `+extra+`scale: {direction: higher, knots: {worst: 50, red: 85, green: 95, target: 99}}}`)
}

var base = doc("unit", "enterprise", "Enterprise", "{level: organisation}") + doc("person", "p-01", "", "{full_name: Kari Solberg, unit: enterprise}") +
	doc("person", "p-02", "", "{full_name: Jonas Eide, unit: enterprise}") +
	doc("scorecard", "security", "Security", "{unit: enterprise}") + doc("perspective", "process", "Process", "{scorecard: security, weight: 1}") +
	doc("perspective", "people", "People", "{scorecard: security, weight: 2}")

// describe puts everything that is computed at a view's moment into text.
func (b *bench) describe(a service.AsOf) string {
	b.t.Helper()
	v, err := b.View(b.t.Context(), manager, a)
	b.must(err)
	var out bytes.Buffer
	for _, kind := range []string{"scorecard", "perspective", "objective", "measure"} {
		records, err := v.List(kind, false)
		b.must(err)
		for _, r := range records {
			why, err := v.Explain(b.t.Context(), r)
			if fault.Is(err, fault.NotFound) {
				continue
			}
			b.must(err)
			text, err := json.Marshal(why)
			b.must(err)
			out.Write(append(text, '\n'))
		}
	}
	return out.String()
}

func TestTheSameFileTwiceAddsNothing(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			b.must(b.declare(manager, base+doc("source", "host", "Host", "{unit: enterprise, format: lynis}")+measureDoc("hardening", "source: host, value: hardening_index, ")))
			content, err := sample.Files.ReadFile(sample.Lynis)
			b.must(err)
			send := func() service.Collected {
				got, err := b.Collect(t.Context(), manager, service.NewFile{Source: "host", Filename: "../../etc/lynis.dat", Content: bytes.NewReader(content), ObservedAt: b.clock()})
				b.must(err)
				return got
			}
			first := send()
			seq := b.Seq()
			b.pass(time.Hour)
			again := send()
			if !again.Again || again.Run.ID != first.Run.ID || b.Seq() != seq {
				t.Errorf("the second time makes run %s (first %s) and entry %d (was %d)", again.Run.ID, first.Run.ID, b.Seq(), seq)
			}
			if first.Run.Filename != "lynis.dat" {
				t.Errorf("the file's name keeps a path: %s", first.Run.Filename)
			}
			v, err := b.View(t.Context(), manager, service.AsOf{})
			b.must(err)
			var kept bytes.Buffer
			b.must(v.WriteFile(t.Context(), first.Run.SHA256, &kept))
			if !bytes.Equal(kept.Bytes(), content) {
				t.Error("the raw file that is kept is not the one that was sent")
			}
			status, err := v.Status(t.Context())
			b.must(err)
			for _, m := range status.Measures {
				if m.Last == nil || *m.Last.Value != 56 || m.Last.Run != first.Run.ID {
					t.Errorf("the measure's value is %+v", m.Last)
				}
			}
			check, err := b.Verify(t.Context(), manager)
			b.must(err)
			if len(check.Problems) > 0 {
				t.Error(check.Problems)
			}
		})
	}
}

// What a rule does not permit is refused at the service, whatever door asked.
func TestWhoMayDoWhat(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.declare(manager, base+measureDoc("one", "")+doc("source", "host", "Host", "{unit: enterprise, format: lynis}")))
	point := []service.NewPoint{{Measure: "one", From: b.clock(), To: b.clock(), Value: new(float64)}}
	acts := map[string]func(access.Principal) error{
		"read": func(p access.Principal) error {
			v, err := b.View(t.Context(), p, service.AsOf{})
			if err == nil {
				_, err = v.Record("measure", "one")
			}
			return err
		},
		"read people": func(p access.Principal) error {
			v, err := b.View(t.Context(), p, service.AsOf{})
			if err == nil {
				_, err = v.List("person", false)
			}
			return err
		},
		"declare":     func(p access.Principal) error { return b.declare(p, measureDoc("two", "")) },
		"send points": func(p access.Principal) error { _, err := b.AddPoints(t.Context(), p, point, "", "", ""); return err },
		"send a file": func(p access.Principal) error {
			_, err := b.Collect(t.Context(), p, service.NewFile{Source: "host", Content: strings.NewReader("x")})
			if fault.Is(err, fault.Invalid) { // it got as far as the file, which is not one
				return nil
			}
			return err
		},
		"make an account": func(p access.Principal) error {
			_, err := b.CreateAccount(t.Context(), p, service.NewAccount{Login: "x" + strings.ToLower(string(p.Role)), Role: access.Auditor})
			return err
		},
		"verify": func(p access.Principal) error { _, err := b.Verify(t.Context(), p); return err },
	}
	may := map[access.Role]string{
		access.Administrator: "read, read people, declare, send points, send a file, make an account, verify",
		access.ISMSManager:   "read, read people, declare, send points, send a file, verify",
		access.Executive:     "read, read people, verify",
		access.UnitHead:      "read, read people",
		access.Owner:         "read, read people, send points, send a file, verify",
		access.Analyst:       "read, read people, verify",
		access.Liaison:       "read, read people",
		access.Operator:      "read, read people, send points, send a file, verify",
		access.Collector:     "read, send points, send a file, verify",
		access.Auditor:       "read, read people, verify",
	}
	for _, role := range access.Roles {
		for act, do := range acts {
			b.pass(time.Second)
			allowed := strings.Contains(", "+may[role]+",", ", "+act+",")
			err := do(access.Principal{Account: "01JBKBT1004D2QJ7MZ0FGA5S32", Role: role, Via: "test"})
			if allowed && err != nil || !allowed && !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s to %s: %v", role, act, err)
			}
		}
	}
	for act, do := range acts {
		if err := do(access.Anonymous); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("nobody to %s: %v", act, err)
		}
	}
}

func TestSignIn(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.declare(access.Console("cli"), base))
	link, err := b.SetupLink(t.Context())
	b.must(err)
	first := service.NewAccount{Login: "kari", Password: "a sentence is easy to keep", Person: "p-01"}
	if _, err := b.UseSetupLink(t.Context(), link+"x", first); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a wrong link makes an administrator: %v", err)
	}
	p, err := b.UseSetupLink(t.Context(), link, first)
	b.must(err)
	if p.Role != access.Administrator || p.Person == "" {
		t.Errorf("the first account is %+v", p)
	}
	if _, err := b.UseSetupLink(t.Context(), link, service.NewAccount{Login: "again", Password: "a sentence is easy to keep"}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a link works twice: %v", err)
	}
	if again, err := b.SetupLink(t.Context()); err != nil || again != "" {
		t.Errorf("a link is offered although there is an account: %v", err)
	}
	for _, c := range []struct{ login, password string }{{"kari", "wrong sentence altogether"}, {"nobody", "a sentence is easy to keep"}, {"", ""}} {
		if _, err := b.SignIn(t.Context(), c.login, c.password); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%s signs in: %v", c.login, err)
		}
	}
	if _, err := b.SignIn(t.Context(), "kari", first.Password); err != nil {
		t.Error(err)
	}
	secret, token, err := b.CreateToken(t.Context(), p, "kari", "scanner", time.Hour)
	b.must(err)
	if who, err := b.ByToken(t.Context(), secret); err != nil || who.Account != p.Account {
		t.Errorf("the token is %+v, %v", who, err)
	}
	b.pass(2 * time.Hour)
	if _, err := b.ByToken(t.Context(), secret); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("an old token works: %v", err)
	}
	b.pass(-2 * time.Hour)
	b.must(b.RevokeToken(t.Context(), p, token.UID))
	if _, err := b.ByToken(t.Context(), secret); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("a revoked token works: %v", err)
	}
}

// A file that says two things about one time is refused whole, also where the two are far apart in it.
func TestAFileThatContradictsItself(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.declare(manager, base+doc("source", "table", "Table", "{unit: enterprise, format: csv, mapping: {rows: each, time: {column: at, format: unix}, values: [{name: open, operation: value, column: open}]}}")))
	file := strings.Builder{}
	file.WriteString("at,open\n")
	start := b.clock().AddDate(0, -2, 0).Unix()
	for i := range 12_000 {
		fmt.Fprintf(&file, "%d,%d\n", start+int64(i), i)
	}
	good := file.String()
	got, err := b.Collect(t.Context(), manager, service.NewFile{Source: "table", Content: strings.NewReader(good)})
	b.must(err)
	if got.Points != 12_000 {
		t.Errorf("%d points of 12,000 rows", got.Points)
	}
	_, err = b.Collect(t.Context(), manager, service.NewFile{Source: "table", Content: strings.NewReader(good + fmt.Sprintf("%d,7\n", start))})
	if f := fault.Of(err); f.Code != fault.Invalid || !strings.Contains(fmt.Sprint(f.Fields), "two rows") {
		t.Errorf("a file that contradicts itself is accepted: %v", err)
	}
	check, err := b.Verify(t.Context(), manager)
	b.must(err)
	if len(check.Problems) > 0 || check.Points != 12_000 {
		t.Errorf("%d points, %v", check.Points, check.Problems)
	}
}

// Another password ends the sessions that began with the old one, and a disabled or forgotten account has none.
func TestSessionsEndWithTheirPassword(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	operator := access.Console("cli")
	_, err := b.CreateAccount(t.Context(), operator, service.NewAccount{Login: "kari", Password: "a sentence is easy to keep", Role: access.Auditor})
	b.must(err)
	p, err := b.SignIn(t.Context(), "kari", "a sentence is easy to keep")
	b.must(err)
	signedIn := func() bool {
		who, err := b.Resume(t.Context(), p.Account, p.Credential, "web")
		b.must(err)
		return who.SignedIn()
	}
	if !signedIn() {
		t.Fatal("a session does not last")
	}
	b.must(b.Disable(t.Context(), operator, "kari", true))
	if signedIn() {
		t.Error("a disabled account is signed in")
	}
	b.must(b.Disable(t.Context(), operator, "kari", false))
	b.must(b.SetPassword(t.Context(), operator, "kari", "another sentence that is kept"))
	if signedIn() {
		t.Error("a session outlives its password")
	}
	b.must(b.Forget(t.Context(), operator, "kari"))
	if _, err := b.SignIn(t.Context(), "kari", "another sentence that is kept"); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("a forgotten account signs in: %v", err)
	}
	check, err := b.Verify(t.Context(), operator)
	b.must(err)
	if len(check.Problems) > 0 {
		t.Error(check.Problems)
	}
}

// What one process has declared, another takes points for at once: a script applies a programme and then sends.
func TestPointsRightAfterAnotherProcessDeclared(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			server, command := newBench(t, dsn), newBench(t, dsn)
			for i := range 10 {
				m := fmt.Sprintf("m-%d", i)
				command.pass(time.Second)
				command.must(command.declare(manager, base+measureDoc(m, "")))
				server.pass(2 * time.Second)
				_, err := server.AddPoints(t.Context(), manager, []service.NewPoint{{Measure: m, From: server.clock(), To: server.clock(), Value: new(float64)}}, "", "", "")
				if err != nil {
					t.Fatalf("after %d programmes: %v", i, err)
				}
				command.pass(2 * time.Second)
			}
		})
	}
}

func TestPointsAreRefusedByPlace(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.declare(manager, base+measureDoc("one", "")+doc("source", "host", "Host", "{unit: enterprise, format: lynis}")+measureDoc("read", "source: host, value: hardening_index, ")))
	good := service.NewPoint{Measure: "one", From: b.clock(), To: b.clock(), Value: new(float64)}
	for name, c := range map[string]struct {
		change func(*service.NewPoint)
		field  string
	}{
		"no measure":     {func(p *service.NewPoint) { p.Measure = "none" }, "points[1].measure"},
		"read by source": {func(p *service.NewPoint) { p.Measure = "read" }, "points[1].measure"},
		"future":         {func(p *service.NewPoint) { p.To = b.clock().AddDate(0, 1, 0) }, "points[1].valid_to"},
		"backwards":      {func(p *service.NewPoint) { p.From = p.To.Add(time.Hour) }, "points[1].valid_from"},
		"no value":       {func(p *service.NewPoint) { p.Value = nil }, "points[1].value"},
	} {
		bad := good
		c.change(&bad)
		_, err := b.AddPoints(t.Context(), manager, []service.NewPoint{good, bad}, "", "", "")
		if f := fault.Of(err); f.Code != fault.Invalid || len(f.Fields) == 0 || f.Fields[0].Path != c.field || f.Fields[0].Remedy == "" {
			t.Errorf("%s: %v, not at %s", name, err, c.field)
		}
	}
	if v, err := b.store.Verify(t.Context()); err != nil || v.Points != 0 {
		t.Errorf("refused points left %d behind (%v)", v.Points, err)
	}
}

// read reads YAML documents.
func (b *bench) read(text string) []record.Change {
	b.t.Helper()
	changes, bad := ascode.Read("", []byte(text))
	if len(bad) > 0 {
		b.t.Fatal(bad)
	}
	return changes
}

// titles names records.
func titles(list []*record.Record) []string {
	var out []string
	for _, r := range list {
		out = append(out, r.Title)
	}
	return out
}
