package page

import (
	"html/template"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// PathViews is where lists are kept as views.
const PathViews = "/views"

// AllRecords asks for a list without a view, also where it begins with one.
const AllRecords = "all"

// What can be done with a saved view.
const (
	ViewRename   = "rename"
	ViewReplace  = "replace"
	ViewFirst    = "first"
	ViewNotFirst = "not-first"
	ViewDelete   = "delete"
)

// Saved is what a table has of the views that are kept of it.
type Saved struct {
	Views    []SavedView
	Shown    *SavedView        // that is open, or that the list began with; nil: none
	Changed  bool              // the list is not as Shown keeps it
	Begins   bool              // the list begins with one of them
	MayKeep  bool              // the reader can keep views for themselves
	MayShare bool              // and for everybody
	Asked    map[string]string // what a view of what is shown keeps
	Full     []Param           // what links to other lists of the kind keep, as if there were no views
	Keeping  *Keeping          // what was entered and refused; nil: nothing was
}

// SavedView is a list that was kept under a title.
type SavedView struct {
	ID, Title string
	Everybody bool
	First     bool // the reader's list begins with it
	May       bool // the reader may change and delete it
}

// Keeping is what was entered of a view that could not be kept so.
type Keeping struct {
	Title     string
	Everybody bool
	First     bool
	Renames   bool // the view that is shown
	Wrong     string
}

// findingOfView says which view is open; empty where none is, or the list is another by now.
func (p Table) findingOfView() template.HTML {
	switch {
	case p.Shown == nil || p.Changed:
		return ""
	case len(p.Wrong) > 0:
		return p.h("table.finding.lacks", words.N(p.Total), words.T("view", p.Shown.Title))
	case p.narrowed():
		return p.h("table.finding.view", words.N(p.Total), words.T("all", p.num().Count(int64(p.All))), words.T("view", p.Shown.Title))
	}
	return p.h("table.finding.whole-view", words.N(p.Total), words.T("view", p.Shown.Title))
}

// opening is the address of the list as a view has it.
func (p Table) opening(id string) string {
	l := List{Path: p.Path, Keep: []Param{{"saved", id}}}
	for _, k := range p.Full {
		if k.Name == ParamView {
			l.Keep = append(l.Keep, k)
		}
	}
	return l.at(p.Frame, 1)
}

// forAnybody is the address of the list that says all of it, and so opens for whoever has it.
func (p Table) forAnybody() string {
	l := p.List
	l.Keep, l.Kept = nil, false
	for _, k := range p.Full {
		if k.Name != "began" && k.Name != "saved" {
			l.Keep = append(l.Keep, k)
		}
	}
	return l.at(p.Frame, 1)
}

// current tells whether the list is as a view has it.
func (p Table) current(v SavedView) bool { return p.Shown != nil && p.Shown.ID == v.ID && !p.Changed }

// renaming is what the form for another title begins with.
func (p Table) renaming() string {
	if p.Keeping != nil && p.Keeping.Renames {
		return p.Keeping.Title
	}
	return p.Shown.Title
}

// fresh is what the form for a new view begins with.
func (p Table) fresh() Keeping {
	if p.Keeping != nil && !p.Keeping.Renames {
		return *p.Keeping
	}
	return Keeping{}
}

// wrongAt is what is wrong with a part of what is asked for; empty: nothing is.
func (p Table) wrongAt(path string) string {
	for _, w := range p.Wrong {
		if w.Path == path {
			return w.said(p.Frame)
		}
	}
	return ""
}
