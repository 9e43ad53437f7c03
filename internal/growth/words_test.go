package growth_test

import (
	"math/rand/v2"
	"strings"
)

// words gives the same n words for the same number, of 5,000, some of which are frequent.
func words(seed, n int) string {
	r := rand.New(rand.NewPCG(uint64(seed), 1))
	out := make([]string, n)
	for i := range out {
		out[i] = vocabulary[min(len(vocabulary)-1, int(r.ExpFloat64()*400))]
	}
	return strings.Join(out, " ")
}

var vocabulary = func() []string {
	r := rand.New(rand.NewPCG(1, 1))
	out := make([]string, 5000)
	for i := range out {
		for range 3 + r.IntN(6) {
			out[i] += string("etaoinshrdlucmfwypvbgk"[min(21, int(r.ExpFloat64()*6))])
		}
	}
	return out
}()
