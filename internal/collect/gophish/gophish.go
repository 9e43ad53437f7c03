// Package gophish reads what the phishing simulator Gophish gives of one campaign: the campaign as JSON, its summary as
// JSON, and the tables of results and of events as CSV.
//
// It counts people, told apart by their e-mail address, and never names one: who clicked is in the file and stays there.
// The four files know different things. What one cannot know is unknown, with a warning. What a campaign cannot be,
// such as a click by someone who was sent nothing, shows that the file is damaged, and refuses it.
package gophish

import (
	"bufio"
	stdbytes "bytes"
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/jsonread"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Names of the values: counts of people, from 0. Each stage includes the later ones, as Gophish itself counts: who
// submitted data clicked, and who clicked opened.
const (
	Total     = "total"     // recipients of the campaign
	Sent      = "sent"      // to whom the message was sent; shares are of these
	Opened    = "opened"    // who opened it, as far as their mail program loads pictures
	Clicked   = "clicked"   // who followed the link
	Submitted = "submitted" // who submitted data on the page
	Reported  = "reported"  // who reported the message
	Errors    = "errors"    // to whom it could not be sent
)

const (
	maxPeople = 100_000 // in one campaign
	maxEmail  = 320     // characters (RFC 3696, errata 1690)
	maxRow    = 1 << 20 // bytes of one row of a table; details of an event hold what was submitted
)

// Columns by which the two tables are known, in any order.
var (
	resultColumns = []string{"id", "status", "send_date", "reported", "modified_date", "email"}
	eventColumns  = []string{"campaign_id", "email", "time", "message", "details"}
)

// Format reads files of Gophish.
type Format struct{}

// Name is "gophish".
func (Format) Name() string { return "gophish" }

// Sniff knows the tables by their columns, and JSON by names that only campaigns have.
func (Format) Sniff(head []byte) bool {
	text := stdbytes.TrimLeft(stdbytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if stdbytes.HasPrefix(text, []byte("{")) || stdbytes.HasPrefix(text, []byte("[")) {
		return campaignJSON(text)
	}
	line, _, _ := stdbytes.Cut(text, []byte("\n"))
	names, err := csv.NewReader(stdbytes.NewReader(line)).Read()
	return err == nil && (hasAll(names, resultColumns) || hasAll(names, eventColumns))
}

// campaignJSON looks at the names of the outermost object, or of the first in a list, which Read refuses.
func campaignJSON(head []byte) bool {
	d := jsontext.NewDecoder(stdbytes.NewReader(head))
	seen := map[string]bool{}
	objects := 1
	if head[0] == '[' {
		objects = 2
	}
	for range 100_000 {
		token, err := d.ReadToken()
		if err != nil {
			break
		}
		depth := d.StackDepth()
		if of, n := d.StackIndex(depth); of == '{' && n%2 == 1 && token.Kind() == '"' && depth <= objects+2 {
			seen[strings.Repeat(" ", depth-objects+1)+token.String()] = true
		}
	}
	campaign := seen[" launch_date"] && seen[" send_by_date"]
	return campaign || seen[" results"] && seen["   send_date"] && seen["   reported"]
}

func hasAll(names, wanted []string) bool {
	for _, one := range wanted {
		if !slices.Contains(names, one) {
			return false
		}
	}
	return true
}

// Read reads one campaign.
func (Format) Read(ctx context.Context, r io.Reader, _ collect.Options) (collect.Reading, error) {
	text := bufio.NewReaderSize(r, collect.HeadSize)
	head, err := text.Peek(512)
	if err != nil && err != io.EOF {
		return collect.Reading{}, err
	}
	start := stdbytes.TrimLeft(stdbytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	c := &campaign{people: map[string]*person{}}
	switch {
	case len(start) > 0 && start[0] == '[':
		return collect.Reading{}, fault.InvalidField("the file holds a list of campaigns", fault.Field{Line: 1,
			Reason: "one file tells of one campaign", Remedy: "Export each campaign on its own, as /api/campaigns/ID gives it"})
	case len(start) > 0 && start[0] == '{':
		return c.document(jsonread.New(text, "the campaign is damaged"))
	}
	return c.table(ctx, text)
}
