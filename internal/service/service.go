// Package service is the one counter at which every door asks: pages, API, command line. Each read and each write names
// its principal here and passes the gate here, so that no door can forget it. The package knows no HTTP and draws
// nothing; it brings together store, gate, formats and evaluation.
package service

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/search"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Service answers for one store.
type Service struct {
	store   *store.Store
	gate    *access.Gate
	formats *collect.Formats
	log     *slog.Logger
	clock   func() time.Time
	maxFile int64 // MaxFile
	memory  *memory
	days    *dayMemory
	finder  finder

	evaluations *evaluations
	published   published
	agendas     agendas
	ordered     ordered
	rights      sync.Map                  // of access.Role to access.Rights
	since       atomic.Pointer[time.Time] // once there is an entry
}

// Options are the parts that a service is made of.
type Options struct {
	Store   *store.Store
	Formats *collect.Formats
	Log     *slog.Logger
	Clock   func() time.Time // time.Now unless told
	Gate    *access.Gate     // that of the program's policies unless told
}

// New makes a service.
func New(o Options) (*Service, error) {
	s := &Service{store: o.Store, gate: o.Gate, formats: o.Formats, log: o.Log, clock: o.Clock, maxFile: MaxFile, memory: newMemory(o.Store), days: newDayMemory(o.Store), evaluations: newEvaluations(), finder: finder{index: search.NewIndex()}}
	if s.gate == nil {
		var err error
		if s.gate, err = access.NewGate(); err != nil {
			return nil, err
		}
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.clock == nil {
		s.clock = time.Now
	}
	return s, nil
}

// Registry gives the kinds of record.
func (s *Service) Registry() *record.Registry { return s.store.Snapshot().Registry() }

// May tells whether a principal may do something to some record of a kind: for what a page offers.
func (s *Service) May(p access.Principal, a access.Action, kind string) bool {
	return s.gate.May(p, a, access.Any(kind))
}

// Seq is the journal entry that this process shows.
func (s *Service) Seq() int64 { return s.store.Snapshot().Seq() }

// Now is the present, UTC: that of the demonstration where it has one of its own.
func (s *Service) Now() time.Time { return s.clock().UTC() }

// Allow gives nil where a principal may do something to some record of a kind; else why not.
func (s *Service) Allow(p access.Principal, a access.Action, kind string) error {
	return s.gate.Allow(p, a, access.Any(kind))
}

// Records is the number of records that are not retired.
func (s *Service) Records() int { return s.store.Snapshot().Len() }

// Ready tells whether requests can be answered.
func (s *Service) Ready(ctx context.Context) error { return s.store.Ping(ctx) }

// Wait waits until this process shows a journal entry, at most so long.
func (s *Service) Wait(ctx context.Context, seq int64, atMost time.Duration) bool {
	return s.store.Wait(ctx, seq, atMost)
}

// Demonstration tells whether the store was made with invented data.
func (s *Service) Demonstration(ctx context.Context) (bool, error) {
	entries, err := s.store.EntriesOf(ctx, []int64{1})
	return entries[1].Body.Demonstration, err
}
