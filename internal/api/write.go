package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// KeyInput is the parameter by which a write can be sent again.
type KeyInput struct {
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"1 to 200 visible ASCII characters of your own. The same request sent again with the same key changes nothing and gets the first answer; kept for 48 hours."`
}

// ReasonInput is why something is written.
type ReasonInput struct {
	Reason string `header:"Steelyard-Reason" maxLength:"1000" doc:"Why, for the journal."`
}

type putInput struct {
	Ref         string `path:"ref" maxLength:"100" doc:"Name, code or identifier of the record; a name that is not taken makes a new one."`
	IfMatch     string `header:"If-Match" maxLength:"100" doc:"The revision that the record must stand at, as its ETag has it; * asks that it exists."`
	IfNoneMatch string `header:"If-None-Match" maxLength:"100" doc:"* asks that the record does not exist yet."`
	ReasonInput
	KeyInput
	RawBody []byte `contentType:"application/json"`
}

type deleteInput struct {
	Ref     string `path:"ref" maxLength:"100" doc:"Name, code or identifier of the record."`
	IfMatch string `header:"If-Match" maxLength:"100" doc:"The revision that the record must stand at, as its ETag has it."`
	ReasonInput
	KeyInput
}

// key reads the idempotency key of a request, with the digest of what it belongs to.
func key(ctx context.Context, text string, body []byte) (service.Wish, error) {
	if text == "" {
		return service.Wish{}, nil
	}
	if !visible(text) {
		return service.Wish{}, fault.InvalidField("the request cannot be accepted", fault.Field{Path: "Idempotency-Key", Reason: "has characters that are not visible ASCII",
			Remedy: "Use letters, digits and signs without spaces, at most 200"})
	}
	r, h := exchangeOf(ctx).request, sha256.New()
	for _, part := range []string{r.Method, r.URL.RequestURI(), r.Header.Get("If-Match"), r.Header.Get("If-None-Match"), r.Header.Get("Steelyard-Reason"), r.Header.Get("Content-Type")} {
		h.Write([]byte(strconv.Quote(part)))
	}
	h.Write(body)
	return service.Wish{Key: text, Digest: hex.EncodeToString(h.Sum(nil))}, nil
}

func (a *API) put(ctx context.Context, k *record.Kind, in *putInput) (*writtenOutput, error) {
	if err := wantJSON(ctx); err != nil {
		return nil, err
	}
	c, reason, err := readDeclaration(in.RawBody, in.Reason)
	if err != nil {
		return nil, err
	}
	c.Kind = k.Name
	w, err := key(ctx, in.Key, in.RawBody)
	if err != nil {
		return nil, err
	}
	w.Reason = reason
	return a.write(ctx, w, in.IfMatch+in.IfNoneMatch != "", func(v *service.View) (record.Change, error) {
		c := c
		standing, err := v.Record(k.Name, in.Ref)
		exists := err == nil
		switch {
		case !exists && !fault.Is(err, fault.NotFound):
			return c, err
		case exists:
			c.UID = standing.UID
			if c.Name == "" {
				c.Name = standing.Name
			}
		case c.Name != "" && c.Name != in.Ref:
			return c, fault.New(fault.NotFound, "there is no %s of that name to be renamed", k.Name)
		default:
			c.Name = in.Ref
		}
		c.IfRevision, err = precondition(in.IfMatch, in.IfNoneMatch, exists, standing)
		return c, err
	})
}

func (a *API) retire(ctx context.Context, k *record.Kind, in *deleteInput) (*writtenOutput, error) {
	w, err := key(ctx, in.Key, nil)
	if err != nil {
		return nil, err
	}
	w.Reason = in.Reason
	return a.write(ctx, w, in.IfMatch != "", func(v *service.View) (record.Change, error) {
		r, err := v.Record(k.Name, in.Ref)
		if err != nil {
			return record.Change{}, err
		}
		c := record.Change{Retire: true, Declaration: record.Declaration{Kind: k.Name, UID: r.UID, Name: r.Name}}
		c.IfRevision, err = precondition(in.IfMatch, "", true, r)
		return c, err
	})
}

const unacceptable = "the declaration cannot be accepted"

// write makes one change and answers with the record as it then is.
func (a *API) write(ctx context.Context, w service.Wish, conditional bool, change func(*service.View) (record.Change, error)) (*writtenOutput, error) {
	w.Changes = func(v *service.View) ([]record.Change, error) {
		c, err := change(v)
		return []record.Change{c}, err
	}
	done, err := a.service.Apply(ctx, httpd.Who(ctx), w)
	if err != nil {
		return nil, unmet(conditional, err)
	}
	status, o := http.StatusOK, done.Outcomes[0]
	if o.Action == record.Created {
		status = http.StatusCreated
		exchangeOf(ctx).Header().Set("Location", "/api/v1/"+a.plural(o.Record.Kind)+"/"+o.Record.Name)
	}
	wrote(ctx, done.Seq)
	answer, err := answer(done.View, o.Record, status)
	if err != nil {
		return nil, err
	}
	out := &writtenOutput{Status: answer.Status, ETag: answer.ETag, Body: answer.Body}
	if done.Repeated {
		out.Replayed = "true"
	}
	return out, nil
}

// unmet turns the kernel's refusal of a revision into that of the precondition it came from.
func unmet(conditional bool, err error) error {
	f := fault.Of(err)
	if !conditional || f.Code != fault.Conflict || len(f.Fields) == 0 {
		return err
	}
	return &fault.Error{Code: f.Code, Message: f.Message, Fields: f.Fields, Cause: preconditionFailed}
}
