package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Folders of programmes hold names of people: what is made in them is for their owner, until version control says otherwise.
const (
	newFile   = 0o600
	newFolder = 0o700
)

// staging is where files are put together before they take their places, within a programme's folder.
const staging = ".steelyard/staging"

// readBase reads what a folder began from; nil where it has no such note.
func readBase(dir string) (*ascode.Base, error) {
	b, err := fs.ReadFile(os.DirFS(dir), ascode.BaseFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // a folder without a base is an ordinary one
	}
	if err != nil {
		return nil, unwritten(err, "the base of the folder cannot be read", ascode.BaseFile)
	}
	return ascode.ParseBase(b)
}

func unwritten(err error, message, file string) error {
	return &fault.Error{Code: fault.Unavailable, Message: message, Cause: err, Fields: []fault.Field{{File: file, Reason: reasonOf(err), Remedy: "Check rights and free space"}}}
}

// update writes files into a folder that is there, and then what it goes on from. Each is written whole beside its place
// before any of them takes it: a crash leaves old files and new ones, none that is half written, and the old base, by which
// doing it again finishes it.
func update(dir string, write map[string][]byte, remove []string, base *ascode.Base) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return unwritten(err, "the folder cannot be written to", dir)
	}
	defer func() { _ = root.Close() }()
	if err := root.RemoveAll(staging); err != nil { // of a run that was interrupted
		return unwritten(err, "the folder cannot be written to", staging)
	}
	names := make([]string, 0, len(write)+1)
	for name := range write {
		names = append(names, name)
	}
	slices.Sort(names)
	names = append(names, ascode.BaseFile)
	for _, name := range names {
		content := write[name]
		if name == ascode.BaseFile {
			content = base.Bytes()
		}
		if err := put(root, path.Join(staging, name), content, mode(root, name)); err != nil {
			return errors.Join(unwritten(err, "the folder cannot be written to", name), root.RemoveAll(staging))
		}
	}
	for _, name := range names {
		err := root.MkdirAll(path.Dir(name), newFolder)
		if err == nil {
			err = root.Rename(path.Join(staging, name), name)
		}
		if err != nil {
			return unwritten(err, "the folder is written to in part; do it again", name)
		}
	}
	for _, name := range remove {
		if err := root.Remove(name); err != nil {
			return unwritten(err, "a file cannot be removed", name)
		}
		for up := path.Dir(name); up != "." && root.Remove(up) == nil; up = path.Dir(up) { // folders that are empty now
		}
	}
	return root.RemoveAll(staging)
}

// mode gives the rights that a file has, or shall have.
func mode(root *os.Root, name string) fs.FileMode {
	if info, err := root.Stat(name); err == nil {
		return info.Mode().Perm()
	}
	return newFile
}

// put writes a file so that it is on the disk when it gets its name.
func put(root *os.Root, name string, content []byte, mode fs.FileMode) error {
	if err := root.MkdirAll(path.Dir(name), newFolder); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// create makes a new folder out of files: all of it or nothing.
func create(dir string, write map[string][]byte) error {
	dir = filepath.Clean(dir)
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, newFolder); err != nil {
		return unwritten(err, "the folder cannot be made", parent)
	}
	beside, err := os.MkdirTemp(parent, "."+filepath.Base(dir)+"-*")
	if err != nil {
		return unwritten(err, "the folder cannot be made", parent)
	}
	fill := func() error {
		root, err := os.OpenRoot(beside)
		if err != nil {
			return err
		}
		defer func() { _ = root.Close() }()
		for name, b := range write {
			if err := put(root, name, b, newFile); err != nil {
				return err
			}
		}
		return nil
	}
	err = fill()
	if err == nil {
		err = os.Rename(beside, dir)
	}
	if err != nil {
		return errors.Join(unwritten(err, "the folder cannot be made", dir), os.RemoveAll(beside))
	}
	return nil
}

// replace gives a file another content, whole.
func replace(name string, content []byte) error {
	info, err := os.Stat(name)
	if err != nil {
		return unwritten(err, "the file cannot be written", name)
	}
	return beside(name, info.Mode().Perm(), func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// beside writes a file next to its place and gives it its name when it is whole. What write fails with comes back as it is,
// unless the disk failed.
func beside(name string, mode fs.FileMode, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), "."+strings.TrimPrefix(filepath.Base(name), ".")+"-*")
	if err != nil {
		return unwritten(err, "the file cannot be written", name)
	}
	failed := write(f)
	if failed == nil {
		err = errors.Join(f.Chmod(mode), f.Sync())
	}
	err = errors.Join(err, f.Close())
	if _, disk := errors.AsType[*fs.PathError](failed); disk {
		err, failed = failed, nil
	}
	if failed == nil && err == nil {
		err = os.Rename(f.Name(), name)
	}
	if failed == nil && err != nil {
		failed = unwritten(err, "the file cannot be written", name)
	}
	if failed != nil {
		return errors.Join(failed, os.Remove(f.Name()))
	}
	return nil
}

// resolved follows a link to the file that it leads to, so that the link stays one.
func resolved(name string) string {
	if to, err := filepath.EvalSymlinks(name); err == nil {
		return to
	}
	return name
}
