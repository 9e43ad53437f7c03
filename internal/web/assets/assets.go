// Package assets serves the style sheet, the script, the fonts and the icons that the build program left in dist.
//
// It does not build them (see build) and knows no page. The files are part of the binary; every name carries a hash
// of the content, so that browsers may keep them for ever.
package assets

import (
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

//go:embed all:dist
var dist embed.FS

// Root is the path under which Handler serves.
const Root = "/assets/"

var embedded = mustLoad()

func mustLoad() *set {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the directive above names the folder
	}
	return load(sub)
}

// set is the files of one build.
type set struct {
	manifest map[string]string // name → file
	files    map[string]file
	fault    error
}

type file struct {
	kind         string // content type
	plain, gzip  []byte // gzip is nil where it does not pay
	plainTag     string
	compactedTag string
}

func load(from fs.FS) *set {
	s := &set{manifest: map[string]string{}, files: map[string]file{}}
	text, err := fs.ReadFile(from, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		s.fault = fault.New(fault.Unavailable, "this program was built without its style sheets and icons: run make assets, then build again")
		return s
	}
	if err == nil {
		err = json.Unmarshal(text, &s.manifest)
	}
	for _, name := range s.manifest {
		if err != nil {
			break
		}
		var f file
		f.plain, err = fs.ReadFile(from, name)
		f.kind = contentType(name)
		hash := strings.TrimSuffix(name, path.Ext(name))
		f.plainTag, f.compactedTag = `"`+hash+`"`, `"`+hash+`-gz"`
		if compacted, missing := fs.ReadFile(from, name+".gz"); missing == nil {
			f.gzip = compacted
		}
		s.files[name] = f
	}
	if err != nil {
		s.fault = fault.Wrap(fault.Unavailable, err, "the style sheets and icons of this program cannot be read: run make assets, then build again")
	}
	return s
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".woff2":
		return "font/woff2"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

// Check says whether the files are there. The error is fault.Unavailable and says what to run; a server asks once,
// when it starts.
func Check() error { return embedded.fault }

// Path gives the address of a file by its plain name, as in app.css. A name that the build did not make keeps its
// plain form, which Handler answers with not found.
func Path(name string) string { return embedded.path(name) }

func (s *set) path(name string) string {
	if f, ok := s.manifest[name]; ok {
		return Root + f
	}
	return Root + name
}

// Handler serves the files below Root to GET and HEAD. It answers 404 to names it does not know and 503, with what
// to run, where the program was built without its files.
func Handler() http.Handler { return embedded }

func (s *set) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	if s.fault != nil {
		http.Error(w, fault.Of(s.fault).Message, http.StatusServiceUnavailable)
		return
	}
	name, found := strings.CutPrefix(r.URL.Path, Root)
	f, known := s.files[name]
	if !found || !known {
		http.NotFound(w, r)
		return
	}
	f.serve(w, r)
}

func (f file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Type", f.kind)
	h.Set("X-Content-Type-Options", "nosniff")
	body, tag := f.plain, f.plainTag
	if f.gzip != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header.Get("Accept-Encoding")) {
			body, tag = f.gzip, f.compactedTag
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Set("ETag", tag)
	if none := r.Header.Get("If-None-Match"); none != "" && matches(none, tag) {
		h.Del("Content-Type")
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the reader has gone: nobody is left to tell
	}
}

// matches compares weakly, as RFC 9110 §13.1.2 asks of If-None-Match.
func matches(header, tag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/")
		if candidate == "*" || candidate == tag {
			return true
		}
	}
	return false
}

// acceptsGzip reads the header of RFC 9110 §12.5.3 as far as gzip goes: named and not refused with a weight of 0.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, params, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			continue
		}
		q, weighted := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
		if !weighted {
			return true
		}
		weight, err := strconv.ParseFloat(q, 64)
		return err == nil && weight > 0
	}
	return false
}
