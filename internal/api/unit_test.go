package api_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// within makes an account with a role in one unit, and gives the name under which it asks.
func (s *server) within(role access.Role, unit string) access.Role {
	s.t.Helper()
	login := string(role) + "-of-" + unit
	operator := access.Console("cli")
	if _, err := s.service.CreateAccount(s.t.Context(), operator, service.NewAccount{Login: login, Role: role, Unit: unit}); err != nil {
		s.t.Fatal(err)
	}
	secret, _, err := s.service.CreateToken(s.t.Context(), operator, login, "test", time.Hour)
	if err != nil {
		s.t.Fatal(err)
	}
	s.tokens[access.Role(login)] = secret
	return access.Role(login)
}

// divide adds two units, each with a measure of its own, and gives the manager of the north.
func (s *server) divide() access.Role {
	s.t.Helper()
	for _, p := range []struct{ path, body string }{
		{"units/north", `{"title":"North","spec":{"parent":"enterprise"}}`},
		{"units/south", `{"title":"South","spec":{"parent":"enterprise"}}`},
		{"people/p-11", `{"spec":{"full_name":"Nora N","unit":"north"}}`},
		{"measures/short", measureOf("north", "p-11", 10)},
		{"measures/long", measureOf("north", "p-11", 50)},
		{"measures/secret", measureOf("south", "lead", 31)},
	} {
		s.must(201, call{method: "PUT", path: "/api/v1/" + p.path, role: access.Administrator, body: p.body}, nil)
	}
	return s.within(manager, "north")
}

func measureOf(unit, owner string, days int) string {
	return fmt.Sprintf(`{"title":"Of %s","spec":{"unit":%q,"owner":%q,"period_days":%d,"scale":{"direction":"higher","knots":{"worst":50,"red":85,"green":95,"target":99}}}}`, unit, unit, owner, days)
}

// A cursor is no secret: one that somebody made, behind a record that they may not see, must not tell where that record
// stands in an order.
func TestACursorBehindAHiddenRecordTellsNothing(t *testing.T) {
	s := sqlite(t).declare()
	north := s.divide()
	var first page
	s.must(200, call{method: "GET", path: "/api/v1/measures?sort=spec.period_days&limit=1", role: north}, &first)
	if first.Next == nil || len(first.Items) != 1 || first.Items[0].Name != "short" {
		t.Fatalf("%+v", first)
	}
	text, err := base64.RawURLEncoding.DecodeString(*first.Next)
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]string{}
	for _, name := range []string{"secret", "nothing-of-that-name"} {
		forged := base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(text), `"short"`, `"`+name+`"`, 1)))
		var got page
		w := s.do(call{method: http.MethodGet, path: "/api/v1/measures?sort=spec.period_days&limit=1&cursor=" + forged, role: north})
		if w.Code == http.StatusOK {
			s.must(200, call{method: http.MethodGet, path: "/api/v1/measures?sort=spec.period_days&limit=1&cursor=" + forged, role: north}, &got)
		}
		answers[name] = fmt.Sprint(w.Code, len(got.Items))
	}
	if answers["secret"] != answers["nothing-of-that-name"] {
		t.Errorf("behind a record of another unit: %v", answers)
	}
}

// A cursor that somebody made, of a moment that cannot be written, is refused: it must not end an answer in its middle.
func TestACursorOfNoMomentIsRefused(t *testing.T) {
	s := sqlite(t).declare()
	for _, at := range []string{"9223372036854775807", "-9223372036854775808", "253402300800000000"} {
		cursor := base64.RawURLEncoding.EncodeToString([]byte(`{"k":"measure","s":5,"t":` + at + `,"n":"long"}`))
		for _, path := range []string{"measures", "programme"} {
			w := s.do(call{method: http.MethodGet, path: "/api/v1/" + path + "?cursor=" + cursor, role: manager})
			if p := s.problem(w); p.Status != http.StatusUnprocessableEntity || len(p.Errors) != 1 || p.Errors[0].Field != "cursor" {
				t.Errorf("%s at %s: %+v", path, at, p)
			}
		}
	}
}

// What is out of use comes back by being declared, by somebody who may declare it, and not by a move.
func TestAMoveBringsNothingBackIntoUse(t *testing.T) {
	s := sqlite(t).declare()
	s.must(201, call{method: "PUT", path: "/api/v1/objectives/idea", role: manager, body: `{"title":"Idea","spec":{"unit":"enterprise","owner":"lead","perspective":"defence","weight":1,"measures":[{"measure":"mfa","weight":3}]}}`}, nil)
	s.must(200, call{method: "DELETE", path: "/api/v1/objectives/idea", role: manager}, nil)
	w := s.do(call{method: "POST", path: "/api/v1/objectives/idea/moves", role: manager, body: `{"move":"submit","reason":"agreed"}`})
	if p := s.problem(w); p.Status != http.StatusUnprocessableEntity || len(p.Errors) != 1 || p.Errors[0].Reason != "objective idea is retired" {
		t.Errorf("a move of what is retired: %+v", p)
	}
}
