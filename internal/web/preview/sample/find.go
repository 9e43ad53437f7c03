package sample

import "github.com/steelyard-isms/steelyard/internal/web/page"

// Find is what was found for some words.
func Find(f page.Frame) page.Find {
	return page.Find{Frame: f, Found: page.Found{Query: "privileged", Total: 62,
		Records: []page.FoundRecord{
			{Ref: page.Ref{Code: "O-07", Name: "Protect privileged access", Path: "/objectives/O-07"}, Kind: "objective", Name: []page.Marked{{Text: "Protect "}, {Text: "privileged", Hit: true}, {Text: " access"}}},
			{Ref: page.Ref{Code: "M-014", Name: "Administrators with strong authentication", Path: "/measures/M-014"}, Kind: "measure", Name: []page.Marked{{Text: "Administrators with strong authentication"}},
				Field: "Purpose", Snippet: []page.Marked{{Text: "Tells whether "}, {Text: "privileged", Hit: true}, {Text: " accounts <all of them> need two factors."}}},
		},
		Kinds: []page.FoundKind{{Name: "Objectives", Query: "privileged kind:objective", Count: 12}, {Name: "Measures", Query: "privileged kind:measure", Count: 50}},
		Pages: []page.Place{{Icon: "files", Name: "Initiatives", Path: "/initiatives"}, {Icon: "book", Name: "initiative, in the glossary", Path: "/glossary#w-initiative"}},
		Acts:  []page.Place{{Icon: "plus", Name: "New initiative", Path: "/initiatives/new"}},
	}}
}

// FindWrong is a query that cannot be read.
func FindWrong(f page.Frame) page.Find {
	return page.Find{Frame: f, Found: page.Found{Query: `"two factors`, Wrong: []page.Wrong{{Path: "q", Reason: "at character 1: the quotation mark is not closed", Remedy: `Add " behind the phrase`}}}}
}
