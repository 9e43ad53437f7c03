package gophish

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/collect"
)

const unknownInResults = "read from the results as CSV"

// Describe says what a campaign gives.
func (Format) Describe() collect.Description {
	return collect.Description{
		Title: "Gophish",
		What:  "a phishing campaign: JSON, its summary, results CSV, events CSV",
		Reads: "Reads one campaign of Gophish 0.11 and 0.12, in any of the four files that it gives. The campaign as JSON knows most:\n\n" +
			"| File | From | Knows |\n|---|---|---|\n" +
			"| campaign, JSON | `/api/campaigns/ID`, `/api/campaigns/ID/results` | everything |\n" +
			"| summary, JSON | `/api/campaigns/ID/summary` | every count, as Gophish counted |\n" +
			"| results, CSV | *Export CSV*, *Results* | not how many opened and clicked: it keeps the last stage of each person only |\n" +
			"| events, CSV | *Export CSV*, *Raw Events* | nobody to whom nothing has happened yet |",
		Values: []collect.Meaning{
			{Name: Total, Unit: "people", Says: "recipients; from the events, the people with an event, with a warning"},
			{Name: Sent, Unit: "people", Says: "to whom the message was sent. Shares are of these, not of `total`"},
			{Name: Opened, Unit: "people", Says: "as far as mail programs load pictures", Null: unknownInResults},
			{Name: Clicked, Unit: "people", Says: "who followed the link", Null: unknownInResults},
			{Name: Submitted, Unit: "people", Says: "who submitted data on the page"},
			{Name: Reported, Unit: "people", Says: "who reported the message; they may have clicked or not"},
			{Name: Errors, Unit: "people", Says: "to whom it could not be sent; from the events, also those that are to be tried again"},
		},
		Items: "people",
		Notes: []collect.Note{
			{Head: "People", Says: "They are told apart by e-mail address, so that someone who clicks three times is one person. Each stage includes the later ones, as\nin Gophish: who submitted data clicked, and who clicked opened. No address leaves the file: neither values,\nwarnings nor errors name one."},
			{Head: "Time", Says: "`completed_date` where the campaign is completed, else the last time in the file, with a warning that the numbers may still grow. The\nsummary of a campaign that still runs tells no time."},
			{Head: "Cut tables", Says: "Nothing tells where a CSV of Gophish ends. One that was cut between two rows looks whole: it is read, and a warning says so each time. JSON does not have this weakness."},
		},
		Refused: "an unknown status or event; an address in the timeline that is not among the results; a message that was\nopened, followed or reported and never sent; one sent to an address twice; an address listed twice; a status that is not the last stage in the\n" +
			"timeline; a summary whose counts are out of order; two campaigns in one file, and lists of campaigns",
		Warned: "every CSV, since nothing tells where it ends; a campaign that still runs; each value that is `null`",
		Limits: fmt.Sprintf("%d recipients, %d MiB a row.", maxPeople, maxRow>>20),
		Examples: []collect.Example{
			{File: "campaign-1-results.csv"}, {File: "campaign-1.json", Says: "The same campaign as JSON, which knows all of it:"},
		},
	}
}
