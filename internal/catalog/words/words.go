// Package words is the message catalogue: every word that a page shows, by key, English first.
//
// Messages are whole sentences with named places and, where a number decides, plural forms, so that another language
// is a set of files and no code. Text gives plain text for a template to escape; HTML gives markup in which every
// place is escaped for where it stands. The catalogue knows no page and formats no figure: places are filled with
// finished text.
package words

import (
	"embed"
	"fmt"
	"html/template"
	"math"
	"sort"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	parser "github.com/nicksnyder/go-i18n/v2/i18n/template"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"

	"github.com/steelyard-isms/steelyard/internal/web/format"
)

//go:embed *.yaml
var files embed.FS

// Key names a message: group.name, as in the files.
type Key string

// Arg fills one place of a message.
type Arg struct {
	name   string
	text   string
	markup template.HTML
	figure bool                      // text is a figure
	write  func(format.Style) string // writes the text in the reader's style; nil: text is it
	count  any                       // what chooses the plural form: a whole number, or a decimal as text; nil: this place does not
}

// T fills a place with text, which is escaped where it stands.
func T(name, text string) Arg { return Arg{name: name, text: text} }

// F fills a place with a figure that is finished text. In markup it stands apart from the direction of the words
// around it, so that a figure with its unit reads the same in every language.
func F(name, figure string) Arg { return Arg{name: name, text: figure, figure: true} }

// H fills a place with markup that Language.HTML or Language.List made.
func H(name string, markup template.HTML) Arg { return Arg{name: name, markup: markup} }

// N fills the place n with a count and chooses the plural form by it.
func N(n int) Arg {
	return Arg{name: "n", write: func(s format.Style) string { return s.Count(int64(n)) }, count: n}
}

// D fills the place n with the size of a number, to one decimal and without its sign, and chooses the plural form by
// what is shown: 1.04 is one point. What would read as nothing and is not has three digits: 0.02.
func D(v float64) Arg { return Dn(v, 1) }

// Dn is D to so many decimals.
func Dn(v float64, decimals int) Arg {
	size := func(s format.Style) string {
		if text := s.Fixed(math.Abs(v), decimals, true); text != "0" {
			return text
		}
		return s.Number(math.Abs(v))
	}
	return Arg{name: "n", write: size, count: strings.ReplaceAll(size(format.Style{}), ",", "")}
}

// Language speaks one language. It is safe for concurrent use.
type Language struct {
	tag   string
	read  func() *catalogue
	style format.Style
}

// catalogue is what was read of the files of a language.
type catalogue struct {
	plain  *i18n.Localizer
	markup *i18n.Localizer
	keys   map[Key]bool
	fixed  sync.Map // said to string
}

// English is the language that every catalogue falls back to. It is read when the first word of it is said: a command
// that shows no page needs neither the time nor the memory.
var English = &Language{tag: "en", read: sync.OnceValue(func() *catalogue { return mustLoad("en") })}

func mustLoad(tag string) *catalogue {
	c, err := load(tag)
	if err != nil {
		panic(err) // the files are part of the program: a test loads them
	}
	return c
}

// Plain text and markup parse the same message differently and the library keeps the parsed form, so each has a
// bundle of its own.
func load(tag string) (*catalogue, error) {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("cannot list the catalogue: %w", err)
	}
	plain, markup := i18n.NewBundle(language.English), i18n.NewBundle(language.English)
	plain.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	c := &catalogue{plain: i18n.NewLocalizer(plain, tag), markup: i18n.NewLocalizer(markup, tag), keys: map[Key]bool{}}
	for _, entry := range entries {
		data, err := files.ReadFile(entry.Name())
		if err != nil {
			return nil, fmt.Errorf("cannot read %s: %w", entry.Name(), err)
		}
		file, err := plain.ParseMessageFileBytes(data, entry.Name())
		if err != nil {
			return nil, fmt.Errorf("cannot read messages of %s: %w", entry.Name(), err)
		}
		if err := markup.AddMessages(file.Tag, file.Messages...); err != nil {
			return nil, fmt.Errorf("cannot take messages of %s: %w", entry.Name(), err)
		}
		for _, m := range file.Messages {
			c.keys[Key(m.ID)] = true
		}
	}
	return c, nil
}

// In gives the language with figures and days in a reader's style.
func (l *Language) In(s format.Style) *Language {
	out := *l
	out.style = s
	return &out
}

// Style is how figures and days are written.
func (l *Language) Style() format.Style { return l.style }

