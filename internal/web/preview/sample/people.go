package sample

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/web/page"
)

var (
	kari    = page.Ref{Code: "P-01", Name: "Kari Solberg", Path: "/persons/P-01"}
	north   = page.Ref{Code: "U-02", Name: "North region", Path: "/units/U-02"}
	account = page.AccountRow{Path: "/accounts/01J", Login: "kari", Of: kari, Role: "ISMS manager", Unit: north, State: page.AccountWaits, Until: at(2026, 10, 9, 14, 0), SignedIn: at(2026, 10, 6, 8, 12)}
)

func rights() []page.Fact {
	return []page.Fact{{Name: "Reads", Value: "everything"}, {Name: "Declares and changes", Value: "everything"}, {Name: "Sends files and values", Value: "values of measures, files of sources"},
		{Name: "Moves on", Value: "objectives, initiatives; and where it is their own, actions"}, {Name: "Approves", Value: "nothing"}, {Name: "Administers", Value: "nothing"}}
}

func roles() []page.Option {
	return []page.Option{{Value: "administrator", Name: "Administrator"}, {Value: "isms-manager", Name: "ISMS manager", Chosen: true}, {Value: "owner", Name: "Owner"}}
}

func tokens() []page.TokenRow {
	return []page.TokenRow{{UID: "01K", Title: "Scanner of the data centre", Made: day(2026, 7, 1), Ends: day(2026, 12, 31)}, {UID: "01L", Title: "Trial", Made: day(2026, 1, 1), Ends: day(2026, 2, 1), Over: true}, {UID: "01M", Title: "Lost", Made: day(2026, 1, 1), Ends: day(2027, 1, 1), Over: true, Revoked: true}}
}

func accountEvents() []page.AccountEvent {
	return []page.AccountEvent{{At: at(2026, 10, 6, 8, 12), By: "Kari Solberg", What: "signed in", Entry: 1040}, {At: at(2026, 5, 4, 9, 0), By: "root", What: "made, with the role ISMS manager in North region", Entry: 12}}
}

// Accounts is the list of accounts with what each role may do.
func Accounts(f page.Frame) page.Accounts {
	return page.Accounts{Frame: f, Roles: []page.RoleRow{{Name: "ISMS manager", Rights: rights()}, {Name: "Auditor", Rights: rights()[:1]}},
		Rows: []page.AccountRow{account, {Path: "/accounts/01K", Login: "root", Role: "Administrator", State: page.AccountOpen, SignedIn: day(2026, 10, 1)}, {Path: "/accounts/01L", Login: "scanner", Role: "Collector", State: page.AccountDisabled}}}
}

// NoAccounts is what those see who may not see accounts.
func NoAccounts(f page.Frame) page.Accounts {
	return page.Accounts{Frame: f, Roles: []page.RoleRow{{Name: "Auditor", Rights: rights()[:1]}}, Why: "With the role Auditor you may not make or change accounts, or what holds for everyone. Who may: the role Administrator. Whom to ask: Kari Solberg."}
}

// NewAccount is the form for an account, with what is wrong with it.
func NewAccount(f page.Frame) page.NewAccount {
	return page.NewAccount{Frame: f, Login: "Kari", Roles: roles(), People: []string{"P-01 Kari Solberg"}, Units: []string{"U-02 North region"},
		Wrong: []page.FieldError{{Field: "login", Message: "Login is not a login. Use small letters, digits and . _ @ -, at most 100"}}}
}

// Account is an account for which a one-time link was made.
func Account(f page.Frame) page.Account {
	return page.Account{Frame: f, AccountRow: account, Made: day(2026, 5, 4), Link: &page.OneTimeLink{Address: "https://steelyard.example.org/welcome?link=steelyard_c2FtcGxlLXNhbXBsZS1zYW1wbGUtc2FtcGxlLXNhbQ", Until: at(2026, 10, 9, 14, 0)},
		Rights: rights(), Roles: roles(), In: "U-02 North region", Whose: "P-01 Kari Solberg", People: []string{"P-01 Kari Solberg"}, Units: []string{"U-02 North region"}, Tokens: tokens(), Events: accountEvents()}
}

// Forget asks whether an account is to be forgotten.
func Forget(f page.Frame) page.Account {
	p := Account(f)
	p.Link, p.Forget = nil, true
	return p
}

// Own is one's own account, with a token that was made a moment ago.
func Own(f page.Frame) page.Own {
	return page.Own{Frame: f, Login: "kari", Of: kari, RoleName: "ISMS manager", Unit: north, Rights: rights(), Password: true, Tokens: tokens(), Events: accountEvents(),
		Sessions: []page.SessionRow{{Browser: "Firefox, Linux", Began: at(2026, 10, 6, 8, 12), Seen: at(2026, 10, 6, 14, 0), This: true}, {Began: at(2026, 10, 6, 7, 0), Seen: at(2026, 10, 6, 7, 5)}},
		New:      &page.NewToken{Title: "Scanner", Secret: "steelyard_c2FtcGxlLXNhbXBsZS1zYW1wbGUtc2FtcGxlLXNhbQ", Try: `curl -sS -H "Authorization: Bearer steelyard_c2FtcGxl" https://steelyard.example.org/api/v1/kinds`, Until: day(2026, 12, 31)},
		Wrong:    []page.FieldError{{Field: "present", Message: "Present password is not the present password. Enter the password that you sign in with"}}}
}

// Settings is what can be set, by an administrator.
func Settings(f page.Frame) page.Settings {
	theme := []page.Preference{{Name: "numbers", Options: []page.Option{{Name: "As for everyone (1,234.5)"}, {Value: "point-comma", Name: "1.234,5", Chosen: true}}}, {Name: "dates", Options: []page.Option{{Name: "As for everyone (30 Sep 2026)"}}},
		{Name: "theme", Options: []page.Option{{Name: "As for everyone (as the system)"}}}, {Name: "density", Options: []page.Option{{Name: "As for everyone (comfortable)"}}}}
	unit := page.Ref{Code: "U-01", Name: "Halden Grid", Path: "/units/U-01"}
	return page.Settings{Frame: f, Year: page.Declared{Value: "Apr", Of: unit, Edit: "/units/U-01/edit"}, Zone: page.Declared{Value: "UTC", Edit: "/units/U-01/edit"}, Mine: theme, Everyone: theme, ReadSources: true,
		Sample: page.Sample{Number: "1234.5", Day: time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC)},
		Cards: []page.CardWeights{{Ref: page.Ref{Code: "S-01", Name: "Security scorecard"}, Rows: []page.WeightRow{{Ref: page.Ref{Code: "V-01", Name: "Business value", Path: "/perspectives/V-01"}, Weight: 3, Share: .75, Edit: "/perspectives/V-01/edit"},
			{Ref: page.Ref{Code: "V-02", Name: "Internal process", Path: "/perspectives/V-02"}, Weight: 1, Share: .25}}}, {Ref: page.Ref{Code: "S-02", Name: "Region"}}}}
}

// Welcome is where a one-time link leads.
func Welcome(f page.Frame) page.Welcome {
	return page.Welcome{Frame: f, Link: "steelyard_c2FtcGxl", Login: "kari", Wrong: []page.FieldError{{Field: "password", Message: "Password has fewer than 12 characters. Use at least 12; a sentence is easy to keep"}}}
}
