package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// What the strict reader takes, the standard library reads the same; what it refuses is not JSON, or one of the things
// that it is stricter about.
func FuzzReadTree(f *testing.F) {
	for _, seed := range []string{`{"a":[1,2.5e-3,true,null,"x\u00e9\n"]}`, `{"a":1,"a":2}`, `[[[[]]]]`, `"\ud800"`, `01`, `-`, `1e5 `, "\"\xff\"", `{"a" : }`, `[1,]`, `"\"`, "\"\x01\""} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		tree, err := readTree(b)
		if err != nil {
			if f := fault.Of(err); f.Code != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Line < 1 || f.Fields[0].Column < 1 {
				t.Errorf("%q is refused without a place: %v", b, err)
			}
			return
		}
		d := json.NewDecoder(bytes.NewReader(b))
		d.UseNumber()
		var want any
		if err := d.Decode(&want); err != nil {
			t.Fatalf("%q is taken and is not JSON: %v", b, err)
		}
		if !reflect.DeepEqual(tree, want) {
			t.Errorf("%q is read as %v, not %v", b, tree, want)
		}
	})
}

func TestReadTreeTakesWhatIsJSON(t *testing.T) {
	var value func(depth int) *rapid.Generator[any]
	value = func(depth int) *rapid.Generator[any] {
		leaf := []*rapid.Generator[any]{rapid.String().AsAny(), rapid.Float64Range(-1e9, 1e9).AsAny(), rapid.Bool().AsAny(), rapid.Just[any](nil)}
		if depth > 4 {
			return rapid.OneOf(leaf...)
		}
		return rapid.OneOf(append(leaf, rapid.SliceOfN(rapid.Deferred(func() *rapid.Generator[any] { return value(depth + 1) }), 0, 4).AsAny(),
			rapid.MapOfN(rapid.String(), rapid.Deferred(func() *rapid.Generator[any] { return value(depth + 1) }), 0, 4).AsAny())...)
	}
	rapid.Check(t, func(t *rapid.T) {
		b, err := json.MarshalIndent(value(0).Draw(t, "value"), " ", "\t")
		if err != nil {
			t.Fatal(err)
		}
		tree, err := readTree(b)
		if err != nil {
			t.Fatalf("%s is refused: %v", b, err)
		}
		again, err := json.Marshal(tree)
		var want bytes.Buffer
		if err == nil {
			err = json.Compact(&want, b)
		}
		if err != nil || !jsonEqual(again, want.Bytes()) {
			t.Fatalf("%s is read as %s", b, again)
		}
	})
}

