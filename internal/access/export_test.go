package access

// Ask asks the rules, whatever the gate remembers.
func (g *Gate) Ask(p Principal, a Action, r Resource) (bool, []string) { return g.ask(p, a, r) }
