// Package judge decides what a run proved.
//
// It knows three ledgers: what was sent, what was seen, and what was true of the patients. From these it counts messages
// (attempted, lost, duplicated, …: the names of Jepsen's total-queue checker plus five that telemetry needs), scores alarms
// against true episodes (sensitivity with Wilson's 95 % interval, time to alarm, false alarms per patient-day), evaluates
// assertions such as "p(95) < 200ms", names who is to blame for a miss, and gives the verdict and the exit code.
//
// Judging is a pure function of what was recorded: no clock, no randomness, no I/O. A recorded run can therefore be judged
// again with other rules; package rundir reads the records.
//
// All times are seconds of the run's simulated clock. It is not for clinical use: the figures describe how a platform
// treated simulated data, not how well a patient was cared for.
package judge
