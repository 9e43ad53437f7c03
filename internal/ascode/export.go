package ascode

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Export is what brings a folder to what a store holds. Paths are within the folder, with slashes.
type Export struct {
	Write   map[string][]byte // files to be written, whole
	Remove  []string          // files whose records are gone, that export wrote once
	Left    []fault.Field     // documents whose records are gone, which stay
	Base    *Base             // to be written last
	Records int               // how many the folder has then, of the kinds that were asked for
}

// exporting is a folder while it is brought up to date.
type exporting struct {
	registry *record.Registry
	state    *index
	files    map[string]*file
	at       map[string]spot // documents by kind/name
	second   map[string]spot // of records with two documents, the later one
	byCode   map[string]spot // and by kind/code
	wanted   func(kind string) bool
	old      *Base
	prune    bool
	out      *Export
}

// file is one of the folder's.
type file struct {
	roots   []*item         // nil where a document is taken out
	changes []record.Change // what each of them declares
	behind  map[*item]*item // documents that come in behind others
	dirty   bool
}

// documents gives what the file is to hold.
func (f *file) documents() []*item {
	var out []*item
	for _, root := range f.roots {
		if root != nil {
			out = append(out, root)
		}
		if next := f.behind[root]; next != nil {
			out = append(out, next)
		}
	}
	return out
}

// spot is where a document stands.
type spot struct {
	file string
	root int
}

// NewExport finds what has to be written so that a folder says what a store holds: all kinds, or some. Documents that say it
// already are not touched; others are written anew with their comments; new ones get a file of their own. Documents of
// records that are gone stay, unless prune is asked for and export wrote their file. A folder that is not there yet is nil.
// Error: Invalid where a file of the folder cannot be read.
func NewExport(registry *record.Registry, dir fs.FS, state State, kinds []string, base *Base, prune bool) (*Export, error) {
	if base != nil && base.Store != state.Store {
		base = nil
	}
	e := &exporting{registry: registry, state: newIndex(state), files: map[string]*file{}, at: map[string]spot{}, second: map[string]spot{}, byCode: map[string]spot{}, old: base, prune: prune,
		wanted: func(kind string) bool { return len(kinds) == 0 || slices.Contains(kinds, kind) },
		out:    &Export{Write: map[string][]byte{}, Base: &Base{Store: state.Store, Seq: state.Seq}}}
	if dir != nil {
		if err := e.read(dir); err != nil {
			return nil, err
		}
	}
	live := make([]*Document, 0, len(state.Records))
	for i := range state.Records {
		if d := &state.Records[i]; !d.Retired && e.wanted(d.Kind) {
			live = append(live, d)
		}
	}
	slices.SortFunc(live, func(a, b *Document) int { return strings.Compare(a.Key(), b.Key()) })
	for _, d := range live {
		e.put(d)
	}
	e.clear()
	for name, f := range e.files {
		if roots := f.documents(); f.dirty && len(roots) > 0 {
			e.out.Write[name] = written(roots)
		}
	}
	slices.Sort(e.out.Remove)
	e.rebase(live)
	return e.out, nil
}

func (e *exporting) read(dir fs.FS) error {
	names, err := Names(dir)
	if err != nil {
		return err
	}
	var faults []fault.Field
	for _, name := range names {
		b, bad := Bytes(dir, name)
		if bad != nil {
			faults = append(faults, *bad)
			continue
		}
		roots, bads := items(name, b)
		faults = append(faults, bads...)
		if len(bads) > 0 {
			continue
		}
		for _, root := range roots {
			arrange(e.registry, root)
		}
		changes, _ := Read(name, b)
		e.files[name] = &file{roots: roots, changes: changes, behind: map[*item]*item{}}
		for i, x := range changes {
			for _, y := range []struct {
				at   map[string]spot
				text string
			}{{e.at, x.Name}, {e.byCode, x.Code}} {
				if _, twice := y.at[key(x.Kind, y.text)]; !twice && y.text != "" {
					y.at[key(x.Kind, y.text)] = spot{name, i}
				}
			}
			if first := e.at[key(x.Kind, x.Name)]; first != (spot{name, i}) {
				e.second[key(x.Kind, x.Name)] = spot{name, i}
			}
		}
	}
	return fault.InvalidFields("the folder cannot be brought up to date", faults)
}

// find gives the place of a record's document, which may have another name there.
func (e *exporting) find(d *Document) (spot, bool) {
	if s, ok := e.at[d.Key()]; ok {
		return s, true
	}
	s, ok := e.byCode[key(d.Kind, d.Code)]
	if !ok {
		return s, false
	}
	x := e.files[s.file].changes[s.root]
	other := e.state.byName[key(x.Kind, x.Name)]
	return s, other == nil // else it is the document of another record, with a wrong code
}

