package web

import (
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// mostEntriesOfList is how many entries of a list a place can lie behind: more no form has.
const mostEntriesOfList = 2000

// stepsTo finds a text in what was entered: the names of groups and the places in lists that lead to it; nil where it is not there.
func stepsTo(in any, text string) []any {
	switch x := in.(type) {
	case string:
		if x == text {
			return []any{}
		}
	case map[string]any:
		for name, y := range x {
			if found := stepsTo(y, text); found != nil {
				return append([]any{name}, found...)
			}
		}
	case []any:
		for i, y := range x {
			if found := stepsTo(y, text); found != nil {
				return append([]any{i}, found...)
			}
		}
	}
	return nil
}

// put puts a text at a place of what was entered; an empty one takes away what is said there, and leaves the entry. It tells whether there is such
// a place: groups that say nothing are made anew, and a list gets at most one entry more.
func put(in any, steps []any, text string) bool {
	if len(steps) == 0 {
		return false
	}
	last := len(steps) == 1
	next := func(old any) (any, bool) {
		if last {
			return text, true
		}
		if old == nil {
			if _, list := steps[1].(int); list {
				old = []any{}
			} else {
				old = map[string]any{}
			}
		}
		if list, ok := old.([]any); ok {
			if i, ok := steps[1].(int); ok && i == len(list) && i < mostEntriesOfList {
				list = append(list, entryFor(steps[2:]))
				old = list
			}
		}
		return old, put(old, steps[1:], text)
	}
	switch x := in.(type) {
	case map[string]any:
		name, ok := steps[0].(string)
		if !ok {
			return false
		}
		if last && text == "" {
			delete(x, name)
			return true
		}
		y, ok := next(x[name])
		if ok {
			x[name] = y
		}
		return ok
	case []any:
		i, ok := steps[0].(int)
		if !ok || i < 0 || i >= len(x) {
			return false
		}
		y, ok := next(x[i])
		if ok {
			x[i] = y
		}
		return ok
	}
	return false
}

// entryFor is an empty entry of a list, of the form that the rest of the way asks for.
func entryFor(rest []any) any {
	if len(rest) == 0 {
		return ""
	}
	if _, list := rest[0].(int); list {
		return []any{}
	}
	return map[string]any{}
}

// joinSteps writes a place for an address: names are those of fields, and have no slash.
func joinSteps(steps []any) string {
	out := make([]string, len(steps))
	for i, s := range steps {
		if n, ok := s.(int); ok {
			out[i] = strconv.Itoa(n)
		} else {
			out[i], _ = s.(string)
		}
	}
	return strings.Join(out, "/")
}

// splitSteps reads a place; what is a number is one in a list.
func splitSteps(text string) []any {
	var out []any
	for part := range strings.SplitSeq(text, "/") {
		if n, err := strconv.Atoi(part); err == nil {
			out = append(out, n)
		} else {
			out = append(out, part)
		}
	}
	return out
}

// pathOfSteps is a place as the inputs of the form are called.
func pathOfSteps(root string, steps []any) string {
	path := root
	for _, s := range steps {
		if n, ok := s.(int); ok {
			path = record.Item(path, n)
		} else if name, ok := s.(string); ok {
			path = record.Join(path, name)
		}
	}
	return path
}
