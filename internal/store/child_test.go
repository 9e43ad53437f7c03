package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/store/pgtest"
	"github.com/steelyard-isms/steelyard/internal/store/storetest"
)

// task is what a process that runs this test binary again is to do.
type task struct {
	Do      string // soak or ingest
	DSN     string
	Seed    uint64
	Lasting time.Duration
	Weaken  struct{ Lock, CatchUp bool }
	First   int // of ingest: the number of the first batch
}

const taskVariable = "STEELYARD_TEST_TASK"

func TestMain(m *testing.M) {
	if text := os.Getenv(taskVariable); text != "" {
		if err := child(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	pgtest.Main(m, func() error { return goleak.Find() })
}

func child(text string) error {
	var do task
	if err := json.Unmarshal([]byte(text), &do); err != nil {
		return err
	}
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{DSN: do.DSN, Registry: storetest.Registry()})
	if err != nil {
		return err
	}
	s.Weaken(do.Weaken.Lock, do.Weaken.CatchUp)
	if do.Do == "soak" {
		err = storetest.Soak(ctx, s, do.Seed, 10, do.Lasting, os.Stdin, os.Stdout)
	} else {
		err = ingest(ctx, s, do)
	}
	if err != nil {
		return err
	}
	return s.Close()
}

// process is a running child.
type process struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out io.ReadCloser
}

func start(t testing.TB, do task) process {
	t.Helper()
	text, err := json.Marshal(do)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), taskVariable+"="+string(text))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return process{cmd, in, out}
}

// setting reads how long or how often from the environment: little in an ordinary run, as much as the release needs in
// the long one.
func setting(t testing.TB, variable string, ordinary int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return ordinary
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s is %q, not a number from 1", variable, text)
	}
	return n
}

var ingested = measurement.Series{Owner: record.UID("01J00000000000000000000001"), Name: "ingested"}

// batchNumber makes the batch of a number: whoever sends it again sends the same points under the same key.
func batchNumber(n int) (store.Key, measurement.Batch) {
	r := rand.New(rand.NewPCG(uint64(n), 0))
	b := measurement.Batch{ID: int64(r.Uint64() >> 1)}
	for i := range 1 + r.IntN(400) {
		v := float64(n)
		at := time.Date(2026, 1, 1, 0, n, i, 0, time.UTC)
		b.Points = append(b.Points, measurement.Point{Series: ingested.ID(), From: at, To: at, Value: &v})
	}
	key := strconv.Itoa(n)
	return store.Key{Principal: "ingest", Text: key, Request: key}, b
}

// ingest sends one batch after the other and tells of each that was acknowledged, until the process is killed.
func ingest(ctx context.Context, s *store.Store, do task) error {
	for n := do.First; ; n++ {
		key, b := batchNumber(n)
		b.ID ^= int64(do.Seed) // a batch that is sent again has another number
		r, err := storetest.AddPoints(ctx, s, &key, b, ingested)
		if err != nil {
			return fmt.Errorf("batch %d: %w", n, err)
		}
		fmt.Printf("%d %d %v\n", n, r.Seq, r.Repeated)
	}
}
