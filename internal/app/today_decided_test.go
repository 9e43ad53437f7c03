package app_test

import (
	"fmt"
	"strings"
	"testing"
)

// What a review decided to change leads its owner to changing it: there is nothing to renew.
func TestADecisionToChangeAMeasureLeadsToChangingIt(t *testing.T) {
	d := newDesk(t)
	d.apply(fmt.Sprintf(`{kind: measure, name: patched, title: Patched in time, spec: {unit: all, owner: p-01, collector: p-02, period_days: 31, scale: {direction: higher, knots: {worst: 0, red: 50, green: 80, target: 95}},
  review: {interval: P1Y, held: [{on: %s, by: p-03, verdict: act, reason: It is too coarse}]}}}`, d.day(-5)))
	got := part(d.get("isms-manager", "/today").body, "endings")
	if !strings.Contains(got, "Change it") || !strings.Contains(got, "It was decided to change it") {
		t.Errorf("the decision does not lead to changing the measure: %s", got)
	}
	if strings.Contains(got, "Renew: Patched in time") || strings.Contains(got, "Renew Patched") {
		t.Errorf("a decision is offered for renewal: %s", got)
	}
}
