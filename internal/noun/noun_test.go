package noun_test

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/noun"
)

// A page that says 1 days or 1 policys is wrong; so is one that makes a word of a symbol.
func TestOne(t *testing.T) {
	for many, want := range map[string]string{
		"days": "day", "findings": "finding", "policies": "policy", "processes": "process", "weaknesses": "weakness", "patches": "patch", "breaches": "breach", "mailboxes": "mailbox", "analyses": "analysis", "ties": "tie", "people": "person",
		"houses": "house", "measures": "measure", "sign-ins": "sign-in", "access requests": "access request", "incidents per month": "incident per month", "days of leave": "day of leave", "minutes (median)": "minute (median)", "findings/host": "finding/host",
		"SLAs": "SLA", "series": "series", "viruses": "virus", "points": "point", "hours": "hour", "suppliers": "supplier", "Tests": "Test",
		"h": "h", "ms": "ms", "bps": "bps", "kB": "kB", "MBS": "MBS", "CVSS": "CVSS", "status": "status", "analysis": "analysis", "access": "access", "media": "media", "money": "money", "hundred people": "hundred people", "Tage": "Tage", "": "", "€k": "€k", "%": "%",
	} {
		if got := noun.One(many); got != want {
			t.Errorf("one of %q is %q, not %q", many, got, want)
		}
	}
}

// Whatever people write as a unit, nothing panics, and no word becomes another one altogether.
func FuzzOne(f *testing.F) {
	for _, s := range []string{"days", " per ", "men", "ies", "a-b of c", "hundred ", "\xffs"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, many string) {
		if one := noun.One(many); strings.Count(one, " ") != strings.Count(many, " ") {
			t.Errorf("one of %q is %q", many, one)
		}
	})
}
