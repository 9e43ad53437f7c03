package jsonread

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// walk goes through every token of a text.
func walk(r io.Reader) error {
	d := New(r, "the file is damaged")
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestDamageIsNamedByLineColumnAndPath(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"broken", "{\n \"a\": [1,\n  2,,3]\n}", "line 3: a[2]: the text is not JSON here"},
		{"cut", "{\n \"a\": [1,\n  2", "the file ends here, within a value"},
		{"name twice", "{\n \"a\": {\"b\": 1,\n \"b\": 2}}", "line 3: a.b: the name stands in its object twice"},
		{"Latin-1", "{\n \"a\": \"\xfc\"}", "line 2: byte 0xfc is not UTF-8"},
		{"wrong bracket", "[1}", "line 1: "},
	} {
		for _, r := range []io.Reader{strings.NewReader(c.text), iotest.OneByteReader(strings.NewReader(c.text))} {
			if err := walk(r); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: got %v, want %q", c.name, err, c.want)
			}
		}
	}
	err := walk(strings.NewReader("{\n \"a\": nul}"))
	if f := fault.Of(err).Fields[0]; f.Line != 2 || f.Column < 7 || f.Remedy == "" {
		t.Errorf("the place is %+v", f)
	}
}

func TestTypesThatAreNotWantedAreRefused(t *testing.T) {
	for name, read := range map[string]func(d *Decoder) error{
		"text":   func(d *Decoder) error { _, err := d.Text(); return err },
		"bool":   func(d *Decoder) error { _, err := d.Bool(); return err },
		"count":  func(d *Decoder) error { _, err := d.Count(); return err },
		"object": func(d *Decoder) error { return d.Object(func(string) error { return d.Skip() }) },
		"list":   func(d *Decoder) error { return d.List(d.Skip) },
	} {
		good := map[string]string{"text": `"x"`, "bool": "true", "count": "12", "object": `{"a": [{}]}`, "list": `[1, {"a": 2}]`}
		for of, text := range good {
			d := New(strings.NewReader(text), "damaged")
			err := read(d)
			if of == name && err == nil {
				err = d.End()
			} else if of != name && err == nil {
				t.Errorf("%s is taken for a %s", text, name)
			}
			if of == name && err != nil {
				t.Errorf("%s is not read as a %s: %v", text, name, err)
			}
		}
		if err := read(New(strings.NewReader(""), "damaged")); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: the end of the file is taken for a value: %v", name, err)
		}
	}
	for _, text := range []string{"-1", "1.5", "1e3", "9999999999999"} {
		if _, err := New(strings.NewReader(text), "damaged").Count(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s is taken for a count: %v", text, err)
		}
	}
}

func TestLimits(t *testing.T) {
	var names strings.Builder
	for i := range maxMembers + 1 {
		names.WriteString(`"` + strings.Repeat("x", i%50) + string(rune('a'+i%26)) + strings.Repeat("y", i/50) + `":1,`)
	}
	for name, text := range map[string]string{
		"depth": strings.Repeat("[", MaxDepth+1), "token": `"` + strings.Repeat("x", 2*MaxToken), "names": "{" + names.String(),
	} {
		if err := walk(strings.NewReader(text)); !fault.Is(err, fault.Limited) {
			t.Errorf("%s has no limit: %v", name, err)
		}
	}
	if err := walk(io.MultiReader(strings.NewReader("[1, 2"), iotest.ErrReader(iotest.ErrTimeout))); !errors.Is(err, iotest.ErrTimeout) {
		t.Errorf("the failure of the reader is lost: %v", err)
	}
}

// However many lines are read ahead, places stay those of the text.
func TestLinesAreCountedThroughLongBlanks(t *testing.T) {
	err := walk(strings.NewReader("[1,\n" + strings.Repeat("\n", 5000) + "x]"))
	if f := fault.Of(err).Fields[0]; f.Line != 5002 {
		t.Errorf("line 5002 is told as %d", f.Line)
	}
}

func FuzzTokens(f *testing.F) {
	f.Add("{\"a\": [1, 2.5e3, true, null, \"x\\n\"]}")
	f.Add("[1]\n[2]\n")
	f.Add("{\"a\":1,\"a\":2}")
	f.Fuzz(func(t *testing.T, text string) {
		err := walk(strings.NewReader(text))
		if err != nil && fault.Of(err).Code == fault.Internal {
			t.Errorf("an error that helps nobody: %v", err)
		}
		again := walk(iotest.OneByteReader(strings.NewReader(text)))
		if (err == nil) != (again == nil) {
			t.Errorf("read byte by byte it is %v, else %v", again, err)
		}
	})
}
