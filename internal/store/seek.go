package store

import "encoding/json"

// The queries by which points are found by their key (month, series, valid end), so that it does not matter how many lie between. What differs is that PostgreSQL can
// join what depends on the row before (LATERAL).

// array gives numbers as one argument, for Each.
func (d dialect) array(values []int64) any {
	if d.postgres {
		return values
	}
	text, _ := json.Marshal(values) // of numbers there is always one
	return string(text)
}

// spans gives what Spans takes.
func (d dialect) spans(of []span) []any {
	if d.postgres {
		columns := make([][]int64, 4)
		for _, p := range of {
			for i, v := range []int64{p.month, p.series, p.low, p.high} {
				columns[i] = append(columns[i], v)
			}
		}
		return list(columns)
	}
	rows := make([][4]int64, len(of))
	for i, p := range of {
		rows[i] = [4]int64{p.month, p.series, p.low, p.high}
	}
	text, _ := json.Marshal(rows)
	return []any{string(text)}
}

// knownOf holds for points q of which something was known at an entry. As it stands here, no planner turns it into a join of all batches.
const knownOf = "(SELECT c.seq FROM batch c WHERE c.id = q.batch) <= ?"

// seek is the query for all that is recorded of the last valid end of each span k; where known, of the last one that something was known of at an entry, which is
// the last argument then.
func (d dialect) seek(from string, known bool) string {
	inside := "FROM point q WHERE q.month = k.month AND q.series = k.series AND q.valid_to > k.low AND q.valid_to <= k.high"
	if known {
		inside += " AND " + knownOf
	}
	inside += " ORDER BY q.valid_to DESC "
	if d.postgres {
		return "SELECT " + lastColumns + " FROM " + from + " CROSS JOIN LATERAL (SELECT q.* " + inside + "FETCH FIRST 1 ROWS WITH TIES) p" + d.BatchOf
	}
	return "SELECT " + lastColumns + " FROM " + from + " CROSS JOIN point p" + d.BatchOf + " WHERE p.month = k.month AND p.series = k.series AND p.valid_to = (SELECT q.valid_to " + inside + "LIMIT 1)"
}

// within is the query for all that is recorded of the spans k up to an entry, which is the last argument.
func (d dialect) within() string {
	const inside = "p.month = k.month AND p.series = k.series AND p.valid_to > k.low AND p.valid_to <= k.high"
	end := d.BatchOf + " WHERE b.seq <= ? ORDER BY p.month, p.series, p.valid_to"
	if d.postgres { // OFFSET 0 keeps the planner from going through the table first
		return "SELECT " + lastColumns + " FROM " + d.Spans + " CROSS JOIN LATERAL (SELECT * FROM point p WHERE " + inside + " OFFSET 0) p" + end
	}
	return "SELECT " + lastColumns + " FROM " + d.Spans + " CROSS JOIN point p ON " + inside + end
}

// lastEnds are all points p, with their batches b, of the last valid ends of a series in each month of a list. Its arguments: the months, the series twice, the last moment, the entry at
// which something must be known, and how many ends.
func (d dialect) lastEnds() string {
	ends := "(SELECT DISTINCT q.valid_to FROM point q WHERE q.month = k.value AND q.series = ? AND q.valid_to <= ? AND " + knownOf + " ORDER BY q.valid_to DESC LIMIT ?)"
	if d.postgres { // OFFSET 0 as above
		return d.Each + " k CROSS JOIN (SELECT ?::bigint AS series) s CROSS JOIN LATERAL " + ends + ` e CROSS JOIN LATERAL
			(SELECT * FROM point p WHERE p.month = k.value AND p.series = s.series AND p.valid_to = e.valid_to OFFSET 0) p` + d.BatchOf
	}
	return d.Each + " k CROSS JOIN point p ON p.month = k.value AND p.series = ? AND p.valid_to IN " + ends + d.BatchOf
}
