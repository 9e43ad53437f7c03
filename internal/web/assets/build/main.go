// Command build makes the files that the pages load: one style sheet, one script, the fonts and the icon sprite, each
// named by its content, with a manifest and gzip copies, in internal/web/assets/dist.
//
// It runs from the root of the module: go run ./internal/web/assets/build. It needs the npm packages of
// package-lock.json beside it (npm ci) and fetches nothing itself.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	root := flag.String("root", "internal/web/assets", "folder that holds package.json, src and dist")
	flag.Parse()
	if err := build(*root); err != nil {
		fmt.Fprintln(os.Stderr, "cannot build the assets:", err)
		os.Exit(1)
	}
}

func build(root string) error {
	if _, err := os.Stat(filepath.Join(root, "node_modules")); err != nil {
		return errors.New("the npm packages are missing: run npm ci in " + root)
	}
	outputs, err := bundle(root)
	if err != nil {
		return err
	}
	sprite, err := sprite(root)
	if err != nil {
		return err
	}
	outputs = append(outputs, named("icons.svg", sprite))
	dist := filepath.Join(root, "dist")
	if err := empty(dist); err != nil {
		return err
	}
	manifest := map[string]string{}
	for _, o := range outputs {
		manifest[o.name] = o.file
		if err := write(filepath.Join(dist, o.file), o.content); err != nil {
			return err
		}
	}
	text, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dist, "manifest.json"), append(text, '\n'), 0o644)
}

// output is one file of dist: name is how the pages ask for it, file is its name with the hash.
type output struct {
	name, file string
	content    []byte
}

func named(name string, content []byte) output {
	sum := sha256.Sum256(content)
	hash := base32.StdEncoding.EncodeToString(sum[:])[:8]
	ext := filepath.Ext(name)
	return output{name: name, file: strings.TrimSuffix(name, ext) + "-" + hash + ext, content: content}
}

// hashed matches the names that esbuild gives: name, dash, eight characters of hash, extension.
var hashed = regexp.MustCompile(`^(.+)-[A-Z0-9]{8}(\.[a-z0-9]+)$`)

func bundle(root string) ([]output, error) {
	dir, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	result := api.Build(api.BuildOptions{
		AbsWorkingDir:     dir,
		EntryPoints:       []string{"src/app.css", "src/app.js"},
		Outdir:            "dist",
		EntryNames:        "[name]-[hash]",
		AssetNames:        "[name]-[hash]",
		Loader:            map[string]api.Loader{".woff2": api.LoaderFile},
		Bundle:            true,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsInline,
		Format:            api.FormatIIFE,
		Target:            api.ES2020,
	})
	if len(result.Errors) > 0 {
		texts := api.FormatMessages(result.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage})
		return nil, errors.New(strings.Join(texts, ""))
	}
	var outputs []output
	for _, f := range result.OutputFiles {
		file := filepath.Base(f.Path)
		parts := hashed.FindStringSubmatch(file)
		if parts == nil {
			return nil, fmt.Errorf("the bundler wrote %s, whose name has no hash", file)
		}
		outputs = append(outputs, output{name: parts[1] + parts[2], file: file, content: f.Contents})
	}
	return outputs, nil
}

var (
	svgOpen    = regexp.MustCompile(`(?s)^.*?<svg[^>]*>`)
	whitespace = regexp.MustCompile(`\s+`)
)

// sprite puts the icons that src/icons.txt lists into one file of symbols, named as the icon set names them.
func sprite(root string) ([]byte, error) {
	list, err := os.ReadFile(filepath.Join(root, "src", "icons.txt"))
	if err != nil {
		return nil, err
	}
	names := strings.Fields(string(list))
	if !slices.IsSorted(names) {
		return nil, errors.New("src/icons.txt is not in order")
	}
	var b bytes.Buffer
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">`)
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(root, "node_modules/@tabler/icons/icons/outline", name+".svg"))
		if err != nil {
			return nil, fmt.Errorf("no such icon %q: %w", name, err)
		}
		inner := svgOpen.ReplaceAll(text, nil)
		inner = bytes.TrimSuffix(bytes.TrimSpace(inner), []byte("</svg>"))
		fmt.Fprintf(&b, `<symbol id="%s" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">%s</symbol>`,
			name, whitespace.ReplaceAll(bytes.TrimSpace(inner), []byte(" ")))
	}
	b.WriteString("</svg>\n")
	return b.Bytes(), nil
}

func empty(dist string) error {
	entries, err := os.ReadDir(dist)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if e.Name() == ".gitkeep" {
			continue
		}
		if err := os.Remove(filepath.Join(dist, e.Name())); err != nil {
			return err
		}
	}
	return os.MkdirAll(dist, 0o755)
}

// write stores a file and, where it pays, its gzip copy. The copy carries no time and no name, so that the same
// sources always give the same bytes.
func write(path string, content []byte) error {
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return err
	}
	if filepath.Ext(path) == ".woff2" {
		return nil
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(content); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(path+".gz", b.Bytes(), 0o644)
}
