package judge

// Point is a value at a time, or an event with its weight.
type Point struct {
	T float64 `json:"t"` // simulated seconds
	V float64 `json:"v"`
}

// Stretch is an interval of simulated time; From is included, To is not.
type Stretch struct {
	From float64 `json:"from"`
	To   float64 `json:"to"`
}

// Window is the part of a run over which a metric is judged.
type Window struct {
	Stretch
	Exclude []Stretch // taken out of it, for instance the time of a planned restart
}

// Metric is a measured quantity with its history. Series, Events and Latency are metrics.
type Metric interface {
	// Evaluate returns a statistic over a window. An unknown statistic is an error.
	Evaluate(s Statistic, w Window) (Observation, error)
}

// Measured is a metric over a window, ready to be judged.
type Measured struct {
	Metric
	Window Window
}