// Calendar writes days in the style of the language's reader.
func (l *Language) Calendar() format.Calendar {
	return format.Calendar{Months: l.Months(), Dates: l.style.Dates}
}

// Tag is the language for the lang attribute, as in en.
func (l *Language) Tag() string { return l.tag }

// Keys lists what the catalogue defines, in order.
func (l *Language) Keys() []Key {
	known := l.read().keys
	keys := make([]Key, 0, len(known))
	for k := range known {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i] < keys[j] })
	return keys
}

// Text gives a message as plain text. A message that does not exist, or whose places are not filled, gives its key,
// so that the fault is seen and no page fails for a word; tests look for such keys.
func (l *Language) Text(key Key, args ...Arg) string {
	return l.say(l.read().plain, &parser.TextParser{Option: "missingkey=error"}, key, args)
}

// HTML gives a message with its markup. Each place is escaped for where it stands in the message.
func (l *Language) HTML(key Key, args ...Arg) template.HTML {
	return template.HTML(l.say(l.read().markup, markupParser{}, key, args)) //nolint:gosec // escaped by html/template
}

// said is a message without places, of which one page says hundreds.
type said struct {
	from *i18n.Localizer
	key  Key
}

func (l *Language) say(from *i18n.Localizer, with parser.Parser, key Key, args []Arg) string {
	if len(args) > 0 {
		return l.fill(from, with, key, args)
	}
	c := l.read()
	if text, ok := c.fixed.Load(said{from, key}); ok {
		return text.(string) //nolint:forcetypeassert // nothing else is stored
	}
	text := l.fill(from, with, key, nil)
	if c.keys[key] { // what does not exist is not worth memory
		c.fixed.Store(said{from, key}, text)
	}
	return text
}

func (l *Language) fill(from *i18n.Localizer, with parser.Parser, key Key, args []Arg) string {
	data := map[string]any{}
	config := &i18n.LocalizeConfig{MessageID: string(key), TemplateData: data, TemplateParser: with}
	for _, a := range args {
		if a.write != nil {
			a.text = a.write(l.style)
		}
		switch {
		case a.count != nil:
			data[a.name], config.PluralCount = a.text, a.count
		case a.markup != "":
			data[a.name] = a.markup
		case a.figure && a.text != "" && with == (markupParser{}):
			data[a.name] = template.HTML("<bdi>" + template.HTMLEscapeString(a.text) + "</bdi>") //nolint:gosec // escaped here
		default:
			data[a.name] = a.text
		}
	}
	text, err := from.Localize(config)
	if err != nil && config.PluralCount != nil {
		// A message that reads the same for every count has one form only.
		config.PluralCount = nil
		text, err = from.Localize(config)
	}
	if err != nil {
		return string(key)
	}
	return text
}

// List joins pieces of markup as the language lists things: a, b and c. Above most pieces the rest is counted.
func (l *Language) List(most int, items ...template.HTML) template.HTML {
	if most > 0 && len(items) > most+1 {
		return l.ListAnd(len(items)-most, items[:most]...)
	}
	return l.ListAnd(0, items...)
}

// ListAnd does the same, and counts the rest that is not among the items.
func (l *Language) ListAnd(rest int, items ...template.HTML) template.HTML {
	if rest > 0 {
		items = append(append([]template.HTML{}, items...), l.HTML("list.more", N(rest)))
	}
	if len(items) == 0 {
		return ""
	}
	if len(items) == 1 {
		return items[0]
	}
	joined := items[0]
	for _, item := range items[1 : len(items)-1] {
		joined = l.HTML("list.comma", H("first", joined), H("next", item))
	}
	return l.HTML("list.and", H("first", joined), H("last", items[len(items)-1]))
}

// Months are the short month names of the language.
func (l *Language) Months() format.Months {
	var m format.Months
	copy(m[:], strings.Fields(l.Text("date.months")))
	return m
}

type markupParser struct{}

func (markupParser) Cacheable() bool { return true }

func (markupParser) Parse(src, _, _ string) (parser.ParsedTemplate, error) {
	t, err := template.New("").Option("missingkey=error").Parse(src)
	if err != nil {
		return nil, err
	}
	return parsedMarkup{t}, nil
}

type parsedMarkup struct{ t *template.Template }

func (p parsedMarkup) Execute(data any) (string, error) {
	var b strings.Builder
	if err := p.t.Execute(&b, data); err != nil {
		return "", err
	}
	return b.String(), nil
}
