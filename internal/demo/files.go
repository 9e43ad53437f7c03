package demo

import (
	"embed"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/collect/sample"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// files that sources of the story read besides the samples: those of Gophish and of the exporter were written by these tools, the
// tables and the scan of the portal are invented in the form of real ones.
//
//go:embed files/*
var exports embed.FS

const (
	realFile     = "A real file, dated to the day of the demonstration"
	inventedFile = "An invented file, read as a real one, and dated to the day of the demonstration"
)

// read says which source reads which file.
var read = []struct {
	source string
	from   fs.FS
	path   string
	reason string
}{
	{byLynis, sample.Files, sample.Lynis, realFile},
	{"openscap-anssi-minimal", sample.Files, sample.ANSSIMinimal, realFile},
	{"openscap-standard", sample.Files, sample.Standard, realFile},
	{byCampaign, exports, "files/gophish-campaign.json.gz", realFile},
	{"log-server", exports, "files/node-exporter.prom.gz", realFile},
	{"training-register", exports, "files/training.xlsx", inventedFile},
	{byDirectory, exports, "files/privileged-accounts.csv", inventedFile},
	{byPatches, exports, "files/patch-report.csv", inventedFile},
	{byServiceDesk, exports, "files/access-requests.csv", inventedFile},
	{bySurvey, exports, "files/culture-survey.csv", inventedFile},
	{"portal-scan", exports, "files/portal-scan.json", inventedFile},
}

// files has the real collectors read the files.
func (t *teller) files() error {
	p, _ := t.st.Snapshot().Lookup("person", "security-analyst")
	who := access.Principal{Role: access.Owner, Person: p.UID, Via: "demo"}
	for _, f := range read {
		if err := t.read(who, f.source, f.from, f.path, f.reason); err != nil {
			return err
		}
	}
	return nil
}

func (t *teller) read(who access.Principal, source string, from fs.FS, path, reason string) error {
	content, err := from.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	whole := io.Reader(content)
	if source == byServiceDesk {
		if whole, err = dated(content, t.observed().AddDate(0, 0, -1)); err != nil {
			return err
		}
	}
	_, err = t.svc.Collect(t.ctx, who, service.NewFile{Source: source, Filename: path, Content: whole, ObservedAt: t.observed(), Reason: reason})
	return err
}

// dated moves all times of a table by as many days as bring the last of them to a day: its cases must not begin or end after the file was so, and those that are open have
// waited until then, in whatever year the story is told.
func dated(r io.Reader, last time.Time) (io.Reader, error) {
	content, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	const layout = "2006-01-02"
	newest := ""
	for _, day := range days.FindAllString(string(content), -1) {
		newest = max(newest, day)
	}
	from, err := time.Parse(layout, newest)
	if err != nil {
		return nil, err
	}
	by := int(last.Truncate(24*time.Hour).Sub(from) / (24 * time.Hour))
	return strings.NewReader(days.ReplaceAllStringFunc(string(content), func(day string) string {
		at, err := time.Parse(layout, day)
		if err != nil {
			return day
		}
		return at.AddDate(0, 0, by).Format(layout)
	})), nil
}

var days = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b`)
