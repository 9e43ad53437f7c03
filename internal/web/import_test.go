package web

import (
	"testing"

	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/sheet"
)

// What a page carries of a sheet comes back from a browser, which may send anything.
func FuzzCarried(f *testing.F) {
	f.Add(`{"rows":[["name","title"],["m-1","One"]],"seen":{"2":3}}`)
	f.Add(`{"rows":[["name"]],"dates":true}`)
	f.Add(`{"rows":[[],[],null],"seen":{"-1":9}}`)
	f.Add(`{`)
	k, _ := kinds.Registry().Kind("measure")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := carried(text)
		if err != nil {
			return
		}
		read, err := sheet.Understand(k, sheet.Table{Sheet: got.Sheet, Rows: got.Rows, Dates: got.Dates}, record.Parse)
		if err != nil || read == nil {
			return
		}
		for i := range read.Rows {
			if line := read.Rows[i].Line; line < 2 || line > len(got.Rows) {
				t.Errorf("a row is said to be line %d of %d", line, len(got.Rows))
			}
		}
	})
}

// A sheet that is sent may be anything, too.
func FuzzReadSheet(f *testing.F) {
	f.Add([]byte("name,title\nm-1,One\n"))
	f.Add([]byte("PK\x03\x04not a workbook"))
	f.Add([]byte("\xef\xbb\xbfname;title\r\n\"m\";\"\n"))
	k, _ := kinds.Registry().Kind("measure")
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, err := readSheet(b, k); err == nil && (len(got.Rows) == 0 || len(got.Rows[0]) == 0 && len(b) > 0 && got.Rows[0] == nil) {
			t.Errorf("%d rows are read of %q", len(got.Rows), b)
		}
	})
}
