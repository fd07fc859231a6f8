package spec

// Dist is a probability distribution, or a constant. Bounds apply by drawing
// again; parameters and draws are in Unit.
type Dist struct {
	Kind         string // constant, uniform, normal, lognormal, exponential, beta, gamma, poisson or choice
	Unit         string // unit of a draw; "" for a plain number
	Mean, SD     float64
	Median       float64
	Sigma        float64 // of the logarithm
	A, B         float64 // shapes of beta; shape and scale of gamma
	Min, Max     float64 // -Inf and +Inf when unbounded
	Values       []Quantity
	Weights      []float64
	valueIsWords bool
}

// DurationDist is a duration, or a distribution of durations.
type DurationDist struct{ Dist }

// Choice is one of several words, with shares.
type Choice struct {
	Values []string
	Shares []float64 // they add to 1
}
