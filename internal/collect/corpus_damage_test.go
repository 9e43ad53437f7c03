//go:build corpus

package collect_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The scans as they came, at every hundredth part and with a hundred flipped bits each: it takes a while to read them. The ordinary
// tests do this at every hundredth byte and with a thousand bits, with excerpts; make damage does it with the scans themselves.
func TestCorpusScansAreNeverReadByHalves(t *testing.T) {
	for _, name := range []string{standardFile, minimalFile, arfFile} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(filepath.Join(corpus(t), "openscap", name))
			if err != nil {
				t.Fatal(err)
			}
			scan := given{name: name, format: "xccdf", data: data, want: truth[name]}
			step, bits := len(data)/100+1, 100
			if os.Getenv("STEELYARD_DAMAGE") == "whole" {
				step, bits = 100, 1000
			}
			for at := 0; at < len(data); at += step {
				scan.cutPacked(t, at)
			}
			flips(data, 11, func(i, at int, damaged []byte) {
				if i >= bits {
					return
				}
				got, err := scan.inspect(t, damaged, "")
				checkDamaged(t, fmt.Sprintf("bit flipped in byte %d", at), got, err, scan.want)
			})
		})
	}
}

// Whatever the real file, cut at every hundredth part it is refused by place or gives a reading without a crash; with a flipped bit
// too, a thousand times, or a hundred where the file is large. What is packed gives an error or the same values.
func TestCorpusFilesSurviveDamage(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpus(t), "*", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, path := range files {
		name := filepath.Base(path)
		if strings.HasSuffix(name, ".xml.gz") {
			continue // above
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			g := given{name: name, data: data}
			whole, err := g.inspect(t, data, "")
			if err != nil {
				return // not a file that is read
			}
			for part := range 100 {
				at := len(data) * part / 100
				got, err := g.inspect(t, data[:at], "")
				if err != nil {
					checkError(t, fmt.Sprintf("cut at byte %d", at), got, err)
				} else if strings.HasSuffix(name, ".gz") || strings.HasSuffix(name, "json") && !strings.Contains(name, "ndjson") {
					t.Errorf("cut at byte %d, the file is accepted", at)
				}
			}
			most := 1000
			if len(data) > 200_000 || strings.HasSuffix(name, ".gz") {
				most = 100 // they take half a second and more to be read
			}
			flips(data, 13, func(i, at int, damaged []byte) {
				if i >= most {
					return
				}
				got, err := g.inspect(t, damaged, "")
				how := fmt.Sprintf("bit flipped in byte %d", at)
				if err != nil {
					checkError(t, how, got, err)
				} else if strings.HasSuffix(name, ".gz") {
					want := map[string]float64{}
					for _, v := range whole.Values {
						want[v.Name] = *v.Number
					}
					checkDamaged(t, how, got, nil, want)
				}
			})
		})
	}
}
