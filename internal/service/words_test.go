package service_test

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// A long name in a refusal is shortened between characters, never within one.
func TestRefusalsStayText(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	v, err := b.View(t.Context(), manager, service.AsOf{})
	b.must(err)
	for i := range 4 {
		_, err := v.Record("measure", strings.Repeat("x", i)+strings.Repeat("å", 80))
		if text := fault.Of(err).Message; !utf8.ValidString(text) || !strings.Contains(text, "…") {
			t.Errorf("the refusal reads %q", text)
		}
	}
}