// put makes the folder say what a record is.
func (e *exporting) put(d *Document) {
	e.out.Records++
	s, found := e.find(d)
	if !found {
		k, _ := e.registry.Kind(d.Kind)
		name := k.Plural + "/" + d.Name + ".yaml"
		f := e.files[name]
		if f == nil {
			f = &file{behind: map[*item]*item{}}
			e.files[name] = f
			e.out.Base.Files = append(e.out.Base.Files, name)
		}
		for _, version := range d.versions() {
			f.roots, f.dirty = append(f.roots, version.item(e.registry)), true
			f.changes = append(f.changes, record.Change{Declaration: record.Declaration{Kind: d.Kind, Name: d.Name}})
		}
		return
	}
	f, versions := e.files[s.file], d.versions()
	was := f.changes[s.root]
	later, twice := e.second[key(was.Kind, was.Name)]
	e.replace(s, versions[0])
	switch {
	case len(versions) > 1 && twice:
		e.replace(later, versions[1])
	case len(versions) > 1:
		f.behind[f.roots[s.root]], f.dirty = versions[1].item(e.registry), true
	case twice: // what waited is in force, or was dropped
		e.files[later.file].roots[later.root], e.files[later.file].dirty = nil, true
	}
}

// replace makes a document say what a revision says, where it does not yet.
func (e *exporting) replace(s spot, d *Document) {
	f := e.files[s.file]
	if e.says(f.changes[s.root], d) {
		return
	}
	root := d.item(e.registry)
	carry(e.registry, f.roots[s.root], root)
	f.roots[s.root], f.dirty = root, true
	f.changes[s.root] = record.Change{Declaration: record.Declaration{Kind: d.Kind, Name: d.Name}}
}

// says tells whether a document says what a record is, however it is written.
func (e *exporting) says(x record.Change, d *Document) bool {
	k, _ := e.registry.Kind(d.Kind)
	spec, bad := k.Normal(x.Spec, e.state.identify)
	x.Spec = clean(spec)
	return len(bad) == 0 && equal(wholeOf(x.Declaration, &Document{}), e.state.whole(e.registry, d))
}

// clear takes out documents whose records are gone, from files that export wrote, where it is asked for.
func (e *exporting) clear() {
	written := map[string]bool{}
	if e.old != nil {
		written = set(e.old.Files)
	}
	for name, f := range e.files {
		ours := written[name]
		for i := len(f.changes) - 1; i >= 0; i-- {
			x := f.changes[i]
			if d := e.state.byName[key(x.Kind, x.Name)]; d != nil && !d.Retired || !e.wanted(x.Kind) {
				continue
			}
			if !e.prune || !ours {
				remedy := "Remove it"
				if ours {
					remedy = "Use --prune to remove it"
				}
				place := fault.Field{File: name, Path: key(x.Kind, x.Name), Reason: "is not in use in the store", Remedy: remedy}
				if x.Place != nil {
					place.Line, place.Column = x.Place("name")
				}
				e.out.Left = append(e.out.Left, place)
				continue
			}
			f.roots, f.changes, f.dirty = slices.Delete(f.roots, i, i+1), slices.Delete(f.changes, i, i+1), true
			if len(f.roots) == 0 {
				e.out.Remove = append(e.out.Remove, name)
			}
		}
	}
	slices.SortFunc(e.out.Left, func(a, b fault.Field) int { return strings.Compare(a.String(), b.String()) })
}

// rebase notes what the folder goes on from: what was exported now, and what it holds besides, as it was.
func (e *exporting) rebase(live []*Document) {
	b := e.out.Base
	exported := map[string]bool{}
	for _, d := range live {
		exported[d.Key()] = true
		b.Records = append(b.Records, d.Key())
	}
	if e.old == nil {
		return
	}
	held := map[string]bool{}
	for _, f := range e.files {
		for _, x := range f.changes {
			held[key(x.Kind, x.Name)] = true
		}
	}
	for _, k := range e.old.Records {
		kind, _, _ := strings.Cut(k, "/")
		if !exported[k] && (held[k] || !e.wanted(kind)) {
			b.Records = append(b.Records, k)
			b.behind(k, e.old.entry(k))
		}
	}
	for _, name := range e.old.Files {
		if f := e.files[name]; f != nil && len(f.documents()) > 0 {
			b.Files = append(b.Files, name)
		}
	}
}
