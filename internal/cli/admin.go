package cli

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

type adminCommand struct {
	CreateAccount createAccountCommand `cmd:"" help:"Make an account; the password is read from standard input."`
	SetPassword   setPasswordCommand   `cmd:"" help:"Give an account another password, read from standard input."`
	SetPerson     setPersonCommand     `cmd:"" help:"Say whose an account is; without a person, that it is no declared person's."`
	Disable       disableCommand       `cmd:"" help:"End an account's rights; --undo gives them back."`
	DeleteAccount deleteAccountCommand `cmd:"" help:"Take an account's login and password away for good."`
	CreateToken   createTokenCommand   `cmd:"" help:"Make an API token; it is shown once."`
	RevokeToken   revokeTokenCommand   `cmd:"" help:"End an API token."`
	Erase         eraseCommand         `cmd:"" help:"Erase the personal values of a record, for good."`
}

// password reads one line, so that it stands on no command line and in no history. At a terminal it is not shown.
func password(r *run) (string, error) {
	_, _ = fmt.Fprint(r.err, "Password: ")
	if f, ok := r.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		typed, err := term.ReadPassword(int(f.Fd()))
		_, _ = fmt.Fprintln(r.err)
		return string(typed), err
	}
	line, err := bufio.NewReader(r.in).ReadString('\n')
	line = strings.TrimRight(line, "\r\n")
	if err != nil && line == "" {
		return "", fault.InvalidField("no password was given", fault.Field{Path: "password", Reason: "standard input is empty", Remedy: "Type it, or pipe it in"})
	}
	return line, nil
}

type createAccountCommand struct {
	database
	Login  string `arg:"" help:"What to sign in with."`
	Role   string `help:"Its role: ${roles}." required:"" placeholder:"ROLE" predictor:"role"`
	Unit   string `help:"Name or code of the unit in which, and below which, it has the role; the whole organisation unless told." placeholder:"NAME"`
	Person string `help:"Name or code of the declared person whose account it is." placeholder:"NAME"`
}

// Run makes an account.
func (c *createAccountCommand) Run(r *run) error {
	role, err := access.ParseRole(c.Role)
	if err != nil {
		return err
	}
	secret, err := password(r)
	if err != nil {
		return err
	}
	return c.with(r, func(a *app.App) error {
		made, err := a.Service.CreateAccount(r.ctx, app.Operator(), service.NewAccount{Login: c.Login, Password: secret, Role: role, Unit: c.Unit, Person: c.Person})
		if err != nil {
			return err
		}
		where := ""
		if c.Unit != "" {
			where = " in " + c.Unit + " and below"
		}
		_, err = fmt.Fprintf(r.out, "account %s made with the role %s%s\n", made.Login, made.Role, where)
		return err
	})
}

type setPasswordCommand struct {
	database
	Login string `arg:"" help:"The account."`
}

// Run changes a password.
func (c *setPasswordCommand) Run(r *run) error {
	secret, err := password(r)
	if err != nil {
		return err
	}
	return c.with(r, func(a *app.App) error {
		return a.Service.SetPassword(r.ctx, app.Operator(), c.Login, secret)
	})
}

type setPersonCommand struct {
	database
	Login  string `arg:"" help:"The account."`
	Person string `arg:"" optional:"" help:"Name or code of the declared person whose account it is."`
}

// Run says whose an account is.
func (c *setPersonCommand) Run(r *run) error {
	return c.with(r, func(a *app.App) error {
		return a.Service.ChangePerson(r.ctx, app.Operator(), c.Login, c.Person)
	})
}

type disableCommand struct {
	database
	Login string `arg:"" help:"The account."`
	Undo  bool   `help:"Give the rights back."`
}

// Run disables or enables an account.
func (c *disableCommand) Run(r *run) error {
	return c.with(r, func(a *app.App) error {
		return a.Service.Disable(r.ctx, app.Operator(), c.Login, !c.Undo)
	})
}

type deleteAccountCommand struct {
	database
	Login string `arg:"" help:"The account."`
}

// Run forgets an account.
func (c *deleteAccountCommand) Run(r *run) error {
	return c.with(r, func(a *app.App) error {
		return a.Service.Forget(r.ctx, app.Operator(), c.Login)
	})
}

type createTokenCommand struct {
	database
	Login string `arg:"" help:"The account that the token stands for."`
	Title string `help:"What it is for." required:"" placeholder:"TEXT"`
	Days  int    `help:"How long it lives." default:"90" placeholder:"N"`
}

// Run makes a token.
func (c *createTokenCommand) Run(r *run) error {
	if c.Days < 1 || c.Days > 3660 {
		return fault.InvalidField("the token cannot be made", fault.Field{Path: "days", Reason: "is not between 1 and 3660", Remedy: "Choose how long the token lives"})
	}
	return c.with(r, func(a *app.App) error {
		secret, token, err := a.Service.CreateToken(r.ctx, app.Operator(), c.Login, c.Title, time.Duration(c.Days)*24*time.Hour)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(r.out, "%s\n", secret)
		_, _ = fmt.Fprintf(r.err, "token %s lives until %s; it is not shown again\n", token.UID, token.ExpiresAt.Format(time.RFC3339))
		return err
	})
}

type revokeTokenCommand struct {
	database
	Token string `arg:"" help:"Identifier of the token, as shown when it was made."`
}

// Run ends a token.
func (c *revokeTokenCommand) Run(r *run) error {
	return c.with(r, func(a *app.App) error {
		return a.Service.RevokeToken(r.ctx, app.Operator(), record.UID(c.Token))
	})
}

type eraseCommand struct {
	database
	Record reference `arg:"" help:"KIND/NAME, such as person/p-17." predictor:"record"`
	Reason string    `help:"Why, for the journal, without the data themselves." required:"" placeholder:"TEXT"`
}

// Run erases personal values.
func (c *eraseCommand) Run(r *run) error {
	return c.with(r, func(a *app.App) error {
		n, err := a.Service.Erase(r.ctx, app.Operator(), c.Record.kind, c.Record.name, c.Reason)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(r.out, "%s erased\n", count(n, "personal value"))
		return err
	})
}
