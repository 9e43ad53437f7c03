package collect_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Cut anywhere, a file gives an error, and never a part of its numbers. A Lynis report that is cut behind the end of its
// tests has them all: it is read with a warning, and what was to follow is unknown.
func TestCutFilesAreNeverReadByHalves(t *testing.T) {
	for name, want := range truth {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := fixture(t, name)
			step := 1
			if name == standardFile || name == arfFile {
				step = 10 // they are the other benchmark file again with other results, and reading them takes its time
			}
			for percent := 0; percent < 100; percent += step {
				at := len(data) * percent / 100
				got, err := inspect(name, data[:at], collect.Options{})
				if err == nil && strings.Contains(string(data[:at]), "\nreport_datetime_end=2026-11-21 20:45:14\n") && name == lynisFile {
					checkUnfinished(t, at, got, want)
					continue
				}
				if err == nil && strings.Contains(fmt.Sprint(got.Warnings), "where it ends") {
					checkOpenEnded(t, at, got, want)
					continue
				}
				checkDamaged(t, fmt.Sprintf("cut at byte %d", at), got, err, want)
				if err == nil {
					t.Errorf("cut at byte %d, the file is accepted", at)
				}
				if err != nil && strings.HasSuffix(name, ".gz") && at > 2 && !strings.Contains(err.Error(), fmt.Sprintf("cut off at byte %d", at)) {
					t.Errorf("cut at byte %d, the error names another place: %v", at, err)
				}
			}
		})
	}
}

func checkUnfinished(t *testing.T, at int, got collect.Inspection, want map[string]float64) {
	t.Helper()
	if text := fmt.Sprint(got.Warnings); !strings.Contains(text, "finish=true is missing") {
		t.Errorf("cut at byte %d, nobody is warned: %s", at, text)
	}
	for _, v := range got.Values {
		if v.Number != nil && *v.Number != want[v.Name] || v.Number == nil && v.Name != "hardening_index" {
			t.Errorf("cut at byte %d, %s is wrong", at, v.Name)
		}
	}
}

// checkOpenEnded is about tables, which nothing ends: what was cut between two rows looks whole, the reader was warned of
// it, and no number is more than it was.
func checkOpenEnded(t *testing.T, at int, got collect.Inspection, want map[string]float64) {
	t.Helper()
	for _, v := range got.Values {
		if w, ok := want[v.Name]; !ok || (v.Number == nil) != math.IsNaN(w) || v.Number != nil && *v.Number > w {
			t.Errorf("cut at byte %d, %s is %v", at, v.Name, v.Number)
		}
	}
}

// checkDamaged wants an error for people, or exactly the right numbers.
func checkDamaged(t *testing.T, how string, got collect.Inspection, err error, want map[string]float64) {
	t.Helper()
	if err != nil {
		if f := fault.Of(err); f.Code == fault.Internal || f.Message == "" || len(f.Fields) == 0 {
			t.Errorf("%s: the error helps nobody: %v", how, err)
		}
		if got.Format != "" || got.Values != nil || got.SHA256 != "" {
			t.Errorf("%s: half an inspection is given beside the error", how)
		}
		return
	}
	if !same(got.Values, want) {
		t.Errorf("%s: wrong numbers without an error: %+v", how, got.Values)
	}
}

// A packed file has a checksum: a flipped bit shows, or lies in the gzip header and changes nothing.
func TestFlippedBitsInPackedFilesAreNoticed(t *testing.T) {
	for _, name := range []string{standardFile, minimalFile, arfFile} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := fixture(t, name)
			random := rand.New(rand.NewPCG(1, 2))
			for i := range 8 {
				at := random.IntN(len(data))
				if i < 3 {
					at = 3*i + 1 // the gzip header
				}
				damaged := bytes.Clone(data)
				damaged[at] ^= 1 << random.IntN(8)
				got, err := inspect(name, damaged, collect.Options{})
				checkDamaged(t, fmt.Sprintf("bit flipped in byte %d", at), got, err, truth[name])
			}
		})
	}
}

// The same at 1,000 places each of the smaller files, packed.
func TestFlippedBitsInPackedTextsAreNoticed(t *testing.T) {
	for name, want := range truth {
		if strings.HasSuffix(name, ".gz") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			packed := pack(t, fixture(t, name))
			random := rand.New(rand.NewPCG(9, 10))
			for range 1000 {
				at := random.IntN(len(packed))
				damaged := bytes.Clone(packed)
				damaged[at] ^= 1 << random.IntN(8)
				got, err := inspect(name, damaged, collect.Options{})
				checkDamaged(t, fmt.Sprintf("bit flipped in byte %d", at), got, err, want)
			}
		})
	}
}

// Plain text has no checksum: a flipped bit can hide in a digit or in a key. It must not crash, and as it touches one
// line, or two where it hits a line feed, it must not move any other number.
func TestFlippedBitsInPlainFilesStayWhereTheyAre(t *testing.T) {
	whole := string(unpack(t, fixture(t, minimalFile)))
	start, end := strings.Index(whole, "<TestResult"), strings.Index(whole, "</TestResult>")
	result := strings.Replace(whole[start:end], "<TestResult", `<TestResult xmlns="http://checklists.nist.gov/xccdf/1.2"`, 1) + "</TestResult>"
	files := map[string][]byte{minimalFile: []byte(result)}
	for name := range truth {
		if !strings.HasSuffix(name, ".gz") {
			files[name] = fixture(t, name)
		}
	}
	for name, plain := range files {
		random := rand.New(rand.NewPCG(3, 4))
		for range 1000 {
			at := random.IntN(len(plain))
			damaged := bytes.Clone(plain)
			damaged[at] ^= 1 << random.IntN(8)
			got, err := inspect(name, damaged, collect.Options{})
			if err != nil {
				checkDamaged(t, fmt.Sprintf("%s, bit flipped in byte %d", name, at), got, err, nil)
				continue
			}
			if got.Format == "csv" {
				continue // its first line was hit: as a table of any content it is read right
			}
			for _, v := range got.Values {
				switch {
				case name == summaryFile, v.Name == "hardening_index", v.Name == "tests_done", v.Name == "score": // the number itself may have been hit
					if v.Number != nil && (*v.Number < 0 || *v.Number > 1e6) {
						t.Errorf("%s, bit flipped in byte %d: %s is %v", name, at, v.Name, *v.Number)
					}
				default:
					if v.Number != nil && math.Abs(*v.Number-truth[name][v.Name]) > 1 {
						t.Errorf("%s, bit flipped in byte %d: %s moved to %v", name, at, v.Name, *v.Number)
					}
				}
			}
		}
	}
}

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
		f.Add(name, data[:512])
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
