package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
)

type getCommand struct {
	connection
	Record  string   `arg:"" help:"KIND for a list, such as objective; KIND/NAME for one, such as objective/O-02." predictor:"record"`
	Output  string   `short:"o" help:"table, json or yaml; a list is a table unless told, a record a document that put takes." enum:",table,json,yaml" default:"" placeholder:"FORM"`
	Filter  string   `help:"Which of a list, in the Common Expression Language, such as 'spec.weight > 2'." placeholder:"EXPR"`
	Sort    string   `help:"Fields to order a list by, separated by commas, with - before those that fall." placeholder:"FIELDS"`
	Fields  []string `help:"Only these fields, such as name,spec.owner." placeholder:"FIELD"`
	Retired bool     `help:"Those out of use, too."`
	Limit   int      `help:"Most records of a list; all unless told." placeholder:"N"`
	AsOf    string   `help:"A date, a time, or entry:N; now unless told." placeholder:"T"`
	InForce bool     `help:"Of one record, the revision in force, where a later one waits."`
}

// Run prints a record, or records of a kind.
func (c *getCommand) Run(r *run) error {
	kind, name, err := referenceOf(c.Record)
	if err != nil {
		return err
	}
	if err := c.check(name != ""); err != nil {
		return err
	}
	return c.asking(r, func(to *client.Client) error {
		to = to.AsOf(c.AsOf)
		if name != "" {
			return c.one(r, to, kind, name)
		}
		var all []client.Record
		o := client.ListOptions{Filter: c.Filter, Sort: c.Sort, Fields: c.Fields, Retired: c.Retired, Limit: 500}
		if c.Limit > 0 {
			o.Limit = min(o.Limit, c.Limit)
		}
		for x, err := range to.All(r.ctx, kind, o) {
			if err != nil {
				return err
			}
			if all = append(all, x); len(all) == c.Limit {
				break
			}
		}
		if len(all) == 0 {
			_, _ = fmt.Fprintln(r.err, "there is no such record") // so that an empty list is no riddle
		}
		return c.list(r.out, all)
	})
}

// check refuses flags that would do nothing.
func (c *getCommand) check(one bool) error {
	var faults []fault.Field
	refuse := func(set bool, flag, reason string) {
		if set {
			faults = append(faults, fault.Field{Path: flag, Reason: reason, Remedy: "Leave it out"})
		}
	}
	refuse(one && c.Filter != "", "filter", "narrows a list, and one record was asked for")
	refuse(one && c.Sort != "", "sort", "orders a list, and one record was asked for")
	refuse(one && c.Limit != 0, "limit", "shortens a list, and one record was asked for")
	refuse(!one && c.InForce, "in-force", "is about one record, and a list was asked for")
	refuse(c.Limit < 0, "limit", "is less than nothing")
	refuse(c.Output == "yaml" && len(c.Fields) > 0, "fields", "would make documents that say too little: they go with table and json")
	return fault.InvalidFields("nothing to ask for", faults)
}

func (c *getCommand) one(r *run, to *client.Client, kind, name string) error {
	ask := to.Get
	if c.InForce {
		ask = to.GetInForce
	}
	x, err := ask(r.ctx, kind, name)
	switch {
	case err != nil:
		return err
	case c.Output == "json":
		return printJSON(r.out, c.only(x))
	case c.Output == "table", c.Output == "" && len(c.Fields) > 0:
		return c.table([]client.Record{x}).print(r.out)
	}
	return documents(r.out, x)
}

func (c *getCommand) list(w io.Writer, all []client.Record) error {
	switch c.Output {
	case "json":
		out := make([]any, len(all))
		for i, x := range all {
			out[i] = c.only(x)
		}
		return printJSON(w, out)
	case "yaml":
		return documents(w, all...)
	}
	return c.table(all).print(w)
}

// documents writes records as the declarations that they are.
func documents(w io.Writer, all ...client.Record) error {
	registry := kinds.Registry()
	for i, x := range all {
		d, err := document(x)
		if err != nil {
			return err
		}
		b := d.Bytes(registry)
		if i > 0 {
			b = append([]byte("---\n"), b...)
		}
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	return nil
}

// only leaves of a record the fields that were asked for.
func (c *getCommand) only(x client.Record) any {
	if len(c.Fields) == 0 {
		return x
	}
	columns := columnsOf(x)
	out := map[string]json.RawMessage{}
	for _, f := range c.Fields {
		if top, _, _ := strings.Cut(f, "."); columns[top] != nil {
			out[top] = columns[top]
		}
	}
	return out
}

// table makes a row of each record.
func (c *getCommand) table(all []client.Record) table {
	fields := c.Fields
	if len(fields) == 0 {
		fields = []string{"code", "name", "title", "revision"}
		for _, x := range all {
			if x.State != "" {
				fields = append(fields, "state")
				break
			}
		}
		if c.Retired {
			fields = append(fields, "retired")
		}
	}
	t := table{}
	for _, f := range fields {
		t.head = append(t.head, strings.ToUpper(strings.TrimPrefix(f, "spec.")))
	}
	for _, x := range all {
		columns := columnsOf(x)
		row := make([]string, len(fields))
		for i, f := range fields {
			row[i] = cell(columns, strings.Split(f, "."))
		}
		t.add(row...)
	}
	return t
}

// columnsOf gives what stands in a record by field.
func columnsOf(x client.Record) map[string]json.RawMessage {
	var out map[string]json.RawMessage
	b, err := json.Marshal(x)
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil {
		return nil
	}
	return out
}

// cell gives the value at a path, as one line.
func cell(columns map[string]json.RawMessage, path []string) string {
	value := columns[path[0]]
	for _, name := range path[1:] {
		var inside map[string]json.RawMessage
		if json.Unmarshal(value, &inside) != nil {
			return ""
		}
		value = inside[name]
	}
	var text string
	switch {
	case len(value) == 0 || bytes.Equal(value, []byte("null")):
		return ""
	case json.Unmarshal(value, &text) == nil:
		return text
	}
	return string(value)
}

type kindsCommand struct {
	connection
	output
}

// Run lists the kinds of record.
func (c *kindsCommand) Run(r *run) error {
	return c.asking(r, func(to *client.Client) error {
		all, err := to.Kinds(r.ctx)
		if err != nil {
			return err
		}
		t := table{head: []string{"KIND", "PLURAL", "CODES", "RECORDS", "YOU MAY"}}
		for _, k := range all {
			may := "nothing"
			switch {
			case k.Declare:
				may = "declare"
			case k.Read:
				may = "read"
			}
			t.add(k.Name, k.Plural, k.Prefix+"-…", strconv.Itoa(k.Count), may)
		}
		return c.print(r.out, all, t)
	})
}
