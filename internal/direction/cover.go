package direction

// Parameter is one of the fifteen things that a scorecard for security must cover, in an organisation such as a
// registration authority or a bank.
type Parameter string

// Words lists them in their order.
func (Parameter) Words() []string {
	return []string{
		"information-of-people", "performance-measurement", "value-delivery", "strategic-kpis", "strategic-alignment",
		"physical-controls", "technical-controls", "information-resources", "employee-management", "risk-and-incidents",
		"culture-and-support", "policy-and-compliance", "maturity", "third-parties", "external-environment",
	}
}

// Mechanism is one of the fourteen by which a security strategy comes true in an organisation (Kayworth & Whitten, 2010).
type Mechanism string

// Words lists them: seven of structures and two of processes that integrate, four of social alignment, and technical
// competence.
func (Mechanism) Words() []string {
	return []string{
		"security-organisation", "security-executive", "internal-audit",
		"steering-committee", "liaisons", "separation-of-governance",
		"top-down-security", "embedded-security", "flexible-standards",
		"awareness-programmes", "informal-networks", "mentoring", "executive-commitment",
		"technical-competence",
	}
}
