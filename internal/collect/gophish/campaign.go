package gophish

import (
	"fmt"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// stage is what is known of a person, in bits.
type stage uint16

const (
	listed stage = 1 << iota // in the list of results
	sent                     // by an event, as the next four
	opened
	clicked
	submitted
	reported
	failed     // an error when sending
	isReported // by the list of results
	isFailed
	isSent // by the status in the list of results, as the next three
	isOpened
	isClicked
	isSubmitted
)

// statuses are those that a result can have, by what they say. The last stage is all that a result keeps.
var statuses = map[string]stage{
	"Submitted Data": isSubmitted, "Clicked Link": isClicked, "Email Opened": isOpened, "Email Sent": isSent, "Error": isFailed,
	"Scheduled": 0, "Queued": 0, "Sending": 0, "Retrying": 0,
}

// messages are those that an event can have.
var messages = map[string]stage{
	"Email Sent": sent, "Email Opened": opened, "Clicked Link": clicked, "Submitted Data": submitted, "Email Reported": reported,
	"Error Sending Email": failed, "Proxied request": 0,
}

// created is the message of the one event that is about the campaign, not about a person.
const created = "Campaign Created"

// person is one e-mail address.
type person struct {
	stage stage
	line  int // where they are listed, or where the first event is
}

// campaign is what has been read so far.
type campaign struct {
	people    map[string]*person
	id        string // of the campaign, by the events
	created   int    // events that it was created
	events    int
	last      time.Time // the last time in the file
	completed time.Time // zero: it still runs, or the file does not tell
	warnings  []fault.Field
}

// result is one line of the list of results.
type result struct {
	line     int
	email    string
	status   string
	reported bool
}

// event is one line of the timeline.
type event struct {
	line                         int
	campaign, email, at, message string
}

func damaged(line int, path, reason, remedy string) error {
	return fault.InvalidField("the campaign is damaged", fault.Field{Line: line, Path: path, Reason: reason, Remedy: remedy})
}

const again = "Export it again from Gophish"

// person finds or adds a person. The address stands in no message: it is personal.
func (c *campaign) person(email string, line int) (*person, error) {
	if p, ok := c.people[email]; ok {
		return p, nil
	}
	if len(email) > maxEmail || !strings.Contains(email, "@") {
		return nil, damaged(line, "email", "it is not an e-mail address", again)
	}
	if len(c.people) >= maxPeople {
		return nil, &fault.Error{Code: fault.Limited, Message: "the campaign is too large", Fields: []fault.Field{{Line: line,
			Reason: fmt.Sprintf("it has more than %d recipients", maxPeople), Remedy: "Split the campaign"}}}
	}
	p := &person{line: line}
	c.people[strings.Clone(email)] = p
	return p, nil
}

// list takes one result.
func (c *campaign) list(r result) error {
	p, err := c.person(r.email, r.line)
	if err != nil {
		return err
	}
	if p.stage&listed != 0 {
		return damaged(r.line, "email", fmt.Sprintf("the address is listed a second time; the first is in line %d", p.line), "Send each campaign in a file of its own")
	}
	said, known := statuses[r.status]
	if !known {
		return damaged(r.line, "status", fmt.Sprintf("%q is not a status of Gophish", collect.Short(r.status)), again)
	}
	if r.reported {
		said |= isReported
	}
	if r.reported && said&(isSent|isOpened|isClicked|isSubmitted) == 0 {
		return damaged(r.line, "reported", "the message was reported by someone to whom it was not sent", again)
	}
	p.stage, p.line = p.stage|listed|said, r.line
	return nil
}

// happen takes one event.
func (c *campaign) happen(e event) error {
	if c.id == "" {
		c.id = strings.Clone(e.campaign)
	}
	if e.campaign == "" || strings.Trim(e.campaign, "0123456789") != "" {
		return damaged(e.line, "campaign_id", fmt.Sprintf("%q is not the number of a campaign", collect.Short(e.campaign)), again)
	}
	if e.campaign != c.id {
		return damaged(e.line, "campaign_id", fmt.Sprintf("this event is of campaign %s, those before are of %s", collect.Short(e.campaign), collect.Short(c.id)),
			"Send each campaign in a file of its own")
	}
	at, err := c.time(e.line, "time", e.at)
	if err != nil {
		return err
	}
	c.events++
	c.see(at)
	if e.message == created {
		if c.created++; c.created > 1 {
			return damaged(e.line, "message", "the campaign is created a second time", "Send each campaign in a file of its own")
		}
		return nil
	}
	did, known := messages[e.message]
	if !known {
		return damaged(e.line, "message", fmt.Sprintf("%q is not an event of Gophish", collect.Short(e.message)), again)
	}
	p, err := c.person(e.email, e.line)
	if err != nil {
		return err
	}
	if did == sent && p.stage&sent != 0 {
		return damaged(e.line, "message", "the message is sent to the same address a second time", again)
	}
	p.stage |= did
	return nil
}

// time reads a time of Gophish; the year 1 stands for none.
func (c *campaign) time(line int, path, text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}, damaged(line, path, fmt.Sprintf("%q is not a time like 2026-03-31T18:00:00Z", collect.Short(text)), again)
	}
	if at.Year() <= 1 {
		return time.Time{}, nil
	}
	return at.UTC(), nil
}

