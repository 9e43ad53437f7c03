package ascode

import (
	"encoding/json"
	"strings"
)

// One field stands on one line, so that differences between two versions read well: there are no groups or lists on one
// line but the empty ones.

type writer struct{ out strings.Builder }

// written gives the bytes of a file with some documents. Where comments have no place of their own, they are moved.
func written(roots []*item) []byte {
	w := &writer{}
	for i, root := range roots {
		if i > 0 {
			w.out.WriteString("---\n")
		}
		settle(root)
		w.comments(root.head, 0, true)
		w.group(root, 0, false)
		w.comments(root.foot, 0, false)
	}
	return []byte(w.out.String())
}

func (w *writer) indent(by int) {
	for range by {
		w.out.WriteByte(' ')
	}
}

// comments writes lines; first where nothing stands above that an empty line could part them from.
func (w *writer) comments(lines []string, by int, first bool) {
	empty := first
	for _, line := range lines {
		if line == "" {
			if !empty {
				w.out.WriteByte('\n')
			}
			empty = true
			continue
		}
		empty = false
		w.indent(by)
		w.out.WriteString(line + "\n")
	}
}

// group writes the parts of a group, the first of them on the line that is begun where it is a list's entry.
func (w *writer) group(it *item, by int, begun bool) {
	for i, p := range it.parts {
		if !begun || i > 0 {
			w.comments(p.head, by, i == 0)
			w.indent(by)
		}
		w.out.WriteString(plain(p.key) + ":")
		if len(p.value.parts) > 0 {
			w.remark(p.line)
			w.out.WriteByte('\n')
			if p.value.form == list {
				w.list(p.value, by+2, false)
			} else {
				w.group(p.value, by+2, false)
			}
			w.comments(p.value.foot, by+2, false)
			continue
		}
		w.out.WriteByte(' ')
		w.scalar(p, by+2)
	}
}

func (w *writer) list(it *item, by int, begun bool) {
	for i, p := range it.parts {
		if !begun || i > 0 {
			w.comments(p.head, by, i == 0)
			w.indent(by)
		}
		w.out.WriteString("- ")
		switch {
		case len(p.value.parts) == 0:
			w.scalar(p, by+2)
			continue
		case p.value.form == list:
			w.list(p.value, by+2, true)
		default:
			w.group(p.value, by+2, true)
		}
		w.comments(p.value.foot, by+2, false)
	}
}

func (w *writer) remark(line string) {
	if line != "" {
		w.out.WriteString(" " + line)
	}
}

// scalar writes a value that stands on the line, or begins on it.
func (w *writer) scalar(p *part, by int) {
	switch x := p.value.value.(type) {
	case string:
		if sign, ok := lines(x); ok {
			w.out.WriteString(sign)
			w.remark(p.line)
			w.out.WriteByte('\n')
			for line := range strings.SplitSeq(strings.TrimSuffix(x, "\n"), "\n") {
				if line != "" {
					w.indent(by)
				}
				w.out.WriteString(line + "\n")
			}
			return
		}
		w.out.WriteString(plain(x))
	case json.Number:
		w.out.WriteString(figure(x))
	case bool:
		if x {
			w.out.WriteString("true")
		} else {
			w.out.WriteString("false")
		}
	default:
		switch p.value.form {
		case group:
			w.out.WriteString("{}")
		case list:
			w.out.WriteString("[]")
		default:
			w.out.WriteString("null")
		}
	}
	w.remark(p.line)
	w.out.WriteByte('\n')
}
