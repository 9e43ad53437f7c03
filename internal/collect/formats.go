package collect

import (
	stdbytes "bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

// ErrUnknownFormat is the cause of the fault that is given for a file, or a name, of no known format.
var ErrUnknownFormat = errors.New("unknown format")

// General is a Format of files of any content, such as tables: it gives way to any other that claims a file.
type General interface {
	Format
	General()
}

// Formats is the list of the formats that are known. It does not change after it is made.
type Formats struct{ list []Format }

// NewFormats makes the list. The names must differ: two formats of one name are a mistake of the programmer, and panic.
func NewFormats(list ...Format) *Formats {
	f := &Formats{list: list}
	for i, one := range list {
		for _, other := range list[:i] {
			if other.Name() == one.Name() {
				panic("collect: two formats named " + one.Name())
			}
		}
	}
	return f
}

// With gives a list in which format takes the place of the one of the same name, or is added at the end. It is how a
// format that needs a declaration, such as the mapping of a CSV file, gets it for one source.
func (f *Formats) With(format Format) *Formats {
	list := append([]Format(nil), f.list...)
	for i, one := range list {
		if one.Name() == format.Name() {
			list[i] = format
			return &Formats{list: list}
		}
	}
	return &Formats{list: append(list, format)}
}

// Mapped is a Format whose files are read by a declared mapping.
type Mapped interface {
	Format
	// By gives the format with that mapping.
	By(m *mapping.Mapping) Format
}

// By gives a list in which every format that is read by a mapping has this one.
func (f *Formats) By(m *mapping.Mapping) *Formats {
	out := f
	for _, one := range f.list {
		if mapped, ok := one.(Mapped); ok {
			out = out.With(mapped.By(m))
		}
	}
	return out
}

// Names gives the names in the order of the list.
func (f *Formats) Names() []string {
	names := make([]string, len(f.list))
	for i, one := range f.list {
		names[i] = one.Name()
	}
	return names
}

// Named gives the format of that name, or a fault with ErrUnknownFormat as its cause.
func (f *Formats) Named(name string) (Format, error) {
	for _, one := range f.list {
		if one.Name() == name {
			return one, nil
		}
	}
	return nil, &fault.Error{Code: fault.Invalid, Message: "there is no such format", Cause: ErrUnknownFormat, Fields: []fault.Field{{
		Reason: fmt.Sprintf("no format is named %q", name), Remedy: "Choose one of " + strings.Join(f.Names(), ", "),
	}}}
}

// Detect finds the format by the head of the unpacked content. A General format gives way to one that is not. The name of the file counts only where the content does
// not settle it: where several formats claim the file, or none does, the one that has the file's extension for its name
// is taken, so that a damaged file is refused by its format and by place.
func (f *Formats) Detect(name string, head []byte) (Format, error) {
	if packing := packing(head); packing != "" {
		return nil, &fault.Error{Code: fault.Invalid, Message: "the format of the file is not known", Cause: ErrUnknownFormat, Fields: []fault.Field{{
			Reason: "it is packed with " + packing, Remedy: "Unpack it, or pack the file on its own with gzip or zip",
		}}}
	}
	var claims []Format
	for _, one := range f.list {
		if one.Sniff(head) {
			claims = append(claims, one)
		}
	}
	if special := slices.DeleteFunc(slices.Clone(claims), general); len(special) > 0 {
		claims = special
	}
	if len(claims) == 1 {
		return claims[0], nil
	}
	candidates := claims
	if len(claims) == 0 {
		candidates = f.list
	}
	extension := strings.TrimPrefix(path.Ext(strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(name), ".gz"), ".zip")), ".")
	for _, one := range candidates {
		if one.Name() == extension {
			return one, nil
		}
	}
	reason := "its content is of none of the known formats"
	if len(claims) > 1 {
		reason = "its content can be " + strings.Join((&Formats{list: claims}).Names(), " or ")
	}
	return nil, &fault.Error{Code: fault.Invalid, Message: "the format of the file is not known", Cause: ErrUnknownFormat, Fields: []fault.Field{{
		Reason: reason, Remedy: "Known formats are " + strings.Join(f.Names(), ", ") + ": name one of them if the file is of it",
	}}}
}

func general(f Format) bool {
	_, is := f.(General)
	return is
}

// packing names the archive or compression that the bytes start with; gzip is not among them.
func packing(head []byte) string {
	for _, p := range []struct{ magic, name string }{
		{"PK\x03\x04", "zip once more"}, {"BZh", "bzip2"}, {"\xfd7zXZ\x00", "xz"}, {"\x28\xb5\x2f\xfd", "zstd"}, {"7z\xbc\xaf\x27\x1c", "7-Zip"},
	} {
		if stdbytes.HasPrefix(head, []byte(p.magic)) {
			return p.name
		}
	}
	return ""
}
