package record

// Refer goes through the references of a spec that is being written, of groups and lists too, and puts in place of what each says the name that is meant.
func Refer(fields []Field, spec map[string]any, meant func(kind, text string) string) {
	for i := range fields {
		if x, has := spec[fields[i].Name]; has {
			spec[fields[i].Name] = refer(&fields[i], x, meant)
		}
	}
}

func refer(f *Field, x Tree, meant func(kind, text string) string) Tree {
	if f.Dated {
		bare := *f
		bare.Dated = false
		list, isList := x.([]any)
		if !isList {
			return refer(&bare, x, meant)
		}
		for _, entry := range list {
			if m, ok := entry.(map[string]any); ok && m["value"] != nil {
				m["value"] = refer(&bare, m["value"], meant)
			}
		}
		return x
	}
	switch x := x.(type) {
	case string:
		if f.Type == Reference {
			return meant(f.Ref, x)
		}
	case map[string]any:
		if f.Elem != nil { // a table
			for name, one := range x {
				x[name] = refer(f.Elem, one, meant)
			}
			return x
		}
		Refer(f.Fields, x, meant)
	case []any:
		if f.Elem != nil {
			for i, one := range x {
				x[i] = refer(f.Elem, one, meant)
			}
		}
	}
	return x
}
