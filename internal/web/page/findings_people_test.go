package page_test

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/format"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

func peopleFindings() []said {
	one := func(change func(*page.AccountRow)) page.Account {
		p := page.Account{Frame: frame(), AccountRow: page.AccountRow{Role: "Auditor", State: page.AccountOpen}}
		change(&p.AccountRow)
		return p
	}
	day := time.Date(2026, 9, 30, 12, 0, 0, 0, time.UTC)
	other := frame()
	other.Words = words.English.In(format.Style{Numbers: format.PointComma, Dates: format.ISO})
	role, unit := words.Key("accounts.finding.role"), page.Ref{Name: "North"}
	return []said{
		{"one account", page.Accounts{Frame: frame(), Rows: []page.AccountRow{{State: page.AccountOpen}, {State: page.AccountDisabled}}}, "1 account can sign in.", []words.Key{"accounts.finding.open"}, nil},
		{"accounts, some without a password", page.Accounts{Frame: frame(), Rows: []page.AccountRow{{State: page.AccountWaits}, {State: page.AccountWaits}}}, "0 accounts can sign in. 2 wait for their owners to choose a password.", []words.Key{"accounts.finding.open", "accounts.finding.waits"}, nil},
		{"an account", one(func(*page.AccountRow) {}), "It has the role Auditor in the whole organisation.", []words.Key{role}, nil},
		{"an account of a unit", one(func(r *page.AccountRow) { r.Unit = unit }), "It has the role Auditor in North and below.", []words.Key{"accounts.finding.role-unit"}, nil},
		{"a disabled account", one(func(r *page.AccountRow) { r.State = page.AccountDisabled }), "It has the role Auditor in the whole organisation. It is disabled.", []words.Key{role, "accounts.finding.disabled"}, nil},
		{"an account with a link", one(func(r *page.AccountRow) { r.State, r.Until = page.AccountWaits, day }), "It has the role Auditor in the whole organisation. A one-time link can be used until 30 Sep 2026 12:00 UTC.", []words.Key{role, "accounts.finding.link"}, nil},
		{"an account that nobody can use", one(func(r *page.AccountRow) { r.State = page.AccountWaits }), "It has the role Auditor in the whole organisation. Nobody can sign in with a password yet.", []words.Key{role, "accounts.finding.no-password"}, nil},
		{"one's own account", page.Own{Frame: frame(), Login: "kari", RoleName: "Auditor"}, "You are kari, with the role Auditor in the whole organisation.", []words.Key{"own.finding.whole"}, nil},
		{"one's own account of a unit", page.Own{Frame: frame(), Login: "kari", RoleName: "Auditor", Unit: unit}, "You are kari, with the role Auditor in North and below.", []words.Key{"own.finding.unit"}, nil},
		{"settings", page.Settings{Frame: other, Sample: page.Sample{Number: "1234.5", Day: day}}, "Pages write numbers as 1.234,5 and days as 2026-09-30.", []words.Key{"settings.finding"}, nil},
	}
}
