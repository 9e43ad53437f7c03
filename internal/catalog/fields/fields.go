// Package fields is what people call kinds of records, their fields, the words that a field may be, and the states and moves of lifecycles.
// Where nothing else is said, the words of a name are it: period_days is "Period days". What a field is about is said by the comment beside
// it in its struct, from which meanings.json is made.
package fields

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

// Language is these words in one language.
type Language struct{ load func() *catalogue }

// English is the language that all words are in first.
var English = &Language{sync.OnceValue(func() *catalogue { return read(titles, meanings) })}

// catalogue is what the files say.
type catalogue struct {
	Names    map[string]string      `yaml:"names"`  // by the last name of a field
	Fields   map[string]string      `yaml:"fields"` // by kind and path
	Words    map[string]string      `yaml:"words"`
	Kinds    map[string]kindInWords `yaml:"kinds"`
	States   map[string]string      `yaml:"states"`
	Moves    map[string]string      `yaml:"moves"`
	meanings map[string]string
}

type kindInWords struct {
	One  string `yaml:"one"`
	Many string `yaml:"many"`
}

//go:embed titles.en.yaml
var titles []byte

// meanings says what kinds and fields are about, by path. It is made with the reference of kinds: go test -run TestReferenceOfKinds -update .
//
//go:embed meanings.json
var meanings []byte

func read(titles, meanings []byte) *catalogue {
	var c catalogue
	if err := yaml.NewDecoder(bytes.NewReader(titles), yaml.DisallowUnknownField()).Decode(&c); err != nil {
		panic("internal/catalog/fields/titles.en.yaml: " + err.Error())
	}
	if err := json.Unmarshal(meanings, &c.meanings); err != nil {
		panic("internal/catalog/fields/meanings.json: " + err.Error())
	}
	return &c
}

// Names is what a kind is called.
type Names struct {
	One, Many     string // within a sentence: objective, objectives
	Title, Titles string // at the beginning of one, and as a heading
	About         string // what it is, in a sentence
}

// Kind gives the words for a kind.
func (l *Language) Kind(kind string) Names {
	c := l.load()
	k, ok := c.Kinds[kind]
	if !ok {
		k.One = spaced(kind)
		k.Many = k.One + "s"
	}
	return Names{One: k.One, Many: k.Many, Title: capital(k.One), Titles: capital(k.Many), About: c.meanings[kind]}
}

// Title is what a field is called, as the label of its input: measures[].weight of an objective is "Weight".
func (l *Language) Title(kind, path string) string {
	c := l.load()
	path = strings.TrimSuffix(path, "[]")
	if title := c.Fields[kind+"."+path]; title != "" {
		return title
	}
	last := path[strings.LastIndexByte(path, '.')+1:]
	if title := c.Names[last]; title != "" {
		return title
	}
	return capital(spaced(last))
}

// Help is what a field is about, in a sentence for below its label; empty where its title says it.
func (l *Language) Help(kind, path string) string {
	text := l.load().meanings[kind+"."+strings.TrimSuffix(path, "[]")]
	if text == "" || strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}

// Meaning is the same as it is written beside the field, without a stop; of a kind by its name.
func (l *Language) Meaning(path string) string { return l.load().meanings[path] }

// Word is one of the words that a field may be.
func (l *Language) Word(_, _, word string) string {
	if text := l.load().Words[word]; text != "" {
		return text
	}
	return spaced(word)
}

// State is a state of a lifecycle, within a sentence.
func (l *Language) State(_, state string) string {
	if text := l.load().States[state]; text != "" {
		return text
	}
	return spaced(state)
}

// Move is a move of a lifecycle, as on its button.
func (l *Language) Move(_, move string) string {
	if text := l.load().Moves[move]; text != "" {
		return text
	}
	return capital(spaced(move))
}

func spaced(name string) string { return strings.NewReplacer("_", " ", "-", " ").Replace(name) }

func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}
