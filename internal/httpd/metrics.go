package httpd

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/steelyard-isms/steelyard/internal/service"
)

type metrics struct {
	registry *prometheus.Registry
	took     *prometheus.HistogramVec
	patterns sync.Map // request → pattern, while it is being answered
	handler  http.Handler
}

func newMetrics(s *service.Service) *metrics {
	m := &metrics{registry: prometheus.NewRegistry(), took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "steelyard_http_request_seconds", Help: "Time from a request to its answer, by route and status.",
		Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
	}, []string{"route", "status"})}
	m.registry.MustRegister(m.took, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "steelyard_journal_entry", Help: "The journal entry that this process shows."},
			func() float64 { return float64(s.Seq()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "steelyard_records", Help: "Records that are not retired."},
			func() float64 { return float64(s.Records()) }))
	m.handler = promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Timeout: 10 * time.Second})
	return m
}

// route notes which pattern answers, for the label: an address itself would make a series of each record.
func (m *metrics) route(r *http.Request, pattern string) {
	if id := RequestID(r.Context()); id != "" {
		m.patterns.Store(id, pattern)
	}
}

func (m *metrics) observe(r *http.Request, status int, took time.Duration) {
	route := "none"
	if p, ok := m.patterns.LoadAndDelete(RequestID(r.Context())); ok {
		route, _ = p.(string)
	}
	m.took.WithLabelValues(route, strconv.Itoa(status)).Observe(took.Seconds())
}

func (m *metrics) serve(w http.ResponseWriter, r *http.Request) error {
	m.handler.ServeHTTP(w, r)
	return nil
}
