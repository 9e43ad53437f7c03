// Package prometheus reads the text exposition format 0.0.4 of Prometheus, the way exporters serve it under /metrics and
// write it into .prom files.
//
// Without a mapping it counts types and samples; a mapping says which samples become values. It reads one scrape and
// computes nothing over time: there are no rates. OpenMetrics, with exemplars and types of its own, is refused where it
// differs. Every metric and label is read, also where nothing wants it, so that damage shows.
package prometheus

import (
	"bufio"
	stdbytes "bytes"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

// Names of the values that a file has without a mapping: counts, from 0.
const (
	Types   = "types"   // TYPE lines, one for each metric family
	Samples = "samples" // lines with a number
)

const (
	maxLine     = 1 << 20
	maxFamilies = 100_000
	maxSamples  = 500_000 // each is remembered by 8 bytes, so that none stands there twice
	maxName     = 1024    // bytes of the name of a metric or a label
)

// kinds of metric families that the format has.
var kinds = map[string]bool{"counter": true, "gauge": true, "histogram": true, "summary": true, "untyped": true}

// Format reads exposition text. The zero value has no mapping.
type Format struct {
	Mapping *mapping.Mapping // nil: types and samples are counted
}

// Name is "prometheus".
func (Format) Name() string { return "prometheus" }

// By gives the format with a mapping.
func (Format) By(m *mapping.Mapping) collect.Format { return Format{Mapping: m} }

// Sniff wants a TYPE line: samples alone look like many other texts.
func (Format) Sniff(head []byte) bool {
	if !collect.IsText(head) {
		return false
	}
	for line := range stdbytes.Lines(head) {
		words := strings.Fields(string(line[:min(len(line), 4*maxName)]))
		if len(words) == 4 && words[0] == "#" && words[1] == "TYPE" && kinds[words[3]] {
			return true
		}
	}
	return false
}

// Read reads one exposition.
func (f Format) Read(ctx context.Context, r io.Reader, _ collect.Options) (collect.Reading, error) {
	if err := mapping.Checked("prometheus", f.Mapping); err != nil {
		return collect.Reading{}, err
	}
	e := &exposition{families: map[string]*family{}, seen: map[uint64]struct{}{}, seed: maphash.MakeSeed()}
	if f.Mapping != nil {
		e.wanted = newWanted(*f.Mapping)
	}
	ended := true
	lines := bufio.NewScanner(collect.NewTextReader(r))
	lines.Buffer(make([]byte, 0, 64<<10), maxLine)
	lines.Split(func(data []byte, atEOF bool) (int, []byte, error) {
		if i := stdbytes.IndexByte(data, '\n'); i >= 0 {
			return i + 1, data[:i], nil
		}
		if ended = !atEOF || len(data) == 0; !ended {
			return len(data), data, nil
		}
		return 0, nil, nil
	})
	for lines.Scan() {
		e.number++
		if !ended {
			return collect.Reading{}, fault.InvalidField(damage, fault.Field{Line: e.number, Column: len(lines.Bytes()) + 1,
				Reason: "the last line does not end with a line feed: the file is cut off", Remedy: "Copy it again from where it was written"})
		}
		if err := e.read(lines.Text()); err != nil {
			return collect.Reading{}, err
		}
		if e.number%1000 == 0 && ctx.Err() != nil {
			return collect.Reading{}, fault.Wrap(fault.Unavailable, ctx.Err(), "reading the metrics was stopped")
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return collect.Reading{}, &fault.Error{Code: fault.Limited, Message: "a line of the metrics is too long", Cause: err,
			Fields: []fault.Field{{Line: e.number + 1, Reason: "the line is longer than 1 MiB", Remedy: "See whether this is what an exporter wrote"}}}
	} else if err != nil {
		return collect.Reading{}, err
	}
	return e.reading()
}

const damage = "the metrics are damaged"

// family is what is known of a metric's name.
type family struct {
	kind    string // of its TYPE line; empty: none yet
	help    bool
	sampled bool
}

// exposition is what has been read so far.
type exposition struct {
	number   int // of the line
	families map[string]*family
	seen     map[uint64]struct{} // digests of metric and labels
	seed     maphash.Seed
	types    int
	samples  int
	newest   int64 // in milliseconds, where timed
	timed    bool
	closed   bool // by # EOF
	host     string
	hosts    bool // more than one is named
	wanted   *wanted
}

// read takes one line.
func (e *exposition) read(text string) error {
	l := &line{text: text, number: e.number}
	l.blanks()
	if l.rest() == "" {
		return nil
	}
	if e.closed {
		return l.damaged("something follows the line # EOF, which ends the metrics", "Send each scrape in a file of its own")
	}
	if !strings.HasPrefix(l.rest(), "#") {
		return e.sample(l)
	}
	l.at++
	l.blanks()
	switch word := l.word(); word {
	case "EOF":
		e.closed = l.rest() == ""
	case "HELP", "TYPE":
		l.blanks()
		at := l.at
		name, err := l.familyName()
		if err != nil {
			return err
		}
		f, err := e.family(l, name)
		if err != nil {
			return err
		}
		l.blanks()
		if word == "TYPE" {
			return e.declare(l, f, at)
		}
		if f.help {
			l.at = at
			return l.damaged("the metric has a second HELP line", "Send each scrape in a file of its own")
		}
		f.help = true
	}
	return nil
}

func (e *exposition) declare(l *line, f *family, at int) error {
	kind := l.rest()
	switch {
	case !kinds[kind]:
		return l.damaged(fmt.Sprintf("%q is not a type of the text format", collect.Short(kind)),
			"It has counter, gauge, histogram, summary and untyped; ask the exporter for text/plain, not for OpenMetrics")
	case f.kind != "" || f.sampled:
		l.at = at
		return l.damaged("the metric has a second TYPE line, or one after its samples", "Send each scrape in a file of its own")
	}
	f.kind = kind
	e.types++
	return nil
}

func (e *exposition) family(l *line, name string) (*family, error) {
	if f, ok := e.families[name]; ok {
		return f, nil
	}
	if len(e.families) >= maxFamilies {
		return nil, l.limited(fmt.Sprintf("there are more than %d metrics", maxFamilies))
	}
	f := &family{}
	e.families[strings.Clone(name)] = f
	return f, nil
}

// sample takes a line with a number.
func (e *exposition) sample(l *line) error {
	s, err := l.sample()
	if err != nil {
		return err
	}
	if e.samples++; e.samples > maxSamples {
		return l.limited(fmt.Sprintf("there are more than %d samples", maxSamples))
	}
	if err := e.belong(l, s); err != nil {
		return err
	}
	digest := s.digest(e.seed)
	if _, twice := e.seen[digest]; twice {
		return l.damagedAt(0, "the same metric with the same labels stands in the file twice", "Send each scrape in a file of its own")
	}
	e.seen[digest] = struct{}{}
	if s.timed && (!e.timed || s.at > e.newest) {
		e.newest, e.timed = s.at, true
	}
	e.name(s)
	if e.wanted != nil {
		return e.wanted.take(s, l.number)
	}
	return nil
}

// name notes the host that the exporter of hosts says it runs on.
func (e *exposition) name(s sample) {
	if s.name != "node_uname_info" {
		return
	}
	host := collect.HostName(s.get("nodename"))
	e.hosts = e.hosts || e.host != "" && host != e.host
	e.host = strings.Clone(host)
}

// belong finds the family of a sample: that of its name, or the histogram or summary of which it is a part.
func (e *exposition) belong(l *line, s sample) error {
	f, own := e.families[s.name]
	if !own {
		for _, suffix := range []string{"_bucket", "_sum", "_count"} {
			base, has := strings.CutSuffix(s.name, suffix)
			whole, known := e.families[base]
			if has && known && (whole.kind == "histogram" || whole.kind == "summary" && suffix != "_bucket") {
				f, own = whole, true
				if suffix == "_bucket" && !s.bounded("le") {
					return l.damagedAt(0, "a bucket needs a label le with a number", "Scrape the exporter again")
				}
			}
		}
	}
	if !own {
		var err error
		if f, err = e.family(l, s.name); err != nil {
			return err
		}
	}
	if f.kind == "summary" && s.has("quantile") && !s.bounded("quantile") {
		return l.damagedAt(0, "the label quantile is not a number", "Scrape the exporter again")
	}
	f.sampled = true
	return nil
}

func (e *exposition) reading() (collect.Reading, error) {
	if e.samples == 0 && e.types == 0 {
		return collect.Reading{}, fault.InvalidField("there are no metrics in the file", fault.Field{Line: 1, Reason: "it has neither types nor samples", Remedy: "See whether the exporter answered"})
	}
	out := collect.Reading{Items: e.samples}
	if !e.hosts {
		out.Host = e.host
	}
	if e.timed {
		out.ObservedAt = time.UnixMilli(e.newest).UTC()
	}
	if !e.closed {
		out.Warnings = append(out.Warnings, fault.Field{Line: e.number, Reason: "nothing in the text tells where it ends, so that one which was cut between two lines looks whole"})
	}
	empty := 0
	for _, f := range e.families {
		if f.kind != "" && !f.sampled {
			empty++
		}
	}
	if empty > 0 {
		out.Warnings = append(out.Warnings, fault.Field{Path: Types, Reason: fmt.Sprintf("%d of %d have no sample", empty, e.types)})
	}
	if e.wanted != nil {
		return e.wanted.reading(out)
	}
	out.Values = collect.Sorted([]collect.Value{collect.Known(Types, float64(e.types)), collect.Known(Samples, float64(e.samples))})
	return out, nil
}
