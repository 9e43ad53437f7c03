package collect_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
)

// passedOver are the elements of a scan that its reader has no use for, and that make up most of it.
var passedOver = []string{"description", "notice", "front-matter", "rear-matter", "reference", "metadata", "Profile", "Value", "rationale", "warning",
	"check", "complex-check", "fix", "fixtext", "ident", "set-value", "oval_results", "oval_definitions", "cpe-list", "ocil", "computing-device", "target-facts",
	"title", "platform", "platform-specification", "data-stream"}

// excerpts are kept, since several tests want them.
var excerpts sync.Map

// excerpt cuts a real scan down so far that it can be read a thousand times. What is left is what the scanner wrote, byte for byte. It
// leaves out what the reader passes over, and of the rules that were not selected all but each sixtieth, with their results.
func excerpt(t testing.TB, name string) []byte {
	t.Helper()
	if kept, ok := excerpts.Load(name); ok {
		return bytes.Clone(kept.([]byte))
	}
	whole := unpack(t, fixture(t, name))
	unselected := map[string]bool{}
	for i, r := range strings.Split(string(whole), "<rule-result ")[1:] {
		_, id, _ := strings.Cut(r, `idref="`)
		id, _, _ = strings.Cut(id, `"`)
		unselected[id] = strings.Contains(r, "<result>notselected</result>") && i%60 != 0
	}
	out := without(t, whole, func(e xml.StartElement) bool {
		for _, a := range e.Attr {
			if (a.Name.Local == "id" || a.Name.Local == "idref") && unselected[a.Value] {
				return true
			}
		}
		return slices.Contains(passedOver, e.Name.Local)
	})
	excerpts.Store(name, out)
	return bytes.Clone(out)
}

// without cuts elements out of a document.
func without(t testing.TB, whole []byte, drop func(xml.StartElement) bool) []byte {
	t.Helper()
	var out bytes.Buffer
	kept := int64(0)
	d := xml.NewDecoder(bytes.NewReader(whole))
	for {
		before := d.InputOffset()
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok && drop(start) {
			if err := d.Skip(); err != nil {
				t.Fatal(err)
			}
			out.Write(whole[kept:before])
			kept = d.InputOffset()
			kept += int64(len(whole[kept:]) - len(bytes.TrimLeft(whole[kept:], " \n")))
		}
	}
	out.Write(whole[kept:])
	return out.Bytes()
}
