package demo

// line says how an invented series runs: from where to where, with how much season and chance, and where it is broken. What it
// gives last is exactly to, so that this table says what the pages say at the end.
type line struct {
	measure             string // that the values are entered for; or
	source, value, unit string // that they are read from, which of its values, and of which unit where rows name units
	from, to            float64
	noise               float64 // standard deviation of what chance adds; what a month has, the next keeps half of
	season              float64 // by how much a year swings, up and down
	curve               float64 // how the way is gone: 1 straight, less early, more late; 1 unless told
	digits              int     // kept behind the point
	low, high           float64 // never beyond; no bounds where both are 0
	every               int     // months from one value to the next; 1 unless told
	begin, end          int     // first month, and the one after the last; the whole story unless told
	reached             int     // month in which the way is gone; the last one unless told
	jumpAt              int     // month in which the level changes at once, because something was done
	jump                float64 // by so much
	gaps                []int   // months without a value
	sample              int64   // cases behind each value; 0: not told
}

const (
	byLynis     = "lynis-reference-server"
	byPatches   = "patch-report"
	byDirectory = "directory-export"
	byCampaign  = "phishing-campaign"

	byServiceDesk = "access-requests"
	bySurvey      = "culture-survey"
)

// outage is the month in which the scanner of the reference server did not run.
const outage = 9

