package query

import (
	"errors"
	"fmt"
	"reflect"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// provider tells the language which fields a kind has, and how to get at them.
type provider struct {
	*types.Registry
	groups map[string][]record.Field // by the name of the type
}

func objectType(name string) *types.Type { return cel.ObjectType(name, traits.FieldTesterType) }

// add makes a type of a group of fields, and of the groups within.
func (p *provider) add(name string, fields []record.Field) {
	p.groups[name] = fields
	for i := range fields {
		p.typeOf(name+"."+fields[i].Name, &fields[i])
	}
}

// typeOf is the type of a field's values.
func (p *provider) typeOf(name string, f *record.Field) *types.Type {
	switch f.Form() {
	case record.NumberForm:
		return cel.DoubleType
	case record.IntegerForm:
		return cel.IntType
	case record.YesNoForm:
		return cel.BoolType
	case record.GroupForm:
		if _, known := p.groups[name]; !known {
			p.add(name, f.Fields)
		}
		return objectType(name)
	case record.ListForm:
		return cel.ListType(p.typeOf(name, f.Entry()))
	case record.TableForm:
		return cel.MapType(cel.StringType, p.typeOf(name, f.Entry()))
	}
	return cel.StringType
}

// FindStructType serves the checker.
func (p *provider) FindStructType(name string) (*types.Type, bool) {
	if _, ok := p.groups[name]; ok {
		return types.NewTypeTypeWithParam(objectType(name)), true
	}
	return p.Registry.FindStructType(name)
}

// FindStructFieldNames serves the checker.
func (p *provider) FindStructFieldNames(name string) ([]string, bool) {
	fields, ok := p.groups[name]
	if !ok {
		return p.Registry.FindStructFieldNames(name)
	}
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.Name
	}
	return out, true
}

// FindStructFieldType serves the checker and the planner: it says how a field is got from a group.
func (p *provider) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	fields, ok := p.groups[name]
	if !ok {
		return p.Registry.FindStructFieldType(name, field)
	}
	i := index(fields, field)
	if i < 0 {
		return nil, false
	}
	within := name + "." + field
	return &types.FieldType{Type: p.typeOf(within, &fields[i]),
		IsSet: func(target any) bool {
			g, ok := target.(group)
			return ok && g.of.Value(i).Has()
		},
		GetFrom: func(target any) (any, error) {
			g, ok := target.(group)
			if !ok {
				return nil, fmt.Errorf("%s is not a group of fields", within)
			}
			return p.value(within, g.of.Value(i)), nil
		}}, true
}

// NewValue refuses to make groups: expressions only read.
func (p *provider) NewValue(name string, _ map[string]ref.Val) ref.Val {
	return types.NewErr("a filter cannot make a %s", name)
}

// value gives a value to the language.
func (p *provider) value(name string, v record.Value) ref.Val {
	switch v.Field().Form() {
	case record.NumberForm:
		return types.Double(v.Number())
	case record.IntegerForm:
		return types.Int(v.Integer())
	case record.YesNoForm:
		return types.Bool(v.YesNo())
	case record.GroupForm:
		return group{v.Group(), objectType(name)}
	case record.ListForm:
		out := make([]ref.Val, v.Len())
		for i := range out {
			out[i] = p.value(name, v.At(i))
		}
		return types.NewRefValList(p, out)
	case record.TableForm:
		out := make(map[ref.Val]ref.Val, v.Len())
		for _, n := range v.Names() {
			out[types.String(n)] = p.value(name, v.Named(n))
		}
		return types.NewRefValMap(p, out)
	}
	return types.String(v.Text())
}

// group is a group of fields as a value of the language.
type group struct {
	of  record.Group
	typ *types.Type
}

// ConvertToNative serves cel.
func (group) ConvertToNative(reflect.Type) (any, error) {
	return nil, errors.New("a group of fields stays what it is")
}

// ConvertToType serves cel.
func (g group) ConvertToType(t ref.Type) ref.Val {
	if t == types.TypeType {
		return g.typ
	}
	return types.NewErr("a group of fields cannot become a %s", t.TypeName())
}

// Equal serves cel. Two groups are not compared.
func (group) Equal(ref.Val) ref.Val { return types.NewErr("groups of fields are not compared") }

// Type serves cel.
func (g group) Type() ref.Type { return g.typ }

// Value serves cel.
func (g group) Value() any { return g }
