package search

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/record"
)

func heap() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

// Building the index of 100,000 records of about 50 words, with the memory that it takes beside them.
func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s, _ := many(b, n)
			for b.Loop() {
				b.StopTimer()
				x, before := NewIndex(), heap()
				b.StartTimer()
				x.Follow(s)
				b.StopTimer()
				b.ReportMetric(heap()-before, "MiB")
				b.ReportMetric(float64(len(x.core.terms)), "words")
				b.StartTimer()
			}
		})
	}
}

// Every form of query on 100,000 records, and how much longer it takes than on 10,000: at most the ten times that there is
// more to find.
func BenchmarkSearch(b *testing.B) {
	few, _ := many(b, 10_000)
	lots, v := many(b, 100_000)
	small, large := NewIndex(), NewIndex()
	small.Follow(few)
	large.Follow(lots)
	for _, c := range []struct{ title, query string }{
		{"one frequent word", v.words[0]}, {"one rare word", v.words[5000]}, {"prefix of 1", "e"}, {"prefix of 3", v.words[100][:3]},
		{"two words", v.words[0] + " " + v.words[20]}, {"two prefixes of 1", "e t"}, {"eight prefixes of 1", "e t a o i n s h"},
		{"frequent phrase", `"` + v.words[0] + " " + v.words[1] + `"`}, {"hyphenated", v.words[3] + "-" + v.words[4][:1]},
		{"field", "title:" + v.words[0]}, {"field, prefix of 1", "body:e"}, {"reference", "owner:h-17"}, {"reference, prefix of 1", "owner:e"},
		{"code", "M-5000"}, {"kind", "kind:memo"}, {"without", v.words[0] + " -" + v.words[1]}, {"nothing", "zzzzqqq"},
	} {
		b.Run(c.title, func(b *testing.B) {
			once := func(x *Index, s *record.Snapshot) (time.Duration, int) {
				q, err := Parse(c.query, registry)
				if err != nil {
					b.Fatal(err)
				}
				began := time.Now()
				hits := x.Search(s, q, Options{Show: everything})
				return time.Since(began), hits.Total
			}
			fastest := time.Hour
			for range 5 {
				took, _ := once(small, few)
				fastest = min(fastest, took)
			}
			best, total := time.Hour, 0
			for b.Loop() {
				var took time.Duration
				took, total = once(large, lots)
				best = min(best, took)
			}
			b.ReportMetric(float64(total), "hits")
			b.ReportMetric(float64(best)/float64(fastest), "large/small")
		})
	}
}

// A state of which 1,000 of 100,000 records have changed since, and one which is 1 write back.
func BenchmarkSearchPast(b *testing.B) {
	then, v := many(b, 100_000)
	var changes []record.Change
	for i := range 1000 {
		changes = append(changes, memoOf(v, 5000+i, 1000))
	}
	before := after(b, then, changes...)
	now := after(b, before, memoOf(v, 90_000, 1000))
	x := NewIndex()
	x.Follow(now)
	q, err := Parse(v.words[0], registry)
	if err != nil {
		b.Fatal(err)
	}
	for title, s := range map[string]*record.Snapshot{"1,000 differ": then, "1 differs": before} {
		b.Run(title, func(b *testing.B) {
			for b.Loop() {
				x.Search(s, q, Options{Show: everything})
			}
		})
	}
}

// One record is changed: what the index needs to follow.
func BenchmarkFollow(b *testing.B) {
	one := func(n int) (func() time.Duration, *Index) {
		s, v := many(b, n)
		x := NewIndex()
		x.Follow(s)
		i := n / 2
		return func() time.Duration {
			i = n/100 + (i+7919)%(n-n/100)
			s = after(b, s, memoOf(v, i, n/100))
			began := time.Now()
			x.Follow(s)
			return time.Since(began)
		}, x
	}
	small, _ := one(10_000)
	large, _ := one(100_000)
	var few, lots time.Duration
	rounds := 0
	for b.Loop() {
		few += small()
		lots += large()
		rounds++
	}
	b.ReportMetric(float64(lots.Microseconds())/float64(rounds), "µs/large")
	b.ReportMetric(float64(few.Microseconds())/float64(rounds), "µs/small")
	b.ReportMetric(float64(lots)/float64(few), "large/small")
}
