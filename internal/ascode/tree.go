package ascode

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// tree turns a node into the untyped tree that the kernel decodes, remembering places.
func (d *document) tree(n *yaml.Node, at string, depth int) record.Tree {
	d.nodes++
	if _, known := d.places[at]; !known {
		d.places[at] = place{n.Line, n.Column}
	}
	if depth > maxDepth || d.nodes > maxNodes {
		d.refuse(n, at, "is nested too deep or too large", "Simplify the declaration")
		return nil
	}
	if n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		d.refuse(n, at, "has an anchor or a tag", "Write the plain value; anchors and tags are not read")
		return nil
	}
	switch n.Kind {
	case yaml.MappingNode:
		return d.mapping(n, at, depth)
	case yaml.SequenceNode:
		out := make([]any, len(n.Content))
		for i, x := range n.Content {
			out[i] = d.tree(x, fmt.Sprintf("%s[%d]", at, i), depth+1)
		}
		return out
	case yaml.ScalarNode:
		return d.scalar(n, at)
	default:
		d.refuse(n, at, "is an alias", "Write the value out; anchors and aliases are not read")
		return nil
	}
}

func (d *document) mapping(n *yaml.Node, at string, depth int) record.Tree {
	out := make(map[string]any, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		name := key.Value
		field := name
		if at != "" {
			field = at + "." + name
		}
		if key.Kind != yaml.ScalarNode || name == "" || key.Tag == "!!merge" {
			d.refuse(key, field, "is not a name", "Use a plain word before the colon")
			continue
		}
		if _, twice := out[name]; twice {
			d.refuse(key, field, "stands twice", "Keep one of the two")
			continue
		}
		d.places[field] = place{key.Line, key.Column}
		out[name] = d.tree(value, field, depth+1)
	}
	return out
}

// scalar reads a value by what YAML takes it for. Dates stay texts.
func (d *document) scalar(n *yaml.Node, at string) record.Tree {
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		var b bool
		if err := n.Decode(&b); err != nil {
			d.refuse(n, at, "is neither true nor false", "Write true or false")
		}
		return b
	case "!!int":
		var i int64
		if err := n.Decode(&i); err != nil {
			d.refuse(n, at, "is too large a number", "Write a smaller one")
			return nil
		}
		return json.Number(strconv.FormatInt(i, 10))
	case "!!float":
		var f float64
		if err := n.Decode(&f); err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			d.refuse(n, at, "is not a finite number", "Write an ordinary decimal number")
			return nil
		}
		return number(f)
	case "!!str", "!!timestamp":
		return strings.ToValidUTF8(n.Value, "\uFFFD")
	default:
		d.refuse(n, at, "has the tag "+n.ShortTag(), "Write a plain value")
		return nil
	}
}
