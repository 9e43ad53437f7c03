package collect_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

func TestRealFilesGiveTheNumbersThatOtherToolsFind(t *testing.T) {
	times := map[string]string{standardFile: "2026-11-21T20:46:19Z", minimalFile: "2026-11-21T20:54:42Z", lynisFile: "2026-11-21T20:45:14Z",
		campaignFile: "2026-11-21T21:03:53Z", summaryFile: "2026-11-21T21:03:53Z", resultsFile: "2026-11-21T21:03:53Z", eventsFile: "2026-11-21T21:03:53Z", metricsFile: "0001-01-01T00:00:00Z", arfFile: "2026-11-21T20:46:19Z", findingsFile: "0001-01-01T00:00:00Z"}
	items := map[string]int{standardFile: 591, minimalFile: 591, lynisFile: 47, campaignFile: 60, summaryFile: 60, resultsFile: 60, eventsFile: 60, metricsFile: 507, arfFile: 591, findingsFile: 1}
	for name, want := range truth {
		data := fixture(t, name)
		got, err := inspect(name, data, collect.Options{})
		if err != nil {
			t.Errorf("%s cannot be read: %v", name, err)
			continue
		}
		if !same(got.Values, want) {
			t.Errorf("%s is shown with wrong numbers: %+v, want %v", name, got.Values, want)
		}
		sum := sha256.Sum256(data)
		if got.SHA256 != hex.EncodeToString(sum[:]) || got.Bytes != int64(len(data)) {
			t.Errorf("%s cannot be traced to its bytes: %s, %d bytes", name, got.SHA256, got.Bytes)
		}
		if at := got.ObservedAt.Format(time.RFC3339); at != times[name] || got.Items != items[name] {
			t.Errorf("%s: observed at %s with %d items, want %s and %d", name, at, got.Items, times[name], items[name])
		}
	}
}

