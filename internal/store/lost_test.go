package store_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/store/storetest"
)

// cutter stands between the store and PostgreSQL and cuts a connection where a commit passes.
type cutter struct {
	listener net.Listener
	server   string
	before   atomic.Bool // cut before the server gets the commit
	after    atomic.Bool // cut after the server got it, before its answer
	group    sync.WaitGroup
}

// startCutter gives the address under which the cutter is reached instead of the server.
func startCutter(t *testing.T, dsn string) (*cutter, string) {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{server: filepath.Join(u.Query().Get("host"), ".s.PGSQL.5432")}
	dir := t.TempDir()
	if c.listener, err = (&net.ListenConfig{}).Listen(t.Context(), "unix", filepath.Join(dir, ".s.PGSQL.5432")); err != nil {
		t.Fatal(err)
	}
	c.group.Go(func() {
		for {
			client, err := c.listener.Accept()
			if err != nil {
				return
			}
			c.group.Go(func() { c.carry(client) })
		}
	})
	t.Cleanup(func() {
		_ = c.listener.Close()
		c.group.Wait()
	})
	u.RawQuery = url.Values{"host": {dir}}.Encode()
	return c, u.String()
}

func (c *cutter) carry(client net.Conn) {
	server, err := (&net.Dialer{}).DialContext(context.Background(), "unix", c.server)
	if err != nil {
		_ = client.Close()
		return
	}
	var back sync.WaitGroup
	back.Go(func() {
		_, _ = io.Copy(client, server)
		_ = client.Close()
	})
	buf := make([]byte, 64<<10)
	for {
		n, err := client.Read(buf)
		if err != nil {
			break
		}
		commit := bytes.Contains(buf[:n], []byte("\x0bcommit\x00")) // a simple query, with its length
		if commit && c.before.CompareAndSwap(true, false) {
			break
		}
		cut := commit && c.after.CompareAndSwap(true, false)
		if cut {
			_ = client.Close() // the answer finds nobody
		}
		if _, err := server.Write(buf[:n]); err != nil {
			break
		}
		if cut {
			time.Sleep(300 * time.Millisecond) // the server commits
			break
		}
	}
	_ = client.Close()
	_ = server.Close()
	back.Wait()
}

// The connection is lost while a batch is committed: the sender is told that it is not known what became of it, and
// sending it again under its key adds it once.
func TestConnectionLostDuringCommit(t *testing.T) {
	for name, when := range map[string]func(*cutter) *atomic.Bool{
		"before the server got it": func(c *cutter) *atomic.Bool { return &c.before },
		"before it answered":       func(c *cutter) *atomic.Bool { return &c.after },
	} {
		t.Run(name, func(t *testing.T) {
			cut, dsn := startCutter(t, databases["postgres"](t))
			l := storetest.NewLab(t, dsn)
			l.MustPut(storetest.Declare("team", "red", "Red", `{}`))
			_, first := batchNumber(3)
			// the month's partition is there, so that the only commit is that of the write
			first.Points = first.Points[:1]
			first.Points[0].To = first.Points[0].To.Add(time.Hour)
			first.Points[0].From = first.Points[0].To
			first.ID = 1
			if _, err := storetest.AddPoints(t.Context(), l.Store, nil, first, ingested); err != nil {
				t.Fatal(err)
			}
			key, b := batchNumber(3)
			when(cut).Store(true)
			_, err := storetest.AddPoints(t.Context(), l.Store, &key, b, ingested)
			if !fault.Is(err, fault.Unavailable) {
				t.Fatalf("the lost commit ended with %v", err)
			}
			b.ID++
			again, err := storetest.AddPoints(t.Context(), l.Store, &key, b, ingested)
			if err != nil {
				t.Fatalf("sent again: %v", err)
			}
			if want := name == "before it answered"; again.Repeated != want {
				t.Errorf("sent again, it was repeated: %v, not %v", again.Repeated, want)
			}
			if again.Seq != 3 || !l.Wait(t.Context(), 3, time.Second) || l.Snapshot().Seq() != 3 {
				t.Errorf("the batch is entry %d and the journal stands at %d, not 3", again.Seq, l.Snapshot().Seq())
			}
			l.Verify()
		})
	}
}

// The server goes away and comes back: reads and writes say so, and go on afterwards.
func TestConnectionsAreEndedByTheServer(t *testing.T) {
	l := storetest.NewLab(t, databases["postgres"](t))
	l.MustPut(storetest.Declare("team", "red", "Red", `{}`))
	admin := storetest.Raw(t, l.DSN)
	blocked := make(chan error, 1)
	holding := make(chan struct{})
	go func() {
		_, err := l.Write(context.Background(), store.Write{Type: "change",
			Decide: func(ctx context.Context, tx *store.Tx, _ *record.Snapshot) (store.Decision, error) {
				close(holding)
				time.Sleep(500 * time.Millisecond) // its connection is ended meanwhile
				return store.Decision{Changes: []record.Change{storetest.Declare("team", "blue", "Blue", `{}`)}}, nil
			}})
		blocked <- err
	}()
	<-holding
	if _, err := admin.ExecContext(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"); err != nil {
		t.Fatal(err)
	}
	if err := <-blocked; !fault.Is(err, fault.Unavailable) || errors.Is(err, context.Canceled) {
		t.Errorf("the write whose connection was ended: %v", err)
	}
	l.MustPut(storetest.Declare("team", "green", "Green", `{}`))
	if l.Snapshot().Seq() != 2 {
		t.Errorf("the journal stands at %d", l.Snapshot().Seq())
	}
	l.Verify()
	var open int
	if err := admin.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'").Scan(&open); err != nil || open > 0 {
		t.Errorf("%d transactions were left open (%v)", open, err)
	}
}
