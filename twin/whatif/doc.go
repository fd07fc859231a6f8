// Package whatif branches a patient and asks what would follow: the same ensemble of
// bodies goes through every branch, and what is looked at is the difference.
//
// Member k of every branch has the same parameters, history and state at the branch
// point (common random numbers), so differences are paired and a branch that does
// nothing differs by exactly 0. Bands are quantiles over the members, whose spread is
// that of a population around an archetype or of a fitted twin's posterior.
//
// Everything that it says is simulated, in this model, relative to the baseline. It
// must not be used to choose a treatment.
package whatif
