package sample

import "github.com/steelyard-isms/steelyard/internal/web/page"

// Begin is the way of a programme in which nothing is declared yet.
func Begin(f page.Frame) page.Begin {
	return page.Begin{Frame: f, Steps: beginSteps(0), Form: &page.BeginForm{Organisation: "Halden Grid", Months: []page.Option{{Value: "1", Name: "Jan", Chosen: true}, {Value: "4", Name: "Apr"}},
		Views: []page.Perspective{{Name: "Business value", Question: "What is security worth to the business, and what does it cost?"}, {Name: "Internal process", Question: "Do the processes of security do what they are there for, in time?"}},
		Wrong: []page.FieldError{{Field: "full_name", Message: "Your name is missing. Say what it is."}}}}
}

// Going is the way of a programme that has a scorecard and a measure.
func Going(f page.Frame) page.Begin {
	return page.Begin{Frame: f, Steps: beginSteps(2)}
}

func beginSteps(done int) []page.BeginStep {
	all := []page.BeginStep{
		{Title: "Say whose security is measured", Why: "The organisation, the people in it, and a scorecard with its perspectives.", Ways: []page.Place{{Name: "Begin", Path: page.BeginForms}}},
		{Title: "Adopt a measure", Why: "The library describes measures with formula, scale and advice.", Ways: []page.Place{{Name: "Measure library", Path: "/library"}, {Name: "New measure", Path: "/measures/new"}}},
		{Title: "Bring in values", Why: "Enter the first ones by hand, or declare a source.", Ways: []page.Place{{Name: "Enter values", Path: "/values"}, {Name: "New source", Path: "/sources/new"}}},
		{Title: "Put it into force", Why: "Its owner sends it to review, somebody else approves it.", Ways: []page.Place{{Name: "Objectives", Path: "/objectives"}}},
	}
	for i := range all {
		all[i].Done, all[i].Next = i < done, i == done
	}
	return all
}
