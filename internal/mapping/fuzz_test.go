package mapping

import (
	"encoding/json"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Whatever is sent as a mapping is refused in words, or is one that reads the same when it was written again.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		`{"rows":"file","time":{"column":"at","format":"MM/DD/YYYY","zone":"Europe/Prague"},"values":[{"name":"n","operation":"share","where":[{"column":"a","in":["x",""]}]}]}`,
		`{"delimiter":"tab","decimal":",","thousands":".","missing":["-"],"unit_column":"u","rows":"each","values":[{"name":"n","operation":"value","column":"c","empty":"zero"}]}`,
		`{"rows":"samples","values":[{"name":"n","operation":"last","metric":"up","where":[{"label":"job","not":"x"}]}]}`,
		`{"rows":"doc.groups.map(g, g.?findings.orValue([])).flatten()","values":[{"name":"n","operation":"count","when":"row.severity == 'HIGH'"}]}`,
		`{"rows":"lines","time":{"expression":"row.at","format":"unix"},"values":[{"name":"n","operation":"distinct","expression":"row.id","among":"true"}]}`,
		`{"values":[{"name":"n","operation":"value","expression":"doc.a + "}]}`, `{"values":null} x`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Parse(data)
		if err != nil {
			if found := fault.Of(err); found.Code == fault.Internal || found.Message == "" {
				t.Errorf("a bad error: %v", err)
			}
			return
		}
		again, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Parse(again); err != nil {
			t.Errorf("what was accepted is refused when it is written again: %v\n%s", err, again)
		}
		suits := 0
		for format := range forms {
			if len(Suits(format, &m)) == 0 {
				suits++
			}
		}
		if suits == 0 {
			t.Errorf("what was accepted suits no format: %s", data)
		}
	})
}
