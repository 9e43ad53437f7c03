package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strconv"
	"time"
)

// Event is what you may know of a journal entry.
type Event struct {
	Seq        int64         `json:"seq"`         // number of the entry
	RecordedAt time.Time     `json:"recorded_at"` // UTC
	Type       string        `json:"type"`        // genesis, change, points, run, access, erasure or file
	By         By            `json:"by"`
	Reason     string        `json:"reason"`  // empty, too, where the entry is also about what you may not see
	Changes    []EventChange `json:"changes"` // revisions that it recorded, of records that you may see
	Points     int           `json:"points"`  // how many it recorded
	Runs       []string      `json:"runs"`    // identifiers of those that it recorded
}

// EventChange is one revision that an entry recorded.
type EventChange struct {
	Action   string `json:"action"` // created, updated, moved, retired or erased
	Kind     string `json:"kind"`   // in the singular
	UID      string `json:"uid"`
	Name     string `json:"name"` // at present
	Code     string `json:"code"`
	Revision int64  `json:"revision"` // 0 of an erasure
}

// EventPage is a part of the journal.
type EventPage struct {
	Items []Event `json:"items"` // in the order of the journal, without entries of which you may know nothing
	Next  int64   `json:"next"`  // the last entry that was looked at: ask for those after it
	More  bool    `json:"more"`  // the journal goes on behind it
	State
}

// EventOption narrows events.
type EventOption func(*eventWish)

type eventWish struct{ kind string }

// OfKind gives only what is about records of a kind.
func OfKind(kind string) EventOption { return func(w *eventWish) { w.kind = kind } }

// Events gives what the journal holds behind an entry, 0 for all of it. At most limit entries are looked at, 100 where it is 0,
// up to 1,000. Next of the page, sent as after, goes on.
func (c *Client) Events(ctx context.Context, after int64, limit int, o ...EventOption) (EventPage, error) {
	var out EventPage
	r, err := c.aboutEvents(ctx, o, "events")
	if err == nil {
		r.query.Set("after", strconv.FormatInt(after, 10))
		_, err = c.do(ctx, r.limit(limit), &out)
	}
	return out, err
}

func (c *Client) aboutEvents(ctx context.Context, o []EventOption, path ...string) (*request, error) {
	var w eventWish
	for _, option := range o {
		option(&w)
	}
	r := get(path...)
	r.dated = false
	if err := c.fits(r); err != nil {
		return nil, err
	}
	kind, err := c.singular(ctx, w.kind)
	return r.text("kind", kind), err
}

// Follow goes through the journal behind an entry, and on as entries come, until the context ends: 0 begins with the first, -1
// with what comes from now on. Each entry comes once, in order, also where connections break or the server starts again
// meanwhile. To go on in another process, keep the Seq of the last entry and give it as after.
//
// It ends with the error of the context, with a *[Problem] where the server refuses, as with a token that is no longer valid,
// and where it could not be reached in as many attempts as [WithAttempts] says before it once was. Later it goes on trying,
// with longer pauses up to the longest of [WithPauses]. A loop that breaks off ends it without an error.
func (c *Client) Follow(ctx context.Context, after int64, o ...EventOption) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		r, err := c.aboutEvents(ctx, o, "events", "stream")
		if err == nil && after < 0 {
			// the server is asked where now is: were it left to the stream, what comes before its first entry is lost
			// where the connection breaks before that
			var now EventPage
			if now, err = c.Events(ctx, 0, 1); err == nil {
				after = now.Seq
			}
		}
		if err != nil {
			yield(Event{}, err)
			return
		}
		r.accept = eventStream
		f := &follower{c: c, r: r, last: after, yield: yield}
		if err := f.run(ctx); err != nil && !errors.Is(err, errEnough) {
			yield(Event{}, err)
		}
	}
}

const eventStream = "text/event-stream"

// errEnough says that whoever follows has heard enough.
var errEnough = errors.New("enough")

// follower keeps to one journal over as many connections as it takes.
type follower struct {
	c     *Client
	r     *request
	last  int64 // entry up to which everything was told
	wait  time.Duration
	met   bool // the server has answered once
	yield func(Event, error) bool
}

// run connects again and again. Error: errEnough, that of the context, or a refusal.
func (f *follower) run(ctx context.Context) error {
	for failures := 0; ; {
		was, began := f.last, time.Now()
		err := f.listen(ctx)
		if errors.Is(err, errEnough) {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		p, ok := errors.AsType[*Problem](err)
		if !ok || !passing(p) {
			return err
		}
		if failures++; f.last > was || time.Since(began) > f.c.pauseMax { // it went well for a while
			failures = 1
		}
		if !f.met && failures >= f.c.attempts {
			return err
		}
		// a server may ask for more patience than is there: who follows asks again all the same
		if err := sleep(ctx, max(f.c.pause(failures), min(max(f.wait, p.RetryAfter), f.c.pauseMax))); err != nil {
			return err
		}
	}
}

// listen connects once and tells what comes until the connection ends, which is an error too.
func (f *follower) listen(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	silence := time.AfterFunc(f.c.patience, cancel)
	defer silence.Stop()
	f.r.query.Set("after", strconv.FormatInt(f.last, 10))
	answer, err := f.c.send(ctx, f.r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if !answers(answer, eventStream) {
		return f.c.stranger()
	}
	f.met = true
	in := newFrames(&watched{from: answer.Body, silence: silence, patience: f.c.patience}, f.c.maxBody)
	for {
		x, err := in.next()
		switch {
		case errors.Is(err, errLongFrame):
			return &Problem{Status: http.StatusInternalServerError, Title: "Internal", Detail: fmt.Sprintf("an event has more than %d bytes", f.c.maxBody)}
		case err != nil:
			return &Problem{Title: "Unavailable", Detail: "the stream of events broke off", cause: err}
		}
		if err := f.take(x); err != nil {
			return err
		}
	}
}

// take tells what a frame says, where it is new.
func (f *follower) take(x frame) error {
	if x.retry > 0 {
		f.wait = x.retry
	}
	at, err := strconv.ParseInt(x.id, 10, 64)
	if err != nil || at <= f.last {
		return nil //nolint:nilerr // a frame without the number of an entry tells nothing of the journal
	}
	if x.event == "entry" && x.data != nil {
		var e Event
		if json.Unmarshal(x.data, &e) != nil || e.Seq != at {
			return f.c.stranger()
		}
		f.last = at
		if !f.yield(e, nil) {
			return errEnough
		}
	}
	f.last = at
	return nil
}

// watched reads, and ends the connection where nothing comes for too long. How long the reader takes in between does not
// count.
type watched struct {
	from     io.Reader
	silence  *time.Timer
	patience time.Duration
}

// Read waits for what comes next.
func (w *watched) Read(b []byte) (int, error) {
	w.silence.Reset(w.patience)
	defer w.silence.Stop()
	return w.from.Read(b)
}
