package assets

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

func built() *set {
	return load(fstest.MapFS{
		"manifest.json":          {Data: []byte(`{"app.css":"app-ABCDEFGH.css","inter.woff2":"inter-ABCDEFGH.woff2"}`)},
		"app-ABCDEFGH.css":       {Data: []byte("body{color:red}")},
		"app-ABCDEFGH.css.gz":    {Data: []byte("compacted")},
		"inter-ABCDEFGH.woff2":   {Data: []byte("font")},
		"stray-file-of-last.css": {Data: []byte("old")},
	})
}

func TestAssetsAreServedWithTheRightHeaders(t *testing.T) {
	for _, c := range []struct {
		name, method, path string
		header             [2]string
		status             int
		body, kind, coding string
	}{
		{"plain", "GET", "/assets/app-ABCDEFGH.css", [2]string{}, 200, "body{color:red}", "text/css; charset=utf-8", ""},
		{"gzip", "GET", "/assets/app-ABCDEFGH.css", [2]string{"Accept-Encoding", "br, gzip;q=0.8"}, 200, "compacted", "text/css; charset=utf-8", "gzip"},
		{"gzip refused", "GET", "/assets/app-ABCDEFGH.css", [2]string{"Accept-Encoding", "gzip; q=0"}, 200, "body{color:red}", "text/css; charset=utf-8", ""},
		{"font", "GET", "/assets/inter-ABCDEFGH.woff2", [2]string{"Accept-Encoding", "gzip"}, 200, "font", "font/woff2", ""},
		{"head", "HEAD", "/assets/app-ABCDEFGH.css", [2]string{}, 200, "", "text/css; charset=utf-8", ""},
		{"known already", "GET", "/assets/app-ABCDEFGH.css", [2]string{"If-None-Match", `"x", W/"app-ABCDEFGH"`}, 304, "", "", ""},
		{"changed", "GET", "/assets/app-ABCDEFGH.css", [2]string{"If-None-Match", `"x"`}, 200, "body{color:red}", "text/css; charset=utf-8", ""},
		{"unhashed", "GET", "/assets/app.css", [2]string{}, 404, "404 page not found\n", "text/plain; charset=utf-8", ""},
		{"not in the manifest", "GET", "/assets/stray-file-of-last.css", [2]string{}, 404, "404 page not found\n", "text/plain; charset=utf-8", ""},
		{"climbing out", "GET", "/assets/../assets.go", [2]string{}, 404, "404 page not found\n", "text/plain; charset=utf-8", ""},
		{"writing", "POST", "/assets/app-ABCDEFGH.css", [2]string{}, 405, "Method Not Allowed\n", "text/plain; charset=utf-8", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(c.method, "/", nil)
			r.URL.Path = c.path
			if c.header[0] != "" {
				r.Header.Set(c.header[0], c.header[1])
			}
			w := httptest.NewRecorder()
			built().ServeHTTP(w, r)
			if w.Code != c.status || w.Body.String() != c.body {
				t.Fatalf("a browser gets %d %q, not %d %q", w.Code, w.Body.String(), c.status, c.body)
			}
			if got := w.Header().Get("Content-Type"); got != c.kind {
				t.Errorf("content type is %q, not %q", got, c.kind)
			}
			if got := w.Header().Get("Content-Encoding"); got != c.coding {
				t.Errorf("content encoding is %q, not %q", got, c.coding)
			}
			if c.status == 200 && !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
				t.Error("browsers ask for the file again on every page: it is not immutable")
			}
		})
	}
}

func TestAProgramBuiltWithoutAssetsSaysWhatToRun(t *testing.T) {
	s := load(fstest.MapFS{".gitkeep": {}})
	if !fault.Is(s.fault, fault.Unavailable) || !strings.Contains(s.fault.Error(), "make assets") {
		t.Fatalf("the operator is not told what to run: %v", s.fault)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/assets/app.css", nil))
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "make assets") {
		t.Errorf("the answer is %d %q", w.Code, w.Body.String())
	}
	if got := s.path("app.css"); got != "/assets/app.css" {
		t.Errorf("a page cannot be rendered without assets: path is %q", got)
	}
}

func TestABrokenManifestIsAFaultAndNoPanic(t *testing.T) {
	for _, text := range []string{`{`, `{"app.css":"gone.css"}`, `[]`} {
		if s := load(fstest.MapFS{"manifest.json": {Data: []byte(text)}}); s.fault == nil {
			t.Errorf("manifest %q is taken as good", text)
		}
	}
}
