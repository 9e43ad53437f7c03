package service_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// A file that is too large is refused as that, packed or not, and not as one that was cut off; at the limit it is taken.
func TestAFileThatIsTooLarge(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.declare(manager, base+doc("source", "table", "Table", "{unit: enterprise, format: csv, mapping: {rows: file, values: [{name: open, operation: count}]}}")))
	plain := []byte("at,what\n" + strings.Repeat("1,\"something\"\n", 50))
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err := z.Write(plain)
	b.must(err)
	b.must(z.Close())
	for name, content := range map[string][]byte{"plain": plain, "packed": packed.Bytes()} {
		send := func(limit int) error {
			b.LimitFiles(int64(limit))
			_, err := b.Collect(t.Context(), manager, service.NewFile{Source: "table", Content: bytes.NewReader(content), ObservedAt: b.clock()})
			return err
		}
		for _, over := range []int{1, 3, len(content) / 2, len(content) - 1} {
			if err := send(len(content) - over); !fault.Is(err, fault.Limited) || !strings.Contains(err.Error(), "larger than 256 MiB") {
				t.Errorf("a %s file that is %d bytes over the limit: %v", name, over, err)
			}
		}
		b.must(send(len(content)))
	}
}

// A row's unit must be one that is in use, and be the only one with its title.
func TestAUnitThatCannotBeTold(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.declare(manager, base+doc("unit", "north", "Plant", "{parent: enterprise}")+doc("unit", "south", "Plant", "{parent: enterprise}")+
		doc("unit", "west", "West", "{parent: enterprise}")+doc("unit", "gone", "Gone", "{parent: enterprise}")+
		doc("source", "table", "Table", "{unit: enterprise, format: csv, mapping: {rows: each, unit_column: region, values: [{name: open, operation: value, column: open}]}}")))
	_, err := b.Declare(t.Context(), manager, []record.Change{{Declaration: record.Declaration{Kind: "unit", Name: "gone"}, Retire: true}}, "closed")
	b.must(err)
	for unit, want := range map[string]string{"Plant": "north and south", "gone": "is retired", "Gone": "there is no unit", "West": "", "north": ""} {
		_, err := b.Collect(t.Context(), manager, service.NewFile{Source: "table", Content: strings.NewReader("region,open\n" + unit + ",3\n"), ObservedAt: b.clock()})
		if (err == nil) != (want == "") || want != "" && !strings.Contains(fmt.Sprint(fault.Of(err).Fields), want) {
			t.Errorf("the unit %s is answered with %v, where %q was to be said", unit, err, want)
		}
	}
}