// lines is all that was invented. Its order is of no consequence: each has its own chance.
var lines = []line{
	{source: byLynis, value: "hardening_index", from: 44, to: 56, noise: 1.1, high: 100, gaps: []int{outage}},
	{source: byLynis, value: "vulnerable_packages", from: 112, to: 79, noise: 6, high: 1000, gaps: []int{outage}},
	{source: "openscap-anssi-minimal", value: "score", from: 53, to: 74, noise: 1.6, digits: 1, high: 100},
	{source: "openscap-standard", value: "score", from: 91, to: 100, noise: 1.4, digits: 1, high: 100},

	// business value
	{measure: "loss-exposure", from: 11.2, to: 6.6, noise: 0.25, curve: 0.8, digits: 1},
	{measure: "incident-cost", from: 310, to: 95, noise: 45, season: 25, every: 3},
	{measure: "outage-hours", from: 15, to: 7.2, noise: 1.1, season: 1.6, digits: 1, every: 3},
	{measure: "control-restore-time", from: 14, to: 5, noise: 0.9, digits: 1, every: 3},
	{measure: "security-spend", from: 455, to: 480, noise: 18, season: 30},
	{measure: "security-spend-treating", from: 219, to: 341, noise: 9, season: 20},
	{measure: "spend-against-plan", from: 91, to: 100.8, noise: 2.2, season: 2.5, digits: 1},
	{measure: "audit-preparation", from: 82, to: 38, noise: 5, every: 3},

	// customers, users and units
	{measure: "answers-in-time", from: 74, to: 93.4, noise: 1.9, season: 1.5, digits: 1, high: 100},
	{measure: "customer-trust", from: 60.5, to: 72.1, noise: 0.9, digits: 1, every: 3, high: 100, sample: 1200},
	{source: byServiceDesk, value: "lead_time", from: 10.6, to: 4.1, noise: 0.45, season: 0.3, digits: 1, jumpAt: 12, jump: -4.3},
	{measure: "blocked-requests", from: 8.1, to: 3.4, noise: 0.45, digits: 1, high: 100},
	{measure: "minutes-lost", from: 37, to: 17, noise: 2, every: 3},
	{measure: "conforming-controls", from: 57, to: 95, noise: 1.2, curve: 0.9, digits: 1, high: 100},
	{measure: "open-findings", from: 16, to: 3, noise: 1.3, high: 100},
	{measure: "data-requests-in-time", from: 88, to: 97.6, noise: 1.1, season: 0.8, digits: 1, high: 100},
	{measure: "critical-suppliers", from: 23, to: 25},
	{measure: "assessed-suppliers", from: 12, to: 18, noise: 0.4},
	{measure: "recorded-sessions", from: 62, to: 84, noise: 2.6, digits: 1, high: 100},

	// hosts of the units
	{source: byPatches, value: "hosts", unit: "it-operations", from: 41, to: 48},
	{source: byPatches, value: "hosts", unit: "control-room", from: 12, to: 12},
	{source: byPatches, value: "hosts", unit: "software", from: 25, to: 30},
	{source: byPatches, value: "hosts", unit: "metering", from: 16, to: 18},
	{source: byPatches, value: "hosts", unit: "region-north", from: 22, to: 24},
	{source: byPatches, value: "hosts", unit: "region-south", from: 22, to: 22},
	{source: byPatches, value: "hosts", unit: "region-west", from: 24, to: 26},
	{source: byPatches, value: "patched", unit: "it-operations", from: 78, to: 94.2, noise: 1.8, digits: 1, high: 100},
	{source: byPatches, value: "patched", unit: "control-room", from: 84, to: 100, noise: 1.2, digits: 1, high: 100},
	{source: byPatches, value: "patched", unit: "software", from: 74, to: 92.6, noise: 2.1, digits: 1, high: 100},
	{source: byPatches, value: "patched", unit: "metering", from: 66, to: 93.1, noise: 2.4, digits: 1, high: 100},
	{source: byPatches, value: "patched", unit: "region-north", from: 71, to: 94.6, noise: 2, digits: 1, high: 100},
	{source: byPatches, value: "patched", unit: "region-south", from: 69, to: 90.2, noise: 2.2, digits: 1, high: 100},
	{source: byPatches, value: "patched", unit: "region-west", from: 61, to: 79.4, noise: 2.8, digits: 1, high: 100},
	{measure: "critical-patch-days", from: 27.5, to: 13.2, noise: 1.1, curve: 1.2, digits: 1},

	// response, access, encryption
	{measure: "time-to-detect", from: 31, to: 13.9, noise: 1.7, digits: 1, jumpAt: 13, jump: -6},
	{measure: "time-to-respond", from: 19.5, to: 9.2, noise: 1.1, digits: 1},
	{measure: "restore-tests", from: 70.8, to: 95.8, noise: 2.5, digits: 1, every: 3, high: 100, sample: 24},
	{source: "log-server", value: "free", from: 1.42e11, to: 2.41e11, noise: 9e9, jumpAt: 13, jump: 9e10},
	{source: "log-server", value: "size", from: 270553174016, to: 270553174016},
	{measure: "privileged-mfa-by-hand", from: 38, to: 60, noise: 1.4, digits: 1, end: 12},
	{source: byDirectory, value: "privileged", unit: "it-operations", from: 14, to: 14, begin: 12},
	{source: byDirectory, value: "privileged", unit: "control-room", from: 9, to: 9, begin: 12},
	{source: byDirectory, value: "privileged", unit: "software", from: 11, to: 11, begin: 12},
	{source: byDirectory, value: "privileged", unit: "metering", from: 6, to: 6, begin: 12},
	{source: byDirectory, value: "with_factor", unit: "it-operations", from: 8, to: 14, begin: 12, reached: 17},
	{source: byDirectory, value: "with_factor", unit: "control-room", from: 1, to: 9, begin: 12, reached: 17},
	{source: byDirectory, value: "with_factor", unit: "software", from: 7, to: 11, begin: 12, reached: 17},
	{source: byDirectory, value: "with_factor", unit: "metering", from: 2, to: 6, begin: 12, reached: 17},
	{source: byDirectory, value: "dormant", unit: "it-operations", from: 5, to: 1, noise: 0.6, begin: 12, high: 14},
	{source: byDirectory, value: "dormant", unit: "control-room", from: 2, to: 0, begin: 12, high: 9},
	{source: byDirectory, value: "dormant", unit: "software", from: 3, to: 1, noise: 0.5, begin: 12, high: 11},
	{source: byDirectory, value: "dormant", unit: "metering", from: 2, to: 1, begin: 12, high: 6},
	{measure: "reviewed-rights", from: 58, to: 93, noise: 3, digits: 1, every: 3, high: 100},
	{measure: "encrypted-at-rest", from: 57, to: 96.4, noise: 0.9, curve: 1.1, digits: 1, high: 100},
	{measure: "encrypted-in-transit", from: 78, to: 98.2, noise: 0.6, digits: 1, high: 100},

	// the portal, the sites
	{source: "portal-scan", value: "serious_open", from: 13, to: 3, noise: 1.2, high: 100},
	{source: "portal-scan", value: "days_to_fix", from: 44, to: 17, noise: 2.4},
	{measure: "entry-points", from: 24, to: 24},
	{measure: "entries-fitted", from: 3, to: 9, begin: 14},
	{source: "site-access", value: "answered_in_time", from: 74, to: 84, noise: 2.2, season: 2, digits: 1, end: 22, high: 100, sample: 140},
	{measure: "substation-inspections", from: 78, to: 61, noise: 4, digits: 1, end: 21, high: 100},

	// people and culture
	{measure: "training-completion", from: 70, to: 86.2, noise: 1.4, season: 2.5, digits: 1, high: 100},
	{source: "training-register", value: "done", from: 48, to: 64, noise: 4, digits: 1, every: 3, end: 21, high: 100, sample: 30},
	{source: byCampaign, value: "total", from: 60, to: 60, every: 3, end: 21},
	{source: byCampaign, value: "sent", from: 57, to: 59, every: 3, end: 21},
	{source: byCampaign, value: "clicked", from: 24, to: 17, noise: 1.3, every: 3, end: 21, high: 57},
	{source: byCampaign, value: "reported", from: 2, to: 6, noise: 0.6, every: 3, end: 21, high: 57},
	{source: bySurvey, value: "answers", from: 49, to: 58, noise: 2, every: 6, end: 21, high: 88},
	{source: bySurvey, value: "would", from: 19, to: 33, noise: 1.5, every: 6, end: 21, high: 88},
	{source: bySurvey, value: "response_rate", from: 56, to: 66, noise: 2, digits: 1, every: 6, end: 21, high: 100},
	{source: bySurvey, value: "reliability", from: 0.71, to: 0.8, noise: 0.02, digits: 2, every: 6, end: 21, high: 1},
	{measure: "lessons-applied", from: 50, to: 66, noise: 3, digits: 1, end: 18, high: 100},
	{measure: "skills-covered", from: 59, to: 84.2, noise: 1.2, digits: 1, every: 3, high: 100},
	{measure: "security-turnover", from: 17.5, to: 9, noise: 1.2, digits: 1, every: 3},
	{measure: "committee-meetings", from: 75, to: 100, noise: 4, every: 3, high: 100},
	{measure: "leaders-messages", from: 2, to: 6, noise: 0.8, every: 3},
	{measure: "maturity-index", from: 1.9, to: 3.1, digits: 1, every: 6, high: 5},
	{measure: "policy-read", from: 66, to: 91.4, noise: 1.4, season: 1.5, digits: 1, high: 100},
	{measure: "values-in-time", from: 71, to: 93.2, noise: 1.8, digits: 1, high: 100},
}
