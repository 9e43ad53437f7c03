package record

import "fmt"

// Document is a spec as it was stored, before it is read into the Go struct of today.
type Document struct{ fields map[string]any }

// Upgrader turns a document of one schema version into one of the next. It is pure, and released ones never change.
type Upgrader func(Document) error

// Rename gives a field another name. A document without it is left as it is.
func (d Document) Rename(from, to string) {
	if v, ok := d.fields[from]; ok {
		delete(d.fields, from)
		d.fields[to] = v
	}
}

// Text gives the text in a field.
func (d Document) Text(name string) (string, bool) {
	s, ok := d.fields[name].(string)
	return s, ok
}

// SetText puts a text into a field.
func (d Document) SetText(name, value string) { d.fields[name] = value }

// Wrap makes of each text in a list a group that has it as a field. What is no list of texts is left as it is.
func (d Document) Wrap(list, field string) {
	entries, _ := d.fields[list].([]any)
	for i, entry := range entries {
		if text, ok := entry.(string); ok {
			entries[i] = map[string]any{field: text}
		}
	}
}

// Drop removes a field. Its name may not be used again for something else.
func (d Document) Drop(name string) { delete(d.fields, name) }

// upgrade brings a stored document to the version of today.
func (k *Kind) upgrade(version int, fields map[string]any) error {
	if version > k.Version {
		return fmt.Errorf("a %s of schema version %d was written by a newer Steelyard; this one knows up to %d", k.Name, version, k.Version)
	}
	if version < 1 {
		return fmt.Errorf("a %s has schema version %d", k.Name, version)
	}
	for v := version; v < k.Version; v++ {
		if err := k.upgraders[v-1](Document{fields}); err != nil {
			return fmt.Errorf("upgrading a %s from schema version %d: %w", k.Name, v, err)
		}
	}
	return nil
}
