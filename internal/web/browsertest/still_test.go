package browsertest

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// A page whose parts move down once it is seen is noticed, and one that stands still is not.
func TestWhatMovesIsNoticed(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		page := `<body><p style="font-size:40px">What is read</p>`
		if r.URL.Path == "/moves" {
			page += `<script>setTimeout(()=>document.body.prepend(Object.assign(document.createElement("div"),{style:"height:300px"})),30)</script>`
		}
		_, _ = w.Write([]byte(page))
	}))
	defer srv.Close()
	b := Open(t)
	for path, moves := range map[string]bool{"/stands": false, "/moves": true} {
		b.Visit(srv.URL + path)
		if sum, parts := b.moved(); (sum > mostShift) != moves {
			t.Errorf("%s moves by %f: %v", path, sum, parts)
		}
	}
}
