package judge

// Rule says which alert detects which episode. Durations are in seconds.
type Rule struct {
	Within     float64 // an alert up to onset + Within, limit included, is in time
	Early      float64 // and from onset - Early on
	Refractory float64 // alerts up to the end + Refractory belong to the episode and are not false
	Kinds      KindMap

	// StaleAfter, when positive, sets apart alerts about readings older than this at the alert's time: they are stale
	// alarms and neither detect anything nor are false alarms.
	StaleAfter float64
	// Delivered counts time from the arrival of the first message that shows the condition. Episodes that arrived more
	// than StaleAfter after their onset, or never, are not expected to be alarmed and count as unobservable only.
	Delivered bool
	// ClearWithin, when positive, asks that a detected episode's alarm is cleared until the end + ClearWithin.
	ClearWithin float64
	// Overlap, when not nil, restricts the score to episodes that touch one of these spans of their patient, and false
	// alarms to those raised from a span's start to its end + Within. The exposure stays whole.
	Overlap []Span
}

// Detection scores alarms against truth. Figures are undefined (null) where they have no denominator.
type Detection struct {
	Episodes        int `json:"episodes"`
	Detected        int `json:"detected"`
	Missed          int `json:"missed"`
	Late            int `json:"late"` // missed episodes that were alarmed after their window; these are also in Missed
	Repeats         int `json:"repeats"`
	DuplicateAlerts int `json:"duplicate_alerts"` // the same id again: a retry
	FalseAlarms     int `json:"false_alarms"`

	Sensitivity           Figure    `json:"sensitivity"`
	SensitivityCI95       *Interval `json:"sensitivity_ci95"`
	Unobservable          int       `json:"unobservable"`
	SensitivityObservable Figure    `json:"sensitivity_observable"`
	PPV                   Figure    `json:"ppv"`

	PatientDays              Figure `json:"patient_days"`
	FalseAlarmsPerPatientDay Figure `json:"false_alarms_per_patient_day"`
	TTAP50                   Figure `json:"tta_p50"` // time to alarm, s, nearest rank
	TTAP95                   Figure `json:"tta_p95"`
	TTAMax                   Figure `json:"tta_max"`

	UnalarmedMinutes  Figure `json:"unalarmed_minutes"`   // minutes of the condition before its first alarm
	RepeatsPerEpisode Figure `json:"repeats_per_episode"` // repeats per detected episode
	StaleAlarms       *int   `json:"stale_alarms,omitempty"`
	Cleared           *int   `json:"cleared,omitempty"`   // detected episodes whose alarm was cleared in time
	Uncleared         *int   `json:"uncleared,omitempty"` // detected episodes whose alarm was not
}

// EpisodeResult is what became of one episode.
type EpisodeResult struct {
	Episode
	Detected bool
	At       float64 // time of the alert that detected it, simulated seconds; read only if Detected
	Late     bool    // it was missed, and alarmed after its window
	LateAt   float64 // time of the first alert after the window; read only if Late
	Cleared  bool    // its alarm was cleared in time; only for rules with ClearWithin
}

// Scored is a Detection with the episodes and alerts behind it: a Subject.
type Scored struct {
	Detection
	Results []EpisodeResult // by onset and patient
	False   []Alert         // by time
	Stale   []Alert         // by time
}
