package ascode

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// A text is written plain where that is read back as the same text, by this reader and by those of YAML 1.1; as a block
// of lines where it has several; else in quotes.

// plain gives a text that stands on a line: without quotes where they are not needed.
func plain(text string) string {
	if plainText(text) {
		return text
	}
	return quoted(text)
}

func plainText(text string) bool {
	if text == "" || strings.Contains(text, ": ") || strings.Contains(text, " #") || strings.HasSuffix(text, ":") ||
		strings.ContainsRune("-?:,[]{}#&*!|>'\"%@`=", rune(text[0])) || strings.HasPrefix(text, "...") {
		return false
	}
	last := rune(0)
	for i, r := range text {
		if i == 0 && unicode.IsSpace(r) || r == '\t' || r == '\n' || escaped(r) {
			return false
		}
		last = r
	}
	return !unicode.IsSpace(last) && !mistaken(text)
}

// old are words that YAML 1.1 takes for a truth value, and numbers of base 60.
var old = regexp.MustCompile(`^(?i:y|n|yes|no|on|off)$|^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$`)

// mistaken tells whether a plain text would be read as something else. The library is asked, because it is the reader.
func mistaken(text string) bool {
	if !strings.ContainsRune("yYnNtTfFoO~<.+-0123456789", rune(text[0])) {
		return false
	}
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil || len(n.Content) != 1 {
		return true
	}
	tag := n.Content[0].ShortTag()
	return tag != "!!str" && tag != "!!timestamp" || old.MatchString(text)
}

// escaped tells which characters are written by their number: those that YAML does not take, that end a line, or that turn
// the direction of what follows, so that nobody sees another text than is read.
func escaped(r rune) bool {
	switch {
	case r < ' ' && r != '\t' && r != '\n', r >= 0x7f && r < 0xa0:
		return true
	case r == 0x2028, r == 0x2029, r == 0xfeff, r == 0xfffe, r == 0xffff:
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return true
	}
	return false
}

// quoted writes a text in quotes: single ones where the text has double ones and nothing to be escaped.
func quoted(text string) string {
	hard := strings.ContainsFunc(text, func(r rune) bool { return escaped(r) || r == '\n' || r == '\t' })
	if !hard && strings.ContainsAny(text, `"\`) {
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			out.WriteByte('\\')
			out.WriteRune(r)
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\r':
			out.WriteString(`\r`)
		case r == '\t':
			out.WriteString(`\t`)
		case escaped(r) && r < 0x100:
			fmt.Fprintf(&out, `\x%02x`, r)
		case escaped(r):
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			out.WriteRune(r)
		}
	}
	out.WriteByte('"')
	return out.String()
}

// lines tells whether a text is written as a block of lines, and gives the sign that the block begins with.
func lines(text string) (sign string, ok bool) {
	body, ended := strings.CutSuffix(text, "\n")
	if !strings.Contains(text, "\n") || body == "" || strings.HasSuffix(body, "\n") || strings.ContainsRune(" \t\n", rune(body[0])) ||
		strings.ContainsFunc(text, escaped) {
		return "", false
	}
	for line := range strings.SplitSeq(body, "\n") {
		if line != "" && strings.TrimSpace(line) == "" {
			return "", false
		}
	}
	if ended {
		return "|", true
	}
	return "|-", true
}

// figure writes a number so that it is read as the same one: without a fraction only where it is taken for whole.
func figure(n json.Number) string {
	if _, err := strconv.ParseInt(n.String(), 10, 64); err == nil && n != "-0" {
		return n.String()
	}
	f, err := n.Float64()
	if err != nil {
		return quoted(n.String())
	}
	if text := string(number(f)); strings.ContainsAny(text, ".e") {
		return text
	}
	if f == 0 {
		return "-0.0"
	}
	if text := strconv.FormatFloat(f, 'f', -1, 64); fits(text) {
		return text
	}
	return strconv.FormatFloat(f, 'e', -1, 64)
}

func fits(whole string) bool {
	_, err := strconv.ParseInt(whole, 10, 64)
	return err == nil
}
