package api

import (
	"context"
	"maps"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

type patchInput struct {
	Ref     string `path:"ref" maxLength:"100" doc:"Name, code or identifier of the record."`
	IfMatch string `header:"If-Match" maxLength:"100" doc:"The revision that the record must stand at, as its ETag has it."`
	ReasonInput
	KeyInput
	RawBody []byte `contentType:"application/merge-patch+json"`
}

func (a *API) patch(ctx context.Context, k *record.Kind, in *patchInput) (*writtenOutput, error) {
	if err := wantMedia(ctx, "application/merge-patch+json"); err != nil {
		exchangeOf(ctx).Header().Set("Accept-Patch", "application/merge-patch+json")
		return nil, err
	}
	tree, err := readTree(in.RawBody)
	if err != nil {
		return nil, err
	}
	p, err := readPatch(tree)
	if err != nil {
		return nil, err
	}
	w, err := key(ctx, in.Key, in.RawBody)
	if err != nil {
		return nil, err
	}
	w.Reason = in.Reason
	if p.reason != "" {
		if in.Reason != "" && in.Reason != p.reason {
			return nil, fault.InvalidField(unacceptable, fault.Field{Path: "reason", Reason: "differs from the header Steelyard-Reason", Remedy: "Give it once"})
		}
		w.Reason = p.reason
	}
	return a.write(ctx, w, in.IfMatch != "", func(v *service.View) (record.Change, error) {
		r, err := v.Record(k.Name, in.Ref)
		if err != nil {
			return record.Change{}, err
		}
		c, err := p.on(v, r)
		if err != nil {
			return c, err
		}
		c.IfRevision, err = precondition(in.IfMatch, "", true, r)
		return c, err
	})
}

// patch is what a merge patch (RFC 7396) says of a record.
type patch struct {
	name, title   string
	named, titled bool
	spec          record.Tree
	speccy        bool
	reason        string
}

// readPatch reads a merge patch: an object with some of name, title, spec and reason.
func readPatch(tree record.Tree) (patch, error) {
	fields, ok := tree.(map[string]any)
	if !ok {
		return patch{}, fault.InvalidField(unacceptable, fault.Field{Reason: "is not an object", Remedy: "Send an object with what is to change of title and spec"})
	}
	var p patch
	var faults []fault.Field
	refuse := func(path, reason, remedy string) {
		if len(faults) < maxFaults {
			faults = append(faults, fault.Field{Path: path, Reason: reason, Remedy: remedy})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		x := fields[name]
		text, isText := x.(string)
		switch name {
		case "name":
			if p.name, p.named = text, true; !isText {
				refuse(name, "is not a text", "Write the new name, or leave it out")
			}
		case "title":
			if p.title, p.titled = text, true; !isText && x != nil {
				refuse(name, "is not a text", "Write a text")
			}
		case "reason":
			if p.reason = text; !isText && x != nil {
				refuse(name, "is not a text", "Write a text")
			}
		case "spec":
			p.spec, p.speccy = x, true
			if _, isGroup := x.(map[string]any); !isGroup && x != nil {
				refuse(name, "is not a group of fields", "Write what is to change of its fields")
			}
		default:
			refuse(name, "is not a field here", "Use name, title, spec and reason; all else belongs under spec")
		}
	}
	return p, fault.InvalidFields(unacceptable, faults)
}

// on applies the patch to a record as the view shows it.
func (p patch) on(v *service.View, r *record.Record) (record.Change, error) {
	c := record.Change{Declaration: record.Declaration{Kind: r.Kind, UID: r.UID, Name: r.Name, Title: r.Title}}
	if r.Retired {
		return c, fault.New(fault.Conflict, "the %s %s is retired: declare it with PUT to bring it back into use", r.Kind, r.Name)
	}
	declared, err := v.Declared(r)
	if err != nil {
		return c, err
	}
	spec, err := readTree(declared)
	if err != nil {
		return c, err
	}
	if p.named {
		c.Name = p.name
	}
	if p.titled {
		c.Title = p.title
	}
	if p.speccy {
		spec = merge(spec, p.spec)
	}
	if c.Spec = spec; c.Spec == nil {
		c.Spec = map[string]any{}
	}
	return c, nil
}

// merge applies a merge patch (RFC 7396, 2). The patch itself is not changed, and nothing of it is shared.
func merge(target, patch record.Tree) record.Tree {
	fields, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	was, _ := target.(map[string]any)
	out := make(map[string]any, len(was)+len(fields))
	maps.Copy(out, was)
	for name, x := range fields {
		if x == nil {
			delete(out, name)
		} else {
			out[name] = merge(out[name], x)
		}
	}
	return out
}
