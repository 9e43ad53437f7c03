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
			// only what was painted can be seen to move, and a busy machine paints late
			page += `<script>new PerformanceObserver(()=>requestAnimationFrame(()=>{document.body.prepend(Object.assign(document.createElement("div"),{style:"height:300px"}));
				requestAnimationFrame(()=>requestAnimationFrame(()=>window.done=true))})).observe({type:"paint",buffered:true})</script>`
		}
		_, _ = w.Write([]byte(page))
	}))
	defer srv.Close()
	b := Open(t)
	for path, moves := range map[string]bool{"/stands": false, "/moves": true} {
		b.Visit(srv.URL + path)
		if moves {
			b.Eventually("the page has moved", func() bool { return Evaluate[bool](b, `window.done===true`) })
		}
		if sum, parts := b.moved(); (sum > mostShift) != moves {
			t.Errorf("%s moves by %f: %v", path, sum, parts)
		}
	}
}
