package spec

// Expectation is one thing that the run is judged by. It has exactly one
// subject: Metric, Accounting, Detection or Probe.
type Expectation struct {
	Metric     string      `yaml:"metric" format:"metric" doc:"name of a metric, as vitalfleet metrics lists them"`
	Accounting string      `yaml:"accounting" doc:"name of an observer whose messages are accounted for"`
	Detection  *Detection  `yaml:"detection" doc:"a truth against the alerts of an observer"`
	Probe      *Probe      `yaml:"probe" doc:"an HTTP request"`
	Where      Map[string] `yaml:"where" names:"any" doc:"labels, cohort, device or via"`
	During     *During     `yaml:"during" doc:"a phase, or {from: 15s, to: steady+5m}"`
	After      string      `yaml:"after" doc:"from the end of this event"`
	Exclude    []string    `yaml:"exclude" doc:"events whose spans do not count"`
	Settle     Duration    `yaml:"settle" doc:"time to wait for late messages at the end, wall time"`
	Assert     []string    `yaml:"assert" required:"true" doc:"statistic, operator, limit: p(95) < 250ms"`
	Severity   string      `yaml:"severity" default:"must" enum:"must,should" doc:"a missed must fails the run"`
	Abort      bool        `yaml:"abort" doc:"stop the run when it fails"`
	Grace      Duration    `yaml:"grace" doc:"with abort: not before"`
	MinEvents  Int         `yaml:"min_events" min:"0" doc:"fewer events are inconclusive"`
	Blame      string      `yaml:"blame" enum:"sut,generator" doc:"whose fault a miss is"`
}

// Detection scores a truth against an observer's alerts.
type Detection struct {
	Truth       string   `yaml:"truth" required:"true" doc:"name of a truth"`
	Alerts      string   `yaml:"alerts" required:"true" doc:"name of an observer"`
	Kind        string   `yaml:"kind" doc:"the platform's code; without it the truth's name"`
	Within      Duration `yaml:"within" required:"true" doc:"latest alert after onset"`
	Early       Duration `yaml:"early" doc:"earliest alert before onset"`
	Refractory  Duration `yaml:"refractory" doc:"alerts this soon after an episode's end belong to it"`
	ClearWithin Duration `yaml:"clear_within" doc:"latest clearing after the end"`
	Layer       string   `yaml:"layer" enum:"physiology,measured,delivered" doc:"whose truth; without it the truth's own"`
	StaleAfter  Duration `yaml:"stale_after" doc:"an alert on a reading older than this is stale"`
	Overlap     []string `yaml:"overlap" doc:"only false alarms that overlap these events"`
}

// Probe is an HTTP request that must be answered.
type Probe struct {
	URL    string   `yaml:"url" required:"true" doc:"what to ask"`
	Status Int      `yaml:"status" default:"200" min:"100" max:"599" doc:"expected status"`
	Every  Duration `yaml:"every" default:"10s" doc:"how often"`
}
