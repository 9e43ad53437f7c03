package collect_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Whatever the format, a file says the same plain, packed with gzip and in a zip archive; only what is an archive itself is refused when it
// is packed once more. And every format has a fixture here.
func TestPackedFilesSayWhatPlainOnesSay(t *testing.T) {
	seen := map[string]bool{}
	for _, g := range small(t) {
		seen[g.format] = true
		plain, err := g.inspect(t, g.data, "")
		if err != nil || plain.Format != g.format {
			t.Fatalf("%s is read as %q, %v", g.name, plain.Format, err)
		}
		format, err := formats().Named(g.format)
		if err != nil {
			t.Fatal(err)
		}
		_, archive := format.(collect.Archive)
		for how, data := range map[string][]byte{"gzip": pack(t, g.data), "zip": zipOf(t, "out/"+g.name, string(g.data)), "gzip in two members": append(pack(t, g.data[:len(g.data)/2]), pack(t, g.data[len(g.data)/2:])...)} {
			for _, declared := range []string{"", g.format} {
				got, err := g.inspect(t, data, declared)
				switch {
				case archive && (!fault.Is(err, fault.Invalid) || len(fault.Of(err).Fields) == 0 || fault.Of(err).Fields[0].Remedy == ""):
					t.Errorf("%s, packed with %s once more, is not refused with a remedy: %v", g.name, how, err)
				case !archive && (err != nil || got.Format != g.format || !same(got.Values, g.want) || got.Items != plain.Items || !got.ObservedAt.Equal(plain.ObservedAt) || len(got.Warnings) != len(plain.Warnings)):
					t.Errorf("%s, packed with %s and declared as %q, gives %+v, %v, %v; plain it gives %+v", g.name, how, declared, got.Values, got.Warnings, err, plain.Values)
				case !archive && (got.Bytes != int64(len(data)) || got.SHA256 == plain.SHA256):
					t.Errorf("%s, packed with %s: size and digest are not those of the file as given", g.name, how)
				}
			}
		}
	}
	for _, name := range formats().Names() {
		if !seen[name] {
			t.Errorf("no fixture of %s is packed", name)
		}
	}
}

// scales is a format that the program does not know: lines of "kilograms=number".
type scales struct{}

func (scales) Name() string           { return "scales" }
func (scales) Sniff(head []byte) bool { return strings.HasPrefix(string(head), "kilograms=") }
func (scales) Describe() collect.Description {
	return collect.Description{Title: "Scales", Values: []collect.Meaning{{Name: "kilograms", Unit: "kg"}}}
}
func (scales) Read(_ context.Context, r io.Reader, _ collect.Options) (collect.Reading, error) {
	b, err := io.ReadAll(collect.NewTextReader(r))
	if err != nil {
		return collect.Reading{}, err
	}
	n, ok := collect.ParseDecimal(strings.TrimSpace(strings.TrimPrefix(string(b), "kilograms=")))
	if !ok {
		return collect.Reading{}, fault.InvalidField("the weight is damaged", fault.Field{Line: 1, Reason: "it is not a number", Remedy: "Weigh again"})
	}
	return collect.Reading{Items: 1, Values: []collect.Value{collect.Known("kilograms", n)}}, nil
}

// A new format is one package and one line in the list: it is found by content, named in errors, unpacked, limited and placed without a word
// of it anywhere else.
func TestANewFormatIsOnePackage(t *testing.T) {
	known := collect.NewFormats(append(listed(t), scales{})...)
	read := func(name string, data []byte) (collect.Inspection, error) {
		return known.Inspect(context.Background(), name, strings.NewReader(string(data)), collect.Options{Limits: collect.Limits{Content: 1000}})
	}
	text := []byte("kilograms=7.5\n")
	for name, data := range map[string][]byte{"w.txt": text, "w.gz": pack(t, text), "w.zip": zipOf(t, "README", "Read me", "w", string(text))} {
		got, err := read(name, data)
		if v, _ := got.Value("kilograms"); err != nil || got.Format != "scales" || v.Number == nil || *v.Number != 7.5 || got.Bytes != int64(len(data)) {
			t.Errorf("%s gives %+v, %v", name, got, err)
		}
	}
	for want, data := range map[string][]byte{
		"w.txt:1: it is not a number": []byte("kilograms=x\n"), "scales": []byte("\x01\x02 nothing that is known"),
		"the content is larger": []byte("kilograms=" + strings.Repeat("1", 2000)), "cut off at byte 20": pack(t, text)[:20],
	} {
		if got, err := read("w.txt", data); err == nil || !strings.Contains(err.Error(), want) || got.Values != nil {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if _, err := known.Named("scales"); err != nil {
		t.Error(err)
	}
}

func listed(t *testing.T) []collect.Format {
	t.Helper()
	var out []collect.Format
	for _, name := range formats().Names() {
		f, err := formats().Named(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}
