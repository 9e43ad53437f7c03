package demo

import (
	"embed"
	"io/fs"

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
	_, err = t.svc.Collect(t.ctx, who, service.NewFile{Source: source, Filename: path, Content: content, ObservedAt: t.observed(), Reason: reason})
	if e := content.Close(); err == nil {
		err = e
	}
	return err
}
