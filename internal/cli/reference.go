package cli

import (
	"fmt"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// reference names a record on the command line.
type reference struct{ kind, name string }

// UnmarshalText reads KIND/NAME. The name may be a code or an identifier.
func (f *reference) UnmarshalText(text []byte) error {
	kind, name, ok := strings.Cut(string(text), "/")
	if !ok || kind == "" || name == "" {
		return fmt.Errorf("%q names no record: write it like objective/O-02", text)
	}
	*f = reference{kind, name}
	return nil
}

// String is the reference as it was written.
func (f reference) String() string { return f.kind + "/" + f.name }

// referenceOf reads a reference where a kind alone would do, too.
func referenceOf(text string) (kind, name string, err error) {
	kind, name, one := strings.Cut(text, "/")
	if kind == "" || one && name == "" {
		return "", "", fault.InvalidField("nothing to ask for", fault.Field{Path: "record", Reason: fmt.Sprintf("%q names neither a kind nor a record", text),
			Remedy: "Write it like objective, or like objective/O-02"})
	}
	return kind, name, nil
}