func TestInspectionJSONHasExactlyTheDocumentedForm(t *testing.T) {
	got, err := inspect("t.csv", []byte("a,b\n1,2\n"), collect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	// The digest was made with sha256sum.
	want := `{"format":"csv","sha256":"492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470","bytes":8,"observed_at":null,"items":1,"values":{"columns":2,"rows":1},"warnings":[]}`
	if string(text) != want {
		t.Errorf("scripts that read the JSON break:\n got %s\nwant %s", text, want)
	}

	got, err = inspect(lynisFile, bytes.Replace(fixture(t, lynisFile), []byte("\nhardening_index=56\n"), []byte("\n"), 1), collect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	text, err = json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"hardening_index":null`, `"observed_at":"2026-11-21T20:45:14Z"`,
		`"warnings":["line 350: report_datetime_end: the report gives its time without a zone; it was taken as UTC","hardening_index: the report does not give it, so hardening_index is unknown"]`} {
		if !strings.Contains(string(text), part) {
			t.Errorf("the JSON lacks %s:\n%s", part, text)
		}
	}
}

func TestWhatIsStoredBesideIsWhatTheDigestIsOf(t *testing.T) {
	data := fixture(t, minimalFile)
	var kept bytes.Buffer
	got, err := formats().Inspect(context.Background(), minimalFile, io.TeeReader(iotest.HalfReader(bytes.NewReader(data)), &kept), collect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(kept.Bytes())
	if !bytes.Equal(kept.Bytes(), data) || got.SHA256 != hex.EncodeToString(sum[:]) {
		t.Error("ingestion would keep other bytes than those that were read")
	}
}

func TestFormatIsFoundByContentNotByName(t *testing.T) {
	cases := []struct {
		name, file, content, want string // want: a format, or "" for unknown
	}{
		{"lynis report under any name", "results.xml", string(fixture(t, lynisFile)), "lynis"},
		{"csv under any name", "report.dat", "a;b\n1;2\n", "csv"},
		{"csv of one column by its name", "hosts.csv", "host\na\nb\n", "csv"},
		{"packed csv of one column by its name", "hosts.CSV.gz", "host\na\nb\n", "csv"},
		{"list without a name", "hosts", "host\na\nb\n", ""},
		{"ini file", "app.ini", "[main]\nhardening_index=99\nfinish=true\n", ""},
		{"key=value file", "app.dat", "report_version_major=1\nhardening_index=99\nfinish=true\n", ""},
		{"JSON under any name", "x.csv", "{\"a\":1,\"b\":2}\n", "json"},
		{"JSON of a format of its own", "x.json", string(fixture(t, summaryFile)), "gophish"},
		{"table of a format of its own", "x.csv", string(fixture(t, eventsFile)), "gophish"},
		{"Prometheus text under any name", "x.csv", "# HELP a b, c\n# TYPE a gauge\na{x=\"1\"} 1\n", "prometheus"},
		{"other XML", "x.xml", "<html xmlns=\"http://www.w3.org/1999/xhtml\"/>", ""},
		{"ragged commas", "note.txt", "Dear all,\nhello, world, again\nbye\n", ""},
	}
	for _, c := range cases {
		got, err := inspect(c.file, []byte(c.content), collect.Options{})
		switch {
		case c.want == "" && !errors.Is(err, collect.ErrUnknownFormat):
			t.Errorf("%s is taken for %q: %v", c.name, got.Format, err)
		case c.want == "" && !strings.Contains(err.Error(), "lynis, xccdf, gophish, prometheus, csv, xlsx, json"):
			t.Errorf("%s: the user is not told which formats are known: %v", c.name, err)
		case c.want != "" && (err != nil || got.Format != c.want):
			t.Errorf("%s is read as %q, %v", c.name, got.Format, err)
		}
	}
}

func TestFormatCanBeNamed(t *testing.T) {
	if _, err := inspect("x", []byte("host\na\n"), collect.Options{Format: "csv"}); err != nil {
		t.Errorf("a format that was named is not used: %v", err)
	}
	_, err := inspect("x", []byte("host\na\n"), collect.Options{Format: "sarif"})
	if !errors.Is(err, collect.ErrUnknownFormat) || !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "lynis, xccdf, gophish, prometheus, csv, xlsx, json") {
		t.Errorf("a format that does not exist is not refused with those that do: %v", err)
	}
}

func TestSeveralClaimsAreSettledByTheNameOrRefused(t *testing.T) {
	two := collect.NewFormats(claims("one"), claims("two"))
	if f, err := two.Detect("x.two.gz", []byte("x")); err != nil || f.Name() != "two" {
		t.Errorf("the name of the file does not break the tie: %v, %v", f, err)
	}
	if _, err := two.Detect("x.dat", []byte("x")); !errors.Is(err, collect.ErrUnknownFormat) || !strings.Contains(err.Error(), "one or two") {
		t.Errorf("a tie is broken silently: %v", err)
	}
	if got := two.With(claims("two")).With(claims("three")).Names(); strings.Join(got, " ") != "one two three" {
		t.Errorf("With gives %v", got)
	}
}

type claims string

func (c claims) Name() string                  { return string(c) }
func (c claims) Sniff([]byte) bool             { return true }
func (c claims) Describe() collect.Description { return collect.Description{Title: string(c)} }
func (c claims) Read(context.Context, io.Reader, collect.Options) (collect.Reading, error) {
	return collect.Reading{}, nil
}

func TestReadingStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := formats().Inspect(ctx, lynisFile, bytes.NewReader(fixture(t, lynisFile)), collect.Options{})
	if !errors.Is(err, context.Canceled) || !fault.Is(err, fault.Unavailable) {
		t.Errorf("a cancelled reading goes on or gives the wrong code: %v", err)
	}
	// An endless file ends with the deadline.
	ctx, cancel = context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	endless := io.MultiReader(strings.NewReader("a,b\n"), repeat("1,2\n"))
	_, err = formats().Inspect(ctx, "x.csv", endless, collect.Options{Limits: collect.Limits{Content: 1 << 50}})
	if !errors.Is(err, context.DeadlineExceeded) || !fault.Is(err, fault.Limited) {
		t.Errorf("a file without end is read beyond the deadline: %v", err)
	}
}

type repeat string

func (r repeat) Read(p []byte) (int, error) {
	n := 0
	for n+len(r) <= len(p) {
		n += copy(p[n:], r)
	}
	return n, nil
}

func TestFailureOfTheReaderIsNotBlamedOnTheFile(t *testing.T) {
	for name := range truth {
		data := fixture(t, name)
		broken := io.MultiReader(bytes.NewReader(data[:len(data)/2]), iotest.ErrReader(errors.New("connection reset")))
		if _, err := formats().Inspect(context.Background(), name, broken, collect.Options{}); !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: a broken connection is reported as a bad file: %v", name, err)
		}
		limit := fault.New(fault.Limited, "the upload is too large")
		over := io.MultiReader(bytes.NewReader(data[:len(data)/2]), iotest.ErrReader(limit))
		if _, err := formats().Inspect(context.Background(), name, over, collect.Options{}); !fault.Is(err, fault.Limited) || !strings.Contains(err.Error(), limit.Message) {
			t.Errorf("%s: the words of the caller's own fault are lost: %v", name, err)
		}
	}
}

func TestEmptyAndPackedFilesAreRefusedByWhatTheyAre(t *testing.T) {
	for _, c := range []struct{ name, content, want string }{
		{"empty", "", "the file is empty"},
		{"empty within gzip", string(pack(t, nil)), "the file is empty"},
		{"zip", "PK\x03\x04rest", "its directory, which stands at the end, is missing"},
		{"zip in gzip", string(pack(t, zipOf(t, "a.csv", "a,b\n1,2\n"))), "packed with zip once more"},
		{"zip in zip", string(zipOf(t, "a.zip", string(zipOf(t, "a.csv", "a,b\n1,2\n")))), "x.csv/a.zip: it is packed with zip once more"},
		{"gzip in zip", string(zipOf(t, "a.gz", string(pack(t, []byte("a,b\n1,2\n"))))), "gzip file within the packed file"},
		{"empty zip", string(zipOf(t)), "there is no file in it"},
		{"empty file in zip", string(zipOf(t, "a.csv", "")), "the file is empty"},
		{"xz", "\xfd7zXZ\x00rest", "packed with xz"},
		{"gzip in gzip", string(pack(t, pack(t, []byte("a,b\n1,2\n")))), "gzip file within the packed file"},
		{"UTF-16", "\xff\xfea\x00,\x00b\x00", "UTF-16"},
		{"NUL", "a,b\n1,\x002\n", "x.csv:2:3: there is a NUL byte"},
		{"Latin-1", "a,b\n1,M\xfcller\n", "x.csv:2:4: byte 0xfc is not UTF-8"},
		{"cut character", "a,b\n1,M\xc3", "x.csv:2:4: the text is cut off within a character"},
	} {
		_, err := inspect("x.csv", []byte(c.content), collect.Options{})
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

// However the bytes arrive, characters that are split between two reads stay whole.
func TestTextArrivesInAnyPieces(t *testing.T) {
	const text = "\xef\xbb\xbfname,town\nAnežka,Žďár\n李,東京 🏯\n"
	for _, r := range []io.Reader{iotest.OneByteReader(strings.NewReader(text)), iotest.HalfReader(strings.NewReader(text)), iotest.DataErrReader(strings.NewReader(text))} {
		got, err := io.ReadAll(collect.NewTextReader(r))
		if err != nil || string(got) != text[3:] {
			t.Errorf("got %q, %v", got, err)
		}
		if got, err = io.ReadAll(iotest.OneByteReader(collect.NewTextReader(strings.NewReader(text)))); err != nil || string(got) != text[3:] {
			t.Errorf("read byte by byte: got %q, %v", got, err)
		}
	}
	for cut := range len(text) {
		if collect.IsText([]byte(text[:cut])) != true {
			t.Errorf("a head that is cut at byte %d is not taken for text", cut)
		}
	}
}

func TestDecimalNumbersOnly(t *testing.T) {
	for text, want := range map[string]float64{"0": 0, "-1.50": -1.5, "+2e3": 2000, "1E-1": 0.1, "75.000000": 75} {
		if got, ok := collect.ParseDecimal(text); !ok || got != want {
			t.Errorf("%q is read as %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "+", ".", "1.", ".1", "1e", "e1", "1e+", "NaN", "Inf", "0x1", "1_0", " 1", "1 ", "1e999", "-1e999", "1,0"} {
		if got, ok := collect.ParseDecimal(text); ok {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}
