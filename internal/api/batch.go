package api

import (
	"fmt"
	"strconv"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// maxFaults is after how many faults reading a batch ends.
const maxFaults = 50

// batch is the body of POST /api/v1/points.
type batch struct {
	points   []service.NewPoint
	evidence []record.File
	reason   string
}

// batchReader reads a batch in one pass, without a map for each point.
type batchReader struct {
	reader
	out     batch
	faults  []fault.Field
	words   map[string]string // so that 10,000 points of one measure share its name
	numbers []float64         // values lie together, a slab at a time
	samples []int64
}

// readBatch reads the points of a request. Error: Invalid with every place at fault, up to 50, named points[i].field;
// Limited where there are more points than one batch takes.
func readBatch(b []byte) (batch, error) {
	r := &batchReader{reader: reader{b: b}, words: map[string]string{}}
	if r.peek() != '{' {
		r.wrong("", "an object with points")
	} else if err := r.body(); err != nil {
		return batch{}, r.failure(err)
	}
	if err := r.end(); err != nil && len(r.faults) == 0 {
		return batch{}, unreadable(b, err)
	}
	return r.out, fault.InvalidFields("the points cannot be accepted", r.faults)
}

// failure tells what is wrong with the body, or with the points read before reading ended.
func (r *batchReader) failure(err error) error {
	if err == errEnough { //nolint:errorlint // made here, never wrapped
		return fault.InvalidFields("the points cannot be accepted", r.faults)
	}
	return unreadable(r.b, err)
}

var errEnough = fmt.Errorf("enough faults to begin with")

func (r *batchReader) refuse(path, reason, remedy string) {
	if len(r.faults) < 2*maxFaults {
		r.faults = append(r.faults, fault.Field{Path: path, Reason: reason, Remedy: remedy})
	}
}

func (r *batchReader) body() error {
	var points, evidence, reason bool
	err := r.object(func(name []byte) error {
		switch string(name) {
		case "points":
			if points {
				return r.twice("points")
			}
			points = true
			return r.points()
		case "evidence":
			if evidence {
				return r.twice("evidence")
			}
			evidence = true
			return r.evidence()
		case "reason":
			if reason {
				return r.twice("reason")
			}
			reason = true
			text, err := r.string("reason")
			r.out.reason = text
			return err
		}
		field := string(name)
		r.refuse(field, "is not a field here", "Use points, evidence and reason")
		_, err := r.tree()
		return under(err, field)
	})
	if err == nil && !points {
		r.refuse("points", "is required", "Add a list of points")
	}
	return err
}

// evidence reads the files that show where the values come from.
func (r *batchReader) evidence() error {
	if r.peek() != '[' {
		return r.skip("evidence", "a list of files")
	}
	return r.array(func(i int) error {
		path := record.Item("evidence", i)
		switch {
		case i >= mostEvidenceRead:
			return fault.New(fault.Limited, "a request names at most %d files", mostEvidenceRead)
		case r.peek() != '{':
			return r.skip(path, "an object")
		}
		var f record.File
		has := map[string]bool{}
		err := r.object(func(name []byte) error {
			field := string(name)
			to, known := map[string]*string{"sha256": &f.SHA256, "name": &f.Name, "media_type": &f.MediaType}[field]
			if has[field] {
				return r.twice(path + "." + field)
			}
			if has[field] = true; !known {
				r.refuse(path+"."+field, "is not a field here", "Use sha256, name and media_type")
				_, err := r.tree()
				return under(err, path+"."+field)
			}
			text, err := r.string(path + "." + field)
			*to = text
			return err
		})
		r.out.evidence = append(r.out.evidence, f)
		return err
	})
}

// mostEvidenceRead ends the reading of a list of files; how many there may be, the service says.
const mostEvidenceRead = 100

func (r *batchReader) points() error {
	if r.peek() != '[' {
		return r.skip("points", "a list of points")
	}
	err := r.array(func(i int) error {
		switch {
		case i == measurement.MaxBatch:
			return fault.New(fault.Limited, "a request has at most %d points", measurement.MaxBatch)
		case len(r.faults) >= maxFaults:
			return errEnough
		case r.peek() != '{':
			return r.skip(at(i, ""), "an object")
		}
		if len(r.out.points) == cap(r.out.points) {
			grown := make([]service.NewPoint, len(r.out.points), min(measurement.MaxBatch, max(16, 4*len(r.out.points))))
			copy(grown, r.out.points)
			r.out.points = grown
		}
		r.out.points = append(r.out.points, service.NewPoint{})
		return r.point(i, &r.out.points[i])
	})
	if err == nil && len(r.out.points) == 0 && len(r.faults) == 0 {
		r.refuse("points", "is empty", "Send at least one point")
	}
	return err
}

// what has been read of a point, as bits
const (
	hasMeasure = 1 << iota
	hasFrom
	hasTo
	hasValue
	hasSample
	hasNote
)

func (r *batchReader) point(i int, p *service.NewPoint) error {
	has, lastDay := 0, civil.Date{}
	once := func(bit int, name string) error {
		if has&bit != 0 {
			return r.twice(at(i, name))
		}
		has |= bit
		return nil
	}
	err := r.object(func(name []byte) error {
		switch string(name) {
		case "measure":
			if err := once(hasMeasure, "measure"); err != nil {
				return err
			}
			return r.measure(i, p)
		case "valid_from":
			if err := once(hasFrom, "valid_from"); err != nil {
				return err
			}
			t, day, err := r.time(i, "valid_from")
			if p.From = t; !day.IsZero() {
				p.From = day.Time()
			}
			return err
		case "valid_to":
			if err := once(hasTo, "valid_to"); err != nil {
				return err
			}
			t, day, err := r.time(i, "valid_to")
			if p.To, lastDay = t, day; !day.IsZero() {
				p.To = evaluate.EndOf(day)
			}
			return err
		case "value":
			if err := once(hasValue, "value"); err != nil {
				return err
			}
			return r.value(i, p)
		case "sample":
			if err := once(hasSample, "sample"); err != nil {
				return err
			}
			return r.sample(i, p)
		case "note":
			if err := once(hasNote, "note"); err != nil {
				return err
			}
			if r.peek() == 'n' {
				return r.word("null")
			}
			text, err := r.string(at(i, "note"))
			p.Note = text
			return err
		}
		field := string(name)
		r.refuse(at(i, field), "is not a field here", "Use measure, valid_from, valid_to, value, sample and note")
		_, err := r.tree()
		return under(err, at(i, field))
	})
	if err != nil {
		return err
	}
	if has&hasFrom == 0 { // a day is a period; a time is a moment
		if p.From = p.To; !lastDay.IsZero() {
			p.From = lastDay.Time()
		}
	}
	const required = hasMeasure | hasTo | hasValue
	if has&required != required {
		r.missing(i, has)
	}
	return nil
}

func (r *batchReader) missing(i, has int) {
	if has&hasMeasure == 0 {
		r.refuse(at(i, "measure"), "is required", "Name the measure that the value is of")
	}
	if has&hasTo == 0 {
		r.refuse(at(i, "valid_to"), "is required", "Send the end of the period that was measured")
	}
	if has&hasValue == 0 {
		r.refuse(at(i, "value"), "is required", "Send a number; to withdraw what was recorded, null with a note that says why")
	}
}

func at(i int, field string) string { return record.Join("points["+strconv.Itoa(i)+"]", field) }

// wrong refuses a value of another type, whose first byte comes next.
func (r *batchReader) wrong(path, want string) {
	what := "is a number"
	switch r.peek() {
	case '"':
		what = "is a text"
	case '{':
		what = "is an object"
	case '[':
		what = "is a list"
	case 't', 'f':
		what = "is true or false"
	case 'n':
		what = "is null"
	}
	r.refuse(path, what, "Send "+want)
}

// skip refuses a value and reads past it, so that the faults behind it are found too.
func (r *batchReader) skip(path, want string) error {
	r.wrong(path, want)
	_, err := r.tree()
	return under(err, path)
}

func (r *batchReader) string(path string) (string, error) {
	if r.peek() != '"' {
		return "", r.skip(path, "a text")
	}
	text, err := r.text()
	return r.shared(text), under(err, path)
}

// maxWords is how many different texts are remembered.
const maxWords = 1024

// shared gives a text, the same one for the same bytes.
func (r *batchReader) shared(text []byte) string {
	out, known := r.words[string(text)]
	if !known {
		out = string(text)
		if len(r.words) < maxWords {
			r.words[out] = out
		}
	}
	return out
}

func (r *batchReader) measure(i int, p *service.NewPoint) error {
	if r.peek() != '"' {
		return r.skip(at(i, "measure"), "the name of a measure")
	}
	text, err := r.text()
	if err != nil {
		return under(err, at(i, "measure"))
	}
	p.Measure = r.shared(text)
	return nil
}

// time reads a date or a time; of a date, the day is given and the time is not.
func (r *batchReader) time(i int, field string) (time.Time, civil.Date, error) {
	if r.peek() != '"' {
		return time.Time{}, civil.Date{}, r.skip(at(i, field), "a date or a time")
	}
	text, err := r.text()
	if err != nil {
		return time.Time{}, civil.Date{}, under(err, at(i, field))
	}
	t, day, ok := readTime(text)
	if !ok {
		r.refuse(at(i, field), "is neither a date nor a time", "Write a date such as 2026-09-30 or a time such as 2026-09-30T12:00:00Z")
	}
	return t, day, nil
}

// readTime reads a time by RFC 3339, or a date.
func readTime(text []byte) (t time.Time, day civil.Date, ok bool) {
	if len(text) == len("2006-01-02") {
		err := day.UnmarshalText(text)
		return t, day, err == nil
	}
	err := t.UnmarshalText(text)
	return t.UTC(), day, err == nil && len(text) <= 40
}

// slab is how many values lie together.
const slab = 512

func (r *batchReader) value(i int, p *service.NewPoint) error {
	switch c := r.peek(); {
	case c == 'n':
		return under(r.word("null"), at(i, "value"))
	case c != '-' && (c < '0' || c > '9'):
		return r.skip(at(i, "value"), "a number, or null to withdraw")
	}
	text, err := r.number()
	if err != nil {
		return under(err, at(i, "value"))
	}
	x, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		r.refuse(at(i, "value"), "is not a finite number", "Send an ordinary decimal number")
	}
	if len(r.numbers) == cap(r.numbers) {
		r.numbers = make([]float64, 0, slab)
	}
	r.numbers = append(r.numbers, x)
	p.Value = &r.numbers[len(r.numbers)-1]
	return nil
}

func (r *batchReader) sample(i int, p *service.NewPoint) error {
	switch c := r.peek(); {
	case c == 'n':
		return under(r.word("null"), at(i, "sample"))
	case c != '-' && (c < '0' || c > '9'):
		return r.skip(at(i, "sample"), "a whole number, or leave it out")
	}
	text, err := r.number()
	if err != nil {
		return under(err, at(i, "sample"))
	}
	n, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		r.refuse(at(i, "sample"), "is not a whole number", "Send the number of cases")
	}
	if len(r.samples) == cap(r.samples) {
		r.samples = make([]int64, 0, slab)
	}
	r.samples = append(r.samples, n)
	p.Sample = &r.samples[len(r.samples)-1]
	return nil
}
