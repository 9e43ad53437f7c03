package record

import "github.com/steelyard-isms/steelyard/internal/fault"

// Normal gives a declared spec the form in which the kernel would write it: what is left out by default is gone, numbers
// are as they are kept, dated values are bare where they can be. Each reference becomes what rename gives for it. So two
// declarations say the same where their normal forms are equal, however they were written.
//
// The faults are those of the fields by themselves; whether references lead anywhere, and rules between fields, are for
// Plan. The tree holds what could be read.
func (k *Kind) Normal(spec Tree, rename func(kind, text string) string) (map[string]any, []fault.Field) {
	read, faults := k.decode(spec, func(kind, text string) (UID, *fault.Field) { return UID(rename(kind, text)), nil })
	tree, err := specTree(read)
	if err != nil { // a number that JSON cannot tell
		return nil, append(faults, fault.Field{Path: "spec", Reason: "cannot be kept", Remedy: "Use ordinary texts and numbers"})
	}
	return tree, faults
}

// Parse reads a spec that Declared has written.
func Parse(spec []byte) (Tree, error) { return parse(spec) }

// Entered reads what somebody has entered of a record so far: what is missing or cannot be read is left out, and references lead to whatever
// find gives for them, to nothing where that is empty. It is no record that anything refers to, and is not checked.
func Entered[T any](k *Kind, spec Tree, find func(kind, text string) UID) (Of[T], bool) {
	read, _ := k.decode(spec, func(kind, text string) (UID, *fault.Field) { return find(kind, text), nil })
	return As[T](&Record{Kind: k.Name, spec: read})
}
