package prometheus

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/collect"
)

const noNumber = "no sample that fits has a number"

// Describe says what metrics give.
func (Format) Describe() collect.Description {
	return collect.Description{
		Title: "Prometheus",
		What:  "metrics of an exporter, counted, or by a declared mapping",
		Reads: "Reads the text exposition format 0.0.4, as exporters serve it under `/metrics` and write it into `.prom` files. Save a scrape with:\n\n" +
			"```sh\ncurl -s http://127.0.0.1:9100/metrics > node.prom\n```",
		Values: []collect.Meaning{
			{Name: Types, Unit: "count", Says: "`TYPE` lines, one for each metric"},
			{Name: Samples, Unit: "count", Says: "lines with a number, also of histograms and summaries"},
		},
		Items: "samples",
		Mapping: "A **mapping** with `\"rows\": \"samples\"` declares which samples become values. Each of its `values` has:\n\n" +
			"| Field | |\n|---|---|\n" +
			"| `name` | lower-case letters, digits and `_`, starting with a letter |\n" +
			"| `metric` | the name as it stands in the file: of a histogram with `_bucket`, `_sum` or `_count` |\n" +
			"| `where` | conditions on labels; a sample fits when all hold. Each has `label` and one of `equals`, `not` (texts) and `in` (a list of texts). A label that is not there is `\"\"` |\n" +
			"| `operation` | below |",
		Computes: []collect.Meaning{
			{Name: "value", Says: "the number of the only sample that fits; a second one refuses the file", Null: "no sample fits"},
			{Name: "count", Says: "samples that fit"},
			{Name: "sum", Says: "sum of the numbers", Null: noNumber},
			{Name: "mean", Says: "arithmetic mean of the numbers", Null: noNumber},
			{Name: "median", Says: "the number in the middle, or the mean of the two there", Null: noNumber},
			{Name: "min", Says: "the smallest of the numbers", Null: noNumber},
			{Name: "max", Says: "the largest of the numbers", Null: noNumber},
			{Name: "last", Says: "the latest by its time, else the last in the file", Null: noNumber},
		},
		Notes: []collect.Note{
			{Head: "NaN and infinite samples", Says: "They are no values: they are left out, and a warning counts them. A metric that is not in the file is no data,\nalso for `sum`."},
			{Head: "Host", Says: "The label `nodename` of `node_uname_info`, where all samples of it agree: the exporter of hosts writes it. Other metrics name no host."},
			{Head: "Time", Says: "The latest of the times in the file. Exporters write none: send the time beside the file."},
			{Head: "Cut files", Says: "Unless a file ends with `# EOF`, nothing tells where it ends. One that was cut between two lines looks whole: it is read, and a warning says so\neach time. A last line without a line feed is a cut file, and is refused."},
		},
		Refused: "a last line without a line feed; the same metric with the same labels twice; a\nsecond `TYPE` or `HELP`, or a `TYPE` behind its samples; unknown escapes; exemplars and types that only OpenMetrics has (ask the exporter\n" +
			"for `text/plain`); anything behind `# EOF`",
		Warned: "a file without `# EOF`; types without a sample; NaN and infinite samples; each value that is `null`",
		Limits: fmt.Sprintf("%d samples, %d metrics, %d MiB a line.", maxSamples, maxFamilies, maxLine>>20),
		Examples: []collect.Example{
			{File: "node_exporter-1.5.0-this-machine.prom", Says: "Without a mapping:"},
			{File: "node_exporter-1.5.0-this-machine.prom", Says: "By a mapping:", MappingFile: "node.json", Mapping: `{
  "rows": "samples",
  "values": [
    {"name": "filesystems", "operation": "count", "metric": "node_filesystem_size_bytes"},
    {"name": "memory_total", "operation": "value", "metric": "node_memory_MemTotal_bytes"},
    {"name": "network_received", "operation": "sum", "metric": "node_network_receive_bytes_total", "where": [{"label": "device", "not": "lo"}]}
  ]
}`},
		},
	}
}
