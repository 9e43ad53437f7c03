package web

import (
	"net/http"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// sourcePages registers the pages of sources.
func (s *site) sourcePages() {
	s.srv.Handle("GET /sources/{ref}", httpd.SignedIn, s.source)
	s.srv.Handle("POST /sources/{ref}/send", httpd.May(access.Collect, measure.SourceKind.Name), s.sendFile)
}

// sendFile takes a file that somebody sends for a source by the form on its page, and leads to the run that has read it. What is wrong with the file is said on the
// page, and nothing of it is kept.
func (s *site) sendFile(w http.ResponseWriter, r *http.Request) error {
	l, err := s.present(r)
	if err != nil {
		return err
	}
	if err := parse(r); err != nil {
		return err
	}
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }()
	}
	p, err := l.sourcePage(r)
	if err != nil {
		return err
	}
	if p.Send == nil { // retired, or not the reader's to feed
		rec, err := l.Record(measure.SourceKind.Name, r.PathValue("ref"))
		if err == nil {
			err = l.MayCollect(rec)
		}
		if err == nil {
			err = fault.New(fault.Conflict, "the source %s is retired", p.Code)
		}
		return err
	}
	got, err := s.collected(r, l, p.Send)
	if f := fault.Of(err); err != nil && (f.Code == fault.Invalid || f.Code == fault.Conflict || f.Code == fault.Limited) {
		p.Send.Problem = sentence(f.Message)
		for _, x := range f.Fields {
			switch x.Path {
			case "day":
				x.Path = l.text("source.sending.day")
				p.Send.Wrong = append(p.Send.Wrong, page.FieldError{Field: "send-day", Message: x.String()})
			case "observed_at":
				p.Send.Wrong = append(p.Send.Wrong, page.FieldError{Field: "send-day", Message: l.text("source.sending.day-missing")})
			default:
				p.Send.Wrong = append(p.Send.Wrong, page.FieldError{Field: "send-file", Message: x.String()})
			}
		}
		return show(w, r, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	httpd.Wrote(r.Context(), w, got.Run.Seq)
	told := l.text("source.sent", words.T("file", got.Run.Filename), words.N(got.Points))
	if got.Again {
		told = l.text("source.sent-again", words.T("file", got.Run.Filename), words.T("run", got.Run.ID))
	}
	s.srv.Tell(r, told, "")
	http.Redirect(w, r, "/runs/"+got.Run.ID, http.StatusSeeOther)
	return nil
}

// collected hands what was sent to the service. Errors: those of Collect; Invalid without a file, or where the day is none.
func (s *site) collected(r *http.Request, l *look, to *page.SendFile) (service.Collected, error) {
	to.Day = strings.TrimSpace(r.PostFormValue("day"))
	file := service.NewFile{Source: r.PathValue("ref")}
	if to.Day != "" {
		day, err := civil.Parse(to.Day)
		if err != nil {
			return service.Collected{}, fault.InvalidField("the file cannot be accepted", fault.Field{Path: "day", Reason: "is no day", Remedy: "Give one such as 2026-09-30, or leave it out"})
		}
		if file.ObservedAt = evaluate.EndOf(day); day == civil.OfTime(s.svc.Now()) { // which has not ended
			file.ObservedAt = s.svc.Now()
		}
	}
	content, head, err := r.FormFile("file")
	if err != nil {
		return service.Collected{}, fault.InvalidField("there is no file", fault.Field{Path: "file", Reason: "is missing", Remedy: "Choose the file that the source reads"})
	}
	defer func() { _ = content.Close() }()
	file.Filename, file.Content = head.Filename, content
	return s.svc.Collect(r.Context(), l.Principal(), file)
}
