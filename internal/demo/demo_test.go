package demo_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/csvfile"
	"github.com/steelyard-isms/steelyard/internal/collect/lynis"
	"github.com/steelyard-isms/steelyard/internal/collect/xccdf"
	"github.com/steelyard-isms/steelyard/internal/demo"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

func TestSeed(t *testing.T) {
	clock := &demo.Clock{}
	st, err := store.Open(t.Context(), store.Options{DSN: filepath.Join(t.TempDir(), "demo.db"), Registry: kinds.Registry(), Clock: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	svc, err := service.New(service.Options{Store: st, Clock: clock.Now, Formats: collect.NewFormats(lynis.Format{}, xccdf.Format{}, csvfile.Format{})})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := demo.Seed(t.Context(), st, svc, clock, time.Now()); err != nil {
		t.Fatal(err)
	}
	t.Log("seeded in", time.Since(began))
	v, err := svc.View(t.Context(), access.Operator("test"), service.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	began = time.Now()
	s, err := v.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Log("status in", time.Since(began))
	for _, c := range s.Scorecards {
		t.Logf("%s %s %+v", c.Record.Title, c.Node.Shown, c.Node.Band)
	}
	for _, o := range s.Objectives {
		t.Logf("%s %s %s %s", o.Record.Code, o.Record.Title, o.Node.Shown, o.Attainment)
	}
	for _, m := range s.Measures {
		t.Logf("%s %s %v %v", m.Record.Code, m.Record.Title, *m.Last.Value, m.Score)
	}
	ver, err := svc.Verify(t.Context(), access.Operator("test"))
	t.Logf("%+v %v", ver, err)
}
