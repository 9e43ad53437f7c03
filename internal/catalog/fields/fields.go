// Package fields is what people call kinds of records and their fields.
package fields

import "strings"

type Language struct{}

var English = &Language{}

type Names struct{ One, Many, Title, Titles, About string }

func human(s string) string {
	s = strings.NewReplacer("_", " ", "-", " ").Replace(s)
	return strings.ToUpper(s[:1]) + s[1:]
}

func (l *Language) Kind(kind string) Names {
	o := strings.ReplaceAll(kind, "-", " ")
	return Names{o, o + "s", human(kind), human(kind) + "s", ""}
}

func last(path string) string {
	path = strings.TrimSuffix(path, "[]")
	if path == "" {
		return "x"
	}
	return path[strings.LastIndex(path, ".")+1:]
}
func (l *Language) Title(kind, path string) string      { return human(last(path)) }
func (l *Language) Help(kind, path string) string       { return "" }
func (l *Language) Word(kind, path, word string) string { return human(word) }
func (l *Language) State(kind, state string) string     { return state }
func (l *Language) Move(kind, move string) string       { return human(move) }
