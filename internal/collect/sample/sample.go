// Package sample holds files that real tools wrote on a Debian 12 host, made for this project: the demonstration reads
// them, and tests of the formats prove themselves on them. The XCCDF files embed texts of the SCAP Security Guide
// (BSD-3-Clause, see LICENSE-SSG.txt). The package reads nothing itself.
package sample

import "embed"

// Files holds the sample files by name.
//
//go:embed lynis-report.dat *.xml.gz
var Files embed.FS

// The names of the files.
const (
	Lynis        = "lynis-report.dat"
	ANSSIMinimal = "debian12-anssi_bp28_minimal-xccdf.xml.gz"
	Standard     = "debian12-standard-xccdf.xml.gz"
)
