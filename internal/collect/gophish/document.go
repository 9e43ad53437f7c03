package gophish

import (
	"fmt"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/jsonread"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// document reads a campaign, or the summary of one.
func (c *campaign) document(d *jsonread.Decoder) (collect.Reading, error) {
	var status, completed string
	var stats *summary
	seen := map[string]bool{}
	err := d.Object(func(name string) error {
		seen[name] = true
		var err error
		switch name {
		case "status":
			status, err = d.Text()
		case "completed_date":
			completed, err = d.Text()
		case "results":
			err = d.List(func() error { return c.result(d) })
		case "timeline":
			err = d.List(func() error { return c.event(d) })
		case "stats":
			stats = &summary{line: d.Line()}
			err = stats.read(d)
		default:
			err = d.Skip()
		}
		return err
	})
	if err == nil {
		err = d.End()
	}
	if err == nil && status == "Completed" && seen["completed_date"] { // /api/campaigns/ID/results does not tell it
		c.completed, err = c.time(0, "completed_date", completed)
	}
	if err != nil {
		return collect.Reading{}, err
	}
	switch {
	case status == "":
		return collect.Reading{}, damaged(0, "status", "it does not tell whether the campaign is completed", again)
	case status != "Completed":
		c.warn("status", fmt.Sprintf("the campaign is not completed (%s): its numbers may still grow", collect.Short(status)))
	case c.completed.IsZero() && seen["completed_date"]:
		return collect.Reading{}, damaged(0, "completed_date", "the campaign is completed, and does not tell when", again)
	}
	switch {
	case seen["results"] && seen["timeline"]:
		return c.whole()
	case stats != nil:
		return c.summed(stats)
	}
	return collect.Reading{}, fault.InvalidField("the file is not a campaign of Gophish", fault.Field{Line: 1,
		Reason: "it has neither results with a timeline, nor stats", Remedy: "Send what /api/campaigns/ID or /api/campaigns/ID/summary gives"})
}

func (c *campaign) result(d *jsonread.Decoder) error {
	var r result
	var sentAt, changed string
	has := 0
	err := d.Object(func(name string) error {
		var err error
		switch name {
		case "email":
			r.line = d.Line()
			r.email, err = d.Text()
		case "status":
			r.status, err = d.Text()
		case "reported":
			has++
			r.reported, err = d.Bool()
		case "send_date":
			sentAt, err = d.Text()
		case "modified_date":
			changed, err = d.Text()
		default:
			err = d.Skip()
		}
		return err
	})
	if err != nil {
		return err
	}
	if has == 0 || r.email == "" {
		return d.Invalid("the result lacks email or reported", again)
	}
	return c.dated(r, sentAt, changed)
}

// dated takes a result with its times. When something is to be sent can lie ahead, and is looked at no further.
func (c *campaign) dated(r result, sentAt, changed string) error {
	if _, err := c.time(r.line, "send_date", sentAt); err != nil {
		return err
	}
	at, err := c.time(r.line, "modified_date", changed)
	if err != nil {
		return err
	}
	c.see(at)
	return c.list(r)
}

func (c *campaign) event(d *jsonread.Decoder) error {
	var e event
	err := d.Object(func(name string) error {
		var err error
		switch name {
		case "campaign_id":
			e.line = d.Line()
			var n float64
			n, err = d.Count()
			e.campaign = fmt.Sprintf("%.0f", n)
		case "email":
			e.email, err = d.Text()
		case "time":
			e.at, err = d.Text()
		case "message":
			e.message, err = d.Text()
		default:
			err = d.Skip()
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.happen(e)
}

// whole is the reading of a campaign with results and timeline.
func (c *campaign) whole() (collect.Reading, error) {
	for _, check := range []func() error{c.allListed, c.eachEvent, c.agree} {
		if err := check(); err != nil {
			return collect.Reading{}, err
		}
	}
	if len(c.people) == 0 {
		c.warn("results", "the campaign has no recipients")
	}
	return c.reading(append(c.stages(), collect.Known(Total, c.count(listed)), collect.Known(Errors, c.count(isFailed)))...), nil
}

// summary is what Gophish counted itself.
type summary struct {
	line   int
	counts map[string]float64
}

// counted are the names of the summary, by the name of the value.
var counted = map[string]string{Total: "total", Sent: "sent", Opened: "opened", Clicked: "clicked", Submitted: "submitted_data", Reported: "email_reported", Errors: "error"}

func (s *summary) read(d *jsonread.Decoder) error {
	s.counts = map[string]float64{}
	return d.Object(func(name string) error {
		s.line = d.Line()
		for _, known := range counted {
			if known == name {
				n, err := d.Count()
				s.counts[name] = n
				return err
			}
		}
		return d.Skip()
	})
}

// summed is the reading of a summary: each stage holds the next.
func (c *campaign) summed(s *summary) (collect.Reading, error) {
	var values []collect.Value
	for _, name := range []string{Total, Sent, Opened, Clicked, Submitted, Reported, Errors} {
		n, given := s.counts[counted[name]]
		if !given {
			return collect.Reading{}, damaged(s.line, "stats."+counted[name], "it is missing", again)
		}
		values = append(values, collect.Known(name, n))
	}
	for _, order := range [][2]string{{Sent, Total}, {Opened, Sent}, {Clicked, Opened}, {Submitted, Clicked}, {Reported, Sent}} {
		less, more := counted[order[0]], counted[order[1]]
		if s.counts[less] > s.counts[more] {
			return collect.Reading{}, damaged(s.line, "stats."+less, fmt.Sprintf("%.0f is more than %.0f, which %s gives", s.counts[less], s.counts[more], more), again)
		}
	}
	if s.counts["sent"]+s.counts["error"] > s.counts["total"] {
		return collect.Reading{}, damaged(s.line, "stats.error", "sent and errors are more than the total", again)
	}
	if c.completed.IsZero() {
		c.warn("completed_date", "the summary does not tell when it was made")
	}
	c.last = time.Time{}
	r := c.reading(values...)
	r.Items = int(s.counts["total"])
	return r, nil
}
