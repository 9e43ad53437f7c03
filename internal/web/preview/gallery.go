package main

import (
	"context"
	"html/template"
	"io"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/web/assets"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// gallery is a page of drawings without words around them: every chart in its states, for looking at.
type gallery struct {
	page.Frame
	Title    string
	Drawings []drawing
}

// drawing is one state of a chart.
type drawing struct {
	Name string
	SVG  chart.SVG
}

// Markup is the drawing for the template, which the package has escaped.
func (d drawing) Markup() template.HTML { return template.HTML(d.SVG) }

// Direction is that of the page.
func (g gallery) Direction() string {
	if g.RightToLeft {
		return "rtl"
	}
	return "ltr"
}

var galleryPage = template.Must(template.New("gallery").Funcs(template.FuncMap{"asset": assets.Path}).Parse(`<!DOCTYPE html>
<html lang="en" dir="{{.Direction}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{.Title}}</title>
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><link rel="stylesheet" href="{{asset "app.css"}}"></head>
<body><main id="main" class="main"><h1>{{.Title}}</h1><div class="gallery">
{{range .Drawings}}<figure class="panel"><figcaption class="pn-h"><b>{{.Name}}</b></figcaption>{{if .SVG}}{{.Markup}}{{else}}<p class="empty">nothing is drawn</p>{{end}}</figure>
{{end}}</div></main></body></html>
`))

// Render writes the page.
func (g gallery) Render(_ context.Context, w io.Writer) error { return galleryPage.Execute(w, g) }

// galleries are the pages of drawings, each by how it is made for a reader of either direction.
func galleries() map[string]func(page.Frame) renderer {
	all := map[string]struct {
		title string
		of    func(mirrored bool) []drawing
	}{"/charts/control": {"Control charts", controlDrawings}, "/charts/wide": {"Wide charts", wideDrawings}, "/charts/line": {"Line charts", lineDrawings}, "/charts/beside": {"Charts beside each other", besideDrawings}, "/charts/small": {"Small charts", smallDrawings}}
	out := map[string]func(page.Frame) renderer{}
	for path, g := range all {
		out[path] = func(f page.Frame) renderer {
			return gallery{Frame: f, Title: g.title, Drawings: g.of(f.RightToLeft)}
		}
	}
	return out
}

var months = [12]string(strings.Fields("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"))
