// Package scenarios runs a scenario: it plans who takes part, moves virtual time
// tick by tick, makes events happen, lets devices speak, keeps the ledgers and
// hands them to package judge for the verdict.
//
// One run is one loop: the timeline acts, blocks of twins step in parallel,
// columns of signals go to the device batches, their messages go to the link
// and the ledgers. Everything that touches the world (clock, link, models,
// observers, files) comes in through Env. Wall time is read only by a Clock.
//
// A run says what a platform did with simulated data. It is no statement about
// real patients or devices.
package scenarios
