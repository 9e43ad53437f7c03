package sample

import (
	"strings"

	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// File is the file of the last run of the scanner: a table of which only the beginning is shown.
func File(f page.Frame) page.File {
	r := Run(f)
	return page.File{
		Frame: f, RawFile: r.File, ReceivedAt: r.At, KeptUntil: day(2029, 10, 3), Runs: runs()[:1], Values: r.Values,
		Content: page.Content{
			Tabular: true, HeaderLine: 1, Header: []page.Cell{{Text: "host"}, {Text: "plugin"}, {Text: "cve"}, {Text: "first_seen"}, {Text: "fixed"}, {Text: "notes"}}, Columns: 44,
			Rows: []page.ContentRow{
				{Line: 2, Cells: []page.Cell{{Text: "gw-01"}, {Text: "19506"}, {Text: "CVE-2026-1034"}, {Text: "2026-09-02"}, {Text: "2026-09-11"}, {Text: ""}}},
				{Line: 3, Cells: []page.Cell{{Text: "gw-02"}, {Text: "19506"}, {Text: "CVE-2026-1034"}, {Text: "2026-09-02"}, {Text: ""}, {Text: "waits for the vendor; " + strings.Repeat("asked again, ", 14), Cut: true}}},
				{Line: 4, Cells: []page.Cell{{Text: "<script>alert(1)</script>"}, {Text: "=1+1"}, {Text: "⟨U+202E⟩"}}},
			},
			Total: 12_004, Counted: true,
		},
	}
}

// FileLines is a scan in an archive, cut off, shown as its lines.
func FileLines(f page.Frame) page.File {
	p := File(f)
	p.Name, p.Path, p.Values, p.Runs, p.NamedBy = "scan.zip", page.PathFiles+p.SHA256, nil, nil, []page.Ref{objective("O-07", "Privileged access is protected")}
	p.Content = page.Content{Packing: "zip", Member: "out/scan.xml", Members: []page.Member{{Name: "README.md", Bytes: 812}, {Name: "out/scan.xml", Bytes: 5_291_144, Shown: true}}, MoreMembers: 3,
		Lines:   []page.Line{{Number: 1, Text: `<?xml version="1.0"?>`}, {Number: 2, Text: "<Benchmark>", More: 48_120}, {Number: 3, Text: "\t<title>" + strings.Repeat("long ", 60) + "</title>"}},
		Stopped: "the packed file is damaged: the gzip data are cut off at byte 2904", Total: 3}
	return p
}

// FileBinary is a file that is no text, which only was sent.
func FileBinary(f page.Frame) page.File {
	p := File(f)
	p.Name, p.Values, p.Runs, p.Content = "", nil, nil, page.Content{Binary: true}
	return p
}
