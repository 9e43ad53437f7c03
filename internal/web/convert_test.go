package web

import (
	"net/url"
	"strings"
	"testing"
)

// A redirect after signing in stays on this site, whatever stands in the address.
func TestSafeNext(t *testing.T) {
	for next, want := range map[string]string{
		"/objectives/O-01?as_of=2026-09-30": "/objectives/O-01?as_of=2026-09-30", "": "/", "scorecard": "/",
		"//evil.example": "/", "https://evil.example/": "/", "/\t/evil.example": "/", "/\\evil.example": "/", "\\\\evil.example": "/", "/\r\nX: y": "/",
		"/%09/evil.example": "/", "/%5cevil.example": "/", "javascript:alert(1)": "/", "///evil.example": "/", "/%2f/evil.example": "/", "http:/evil.example": "/",
	} {
		if got := safeNext(next); got != want {
			t.Errorf("%q leads to %q, not to %q", next, got, want)
		}
	}
}

func FuzzSafeNext(f *testing.F) {
	f.Add("/a?b=c")
	f.Add("//x")
	f.Add("/\x00/x")
	f.Fuzz(func(t *testing.T, next string) {
		got := safeNext(next)
		u, err := url.Parse(got)
		if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\t\r\n\\") {
			t.Errorf("%q leads to %q", next, got)
		}
	})
}
