package app_test

import (
	"context"
	"fmt"
	"index/suffixarray"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/api"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web"
)

const noMeasures = `
@id("all-else")
permit (principal, action, resource);
@id("no-measures")
forbid (principal, action == Action::"read", resource) when { principal.role == "auditor" && resource.kind == "measure" };
`

// Whoever may not read measures finds none on any page and in no answer of the API.
func TestNoRouteTellsWhatMayNotBeRead(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenOf(t, a, access.Auditor)
	gate, err := access.NewGateFrom([]byte(noMeasures))
	if err != nil {
		t.Fatal(err)
	}
	svc, err := service.New(service.Options{Store: a.Store, Gate: gate, Formats: app.Formats()})
	if err != nil {
		t.Fatal(err)
	}
	srv := httpd.New(httpd.Options{Service: svc, Sessions: memstore.New(), Log: slog.New(slog.DiscardHandler), PerSecond: 1e6, Burst: 1e6})
	api.Register(srv, svc)
	if err := web.Register(srv, svc, web.Options{Demo: true}); err != nil {
		t.Fatal(err)
	}
	var secrets []string
	refs := map[string][]string{}
	for _, k := range svc.Registry().Kinds() {
		for r := range a.Store.Snapshot().List(k.Name, true) {
			refs["{ref}"] = append(refs["{ref}"], r.Code)
			if k.Name == "measure" {
				secrets = append(secrets, r.Title, `"`+r.Name+`"`, ">"+r.Name+"<")
			}
		}
	}
	v, err := a.Service.View(t.Context(), app.Operator(), service.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	runs, err := v.RecentRuns(t.Context(), 50)
	if err != nil || len(runs) == 0 {
		t.Fatal("the demonstration has no runs", err)
	}
	for _, run := range runs {
		refs["{id}"] = append(refs["{id}"], run.ID)
		refs["{to}"] = append(refs["{to}"], strconv.FormatInt(run.ObservedAt.UnixMicro(), 10))
	}
	refs["{kind}"] = []string{"objective"}
	refs["{sha256}"] = []string{runs[0].SHA256}
	if answered := searched(t, srv, token, refs, secrets); answered < 20 {
		t.Errorf("only %d addresses answered: the test shows little", answered)
	}
}

// searched asks every address that answers anything, with each of what can stand in its places, and looks for secrets in what
// it answers. It tells how many answered with more than a refusal.
func searched(t *testing.T, srv *httpd.Server, token string, refs map[string][]string, secrets []string) (answered int) {
	t.Helper()
	handler, asked := srv.Handler(), 0
	for _, route := range srv.Routes() {
		method, path, _ := strings.Cut(route.Pattern, " ")
		if method != http.MethodGet || route.Need.IsPublic() || strings.Contains(path, "/files/") { // a file is its source's
			continue
		}
		for _, path := range filled(strings.TrimSuffix(path, "{$}"), refs) {
			ctx, gone := context.WithTimeout(t.Context(), time.Minute)
			switch {
			case strings.HasSuffix(path, "/trace"):
				path += "?path=measure,objective"
			case path == "/api/v1/events":
				path += "?limit=1000"
			case path == "/api/v1/events/stream":
				path += "?after=0"
				gone()
				ctx, gone = context.WithTimeout(t.Context(), 2*time.Second) // it has no end of its own
			case strings.Count(path, "/") == 3 && strings.HasPrefix(path, "/api/v1/"):
				path += "?format=csv"
			}
			defer gone()
			r := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
			asked++
			r.RemoteAddr = fmt.Sprintf("192.0.2.%d:1", asked%250) // one address alone would be asked to wait
			r.Header.Set("Authorization", "Bearer "+token)
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if w.Code == http.StatusTooManyRequests || w.Code >= http.StatusInternalServerError {
				t.Fatalf("%s answers %d", path, w.Code)
			}
			if w.Code == http.StatusOK {
				answered++
			}
			body := suffixarray.New(w.Body.Bytes()) // many words are looked for in each answer
			for _, s := range secrets {
				if len(body.Lookup([]byte(s), 1)) > 0 {
					t.Errorf("%s (%d) tells of %s", path, w.Code, s)
				}
			}
		}
	}
	return answered
}

// filled gives the addresses of a pattern, with each of what can stand in its places.
func filled(path string, refs map[string][]string) []string {
	at := wildcard.FindString(path)
	if at == "" {
		return []string{path}
	}
	var out []string
	before, _, _ := strings.Cut(path, "/"+at)
	for _, value := range fitting(before[strings.LastIndex(before, "/")+1:], refs[at]) {
		out = append(out, filled(strings.Replace(path, at, value, 1), refs)...)
	}
	return out
}

// fitting leaves out, of what stands behind the name of a kind, all codes of each other kind but the first: what one of them does
// there, the others do.
func fitting(kind string, refs []string) []string {
	prefix := ""
	for _, k := range kinds.Registry().Kinds() {
		if k.Plural == kind || k.Name == kind {
			prefix = k.Prefix
		}
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(refs), func(ref string) bool {
		other, _, coded := strings.Cut(ref, "-")
		again := seen[other]
		seen[other] = true
		return coded && prefix != "" && other != prefix && again
	})
}
