package app_test

import (
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/record"
)

var (
	quarterChips = regexp.MustCompile(`(?s)<nav class="seg"[^>]*>(.*?)</nav>`)
	chipAddress  = regexp.MustCompile(`href="([^"]+)"`)
	earliestDay  = regexp.MustCompile(`min="(\d{4}-\d{2}-\d{2})"`)
)

// Quarters are offered on the page of a thing where it was there at their end, and the calendar begins with the day on which it was recorded: none leads to a page that says that there was nothing yet.
func TestQuartersLeadToWhatWasThere(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	paths := []string{}
	snapshot := a.Store.Snapshot()
	for _, k := range snapshot.Registry().Kinds() {
		var oldest, newest *record.Record
		for r := range snapshot.List(k.Name, false) {
			if oldest == nil || r.UID < oldest.UID {
				oldest = r
			}
			if newest == nil || r.UID > newest.UID {
				newest = r
			}
		}
		if oldest == nil {
			continue
		}
		paths = append(paths, "/"+k.Plural+"/"+oldest.Code)
		if newest != oldest {
			paths = append(paths, "/"+k.Plural+"/"+newest.Code)
		}
	}
	run := regexp.MustCompile(`/runs/R-[0-9]+`).FindString(ask(t, http.MethodGet, a.Address()+"/evidence", token, "").body)
	if run == "" {
		t.Fatal("the evidence names no run")
	}
	paths = append(paths, run)
	offered, without := 0, 0
	for _, path := range paths {
		got := ask(t, http.MethodGet, a.Address()+path, token, "")
		if got.status == http.StatusSeeOther {
			continue
		}
		if got.status != http.StatusOK {
			t.Errorf("%s is answered with %d", path, got.status)
			continue
		}
		day := earliestDay.FindStringSubmatch(got.body)
		if day == nil {
			t.Errorf("%s lets one choose a day before it was there", path)
			continue
		}
		chips := quarterChips.FindStringSubmatch(got.body)
		if chips == nil {
			without++
			chips = []string{"", ""}
		}
		links := chipAddress.FindAllStringSubmatch(chips[1], -1)
		for _, x := range append(links, []string{"", path + "?as_of=" + day[1]}) {
			offered++
			to := strings.ReplaceAll(x[1], "&amp;", "&")
			if there := ask(t, http.MethodGet, a.Address()+to, token, ""); there.status != http.StatusOK {
				t.Errorf("%s leads to %s, which is answered with %d", path, to, there.status)
			}
		}
	}
	if offered < 40 || without < 2 {
		t.Errorf("only %d days are offered, and %d things are younger than a quarter", offered, without)
	}
}