func (c *campaign) see(at time.Time) {
	if at.After(c.last) {
		c.last = at
	}
}

func (c *campaign) warn(path, reason string) {
	c.warnings = append(c.warnings, fault.Field{Path: path, Reason: reason})
}

// eachEvent checks, person by person, that what happened can have happened. Of several the first by line is named.
func (c *campaign) eachEvent() error {
	return c.first(func(p *person) string {
		if p.stage&sent == 0 && p.stage&(opened|clicked|submitted|reported) != 0 {
			return "events tell that the message was opened, followed or reported, and none that it was sent to this address"
		}
		return ""
	})
}

// allListed checks that the timeline knows nobody who is not among the results.
func (c *campaign) allListed() error {
	return c.first(func(p *person) string {
		if p.stage&listed == 0 {
			return "the address of this event is not among the results"
		}
		return ""
	})
}

// agree checks the list of results against the events: both are in one file and tell of the same.
func (c *campaign) agree() error {
	return c.first(func(p *person) string {
		s := p.stage
		if s&reported != 0 != (s&isReported != 0) {
			return "whether the message was reported is told differently by the results and the timeline"
		}
		said := s & (isSent | isOpened | isClicked | isSubmitted)
		var did stage
		switch {
		case s&submitted != 0:
			did = isSubmitted
		case s&clicked != 0:
			did = isClicked
		case s&opened != 0:
			did = isOpened
		case s&sent != 0:
			did = isSent
		}
		switch {
		case said != did:
			return "the status of this result is not the last stage that the timeline tells"
		case s&isFailed != 0 && s&failed == 0:
			return "the result is an error, and the timeline tells of none"
		}
		return ""
	})
}

// first gives a fault for the first person, by line, with whom something is wrong.
func (c *campaign) first(wrong func(*person) string) error {
	line, reason := 0, ""
	for _, p := range c.people {
		if r := wrong(p); r != "" && (reason == "" || p.line < line) {
			line, reason = p.line, r
		}
	}
	if reason == "" {
		return nil
	}
	return damaged(line, "email", reason, again)
}

// count counts the people of whom any of these is known.
func (c *campaign) count(any stage) float64 {
	n := 0
	for _, p := range c.people {
		if p.stage&any != 0 {
			n++
		}
	}
	return float64(n)
}

// stages are the values that follow from events.
func (c *campaign) stages() []collect.Value {
	return []collect.Value{
		collect.Known(Sent, c.count(sent)), collect.Known(Opened, c.count(opened|clicked|submitted)), collect.Known(Clicked, c.count(clicked|submitted)),
		collect.Known(Submitted, c.count(submitted)), collect.Known(Reported, c.count(reported)),
	}
}

func (c *campaign) reading(values ...collect.Value) collect.Reading {
	r := collect.Reading{ObservedAt: c.last, Items: len(c.people), Values: collect.Sorted(values), Warnings: c.warnings}
	if !c.completed.IsZero() {
		r.ObservedAt = c.completed
	}
	return r
}
