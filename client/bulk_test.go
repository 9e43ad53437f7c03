package client_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/access"
)

func unit(name, parent string) client.Change {
	return client.Change{Action: "put", Kind: "unit", Name: name, Title: text(name), Spec: object{"parent": parent}}
}

// Many changes are made together or not at all; made apart, each is told on its own. Either way the one at fault is named.
func TestBulk(t *testing.T) {
	s, c := declared(t)
	ctx := t.Context()
	before := s.Service.Seq()
	bad := []client.Change{unit("north", "enterprise"), unit("south", "nobody"), unit("harbour", "north")}
	_, err := c.Bulk(ctx, bad, client.BulkOptions{})
	p := refused(t, "two good changes and a bad one", err, client.Invalid, "items[1].spec.parent")
	if s.Service.Seq() != before {
		t.Errorf("of what was refused, something was written")
	}
	if !strings.Contains(p.Error(), `items[1].spec.parent: there is no unit "nobody"`) {
		t.Errorf("it is told as %s", p)
	}
	plan := must[client.BulkAnswer](t)(c.Bulk(ctx, bad, client.BulkOptions{Apart: true, DryRun: true}))
	if !plan.DryRun || plan.Atomic || s.Service.Seq() != before || len(plan.Items) != 3 || plan.Items[2].Action != "created" {
		t.Errorf("a rehearsal says %+v", plan)
	}
	apart := must[client.BulkAnswer](t)(c.Bulk(ctx, bad, client.BulkOptions{Apart: true}, client.Reason("as far\nas it goes"), client.Key("apart")))
	var told []string
	for _, x := range apart.Items {
		told = append(told, fmt.Sprint(x.Status, " ", x.Action))
	}
	if want := []string{"201 created", "422 ", "201 created"}; !slices.Equal(told, want) {
		t.Fatalf("each alone is told as %q, not %q", told, want)
	}
	if x := apart.Items[1]; x.Record != nil || x.Problem.Code() != client.Invalid || x.Problem.Errors[0].Field != "items[1].spec.parent" || x.Problem.Errors[0].Remedy == "" {
		t.Errorf("the one at fault is told as %+v", x.Problem)
	}
	if again := must[client.BulkAnswer](t)(c.Bulk(ctx, bad, client.BulkOptions{Apart: true}, client.Reason("as far\nas it goes"), client.Key("apart"))); !again.Replays || again.Items[0].Record.Revision != 1 {
		t.Errorf("sent again under its key: %+v", again)
	}
	before = s.Service.Seq()
	one, two := int64(1), int64(2)
	both := []client.Change{
		{Action: "patch", Kind: "unit", Name: "harbour", Title: text("Harbour"), IfRevision: &one},
		{Action: "patch", Kind: "unit", UID: apart.Items[0].Record.UID, Name: "north-coast"}, // renames it
		{Action: "retire", Kind: "measure", Name: "mfa"},
	}
	_, err = c.Bulk(ctx, both, client.BulkOptions{})
	refused(t, "retiring what is needed", err, client.Invalid, "")
	both[2] = client.Change{Action: "move", Kind: "objective", Name: "protect", Move: "close"}
	done := must[client.BulkAnswer](t)(c.Bulk(ctx, both, client.BulkOptions{}, client.Reason("spring")))
	if s.Service.Seq() != before+1 || done.Seq != before+1 || c.Seq() != done.Seq || done.Items[1].Record.Name != "north-coast" || done.Items[2].Action != "moved" || done.Items[2].Record.State != "closed" {
		t.Errorf("together they are %+v", done)
	}
	_, err = c.Bulk(ctx, []client.Change{{Action: "put", Kind: "unit", Name: "harbour", Spec: object{}, Title: text("x"), IfRevision: &one}}, client.BulkOptions{})
	refused(t, "what has changed meanwhile", err, client.Conflict, "")
	_, err = c.Bulk(ctx, []client.Change{{Action: "put", Kind: "units", Name: "x"}, {Action: "drop", Kind: "unit", Name: "x", IfRevision: &two}}, client.BulkOptions{})
	refused(t, "changes that are none", err, client.Invalid, "items[0].spec")
	_, err = c.Bulk(ctx, nil, client.BulkOptions{})
	refused(t, "no changes", err, client.Invalid, "items")
	_, err = s.as(t, access.Auditor).Bulk(ctx, both, client.BulkOptions{})
	refused(t, "by an auditor", err, client.Forbidden, "")
}

