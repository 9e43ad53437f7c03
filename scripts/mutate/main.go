// Command mutate changes each number, comparison and connective of a package in turn and runs its tests: a change that no
// test notices is either a missing test or is listed, with the reason why it changes nothing.
//
//	go run ./scripts/mutate [-list FILE] [-only TEXT] [-flags FLAGS] ./internal/score
//
// The list has one line for mutants that may live: how their names, as this command prints them, begin, two blanks, the reason.
// The exit status is 1 where a mutant lives that is not listed, or where a line of the list has none any more.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

func main() {
	list := flag.String("list", "", "file of the mutants that may live, with reasons")
	only := flag.String("only", "", "only mutants whose name has this in it")
	flags := flag.String("flags", "", "flags for the tests, separated by blanks")
	patience := flag.Duration("patience", 2*time.Minute, "after how long a mutant counts as noticed: it runs for ever")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	ok, err := run(tests{flag.Arg(0), strings.Fields(*flags), *patience}, *list, *only)
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

// tests is a package with how its tests are run.
type tests struct {
	dir      string
	flags    []string
	patience time.Duration
}

func run(of tests, list, only string) (ok bool, err error) {
	listed, err := readList(list)
	if err != nil {
		return false, err
	}
	mutants, err := mutantsOf(of.dir)
	if err != nil {
		return false, err
	}
	if only != "" {
		var some []mutant
		for _, m := range mutants {
			if strings.Contains(m.name, only) {
				some = append(some, m)
			}
		}
		mutants = some
	}
	if out, noticed := of.run(nil); noticed {
		return false, fmt.Errorf("the tests fail without any change:\n%s", out)
	}
	lives := make([]bool, len(mutants))
	work := make(chan int)
	var workers sync.WaitGroup
	for range runtime.NumCPU() {
		workers.Go(func() {
			for i := range work {
				_, noticed := of.run(&mutants[i])
				lives[i] = !noticed
			}
		})
	}
	for i := range mutants {
		work <- i
	}
	close(work)
	workers.Wait()
	return report(mutants, lives, listed, only != ""), nil
}

// report prints what became of the mutants.
func report(mutants []mutant, lives []bool, listed []excuse, some bool) bool {
	alive, ok := 0, true
	for i, m := range mutants {
		if !lives[i] {
			continue
		}
		alive++
		excused := false
		for k := range listed {
			if strings.HasPrefix(m.name, listed[k].begins) {
				listed[k].used, excused = true, true
			}
		}
		if !excused {
			fmt.Printf("lives: %s\n  at %s\n", m.name, m.place)
			ok = false
		}
	}
	for _, e := range listed {
		if !e.used && !some {
			fmt.Printf("listed, and noticed now or gone: %s\n  because %s\n", e.begins, e.reason)
			ok = false
		}
	}
	fmt.Printf("%d mutants, %d live\n", len(mutants), alive)
	return ok
}

// excuse says why mutants may live.
type excuse struct {
	begins, reason string
	used           bool
}

// readList reads the mutants that may live.
func readList(name string) ([]excuse, error) {
	var out []excuse
	if name == "" {
		return nil, nil
	}
	b, err := os.ReadFile(filepath.Clean(name))
	if err != nil {
		return nil, err
	}
	for i, line := range strings.Split(string(b), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		mutant, reason, found := strings.Cut(line, "  ")
		if !found || strings.TrimSpace(reason) == "" {
			return nil, fmt.Errorf("%s:%d: no reason: write the mutant's name, two blanks, the reason", name, i+1)
		}
		out = append(out, excuse{begins: mutant, reason: strings.TrimSpace(reason)})
	}
	return out, nil
}

// run runs the tests with a mutant in the place of one of its files. What does not compile is noticed, too.
func (t tests) run(m *mutant) (output string, noticed bool) {
	ctx, cancel := context.WithTimeout(context.Background(), t.patience)
	defer cancel()
	args := []string{"test", "-count=1", "-failfast"}
	if m != nil {
		overlay, remove, err := m.overlay()
		if err != nil {
			return err.Error(), true
		}
		defer remove()
		args = append(args, "-overlay", overlay)
	}
	cmd := exec.CommandContext(ctx, "go", append(append(args, t.dir), t.flags...)...) //nolint:gosec // the package that the developer names
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) && ctx.Err() == nil {
		return err.Error(), false
	}
	return string(out), err != nil
}

// overlay writes the mutant's file outside of the tree, and what tells the compiler to take it.
func (m *mutant) overlay() (name string, remove func(), err error) {
	dir, err := os.MkdirTemp("", "mutant-")
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(dir) }
	changed := filepath.Join(dir, filepath.Base(m.file))
	b, err := json.Marshal(map[string]map[string]string{"Replace": {m.file: changed}})
	if err == nil {
		err = os.WriteFile(changed, m.text, 0o600)
	}
	name = filepath.Join(dir, "overlay.json")
	if err == nil {
		err = os.WriteFile(name, b, 0o600)
	}
	if err != nil {
		remove()
	}
	return name, remove, err
}
