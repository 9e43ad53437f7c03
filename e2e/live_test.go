package e2e_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/browsertest"
)

// A page that stays open shows new figures by itself, says so to those who do not see it, and takes nothing from the reader: neither focus,
// nor what they opened, nor what they are typing. A page of the past stays as it is.
func TestAnOpenPageFollows(t *testing.T) {
	a := demonstration(t)
	b := browsertest.Open(t)
	b.Visit(a.Address())
	b.Click("Kari Solberg")
	b.Visit(a.Address() + "/measures/M-01")
	report, err := os.ReadFile("../internal/collect/sample/lynis-report.dat")
	if err != nil {
		t.Fatal(err)
	}
	last := "56"
	collect := func(index string) {
		t.Helper()
		content := bytes.Replace(report, []byte("hardening_index=56"), []byte("hardening_index="+index), 1)
		if bytes.Equal(content, report) {
			t.Fatal("the sample has no hardening index")
		}
		if _, err := a.Service.Collect(t.Context(), app.Operator(), service.NewFile{Source: "lynis-reference-server", Filename: "lynis-report.dat", Content: bytes.NewReader(content), ObservedAt: time.Now()}); err != nil {
			t.Fatal(err)
		}
		last = index
	}
	said := func() string { return browsertest.Evaluate[string](b, `document.getElementById("live").textContent`) }
	now := func() string {
		return browsertest.Evaluate[string](b, `document.querySelector(".facts dd").firstChild.textContent.trim()`)
	}
	eventually := func(what string, holds func() bool) {
		t.Helper()
		for until := time.Now().Add(20 * time.Second); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
			if holds() {
				return
			}
		}
		t.Fatalf("%s; the page shows %s and says %q", what, now(), said())
	}
	eventually("the page does not follow", func() bool { return browsertest.Evaluate[bool](b, `document.body.dataset.seq > 0`) })
	origin := browsertest.Evaluate[float64](b, `performance.timeOrigin`)
	if said() != "" {
		t.Errorf("before anything changed the page says %q", said())
	}
	browsertest.Evaluate[bool](b, `(()=>{document.querySelectorAll("main details").forEach(d=>d.open=true);const a=[...document.querySelectorAll("main a")].at(-1);a.focus();a.scrollIntoView();return true})()`)
	at := browsertest.Evaluate[string](b, `document.activeElement.textContent`)
	open := browsertest.Evaluate[float64](b, `document.querySelectorAll("main details[open]").length`)
	collect("61")
	eventually("the new value is not shown", func() bool { return now() == "61" && said() != "" })
	if again := browsertest.Evaluate[float64](b, `performance.timeOrigin`); again != origin {
		t.Error("the page was loaded again")
	}
	if focus := browsertest.Evaluate[string](b, `document.activeElement.textContent`); focus != at {
		t.Errorf("focus went from %q to %q", at, focus)
	}
	if n := browsertest.Evaluate[float64](b, `document.querySelectorAll("main details[open]").length`); n != open {
		t.Errorf("%v of %v opened parts are open still", n, open)
	}
	browsertest.Evaluate[bool](b, `(()=>{document.querySelectorAll("details").forEach(d=>d.open=true);const i=document.querySelector('main input[type="date"]');i.value="2026-01-31";i.focus();return true})()`)
	collect("58")
	time.Sleep(3 * time.Second)
	if typed := browsertest.Evaluate[string](b, `document.activeElement.value`); typed != "2026-01-31" || now() != "61" {
		t.Errorf("while a day is chosen the field holds %q, and the page shows %s", typed, now())
	}
	browsertest.Evaluate[bool](b, `(()=>{document.querySelector(".rail a").focus();return true})()`)
	eventually("after the reader is done the value is not shown", func() bool { return now() == last })

	b.Visit(a.Address() + "/measures/M-01?as_of=" + a.Store.Snapshot().At().AddDate(0, -1, 0).Format(time.DateOnly))
	if browsertest.Evaluate[bool](b, `"seq" in document.body.dataset`) {
		t.Error("a page of the past follows the present")
	}
	if !strings.Contains(b.Text(), "Figures as known on") {
		t.Error(b.Text())
	}
	b.Silent()
}
