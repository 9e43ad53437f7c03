package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/measurement"
)

// kept compares what is kept of past months with what their points say.
func (v *verifier) kept(ctx context.Context) error {
	var months []int
	if err := v.each(ctx, "SELECT month FROM month_value UNION SELECT month FROM day_values ORDER BY month", func(rows *sql.Rows) error {
		var m int
		err := rows.Scan(&m)
		months = append(months, m)
		return err
	}); err != nil {
		return err
	}
	for _, month := range months {
		if err := v.keptOf(ctx, month); err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) keptOf(ctx context.Context, month int) error {
	var ends []candidate
	if err := v.s.eachMonthValue(ctx, v.q, "month_value k WHERE k.month = ? ORDER BY k.series", []any{month}, func(p candidate) { ends = append(ends, p) }); err != nil {
		return err
	}
	for some := range slices.Chunk(ends, listMax) {
		if err := v.keptEnds(ctx, month, some); err != nil {
			return err
		}
	}
	var days []partDays
	if err := v.s.eachDayValues(ctx, v.q, "day_values k WHERE k.month = ? ORDER BY k.series", []any{month}, func(x partDays) { days = append(days, x) }); err != nil {
		return err
	}
	for some := range slices.Chunk(days, listMax) {
		if err := v.keptDays(ctx, month, some); err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) keptEnds(ctx context.Context, month int, kept []candidate) error {
	last := lastValues{seq: v.last.seq, low: func(int64, int64) int64 { return beginning }}
	parts := make([]span, len(kept))
	for i, p := range kept {
		parts[i] = span{int64(month), p.series, beginning, measurement.MonthStart(month+1).UnixMicro() - 1}
	}
	if err := v.s.seekParts(ctx, v.q, &last, parts); err != nil {
		return err
	}
	found := map[int64]measurement.Recorded{}
	for _, p := range last.out {
		found[p.Series] = p
	}
	for _, p := range kept {
		f, any := found[p.series]
		if k := p.point(); any != (p.batch != 0) || any && (!f.To.Equal(k.To) || !f.From.Equal(k.From) || *f.Value != *k.Value || f.Note != k.Note || f.Batch != k.Batch || f.Seq != k.Seq || !same(f.Sample, k.Sample)) {
			v.problem("the last value that is kept of series %d in %s is not that of its points", p.series, measurement.MonthStart(month).Format("2006-01"))
		}
	}
	return nil
}

func same(a, b *int64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

func (v *verifier) keptDays(ctx context.Context, month int, kept []partDays) error {
	series := make([]int64, len(kept))
	for i, x := range kept {
		series[i] = x.Series
	}
	found, err := v.s.searchDays(ctx, v.q, series, measurement.MonthStart(month), measurement.MonthStart(month+1).Add(-time.Microsecond), v.last.seq, nil)
	if err != nil {
		return err
	}
	for _, x := range kept {
		if !slices.Equal(x.days, found[x.Series]) {
			v.problem("the values of days that are kept of series %d in %s are not those of its points", x.Series, measurement.MonthStart(month).Format("2006-01"))
		}
	}
	return nil
}
