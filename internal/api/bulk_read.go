package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// readBulk reads the body strictly. Error: Invalid with every place at fault, up to 50; Limited.
func (a *API) readBulk(b []byte) (bulkBody, error) {
	tree, err := readTree(b)
	if err != nil {
		return bulkBody{}, err
	}
	fields, ok := tree.(map[string]any)
	if !ok {
		return bulkBody{}, fault.InvalidField(bulkRefused, fault.Field{Reason: "is not an object", Remedy: "Send an object with items"})
	}
	r := &bulkReader{a: a}
	out := bulkBody{}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		x := fields[name]
		switch name {
		case "atomic":
			yes := r.truth(name, x)
			out.Atomic = &yes
		case "dry_run":
			out.DryRun = r.truth(name, x)
		case "reason":
			out.Reason = r.text(name, x)
		case "items":
			list, isList := x.([]any)
			switch {
			case !isList:
				r.refuse(name, "is not a list", "Send a list of changes")
			case len(list) == 0:
				r.refuse(name, "is empty", "Send at least one change")
			case len(list) > maxItems:
				return out, fault.New(fault.Limited, "a request has at most %d changes", maxItems)
			}
			out.Items = make([]bulkItem, len(list))
			for i := range list {
				if len(r.faults) >= maxFaults {
					break
				}
				out.Items[i] = r.item(i, list[i])
			}
		default:
			r.refuse(name, "is not a field here", "Use atomic, dry_run, reason and items")
		}
	}
	if _, has := fields["items"]; !has {
		r.refuse("items", "is required", "Add a list of changes")
	}
	return out, fault.InvalidFields(bulkRefused, r.faults)
}

type bulkReader struct {
	a      *API
	faults []fault.Field
}

func (r *bulkReader) refuse(path, reason, remedy string) {
	if len(r.faults) < maxFaults {
		r.faults = append(r.faults, fault.Field{Path: path, Reason: reason, Remedy: remedy})
	}
}

func (r *bulkReader) text(path string, x any) string {
	s, ok := x.(string)
	if !ok && x != nil {
		r.refuse(path, "is not a text", "Write a text")
	}
	return s
}

func (r *bulkReader) truth(path string, x any) bool {
	yes, ok := x.(bool)
	if !ok {
		r.refuse(path, "is neither true nor false", "Write true or false")
	}
	return yes
}

func (r *bulkReader) item(i int, x any) bulkItem {
	fields, ok := x.(map[string]any)
	if !ok {
		r.refuse(itemPath(i, ""), "is not an object", "Send an object with action, kind and name")
		return bulkItem{}
	}
	var out bulkItem
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		x, path := fields[name], itemPath(i, name)
		switch name {
		case "action":
			out.Action = r.text(path, x)
		case "kind":
			out.Kind = r.text(path, x)
		case "name":
			out.Name = r.text(path, x)
		case "uid":
			out.UID = record.UID(r.text(path, x))
		case "code":
			out.Code = r.text(path, x)
		case "state":
			out.State = r.text(path, x)
		case "move":
			out.Move = r.text(path, x)
		case "title":
			out.patch.title, out.patch.titled = r.text(path, x), true
		case "spec":
			out.patch.spec, out.patch.speccy = x, true
			if _, isGroup := x.(map[string]any); !isGroup && x != nil {
				r.refuse(path, "is not a group of fields", "Write the fields of the kind")
			}
		case "if_revision":
			n, err := strconv.ParseInt(fmt.Sprint(x), 10, 64)
			if _, isNumber := x.(json.Number); !isNumber || err != nil || n < 0 {
				r.refuse(path, "is not the number of a revision", "Write the revision that you have read, or 0 for a record that must not exist")
			}
			out.IfRevision = &n
		default:
			r.refuse(path, "is not a field here", "Use action, kind, name, uid, code, title, state, spec, move and if_revision")
		}
	}
	switch out.Action {
	case "put":
		if !out.patch.speccy {
			r.refuse(itemPath(i, "spec"), "is required", "Add spec with the fields of the kind")
		}
	case "patch":
		if !out.patch.speccy && !out.patch.titled && (out.UID == "" || out.Name == "") {
			r.refuse(itemPath(i, "spec"), "is required", "Say what is to change: of spec, title, or with uid the name")
		}
	case "retire", "move":
		if out.patch.speccy || out.patch.titled {
			r.refuse(itemPath(i, "spec"), "does not go with "+out.Action, "Leave title and spec out")
		}
	default:
		r.refuse(itemPath(i, "action"), fmt.Sprintf("%q is not an action", record.Clip(out.Action)), "Use put, patch, move or retire")
	}
	if (out.Move != "") != (out.Action == "move") {
		r.refuse(itemPath(i, "move"), "belongs to the action move, and to that alone", "Name the move, or leave it out")
	}
	if out.State != "" && out.Action != "put" {
		r.refuse(itemPath(i, "state"), "belongs to the action put", "Leave it out, or use the action move")
	}
	if _, known := r.a.service.Registry().Kind(out.Kind); out.Kind == "" {
		r.refuse(itemPath(i, "kind"), "is required", "Name the kind of the record")
	} else if !known {
		f := r.a.noKind(itemPath(i, "kind"), out.Kind)
		r.refuse(f.Path, f.Reason, f.Remedy)
	}
	if out.Name == "" && out.UID == "" {
		r.refuse(itemPath(i, "name"), "is required", "Name the record")
	}
	return out
}
