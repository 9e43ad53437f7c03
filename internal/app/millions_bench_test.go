package app_test

import (
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// slower is by how much a database with many points may be slower than one with hardly any.
const slower = 1.2

// BenchmarkMillions sends batches of 10,000 points and asks for pages, by turns on a database with STEELYARD_POINTS points (1,000,000 unless told; 50,000,000 is what it is for) and on
// one that has of them only what pages show: the last of each month, of each day of the last 13 months, and the latest batches. Points are one each ten minutes of 100 measures, and end
// about now. Reported: the medians of both in ms and their ratio, which must not be above 1.2. Turn by turn, so that what the machine does besides hits both. Starts come last: the list and
// each page of charts, first since the start. What nobody has asked for since its month was over is searched for among all points, and kept; that is reported as "ever" and has no bound.
func BenchmarkMillions(b *testing.B) {
	points := 1_000_000
	if text := os.Getenv("STEELYARD_POINTS"); text != "" {
		var err error
		if points, err = strconv.Atoi(text); err != nil {
			b.Fatal("STEELYARD_POINTS:", err)
		}
	}
	full, few := benchDatabases(b), benchDatabases(b)
	for name := range full {
		b.Run(name, func(b *testing.B) {
			end := int(time.Since(at(0, 0))/at(1, 0).Sub(at(0, 0))) - turnsLeft
			begin(b, full[name], end-points/benchBatch, end, func(int, int) bool { return true })
			begin(b, few[name], end-points/benchBatch, end, func(batch, row int) bool { return batch >= end-turnsLeft || onPages(batch, row) })
			sides := []*side{newSide(b, full[name]), newSide(b, few[name])}
			for _, s := range sides {
				s.send(b, end) // the last values are those of one time on both
				for _, path := range millionPages {
					s.look(b, path)
				}
			}
			for page := 1; page < benchMeasures/20; page++ { // the first one was asked for above
				for _, s := range sides {
					s.times[chartsEver] = append(s.times[chartsEver], s.look(b, chartsPage+"&page="+strconv.Itoa(page+1)))
				}
			}
			turn := 0
			for b.Loop() {
				for range 5 {
					turn++
					for _, s := range sides {
						s.times["batch"] = append(s.times["batch"], s.send(b, end+turn))
						for _, path := range millionPages {
							first := s.look(b, path) // the first after new values reads them
							s.times["first:"+path] = append(s.times["first:"+path], first)
							s.times[path] = append(s.times[path], s.look(b, path))
						}
					}
				}
			}
			for range starts {
				for _, s := range sides {
					s.app = start(b, app.Options{Database: s.dsn})
					s.times[listOnce] = append(s.times[listOnce], s.look(b, "/measures"))
				}
				for page := range benchMeasures / 20 {
					for _, s := range sides {
						s.times[chartsOnce] = append(s.times[chartsOnce], s.look(b, chartsPage+"&page="+strconv.Itoa(page+1)))
					}
				}
			}
			b.ReportMetric(float64(points), "points")
			for what := range sides[0].times {
				with, without := sides[0].median(what), sides[1].median(what)
				b.ReportMetric(with, what+"-ms-with")
				b.ReportMetric(without, what+"-ms-without")
				b.ReportMetric(with/without, what+"-ratio")
				if turn >= 15 && what != chartsEver && with/without > slower {
					b.Errorf("%s: %s takes %.2f ms with %d points and %.2f ms without: %.2f times as long, where %.1f is allowed", name, what, with, points, without, with/without, slower)
				}
			}
		})
	}
}

// turnsLeft is how many batches lie between the last point and now, for those that are sent while it is measured.
const turnsLeft = 60

// millionPages are asked for after each batch.
var millionPages = []string{"/measures", "/measures/M-05", "/api/v1/measures/M-05/status", chartsPage}

const (
	chartsPage = "/measures?view=charts"
	chartsEver = "ever:" + chartsPage // each page of it but the first, before anybody has asked for it
	chartsOnce = "once:" + chartsPage // each page of it, after each start
	listOnce   = "once:/measures"
	starts     = 5
)

// side is one of the two databases.
type side struct {
	app         *app.App
	dsn         string
	write, read string
	times       map[string][]time.Duration
}

func newSide(b *testing.B, dsn string) *side {
	b.Helper()
	a := start(b, app.Options{Database: dsn})
	return &side{a, dsn, tokenOf(b, a, access.Owner), tokenOf(b, a, access.Auditor), map[string][]time.Duration{}}
}

func (s *side) send(b *testing.B, batch int) time.Duration {
	b.Helper()
	content := body(batch)
	began := time.Now()
	send(b, s.app, s.write, batch, content)
	return time.Since(began)
}

func (s *side) look(b *testing.B, path string) time.Duration {
	b.Helper()
	return timed(b, s.app, s.read, path)
}

// median is that of the times of something, in ms.
func (s *side) median(what string) float64 {
	sorted := slices.Sorted(slices.Values(s.times[what]))
	return sorted[len(sorted)/2].Seconds() * 1000
}

// onPages tells whether pages show a point: the last one of a measure in a month, or in a day of the last 13 months.
func onPages(batch, row int) bool {
	now, next := at(batch, row), at(batch, row).Add(10*time.Minute)
	return measurement.Month(now) != measurement.Month(next) || now.Day() != next.Day() && time.Since(now) < 400*24*time.Hour
}

// begin declares the measures and adds those points of batches, from one to before another, that are picked, without the way over the network.
func begin(b *testing.B, dsn string, from, upTo int, pick func(batch, row int) bool) {
	b.Helper()
	a, err := app.New(b.Context(), app.Options{Database: dsn, Listen: "127.0.0.1:0"})
	if err != nil {
		b.Fatal(err)
	}
	benchProgramme(b, a)
	for batch := max(0, from); batch < upTo; batch++ {
		var points []service.NewPoint
		for row := range benchBatch {
			if pick(batch, row) {
				v, to := value(batch, row), at(batch, row)
				points = append(points, service.NewPoint{Measure: "m-" + strconv.Itoa(row%benchMeasures), From: to, To: to, Value: &v})
			}
		}
		if len(points) == 0 {
			continue
		}
		if _, err := a.Service.AddPoints(b.Context(), app.Operator(), points, "", "", ""); err != nil {
			b.Fatal(err)
		}
	}
	if err := a.Close(); err != nil {
		b.Fatal(err)
	}
}
