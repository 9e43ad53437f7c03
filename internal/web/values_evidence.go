package web

import (
	"encoding/json"
	"net/http"
	"path"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// evidenceField brings a file that shows where the values of a form come from: named, once it is kept; with fileSuffix, the file itself.
const evidenceField = "evidence"

// attached keeps the files that a form for values brings, so that what is entered besides can be wrong without sending them again, and gives them with those that were
// kept before and are still wanted. Errors: those of SendFile; Invalid where the form did not arrive whole.
func (s *site) attached(r *http.Request, l *look, p *page.Values) ([]record.File, error) {
	var out []record.File
	add := func(f record.File) error {
		text, err := json.Marshal(f)
		if err != nil {
			return fault.Wrap(fault.Internal, err, "the name of the file cannot be kept")
		}
		for _, x := range out {
			if x.SHA256 == f.SHA256 {
				return nil // the same file once more
			}
		}
		out = append(out, f)
		p.Evidence = append(p.Evidence, page.EvidenceFile{Text: string(text), Name: f.Name, Path: page.PathFiles + f.SHA256 + page.PathPreview})
		return nil
	}
	for _, text := range r.PostForm[evidenceField] {
		var f record.File
		if err := json.Unmarshal([]byte(text), &f); err != nil {
			return nil, invalid(evidenceField, "did not arrive whole", "Attach the file again")
		}
		if err := add(f); err != nil {
			return nil, err
		}
	}
	if r.MultipartForm == nil {
		return out, nil
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	for _, sent := range r.MultipartForm.File[evidenceField+fileSuffix] {
		if sent.Size == 0 {
			continue
		}
		content, err := sent.Open()
		if err != nil {
			return nil, fault.Wrap(fault.Invalid, err, "the file did not arrive whole")
		}
		kept, err := s.svc.SendFile(r.Context(), l.Principal(), content, l.text("values.evidence-reason"))
		_ = content.Close()
		if err != nil {
			return nil, err
		}
		if err := add(record.File{SHA256: kept.SHA256, Name: path.Base(sent.Filename)}); err != nil {
			return nil, err
		}
	}
	return out, nil
}
