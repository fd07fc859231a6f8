// Package validation holds the body against published figures in public.
//
// A bar is a two-sided band for one number that a published experiment measured,
// with its source and the strength of the evidence: S was seen in the source, K is
// textbook knowledge, G is a guess. An experiment repeats the protocol on the
// simulated body (persons, conditions, events at times) and reads the number from
// the course of the signals. Every bar has a measure; one whose action or signal is
// not there is a miss with the reason, never left out. Misses are published with
// their cause; no model is bent to one bar.
//
// It reads the body from outside, through the interface that twins use, and writes
// the pages of docs/validation. It shows where the models agree with the literature
// and is no evidence of fitness for clinical use.
package validation