// A table that is exported, changed in a spreadsheet and imported changes what was changed there, and nothing else.
func TestTableThereAndBack(t *testing.T) {
	s, c := declared(t)
	ctx := t.Context()
	for _, form := range []client.Table{client.CSV, client.XLSX} {
		var b bytes.Buffer
		if err := c.Export(ctx, "measures", form, client.ListOptions{Limit: 1, Retired: true}, &b); err != nil {
			t.Fatal(err)
		}
		before := s.Service.Seq()
		back := must[client.BulkAnswer](t)(c.Import(ctx, "measure", form, b.Bytes(), false))
		if len(back.Items) != 2 || back.Items[0].Action != "unchanged" || back.Items[1].Action != "unchanged" || s.Service.Seq() != before {
			t.Errorf("%s there and back: %+v", form, back)
		}
	}
	var b bytes.Buffer
	if err := c.Export(ctx, "measure", client.CSV, client.ListOptions{Filter: `name == "mfa"`, Fields: []string{"name", "title", "spec.period_days"}}, &b); err != nil {
		t.Fatal(err)
	}
	rows := must[[][]string](t)(csv.NewReader(bytes.NewReader(b.Bytes())).ReadAll())
	if len(rows) != 2 || !slices.Equal(rows[1], []string{"mfa", "Multi-factor sign-in", "30"}) {
		t.Fatalf("a table of three columns is %q", rows)
	}
	changed := []byte(strings.Replace(b.String(), "30", "14", 1))
	plan := must[client.BulkAnswer](t)(c.Import(ctx, "measure", client.CSV, changed, true))
	if !plan.DryRun || plan.Items[0].Action != "updated" || must[client.Record](t)(c.Get(ctx, "measure", "mfa")).Revision != 1 {
		t.Errorf("a rehearsal: %+v", plan)
	}
	done := must[client.BulkAnswer](t)(c.Import(ctx, "measure", client.CSV, changed, false, client.Key("sheet"), client.Reason("spreadsheet")))
	if done.Items[0].Action != "updated" || !strings.Contains(string(done.Items[0].Record.Spec), `"period_days":14`) {
		t.Errorf("%+v", done)
	}
	if again := must[client.BulkAnswer](t)(c.Import(ctx, "measure", client.CSV, changed, false, client.Key("sheet"), client.Reason("spreadsheet"))); !again.Replays {
		t.Errorf("sent again under its key: %+v", again)
	}
	_, err := c.Import(ctx, "measure", client.CSV, []byte("name,spec.period_days\nmfa,often\n"), false)
	if p := refused(t, "a cell that is wrong", err, client.Invalid, "spec.period_days"); len(p.Errors) > 0 && (p.Errors[0].Line != 2 || p.Errors[0].Column != 2) || !strings.Contains(p.Error(), "line 2: spec.period_days: ") {
		t.Errorf("the place at fault is %+v: %v", p.Errors, p)
	}
	_, err = c.Import(ctx, "measure", client.XLSX, changed, false)
	refused(t, "a workbook that is none", err, client.Invalid, "")
	if _, err = c.Import(ctx, "measure", "ods", changed, false); err == nil || !strings.Contains(err.Error(), `"ods"`) {
		t.Errorf("a form that is none: %v", err)
	}
	err = c.Export(ctx, "measure", client.CSV, client.ListOptions{Filter: "name ="}, &b)
	refused(t, "a filter that is none", err, client.Invalid, "filter")
	_, err = s.as(t, access.Auditor).Import(ctx, "measure", client.CSV, changed, false)
	refused(t, "by an auditor", err, client.Forbidden, "")
}

// Everything that is declared comes over as many pages as it takes, all of one state, with what is in force beside what waits.
func TestProgrammeInPages(t *testing.T) {
	s, admin := declared(t)
	ctx := t.Context()
	var items []client.Change
	for i := range 700 {
		items = append(items, unit(fmt.Sprintf("site-%03d", i), "enterprise"))
	}
	must[client.BulkAnswer](t)(admin.Bulk(ctx, items, client.BulkOptions{}))
	must[client.Written](t)(admin.Retire(ctx, "unit", "site-007"))
	manager := s.as(t, access.ISMSManager)
	must[client.Written](t)(manager.Patch(ctx, "objective", "protect", client.Patch{Title: text("Waits")}))
	seq, pages := s.Service.Seq(), 0
	reader := connect(t, s.Address(), s.token(t, access.Auditor), client.WithTransport(through(func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, "/programme") {
			if pages++; pages == 2 { // between two pages, others write: what was on the first page, what comes on the second, and something new
				must[client.Written](t)(admin.Patch(ctx, "objective", "protect", client.Patch{Title: text("Later")}))
				must[client.Written](t)(admin.Retire(ctx, "unit", "site-650"))
				must[client.Written](t)(admin.Put(ctx, "unit", "site-999", client.Declaration{Title: "New", Spec: object{}}))
			}
		}
		return http.DefaultTransport.RoundTrip(r)
	})))
	p := must[client.Programme](t)(reader.Programme(ctx))
	seq += 2 // the reader's account and token
	if len(p.Records) != len(programme)+700 || pages != 2 || p.Seq != seq || len(p.Store) != 64 {
		t.Errorf("%d records over %d pages of entry %d, of %d", len(p.Records), pages, p.Seq, seq)
	}
	seen := map[string]int{}
	for _, r := range p.Records {
		seen[r.Kind+" "+r.Name]++
		switch {
		case r.Name == "protect" && (r.Title != "Waits" || r.Force == nil || r.Force.Title != "Protect accounts" || r.InForce != 1):
			t.Errorf("what waits is told as %+v, what is in force as %+v", r.Record, r.Force)
		case r.Name == "site-007" && !r.Retired, r.Name == "site-650" && r.Retired, r.Name == "site-999":
			t.Errorf("of another state: %+v", r.Record)
		case r.Name != "protect" && r.Force != nil:
			t.Errorf("%s has something in force beside it: %+v", r.Name, r.Force)
		}
	}
	if len(seen) != len(p.Records) {
		t.Errorf("%d records come %d times", len(seen), len(p.Records))
	}
	past := must[client.Programme](t)(reader.AsOf("entry:3").Programme(ctx))
	if len(past.Records) != len(programme) || past.Store != p.Store || past.Seq != 3 {
		t.Errorf("of entry 3 come %d records of entry %d", len(past.Records), past.Seq)
	}
}
