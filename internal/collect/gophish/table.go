package gophish

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// rows gives the rows of a table with named columns.
type rows struct {
	piece *collect.PieceReader
	r     *csv.Reader
	names []string
	row   []string
	line  int
}

// table reads the table of results or that of events, by its columns.
func (c *campaign) table(ctx context.Context, r io.Reader) (collect.Reading, error) {
	t := &rows{piece: collect.NewPieceReader(collect.NewTextReader(r), maxRow)}
	t.r = csv.NewReader(t.piece)
	t.r.ReuseRecord = true
	header, err := t.next()
	if errors.Is(err, io.EOF) {
		return collect.Reading{}, damaged(1, "", "the file is empty", again)
	}
	if err != nil {
		return collect.Reading{}, err
	}
	t.names = slices.Clone(header)
	take, finish := c.resultRow, c.results
	switch {
	case hasAll(t.names, resultColumns):
	case hasAll(t.names, eventColumns):
		take, finish = c.eventRow, c.timeline
	default:
		return collect.Reading{}, fault.InvalidField("the file is not of Gophish", fault.Field{Line: 1,
			Reason: "its columns are neither those of results nor those of events", Remedy: "Export it with Export CSV, Results or Raw Events, on the page of the campaign"})
	}
	for {
		if _, err := t.next(); errors.Is(err, io.EOF) {
			return finish()
		} else if err != nil {
			return collect.Reading{}, err
		}
		if err := ctx.Err(); err != nil {
			return collect.Reading{}, fault.Wrap(fault.Unavailable, err, "reading the campaign was stopped")
		}
		if err := take(t); err != nil {
			return collect.Reading{}, err
		}
	}
}

func (t *rows) next() ([]string, error) {
	t.piece.Next()
	record, err := t.r.Read()
	if err == nil {
		t.line, _ = t.r.FieldPos(0)
		t.row = record
	}
	if bad, ok := errors.AsType[*csv.ParseError](err); ok {
		f := fault.InvalidField("the campaign is damaged", fault.Field{Line: bad.StartLine, Column: bad.Column, Reason: "the row is not whole: " + bad.Err.Error(), Remedy: again})
		f.Cause = err
		return nil, f
	}
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Code == fault.Limited && len(f.Fields) > 0 && f.Fields[0].Line == 0 {
		f.Fields[0].Line = t.line + 1
	}
	return record, err
}

// cell gives the cell of a column that the table has.
func (t *rows) cell(name string) string { return t.row[slices.Index(t.names, name)] }

func (c *campaign) resultRow(t *rows) error {
	r := result{line: t.line, email: t.cell("email"), status: t.cell("status")}
	switch word := t.cell("reported"); word {
	case "true", "false":
		r.reported = word == "true"
	default:
		return damaged(t.line, "reported", fmt.Sprintf("%q is neither true nor false", collect.Short(word)), again)
	}
	return c.dated(r, t.cell("send_date"), t.cell("modified_date"))
}

func (c *campaign) eventRow(t *rows) error {
	return c.happen(event{line: t.line, campaign: t.cell("campaign_id"), email: t.cell("email"), at: t.cell("time"), message: t.cell("message")})
}

// noEnd is what holds for both tables: nothing tells where they end.
const noEnd = "nothing in the table tells where it ends, so that one which was cut between two rows looks whole; the campaign as JSON has an end"

// results is the reading of the table of results, which keeps of everyone the last stage alone.
func (c *campaign) results() (collect.Reading, error) {
	c.warn(Opened, "it is unknown: the table of results keeps the last stage of each person only, and not all who opened the message; send the campaign as JSON")
	c.warn(Clicked, "it is unknown: the table of results keeps the last stage of each person only, and not all who clicked; send the campaign as JSON")
	c.warn(Total, fmt.Sprintf("%d people are listed; %s", len(c.people), noEnd))
	return c.reading(
		collect.Known(Total, c.count(listed)), collect.Known(Sent, c.count(isSent|isOpened|isClicked|isSubmitted)), collect.Unknown(Opened), collect.Unknown(Clicked),
		collect.Known(Submitted, c.count(isSubmitted)), collect.Known(Reported, c.count(isReported)), collect.Known(Errors, c.count(isFailed))), nil
}

// timeline is the reading of the table of events, which knows nobody to whom nothing has happened.
func (c *campaign) timeline() (collect.Reading, error) {
	if c.created == 0 {
		return collect.Reading{}, damaged(2, "message", "the events do not begin with "+created+": the table is not whole", again)
	}
	if err := c.eachEvent(); err != nil {
		return collect.Reading{}, err
	}
	c.warn(Total, "it counts the people with an event: whoever is still to be sent the message is not in this table")
	c.warn(Errors, "who failed and is to be tried again counts as an error: the table does not tell them apart")
	c.warn("time", noEnd)
	unsent := 0
	for _, p := range c.people {
		if p.stage&failed != 0 && p.stage&sent == 0 {
			unsent++
		}
	}
	return c.reading(append(c.stages(), collect.Known(Total, float64(len(c.people))), collect.Known(Errors, float64(unsent)))...), nil
}
