package page_test

import (
	"io"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/web/preview/sample"
)

// BenchmarkScorecard is what a reader waits for, apart from data and network: 14 objectives, four perspectives.
func BenchmarkScorecard(b *testing.B) {
	p := sample.Scorecard(frame())
	for b.Loop() {
		if err := p.Render(b.Context(), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
