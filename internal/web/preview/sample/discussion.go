package sample

import "github.com/steelyard-isms/steelyard/internal/web/page"

// Discuss is the discussion of an objective: an open question, one that was answered, a note that was taken back, and what the reader could not save.
func Discuss(f page.Frame) page.Discuss {
	say := func(text string) [][]page.Piece { return [][]page.Piece{{{Text: text}}} }
	f.Discussion = &page.Discussion{Path: "/objectives/O-07/notes", May: true, Earlier: true, People: []string{"P-01 Kari Solberg", "P-02 Jonas Eide"},
		Open: []page.Note{{ID: "1", By: "Ingrid Aas", At: at(2026, 9, 25, 8, 2), Question: true, MaySettle: true, Tells: []string{"Amal Haddad"},
			Text:    [][]page.Piece{{{Text: "What holds it down, "}, {Text: "@Jonas Eide", Path: "/people/P-02"}, {Text: "? See "}, {Text: "M-014", Path: "/measures/M-014"}, {Text: " and "}, {Text: "https://example.org/report", Out: "https://example.org/report"}}},
			Replies: []page.Note{{ID: "2", By: "Jonas Eide", At: at(2026, 9, 25, 9, 30), Text: say("The suppliers wait for a window.")}}}},
		Answered: []page.Note{{ID: "3", By: "Kari Solberg", At: at(2026, 8, 1, 8, 0), Question: true, Text: say("Who checks it?"), Plain: "Who checks it?", SettledAt: at(2026, 8, 2, 8, 0), MayCorrect: true, MayWithdraw: true, MaySettle: true,
			Corrected: at(2026, 8, 1, 9, 0), Earlier: []page.Wording{{Text: "Who checks this?", At: at(2026, 8, 1, 9, 0)}},
			Replies: []page.Note{{ID: "4", By: "Amal Haddad", At: at(2026, 8, 2, 7, 0), Text: say("Internal audit, each half-year."), Settles: true}}}},
		Notes: []page.Note{{ID: "5", By: "Amal Haddad", At: at(2026, 9, 1, 7, 0), Withdrawn: true, Why: "It names a customer", EndedBy: "Amal Haddad"}, {ID: "6", By: "a command", At: at(2026, 9, 2, 7, 0), Text: say("Seen in the audit.")}},
		Typed: page.Typed{Form: "new", Text: "Ask @nobody", Wrong: []page.Wrong{{Path: "text", Reason: "mentions nobody, and there is no such person", Remedy: "Write the code of a person, such as @P-02, or leave out the @"}}}}
	return page.Discuss{Frame: f, Ref: page.Ref{Code: "O-07", Name: "Remediate exploited vulnerabilities fast", Path: "/objectives/O-07"}, Kind: "objective"}
}
