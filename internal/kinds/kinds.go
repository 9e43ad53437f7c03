// Package kinds lists the kinds of record that Steelyard knows. A new kind is one file in its subject's package and one
// line here. The package has no rule of its own.
package kinds

import (
	"github.com/steelyard-isms/steelyard/internal/direction"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
)

// Registry gives all kinds.
func Registry() *record.Registry {
	return record.NewRegistry(
		org.UnitKind,
		org.PersonKind,
		org.AppointmentKind,
		org.BodyKind,
		org.ContextIssueKind,
		org.InterestedPartyKind,
		org.ThirdPartyKind,
		org.ScopeKind,
		direction.BusinessGoalKind,
		direction.BusinessProcessKind,
		direction.PrincipleKind,
		measure.SourceKind,
		measure.MeasureKind,
		measure.BenchmarkKind,
		measure.PeriodCloseKind,
		objective.ObjectiveKind,
		objective.InitiativeKind,
		objective.ActionKind,
		scorecard.ScorecardKind,
		scorecard.PerspectiveKind,
		scorecard.StrategyLinkKind,
	)
}
