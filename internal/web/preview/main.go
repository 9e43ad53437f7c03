// Command preview serves every page with sample values on 127.0.0.1, under the content security policy of the
// product, so that their look can be checked in a browser without a database.
//
//	go run ./internal/web/preview -listen 127.0.0.1:8099
package main

import (
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/steelyard-isms/steelyard/internal/web/assets"
	"github.com/steelyard-isms/steelyard/internal/web/page"
	"github.com/steelyard-isms/steelyard/internal/web/preview/sample"
)

// policy is the content security policy that every page must work under.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; frame-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func main() {
	listen := flag.String("listen", "127.0.0.1:8099", "address on this machine")
	flag.Parse()
	if err := serve(*listen); err != nil {
		fmt.Fprintln(os.Stderr, "cannot serve the preview:", err)
		os.Exit(1)
	}
}

func serve(address string) error {
	if err := assets.Check(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	fmt.Printf("http://%s/scorecard\n", listener.Addr())
	server := &http.Server{Handler: handler(), ReadHeaderTimeout: 5 * time.Second}
	return server.Serve(listener)
}

func handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(assets.Root, assets.Handler())
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, page.PathScorecard, http.StatusSeeOther)
	})
	for path, fill := range everything() {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", policy)
			frame := sample.Frame(path)
			frame.RightToLeft = r.URL.Query().Get("dir") == "rtl"
			if err := fill(frame).Render(r.Context(), w); err != nil {
				fmt.Fprintln(os.Stderr, path, err)
			}
		})
	}
	return mux
}
