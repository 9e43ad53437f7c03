package collect_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

func TestGzipIsReadToItsVeryEnd(t *testing.T) {
	one := pack(t, []byte("a,b\n1,2\n"))
	two := pack(t, []byte("3,4\n"))
	got, err := inspect("x.csv.gz", append(bytes.Clone(one), two...), collect.Options{})
	if rows, _ := got.Value("rows"); err != nil || *rows.Number != 2 || got.Bytes != int64(len(one)+len(two)) {
		t.Errorf("a file of two gzip members is not read whole: %+v, %v", got, err)
	}
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"garbage behind", append(bytes.Clone(one), "garbage"...), fmt.Sprintf("from byte %d on", len(one))},
		{"zeros behind", append(bytes.Clone(one), make([]byte, 512)...), fmt.Sprintf("from byte %d on", len(one))},
		{"second member cut", append(bytes.Clone(one), two[:len(two)-3]...), fmt.Sprintf("cut off at byte %d", len(one)+len(two)-3)},
		{"second header cut", append(bytes.Clone(one), two[:5]...), fmt.Sprintf("cut off at byte %d", len(one)+5)},
		{"header only", one[:2], "cut off at byte 2"},
		{"wrong checksum", func() []byte { d := bytes.Clone(one); d[len(d)-6] ^= 1; return d }(), "do not match their checksum"},
	} {
		if _, err := inspect("x.csv.gz", c.data, collect.Options{}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

// counted tells how much was taken from a reader.
type counted struct {
	r io.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// bomb is a gzip file that unpacks to the content repeated for 10 GB, made as it is read.
func bomb(head, content string) (*counted, io.Closer) {
	r, w := io.Pipe()
	go func() {
		z, _ := gzip.NewWriterLevel(w, gzip.DefaultCompression)
		block := []byte(strings.Repeat(content, (1<<20)/len(content)))
		_, err := io.WriteString(z, head)
		for n := 0; err == nil && n < 10_000; n++ {
			_, err = z.Write(block)
		}
		w.CloseWithError(z.Close())
	}()
	return &counted{r: r}, r
}

func TestGzipBombsStopEarlyAndSmall(t *testing.T) {
	cases := []struct {
		name, head, content string
		options             collect.Options
		want                fault.Code
		most                int64 // packed bytes that may be taken
	}{
		{"zeros", "", "\x00", collect.Options{}, fault.Invalid, 1 << 20},
		{"zeros named csv", "", "\x00", collect.Options{Format: "csv"}, fault.Invalid, 1 << 20},
		{"table, by the ratio", "a,b\n", "0,0\n", collect.Options{}, fault.Limited, 1 << 20},
		{"table, by the size", "a,b\n", "0,0\n", collect.Options{Limits: collect.Limits{Ratio: 1 << 40, Content: 64 << 20}}, fault.Limited, 1 << 20},
		{"one endless cell", "a,b\n\"", "00000000", collect.Options{}, fault.Limited, 1 << 20},
		{"one endless line", "# Lynis Report\n", "00000000", collect.Options{}, fault.Limited, 1 << 20},
		{"one endless tag", `<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2"><x a="`, "00000000", collect.Options{}, fault.Limited, 1 << 20},
		{"endless nesting", `<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2">`, "<x>", collect.Options{}, fault.Limited, 1 << 20},
	}
	for _, c := range cases {
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r, closer := bomb(c.head, c.content)
		got, err := formats().Inspect(context.Background(), "bomb", r, c.options)
		closer.Close()
		runtime.ReadMemStats(&after)
		if !fault.Is(err, c.want) || got.Values != nil {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
		if r.n > c.most {
			t.Errorf("%s: %d packed bytes were read before it stopped", c.name, r.n)
		}
		if grown := int64(after.Sys) - int64(before.Sys); grown > 48<<20 {
			t.Errorf("%s: it took %d MiB of memory", c.name, grown>>20)
		}
	}
}

// A plain file is bound by the size alone, and endless empty members by the size as given.
func TestSizeIsLimited(t *testing.T) {
	o := collect.Options{Limits: collect.Limits{Content: 1 << 20}}
	_, err := formats().Inspect(context.Background(), "x.csv", io.MultiReader(strings.NewReader("a,b\n"), repeat("1,2\n")), o)
	if !fault.Is(err, fault.Limited) || !strings.Contains(err.Error(), "1 MiB") {
		t.Errorf("a plain file has no limit: %v", err)
	}
	if _, err = formats().Inspect(context.Background(), "x.csv", repeat(pack(t, nil)), o); !fault.Is(err, fault.Limited) {
		t.Errorf("empty gzip members have no limit: %v", err)
	}
}

func FuzzInspect(f *testing.F) {
	for name := range truth {
		data := fixture(f, name)
		f.Add(name, data[:min(512, len(data))])
	}
	f.Add("x.csv", []byte("a,b\n1,2\n"))
	f.Add("x.csv.gz", pack(f, []byte("a,b\n1,2\n")))
	f.Add("x.zip", zipOf(f, "x.csv", "a,b\n1,2\n", "y.txt", "Hello"))
	f.Add("x", append(pack(f, []byte("a,b\n")), pack(f, []byte("1,2\n"))...))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		got, err := inspect(name, data, collect.Options{})
		if err != nil {
			if got.Values != nil || fault.Of(err).Code == fault.Internal {
				t.Errorf("a bad error, or half a result: %v", err)
			}
			return
		}
		if got.Bytes != int64(len(data)) {
			t.Errorf("%d of %d bytes are in the digest", got.Bytes, len(data))
		}
		if _, err := got.MarshalJSON(); err != nil {
			t.Errorf("no JSON for what was accepted: %v", err)
		}
	})
}
