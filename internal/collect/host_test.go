package collect_test

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/collect"
)

// What cannot be read as a name is not shown as one.
func TestHostNames(t *testing.T) {
	for text, want := range map[string]string{" db1.example.org\n": "db1.example.org", "Front desk 3": "Front desk 3", "": "", "a\x1b[31mb": "", "a\nb": "", "\xff": "",
		strings.Repeat("a", 253): strings.Repeat("a", 253), strings.Repeat("a", 254): ""} {
		if got := collect.HostName(text); got != want {
			t.Errorf("the host %q is shown as %q", text, got)
		}
	}
}
