// Package library is the measure library: measures that others have found worth keeping, described in full and ready to be adopted. The
// content is in measures/*.yaml, a file for each topic, and is part of the program.
//
// The package gives entries, finds them, makes declarations of them and tells what has changed in them since a version. It keeps nothing,
// and does not know which of them a programme has adopted.
package library

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	"github.com/steelyard-isms/steelyard/internal/direction"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

//go:embed measures/*.yaml
var files embed.FS

// Topic is what the entries of one file are about.
type Topic struct {
	Key   string `yaml:"key"`
	Title string `yaml:"title"`
	About string `yaml:"about"` // in a sentence
}

// Entry is one measure of the library in its present version.
type Entry struct {
	Key     string `yaml:"key"` // never changes, and is never given to another measure
	Topic   Topic  `yaml:"-"`
	Version `yaml:",inline"`
	Earlier []Version `yaml:"earlier"` // latest first
}

// Version is what an entry says, or said.
type Version struct {
	Number  int    `yaml:"version"` // counted from 1
	Note    string `yaml:"note"`    // what it changed, in a line
	Content `yaml:",inline"`
}

// Content is the description of a measure (ISO/IEC 27004), apart from whose it is.
type Content struct {
	Title         string                `yaml:"title"`
	Purpose       string                `yaml:"purpose"`         // the information need: a question
	Type          string                `yaml:"type"`            // as of the kind measure
	Timing        string                `yaml:"timing"`          // leading or lagging
	Perspective   Perspective           `yaml:"perspective"`     // under which its objective would stand
	Parameters    []direction.Parameter `yaml:"parameters"`      // what it covers of the fifteen
	Mechanism     direction.Mechanism   `yaml:"mechanism"`       // empty: it tells of none in particular
	Friction      bool                  `yaml:"friction"`        // it tells what security costs the business
	UnitOfMeasure string                `yaml:"unit_of_measure"` // money stands for the currency of whoever adopts it
	Decimals      int                   `yaml:"decimals"`        // shown of a value
	Base          []Base                `yaml:"base"`            // what is counted
	Formula       string                `yaml:"formula"`         // over the names of the base measures
	PeriodDays    int                   `yaml:"period_days"`     // how often a value is due
	Scale         score.Scale           `yaml:"scale"`           // to begin with
	ScaleWhy      string                `yaml:"scale_why"`       // why these thresholds, in a sentence
	WhenRed       string                `yaml:"when_red"`        // what to do when it is amber or red
	WhenGreen     string                `yaml:"when_green"`      // what to do when it is green
	Sources       []string              `yaml:"sources"`         // which tools and registers have the data
	Caveat        string                `yaml:"caveat"`          // how it is gamed or misread
	Example       Example               `yaml:"example"`         // a worked case
}

// Base is something that is counted: an input of the formula.
type Base struct {
	Name          string   `yaml:"name"` // in the formula
	Title         string   `yaml:"title"`
	UnitOfMeasure string   `yaml:"unit_of_measure"`
	Counted       string   `yaml:"counted"` // how, so that someone else would come to the same
	Number        *float64 `yaml:"number"`  // it is decided and not counted: the number to begin with
}

// Example is a worked case of a formula.
type Example struct {
	Values map[string][]float64 `yaml:"values"` // of each base measure, oldest first, a period apart
	Result float64              `yaml:"result"`
}

// Perspective is one of the four classical views of a scorecard.
type Perspective string

// Words lists the perspectives in their classical order.
func (Perspective) Words() []string {
	return []string{"business-value", "customer", "internal-process", "learning-and-growth"}
}

// Money is the word in units of measure that stands for a currency.
const Money = "money"

// NeedsCurrency tells whether something is counted in money, so that adopting it asks for a currency.
func (c *Content) NeedsCurrency() bool {
	return strings.Contains(c.UnitOfMeasure, Money) || slices.ContainsFunc(c.Base, func(b Base) bool { return strings.Contains(b.UnitOfMeasure, Money) })
}

// file is one of measures/*.yaml.
type file struct {
	Topic    Topic   `yaml:"topic"`
	Measures []Entry `yaml:"measures"`
}

type library struct {
	topics  []Topic
	entries []Entry
	at      map[string]int
	words   [][]found
}

var loaded = sync.OnceValue(func() *library {
	l, err := read(files)
	if err != nil {
		panic(err) // the files are part of the program: a test loads them
	}
	return l
})

// read reads the files in the order of their names, strictly.
func read(dir fs.FS) (*library, error) {
	names, err := fs.Glob(dir, "measures/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("cannot list the measure library: %w", err)
	}
	l := &library{at: map[string]int{}}
	for _, name := range names {
		b, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, fmt.Errorf("cannot read %s: %w", name, err)
		}
		var f file
		d := yaml.NewDecoder(bytes.NewReader(b))
		d.KnownFields(true)
		if err := d.Decode(&f); err != nil {
			return nil, fmt.Errorf("cannot read %s: %w", name, err)
		}
		l.topics = append(l.topics, f.Topic)
		for _, e := range f.Measures {
			if _, twice := l.at[e.Key]; twice {
				return nil, fmt.Errorf("%s: the key %s stands twice", name, e.Key)
			}
			e.Topic = f.Topic
			l.at[e.Key] = len(l.entries)
			l.entries = append(l.entries, e)
			l.words = append(l.words, wordsOf(&e))
		}
	}
	return l, nil
}

// Topics lists the topics in the order of the library.
func Topics() []Topic { return slices.Clone(loaded().topics) }

// All gives every entry, by topic. What they hold is shared: it is for reading.
func All() []Entry { return slices.Clone(loaded().entries) }

// Get gives the entry with a key; the fault is NotFound and names the nearest key.
func Get(key string) (Entry, error) {
	l := loaded()
	at, ok := l.at[key]
	if !ok {
		keys := make([]string, len(l.entries))
		for i := range l.entries {
			keys[i] = l.entries[i].Key
		}
		out := fault.New(fault.NotFound, "the measure library has no such measure")
		remedy := "Search the library for it"
		if near := record.Nearest(key, keys); near != "" {
			remedy = fmt.Sprintf("Did you mean %s?", near)
		}
		out.Fields = []fault.Field{{Path: "key", Reason: fmt.Sprintf("%q is no key of the library", record.Clip(key)), Remedy: remedy}}
		return Entry{}, out
	}
	return l.entries[at], nil
}

// Filter says which entries are wanted. What is left empty does not matter.
type Filter struct {
	Topic       string // key
	Parameter   direction.Parameter
	Mechanism   direction.Mechanism
	Perspective Perspective
	Type        string
	Timing      string
	Friction    *bool
}

// Of gives those of some entries that the filter wants, in their order.
func (f Filter) Of(entries []Entry) []Entry {
	var out []Entry
	for _, e := range entries {
		if f.wants(&e) {
			out = append(out, e)
		}
	}
	return out
}

func (f Filter) wants(e *Entry) bool {
	return (f.Topic == "" || f.Topic == e.Topic.Key) &&
		(f.Parameter == "" || slices.Contains(e.Parameters, f.Parameter)) &&
		(f.Mechanism == "" || f.Mechanism == e.Mechanism) &&
		(f.Perspective == "" || f.Perspective == e.Perspective) &&
		(f.Type == "" || f.Type == e.Type) &&
		(f.Timing == "" || f.Timing == e.Timing) &&
		(f.Friction == nil || *f.Friction == e.Friction)
}
