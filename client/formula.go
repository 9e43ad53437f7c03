package client

import (
	"context"
	"net/http"
)

// Formula is a formula that is to be looked at, and has not been declared.
type Formula struct {
	Formula       string         `json:"formula"`
	Inputs        []FormulaInput `json:"inputs,omitempty"`
	Unit          string         `json:"unit,omitempty"`            // of the organisation, where a source tells units apart
	UnitOfMeasure *string        `json:"unit_of_measure,omitempty"` // that the result must have; nil: any
	PeriodDays    int            `json:"period_days,omitempty"`     // 0: 31
}

// FormulaInput is a name in a formula; it stands for one of a measure, measures, a value of a source, and a number.
type FormulaInput struct {
	Name          string   `json:"name"`
	Measure       string   `json:"measure,omitempty"`
	Measures      []string `json:"measures,omitempty"`
	Source        string   `json:"source,omitempty"`
	Value         string   `json:"value,omitempty"` // of the source
	Number        *float64 `json:"number,omitempty"`
	UnitOfMeasure string   `json:"unit_of_measure,omitempty"` // of the source's value, or of the number
}

// FormulaFault is one place at fault; line and column count from 1, and are 0 outside the formula.
type FormulaFault struct {
	Field  string `json:"field"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Reason string `json:"reason"`
	Remedy string `json:"remedy"`
}

// Evaluated is what came of a formula.
type Evaluated struct {
	Value   *float64       `json:"value"` // nil: none
	Unit    string         `json:"unit"`  // of measure
	Why     string         `json:"why"`   // there is no value, though nothing is at fault: the reason
	Errors  []FormulaFault `json:"errors"`
	ValidTo *string        `json:"valid_to"` // moment that the value speaks of
	State
}

// EvaluateFormula looks at a formula and computes it, as a derived measure would be. What is wrong with it is in the answer and no
// error. Nothing is kept.
func (c *Client) EvaluateFormula(ctx context.Context, f Formula) (Evaluated, error) {
	var out Evaluated
	r := get("formulas", "evaluate")
	r.method = http.MethodPost
	r, err := r.json(f)
	if err != nil {
		return out, err
	}
	_, err = c.do(ctx, r, &out)
	return out, err
}
