package main

import (
	"context"
	"io"

	"github.com/steelyard-isms/steelyard/internal/web/page"
	"github.com/steelyard-isms/steelyard/internal/web/preview/sample"
)

type renderer interface {
	Render(ctx context.Context, w io.Writer) error
}

// pages maps addresses to sample pages: every kind of page, full and empty.
var pages = map[string]func(page.Frame) renderer{
	"/scorecard": func(f page.Frame) renderer { return sample.Scorecard(f) },
	"/scorecard/empty": func(f page.Frame) renderer {
		return page.Scorecard{Frame: f, StartCommand: "steelyard apply programmes/minimal"}
	},
	"/scorecard/past": func(f page.Frame) renderer {
		p := sample.Scorecard(sample.Past(f))
		p.Attention = true
		return p
	},
}
