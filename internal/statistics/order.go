package statistics

import (
	"math"
	"slices"
	"sync"
)

// work is memory that computations of one series after another share: the slopes of a hundred values are thousands of numbers.
type work struct {
	times, values, sorted []float64
	slopes, spare         []float64
	bucket                []uint16
}

var works = sync.Pool{New: func() any { return new(work) }}

// few is how many numbers are sorted rather than divided further.
const few = 48

// buckets is among how many parts of their span numbers are divided at a time.
const buckets = 1024

// order puts those numbers at the places ks (from the lowest) that would stand there if all were sorted: into out, as many as ks,
// which rise. It moves the numbers about, and takes time that grows as their count: they are dealt into parts of their span, and
// only the parts that are asked for are divided further. It is false, and out as it was, where one is NaN or infinite.
func (w *work) order(numbers []float64, ks []int, out []float64) bool {
	w.spare = slices.Grow(w.spare[:0], len(numbers))[:len(numbers)]
	w.bucket = slices.Grow(w.bucket[:0], len(numbers))[:len(numbers)]
	return divide(numbers, w.spare, w.bucket, ks, out)
}

func divide(numbers, spare []float64, bucket []uint16, ks []int, out []float64) bool {
	low, high, nothing := numbers[0], numbers[0], 0.0
	for _, x := range numbers {
		nothing += x * 0 // but for NaN and infinite ones, once and for all
		if x < low {
			low = x
		}
		if x > high {
			high = x
		}
	}
	if nothing != 0 {
		return false
	}
	scale := (buckets - 1) / (high - low)
	switch {
	case low == high:
		for i := range ks {
			out[i] = low
		}
		return true
	case len(numbers) <= few || !(scale > 0) || math.IsInf(scale, 1): // the last two: a span beyond arithmetic
		slices.Sort(numbers)
		for i, k := range ks {
			out[i] = numbers[k]
		}
		return true
	}
	var from [buckets + 1]int32
	for i, x := range numbers {
		b := uint16((x - low) * scale)
		bucket[i] = b
		from[b+1]++
	}
	for b := range buckets {
		from[b+1] += from[b]
	}
	next := from
	for i, x := range numbers {
		b := bucket[i]
		spare[next[b]] = x
		next[b]++
	}
	for done := 0; done < len(ks); {
		b, _ := slices.BinarySearch(from[:], int32(ks[done])+1) // the first that begins behind it
		begin, end := int(from[b-1]), int(from[b])
		until := done
		for until < len(ks) && ks[until] < end {
			ks[until] -= begin
			until++
		}
		divide(spare[begin:end], numbers[begin:end], bucket[begin:end], ks[done:until], out[done:until])
		for i := done; i < until; i++ {
			ks[i] += begin
		}
		done = until
	}
	return true
}
