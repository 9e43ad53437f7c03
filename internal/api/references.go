package api

import (
	"context"
	"fmt"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

type referencesInput struct {
	RecordInput
	Kind  string `query:"kind" maxLength:"64" doc:"Only references whose other end is of this kind."`
	Limit int    `query:"limit" minimum:"1" maximum:"5000" default:"500" doc:"Most references of each direction to answer with."`
}

// Linked is a record at the end of a reference.
type Linked struct {
	UID     record.UID `json:"uid" doc:"Identifier of the record."`
	Kind    string     `json:"kind" doc:"Its kind."`
	Name    string     `json:"name" doc:"Its name."`
	Code    string     `json:"code" doc:"Its code."`
	Title   string     `json:"title" doc:"What people read of it; may be empty."`
	Retired bool       `json:"retired" doc:"No longer in use."`
}

// Reference is one reference, seen from a record.
type Reference struct {
	Path    string `json:"path" doc:"Path of the field that refers, such as spec.measures[0].measure."`
	InForce bool   `json:"in_force" doc:"On the day asked about; of the entries of a dated value only one is."`
	Record  Linked `json:"record" doc:"The record at the other end."`
}

// ReferenceList answers with references.
type ReferenceList struct {
	Outgoing []Reference `json:"outgoing" doc:"What the record refers to, in the order of its fields."`
	Incoming []Reference `json:"incoming" doc:"What refers to it, by kind, name and path. Retired records do not refer."`
	Clipped  bool        `json:"clipped" doc:"There are more than limit in one direction."`
	State
}

type referencesOutput struct{ Body ReferenceList }

type traceInput struct {
	RecordInput
	Path  string `query:"path" maxLength:"500" required:"true" doc:"Steps, separated by commas: a kind, to which references are followed either way. > before it follows only those made, < only those that are made to what was reached; .field after it only those of that field; * goes on as far as there is more."`
	Limit int    `query:"limit" minimum:"1" maximum:"10000" default:"1000" doc:"Most references to walk along."`
}

// Hop is one reference that a trace went along.
type Hop struct {
	Step int    `json:"step" doc:"Which step of the path, counted from 1."`
	From Linked `json:"from" doc:"The record that refers."`
	Path string `json:"path" doc:"Path of the field that refers."`
	To   Linked `json:"to" doc:"The record that is referred to."`
}

// Trail answers a trace.
type Trail struct {
	Ends    []Linked `json:"ends" doc:"The records that the last step reaches, each once, by kind and name."`
	Hops    []Hop    `json:"hops" doc:"The references walked along, step by step."`
	Clipped bool     `json:"clipped" doc:"The limit ended the walk: there is more."`
	State
}

type traceOutput struct{ Body Trail }

func linked(r *record.Record) Linked {
	return Linked{UID: r.UID, Kind: r.Kind, Name: r.Name, Code: r.Code, Title: r.Title, Retired: r.Retired}
}

func (a *API) references(ctx context.Context, k *record.Kind, in *referencesInput) (*referencesOutput, error) {
	if in.Kind != "" {
		if _, ok := a.service.Registry().Kind(in.Kind); !ok {
			return nil, fault.InvalidField("the references cannot be listed", a.noKind("kind", in.Kind))
		}
	}
	v, r, err := a.recordAt(ctx, k, in.Ref, in.AsOf)
	if err != nil {
		return nil, err
	}
	outgoing, incoming, err := v.References(r)
	if err != nil {
		return nil, err
	}
	out := ReferenceList{State: stateBy(v)}
	some := func(all []service.Reference) []Reference {
		list := []Reference{}
		for _, x := range all {
			if in.Kind != "" && x.Record.Kind != in.Kind {
				continue
			}
			if len(list) == in.Limit {
				out.Clipped = true
				break
			}
			list = append(list, Reference{x.Path, x.InForce, linked(x.Record)})
		}
		return list
	}
	out.Outgoing, out.Incoming = some(outgoing), some(incoming)
	return &referencesOutput{out}, nil
}

// noKind is the fault of a word that is no kind.
func (a *API) noKind(path, word string) fault.Field {
	var kinds []string
	for _, k := range a.service.Registry().Kinds() {
		kinds = append(kinds, k.Name)
	}
	f := fault.Field{Path: path, Reason: fmt.Sprintf("%q is not a kind of record", record.Clip(word)), Remedy: "Use one of " + strings.Join(kinds, ", ")}
	if near := record.Nearest(word, kinds); near != "" {
		f.Remedy = "Did you mean " + near + "?"
	}
	return f
}

func (a *API) trace(ctx context.Context, k *record.Kind, in *traceInput) (*traceOutput, error) {
	steps, err := a.steps(in.Path)
	if err != nil {
		return nil, err
	}
	v, r, err := a.recordAt(ctx, k, in.Ref, in.AsOf)
	if err != nil {
		return nil, err
	}
	trail, err := v.Trace(r, steps, in.Limit)
	if err != nil {
		return nil, err
	}
	out := Trail{Ends: []Linked{}, Hops: []Hop{}, Clipped: trail.Clipped, State: stateBy(v)}
	for _, r := range trail.Ends {
		out.Ends = append(out.Ends, linked(r))
	}
	for _, w := range trail.Walked {
		out.Hops = append(out.Hops, Hop{w.Step + 1, linked(w.From), w.Path, linked(w.To)})
	}
	return &traceOutput{out}, nil
}

// maxSteps is how many steps a path may have.
const maxSteps = 10

// steps reads a path such as measure,>source or <unit.parent*.
func (a *API) steps(path string) ([]record.Step, error) {
	var out []record.Step
	var faults []fault.Field
	column := 1
	for part := range strings.SplitSeq(path, ",") {
		word := strings.TrimSpace(part)
		s := record.Step{Forward: true, Backward: true}
		if rest, ok := strings.CutPrefix(word, ">"); ok {
			word, s.Backward = rest, false
		} else if rest, ok := strings.CutPrefix(word, "<"); ok {
			word, s.Forward = rest, false
		}
		word, s.Repeat = strings.CutSuffix(strings.TrimSpace(word), "*")
		word, s.Field, _ = strings.Cut(word, ".")
		k, ok := a.service.Registry().Kind(word)
		f := fault.Field{}
		switch {
		case !ok:
			f = a.noKind("path", word)
		case len(out) == maxSteps:
			f = fault.Field{Reason: fmt.Sprintf("has more than %d steps", maxSteps), Remedy: "Ask in parts"}
		case s.Field != "" && !a.refers(k, s):
			f = fault.Field{Reason: fmt.Sprintf("%q is not a field that refers on this step", record.Clip(s.Field)), Remedy: "Name a field that refers, such as measures.measure, or leave it out"}
		}
		if f.Reason != "" {
			f.Path, f.Line, f.Column = "path", 1, column
			if len(faults) < maxFaults {
				faults = append(faults, f)
			}
		}
		s.Kind = word
		out = append(out, s)
		column += len(part) + 1
	}
	return out, fault.InvalidFields("the path cannot be followed", faults)
}

// refers tells whether a field can be what a step goes along: of the kind itself where references to what was reached are
// meant, of any kind where references that are made are.
func (a *API) refers(k *record.Kind, s record.Step) bool {
	for _, from := range a.service.Registry().Kinds() {
		if from != k && !s.Forward {
			continue
		}
		found := false
		referring(from.Fields, "", func(path, to string) {
			if (path == s.Field || strings.HasPrefix(path, s.Field+".")) && (from == k && s.Backward || to == k.Name && s.Forward) {
				found = true
			}
		})
		if found {
			return true
		}
	}
	return false
}

// referring goes through the fields that refer, with their path and the kind referred to.
func referring(fields []record.Field, path string, do func(path, kind string)) {
	for _, f := range fields {
		at := record.Join(path, f.Name)
		for f.Elem != nil {
			f = *f.Elem
		}
		if f.Ref != "" {
			do(at, f.Ref)
		}
		referring(f.Fields, at, do)
	}
}
