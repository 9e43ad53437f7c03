package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

type eventsInput struct {
	After int64  `query:"after" minimum:"0" example:"0" doc:"Journal entry behind which to begin; 0 begins with the first."`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"Most entries to look at."`
	Kind  string `query:"kind" maxLength:"64" doc:"Only what is about records of this kind."`
}

// Event is what one may know of a journal entry.
type Event struct {
	Seq        int64         `json:"seq" doc:"Number of the entry."`
	RecordedAt time.Time     `json:"recorded_at" doc:"When it was recorded, UTC."`
	Type       journal.Type  `json:"type" enum:"genesis,change,points,run,access,erasure,file,note" doc:"What it is about."`
	By         by            `json:"by" doc:"On whose behalf."`
	Reason     string        `json:"reason" doc:"Why, as told; empty where the entry is also about what may not be seen."`
	Changes    []EventChange `json:"changes" doc:"Revisions that it recorded, of records that may be seen."`
	Points     int           `json:"points" doc:"How many points it recorded."`
	Runs       []string      `json:"runs" doc:"Runs that it recorded."`
}

// EventChange is one revision.
type EventChange struct {
	Action   string     `json:"action" enum:"created,updated,moved,retired,erased,noted" doc:"What was done; noted: something was said of it."`
	Kind     string     `json:"kind" doc:"Kind of the record."`
	UID      record.UID `json:"uid" doc:"Its identifier."`
	Name     string     `json:"name" doc:"Its present name."`
	Code     string     `json:"code" doc:"Its code."`
	Revision int64      `json:"revision" doc:"The revision that was made; 0 of an erasure."`
}

// EventList answers with events.
type EventList struct {
	Items []Event `json:"items" doc:"In the order of the journal. Entries of which nothing may be known are left out."`
	Next  int64   `json:"next" doc:"To be sent as after, to go on: the last entry that was looked at."`
	More  bool    `json:"more" doc:"The journal goes on behind next."`
	State
}

type eventsOutput struct{ Body EventList }

type streamInput struct {
	After  int64  `query:"after" minimum:"-1" default:"-1" doc:"Journal entry behind which to begin; from now on unless given. Last-Event-ID goes before it."`
	LastID string `header:"Last-Event-ID" maxLength:"20" doc:"Number of the last entry that was received, as programs send it that connect again."`
	Kind   string `query:"kind" maxLength:"64" doc:"Only what is about records of this kind."`
}

// streams bounds how many streams are open: each keeps a connection.
type streams struct {
	mu  sync.Mutex
	of  map[record.UID]int
	all int
}

const (
	maxStreams    = 500 // in one process
	maxOwnStreams = 5   // of one account
)

func (s *streams) open(who access.Principal) (closed func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all >= maxStreams || s.of[who.Account] >= maxOwnStreams {
		return nil, &fault.Error{Code: fault.Limited, Cause: tooMany,
			Message: fmt.Sprintf("too many streams are open: an account may have %d, all together %d", maxOwnStreams, maxStreams)}
	}
	s.all++
	s.of[who.Account]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.all--
		if s.of[who.Account]--; s.of[who.Account] == 0 {
			delete(s.of, who.Account)
		}
	}, nil
}

// events registers the operations on the journal.
func (a *API) events() {
	a.describeEvents(operation(a, httpd.SignedIn, huma.Operation{OperationID: "list-events", Method: http.MethodGet, Path: "/api/v1/events"}, a.listEvents))
	a.describeStream(operation(a, httpd.SignedIn, huma.Operation{OperationID: "stream-events", Method: http.MethodGet, Path: "/api/v1/events/stream"}, a.stream))
}

func (a *API) knownKind(word string) error {
	if _, ok := a.service.Registry().Kind(word); word != "" && !ok {
		return fault.InvalidField("the events cannot be listed", a.noKind("kind", word))
	}
	return nil
}

func (a *API) listEvents(ctx context.Context, in *eventsInput) (*eventsOutput, error) {
	if err := a.knownKind(in.Kind); err != nil {
		return nil, err
	}
	v, err := a.view(ctx, "")
	if err != nil {
		return nil, err
	}
	some, last, more, err := v.Events(ctx, in.After, in.Kind, in.Limit)
	if err != nil {
		return nil, err
	}
	out := EventList{Items: make([]Event, 0, len(some)), Next: last, More: more, State: stateBy(v)}
	for _, e := range some {
		out.Items = append(out.Items, eventOf(v, e))
	}
	return &eventsOutput{out}, nil
}

func eventOf(v *service.View, e service.Event) Event {
	out := Event{Seq: e.Seq, RecordedAt: e.RecordedAt, Type: e.Type, Reason: e.Reason, Points: e.Points, Runs: e.Runs, Changes: make([]EventChange, 0, len(e.Changes)),
		By: by{Account: e.Actor.Account, Person: v.NameOf(e.Actor.Person), Via: e.Actor.Via}}
	if out.Runs == nil {
		out.Runs = []string{}
	}
	for _, c := range e.Changes {
		out.Changes = append(out.Changes, EventChange{c.Action, c.Record.Kind, c.Record.UID, c.Record.Name, c.Record.Code, c.Revision})
	}
	return out
}

// how often a stream looks for entries, says that it is alive, and asks whether who listens still may
const (
	streamLook  = 100 * time.Millisecond
	streamBeat  = 15 * time.Second
	streamCheck = 5 * time.Second
	streamWrite = 30 * time.Second // for one write to arrive
	streamBatch = 200
)

// stream sends the journal's entries as they come, as server-sent events, until the listener goes, may no longer listen,
// or the server ends.
func (a *API) stream(ctx context.Context, in *streamInput) (*huma.StreamResponse, error) {
	if err := a.knownKind(in.Kind); err != nil {
		return nil, err
	}
	after := in.After
	if in.LastID != "" {
		n, err := strconv.ParseInt(in.LastID, 10, 64)
		if err != nil || n < 0 {
			return nil, fault.InvalidField("the events cannot be sent", fault.Field{Path: "Last-Event-ID", Reason: "is not the number of an entry", Remedy: "Send the id of the last event, or leave it out"})
		}
		after = n
	}
	if in.Kind != "" {
		if err := a.service.Allow(httpd.Who(ctx), access.Read, in.Kind); err != nil {
			return nil, err
		}
	}
	if after < 0 {
		after = a.service.Seq()
	}
	closed, err := a.open.open(httpd.Who(ctx))
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(huma.Context) {
		defer closed()
		s := &stream{a: a, x: exchangeOf(ctx), kind: in.Kind, last: after}
		s.control = http.NewResponseController(s.x)
		s.run(ctx)
	}}, nil
}

// stream is one listener.
type stream struct {
	a       *API
	x       *exchange
	control *http.ResponseController
	kind    string
	last    int64 // entry up to which was looked
	told    int64 // the last id that the listener has
}

func (s *stream) run(ctx context.Context) {
	h := s.x.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // a proxy must not collect what is meant to arrive at once
	_ = s.control.SetReadDeadline(time.Time{})
	s.x.WriteHeader(http.StatusOK)
	s.told = s.last
	if !s.send("retry: 3000\n: begins\n\n") {
		return
	}
	look, beat, check := time.NewTicker(streamLook), time.NewTicker(streamBeat), time.NewTicker(streamCheck)
	defer look.Stop()
	defer beat.Stop()
	defer check.Stop()
	who := httpd.Who(ctx)
	for {
		if !s.catchUp(ctx, who) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-s.a.server.Stopping():
			s.send(": the server ends\n\n")
			return
		case <-beat.C:
			if !s.send(": still here\n\n") {
				return
			}
		case <-check.C:
			if now, err := s.a.server.Still(s.x.request); err != nil || now.Account != who.Account || now.Role != who.Role {
				s.send(": signed out\n\n")
				return
			}
		case <-look.C:
		}
	}
}

// catchUp sends what came since, and tells whether the listener is still there.
func (s *stream) catchUp(ctx context.Context, who access.Principal) bool {
	for s.a.service.Seq() > s.last {
		if now, err := s.a.server.Still(s.x.request); err != nil || now.Account != who.Account || now.Role != who.Role {
			return false // before anything new is told
		}
		v, err := s.a.service.View(ctx, who, service.AsOf{})
		if err != nil {
			return false
		}
		some, last, _, err := v.Events(ctx, s.last, s.kind, streamBatch)
		if err != nil {
			return false
		}
		for _, e := range some {
			b, err := json.Marshal(eventOf(v, e))
			if err != nil || !s.send(fmt.Sprintf("id: %d\nevent: entry\ndata: %s\n\n", e.Seq, b)) {
				return false
			}
			s.told = e.Seq
		}
		if s.last = last; s.told < last { // so that who connects again need not have these looked at again
			if !s.send(fmt.Sprintf("id: %d\n\n", last)) {
				return false
			}
			s.told = last
		}
	}
	return true
}

func (s *stream) send(text string) bool {
	_ = s.control.SetWriteDeadline(time.Now().Add(streamWrite)) // where the connection has none, none is needed
	if _, err := s.x.Write([]byte(text)); err != nil {
		return false
	}
	return s.control.Flush() == nil
}
