package explain

import (
	"math"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// Quality is how good the data behind a measure are, over the latest 24 periods.
type Quality struct {
	Q     float64       `json:"q" minimum:"0" maximum:"1" doc:"Geometric mean of the parts that are judged: it lowers confidence."`
	Parts []QualityPart `json:"parts" nullable:"false" doc:"The parts that are judged."`
	Left  []string      `json:"left" nullable:"false" doc:"Parts that nothing judges, and that are left out."`
}

// QualityPart is one part of data quality.
type QualityPart struct {
	Name  string  `json:"name" enum:"completeness,timeliness,validity,consistency,accuracy" doc:"completeness: periods that have a value. timeliness: values recorded within their grace, in the version that counts. validity, consistency, accuracy: what checks found."`
	Share float64 `json:"share" minimum:"0" maximum:"1" doc:"Right of of."`
	Right int     `json:"right" minimum:"0" doc:"How many are as they should be."`
	Of    int     `json:"of" minimum:"1" doc:"How many were judged."`
	On    string  `json:"on" doc:"Day of the check; empty where it is computed."`
	How   string  `json:"how" doc:"Against what was checked, and what was wrong; empty where it is computed."`
}

func quality(q evaluate.Quality) *Quality {
	out := &Quality{Q: q.Q, Parts: []QualityPart{}, Left: []string{}}
	for _, p := range q.Parts {
		x := QualityPart{Name: string(p.Name), Share: p.Share(), Right: p.Right, Of: p.Of}
		if p.Check != nil {
			x.On, x.How = p.Check.On.String(), p.Check.How
		}
		out.Parts = append(out.Parts, x)
	}
	for _, name := range q.Left {
		out.Left = append(out.Left, string(name))
	}
	return out
}

// explain says how good the data are, and which part is worst.
func (q *Quality) explain(w *writer) {
	if q == nil {
		return
	}
	var parts []string
	for _, p := range q.Parts {
		parts = append(parts, p.Name+" "+per(p.Share, 1))
	}
	left := ""
	if len(q.Left) > 0 {
		left = "; " + list(q.Left) + " " + agree(len(q.Left), "is", "are") + " judged by nothing yet"
	}
	w.say("Data quality is ", per(math.Floor(100*q.Q+1e-9)/100, 0), ", of ", list(parts), left, ".")
	for _, p := range q.Parts {
		if p.Name == string(statistics.Timeliness) && p.Right < p.Of {
			w.say("Of the latest ", count(p.Of, "value"), " ", plain(float64(p.Of-p.Right)), " came later than ", agree(p.Of-p.Right, "its grace", "their grace"), ", in the version that counts.")
		}
	}
}