func jsonEqual(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

func TestUnreadablePlaces(t *testing.T) {
	for _, c := range []struct {
		body, path   string
		line, column int
	}{
		{"{\n  \"a\": {\"b\": 1, \"b\": 2}\n}", "a.b", 2, 17},
		{"[1,\n2,,]", "", 2, 3},
		{"[{\"x\":[0,\n -]}]", "[0].x[1]", 2, 2},
		{"", "", 1, 1},
		{strings.Repeat("[", 33), "[0]", 1, 34},
	} {
		_, err := readTree([]byte(c.body))
		f := fault.Of(err)
		if len(f.Fields) != 1 || f.Fields[0].Line != c.line || f.Fields[0].Column != c.column || !strings.HasPrefix(f.Fields[0].Path, c.path) {
			t.Errorf("%q is at fault in %+v, not %s at %d:%d", c.body, f.Fields, c.path, c.line, c.column)
		}
		if e, ok := errors.AsType[exactly](f); !ok || e != badRequest {
			t.Errorf("%q answers with %v", c.body, e)
		}
	}
}

func FuzzReadBatch(f *testing.F) {
	f.Add([]byte(`{"points":[{"measure":"a","valid_from":"2026-01-01","valid_to":"2026-01-31","value":-1.5e3,"sample":3,"note":"x"}],"reason":"y"}`))
	f.Add([]byte(`{"points":[{"measure":"\u0061","valid_to":"2026-01-31T10:00:00.5+01:00","value":null,"sample":null,"note":null}]}`))
	f.Add([]byte(`{"points":[{"measure":1,"valid_to":{},"value":[],"sample":"","note":false,"x":{"y":[1]}}]}`))
	f.Add([]byte(`{"points":[{},[],1]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := readBatch(b)
		if err != nil {
			if f := fault.Of(err); f.Code != fault.Invalid && f.Code != fault.Limited {
				t.Errorf("%q: %v", b, err)
			}
			return
		}
		var want addBody
		d := json.NewDecoder(bytes.NewReader(b))
		d.DisallowUnknownFields()
		if err := d.Decode(&want); err != nil {
			t.Fatalf("%q is taken, and the documented form is not in it: %v", b, err)
		}
		if len(want.Points) != len(got.points) || want.Reason != got.reason {
			t.Fatalf("%q: %d points, want %d", b, len(got.points), len(want.Points))
		}
		for i, p := range got.points {
			w := want.Points[i]
			if p.Measure != w.Measure || p.Note != w.Note || (p.Value == nil) != (w.Value == nil) || p.Value != nil && *p.Value != *w.Value ||
				(p.Sample == nil) != (w.Sample == nil) || p.Sample != nil && *p.Sample != *w.Sample || p.To.IsZero() {
				t.Errorf("%q: point %d is read as %+v, not %+v", b, i, p, w)
			}
		}
	})
}

func TestBatchTimes(t *testing.T) {
	day := func(text string) time.Time {
		at, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct{ from, to, wantFrom, wantTo string }{
		{``, `"valid_to":"2026-06-30"`, "2026-06-30T00:00:00Z", "2026-06-30T23:59:59.999999Z"},
		{``, `"valid_to":"2026-06-30T12:00:00Z"`, "2026-06-30T12:00:00Z", "2026-06-30T12:00:00Z"},
		{`"valid_from":"2026-04-01",`, `"valid_to":"2026-06-30"`, "2026-04-01T00:00:00Z", "2026-06-30T23:59:59.999999Z"},
		{`"valid_from":"2026-04-01T06:00:00+02:00",`, `"valid_to":"2026-06-30"`, "2026-04-01T04:00:00Z", "2026-06-30T23:59:59.999999Z"},
		{`"valid_from":"2026-04-01",`, `"valid_to":"2026-06-30T12:00:00.25Z"`, "2026-04-01T00:00:00Z", "2026-06-30T12:00:00.25Z"},
	} {
		got, err := readBatch([]byte(`{"points":[{` + c.from + c.to + `,"measure":"m","value":1}]}`))
		if err != nil {
			t.Fatal(err)
		}
		if p := got.points[0]; !p.From.Equal(day(c.wantFrom)) || !p.To.Equal(day(c.wantTo)) {
			t.Errorf("%s%s is the period %s to %s", c.from, c.to, p.From, p.To)
		}
	}
}

func bulk(points int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"points":[`)
	for i := range points {
		if i > 0 {
			b.WriteByte(',')
		}
		at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * 5 * time.Hour)
		fmt.Fprintf(&b, `{"measure":"measure-%d","valid_from":%q,"valid_to":%q,"value":%d.%d,"sample":%d,"note":"hourly export"}`,
			i%50, at.Format(time.RFC3339), at.Add(time.Hour).Format(time.RFC3339), i%100, i%10, 100+i)
	}
	b.WriteString(`]}`)
	return b.Bytes()
}

// The reading of 10,000 points, beside that of the standard library.
func BenchmarkReadBatch(b *testing.B) {
	body := bulk(10_000)
	b.Run("one-pass", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			if got, err := readBatch(body); err != nil || len(got.points) != 10_000 {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			var got addBody
			d := json.NewDecoder(bytes.NewReader(body))
			d.DisallowUnknownFields()
			if err := d.Decode(&got); err != nil || len(got.Points) != 10_000 {
				b.Fatal(err)
			}
		}
	})
}
