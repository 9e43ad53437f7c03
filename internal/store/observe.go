package store

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"github.com/jackc/pgx/v5"
)

// openSQLite opens a pool of connections to a SQLite file. Where somebody observes, its connections tell them of each
// statement.
func (d dialect) openSQLite(name string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", name)
	if err != nil || d.observe == nil {
		return db, err
	}
	bare := db.Driver()
	return sql.OpenDB(observed{bare, name, d.observe}), db.Close()
}

// observed makes connections that tell of their statements, through everything that the driver's own connections can do
// for database/sql.
type observed struct {
	driver driver.Driver
	name   string
	tell   func(string)
}

type (
	observedConn struct {
		conn
		tell func(string)
	}
	conn interface {
		driver.Conn
		driver.ConnBeginTx
		driver.ConnPrepareContext
		driver.ExecerContext
		driver.QueryerContext
		driver.Pinger
		driver.SessionResetter
		driver.Validator
	}
	observedStatement struct {
		statement
		query string
		tell  func(string)
	}
	statement interface {
		driver.Stmt
		driver.StmtExecContext
		driver.StmtQueryContext
	}
)

// Driver serves database/sql.
func (o observed) Driver() driver.Driver { return o.driver }

// Connect serves database/sql.
func (o observed) Connect(context.Context) (driver.Conn, error) {
	c, err := o.driver.Open(o.name)
	if err != nil {
		return nil, err
	}
	return observedConn{c.(conn), o.tell}, nil
}

// ExecContext serves database/sql.
func (c observedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	c.tell(query)
	return c.conn.ExecContext(ctx, query, args)
}

// QueryContext serves database/sql.
func (c observedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	c.tell(query)
	return c.conn.QueryContext(ctx, query, args)
}

// PrepareContext serves database/sql.
func (c observedConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	s, err := c.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return observedStatement{s.(statement), query, c.tell}, nil
}

// ExecContext serves database/sql.
func (s observedStatement) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	s.tell(s.query)
	return s.statement.ExecContext(ctx, args)
}

// QueryContext serves database/sql.
func (s observedStatement) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	s.tell(s.query)
	return s.statement.QueryContext(ctx, args)
}

// tracer tells of the statements of a PostgreSQL connection.
type tracer struct{ tell func(string) }

// TraceQueryStart serves pgx.
func (t tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	t.tell(data.SQL)
	return ctx
}

// TraceQueryEnd serves pgx.
func (tracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
