package service_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/collect/excerpt"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// A raw file is shown with what its run made of it, to whoever may fetch it, and from the entry on with which it came.
func TestARawFileIsShownInPlace(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			b.must(b.declare(manager, base+doc("source", "export", "Export", `{unit: enterprise, format: csv, mapping: {rows: file, values: [{name: accounts, operation: count}]}}`)))
			before := b.Seq()
			content := "account,mfa\n" + strings.Repeat("a,yes\n", 100_000) // more than one chunk of the database
			got, err := b.Collect(t.Context(), manager, service.NewFile{Source: "export", Filename: "accounts.csv", Content: strings.NewReader(content), ObservedAt: b.clock()})
			b.must(err)
			v, err := b.View(t.Context(), manager, service.AsOf{})
			b.must(err)
			p, err := v.Preview(t.Context(), got.Run.SHA256, false)
			b.must(err)
			if p.Name != "accounts.csv" || len(p.Runs) != 1 || p.Runs[0].ID != got.Run.ID || !p.ReceivedAt.Equal(got.Run.RecordedAt) || p.Bytes != int64(len(content)) || len(p.Records) > 0 {
				t.Errorf("of the file is said %+v", p.RawFile)
			}
			if p.Form != excerpt.Table || p.Total != 100_000 || !p.Counted || len(p.Rows) != excerpt.MaxLines || p.Header[1].Text != "mfa" {
				t.Errorf("it is shown as %s with %d of %d rows, %s", p.Form, len(p.Rows), p.Total, p.Stopped)
			}
			if p, err = v.Preview(t.Context(), got.Run.SHA256, true); err != nil || p.Form != excerpt.Text || p.Lines[0].Text != "account,mfa" || p.Total != 100_001 {
				t.Errorf("its lines are shown as %s of %d: %v", p.Form, p.Total, err)
			}
			stranger := access.Principal{Account: "x", Role: access.Employee, Via: "test"}
			for who, at := range map[string]service.AsOf{"before it came": {Text: "then", Seq: before}, "a stranger": {}} {
				p := manager
				if who == "a stranger" {
					p = stranger
				}
				v, err := b.View(t.Context(), p, at)
				b.must(err)
				_, err = v.Preview(t.Context(), got.Run.SHA256, false)
				_, fetched := v.File(t.Context(), got.Run.SHA256)
				if err == nil || fetched == nil || fault.Of(err).Code != fault.Of(fetched).Code {
					t.Errorf("%s is shown the file with %v, and given it with %v", who, err, fetched)
				}
			}
		})
	}
}

// A file that a record names bears the name that the record gives it, and whoever sees no such record is shown nothing.
func TestAFileThatARecordNamesIsShownInPlace(t *testing.T) {
	b := newBench(t, databases(t)["sqlite"])
	sent, err := b.SendFile(t.Context(), manager, strings.NewReader("a letter\n"), "")
	b.must(err)
	b.must(b.declare(manager, base+doc("third-party", "plant", "Plant", fmt.Sprintf(`{unit: enterprise, owner: p-01, relation: supplier, services: Parts, criticality: low, contract: {sha256: %s, name: letter.txt}}`, sent.SHA256))))
	v, err := b.View(t.Context(), manager, service.AsOf{})
	b.must(err)
	p, err := v.Preview(t.Context(), sent.SHA256, false)
	b.must(err)
	if p.Name != "letter.txt" || len(p.Records) != 1 || len(p.Runs) != 0 || p.ReceivedAt.IsZero() || p.Form != excerpt.Text || p.Lines[0].Text != "a letter" {
		t.Errorf("it is shown as %+v", p)
	}
}
