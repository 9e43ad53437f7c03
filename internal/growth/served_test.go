package growth_test

import (
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"time"
)

// served is a world behind a real connection.
type served struct {
	*world
	url    string
	client *http.Client
}

func (w *world) serve() *served {
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		r.RemoteAddr = address(int(w.turn.Add(1))) // the limit of requests is for one address
		w.handler.ServeHTTP(rw, r)
	}))
	w.Cleanup(srv.Close)
	return &served{w, srv.URL, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: readers}}}
}

// crowd is how long each answer took, by page: asked by twenty readers at once, so many times each, with a pause of up to so long before each.
// Of several pages each reader goes through all, in an order of their own.
func (s *served) crowd(times int, pause time.Duration, pages ...read) [][]time.Duration {
	var mu sync.Mutex
	out := make([][]time.Duration, len(pages))
	var wait sync.WaitGroup
	for range readers {
		wait.Go(func() {
			order := rand.Perm(len(pages))
			for n := range times {
				if pause > 0 {
					time.Sleep(rand.N(pause))
				}
				i := order[n%len(order)]
				took := s.timed(pages[i])
				mu.Lock()
				out[i] = append(out[i], took)
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	return out
}

func (s *served) timed(p read) time.Duration {
	r, err := http.NewRequestWithContext(s.Context(), http.MethodGet, s.url+p.path, http.NoBody)
	if err != nil {
		s.Error(err)
		return 0
	}
	if p.who != "" {
		r.Header.Set("Authorization", "Bearer "+s.tokens[p.who])
	}
	began := time.Now()
	answer, err := s.client.Do(r)
	if err != nil {
		s.Error(err)
		return 0
	}
	_, err = io.Copy(io.Discard, answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil || answer.StatusCode != http.StatusOK {
		s.Errorf("%s answers %s: %v", p.path, answer.Status, err)
	}
	return time.Since(began)
}

func percentile(all []time.Duration, p int) float64 {
	slices.Sort(all)
	return float64(all[(len(all)*p+99)/100-1].Microseconds()) / 1000
}
