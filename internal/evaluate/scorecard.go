package evaluate

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/score"
)

// scorecard rolls a scorecard up from its perspectives, and those from their objectives.
func (e *evaluation) scorecard(c *Scorecard) error {
	for _, p := range c.Perspectives {
		if err := e.perspective(p); err != nil {
			return err
		}
	}
	return e.top(c)
}

// perspective rolls up one perspective, where it has a weight in force.
func (e *evaluation) perspective(p *Perspective) error {
	if _, ok := p.Record.Spec.Weight.On(e.Day); !ok {
		return nil
	}
	p.Tree = &score.Node{ID: string(p.Record.UID)}
	var of []*Objective // of each child
	for _, o := range p.Objectives {
		weight, ok := o.Record.Spec.Weight.On(e.Day)
		if !ok {
			continue
		}
		critical, _ := o.Record.Spec.Critical.On(e.Day)
		p.Tree.Children = append(p.Tree.Children, score.Child{Weight: weight, Critical: critical, Node: o.Tree, Rolled: o.part})
		of = append(of, o)
	}
	rolled, err := score.RollUp(p.Tree, e.Day)
	if err != nil {
		return fmt.Errorf("roll-up of perspective %s: %w", p.Record.Name, err)
	}
	p.Node, p.part = rolled.Root(), rolled.Part()
	for i, o := range of {
		o.Edge = &p.Node.Children[i]
	}
	return nil
}

// top rolls a scorecard up from what its perspectives came to.
func (e *evaluation) top(c *Scorecard) error {
	root := &score.Node{ID: string(c.Record.UID)}
	var of []*Perspective
	for _, p := range c.Perspectives {
		if p.Tree == nil {
			continue
		}
		weight, _ := p.Record.Spec.Weight.On(e.Day)
		critical, _ := p.Record.Spec.Critical.On(e.Day)
		root.Children = append(root.Children, score.Child{Weight: weight, Critical: critical, Node: p.Tree, Rolled: p.part})
		of = append(of, p)
	}
	rolled, err := score.RollUp(root, e.Day)
	if err != nil {
		return fmt.Errorf("roll-up of scorecard %s: %w", c.Record.Name, err)
	}
	c.Tree, c.Node = root, rolled.Root()
	for i, p := range of {
		p.Edge = &c.Node.Children[i]
	}
	e.Scorecards[c.Record.UID] = c
	return nil
}
