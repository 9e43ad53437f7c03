package service

import (
	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/measure"
)

// Rights is what a role may do, worked out once from the rules.
func (s *Service) Rights(role access.Role) access.Rights {
	if known, ok := s.rights.Load(role); ok {
		return known.(access.Rights) //nolint:forcetypeassert // nothing else is stored
	}
	out := s.gate.Rights(role, s.Registry().Kinds(), []string{measure.MeasureKind.Name, measure.SourceKind.Name})
	s.rights.Store(role, out)
	return out
}
