// Package physiology is the body as mathematics: who a patient is, what state the
// body is in, what can be done to it, and what can be read from it.
//
// A Person (age, sex, size, fitness, conditions) becomes a Patient, the parameter
// vector of every subsystem; New solves the resting steady state of a Patient and
// gives a Body; Step advances the Body under Inputs, the environment and the
// actions in force; Observe reads Signals. There is one causal state: no vital sign
// is ever set, actions change causes and the numbers follow.
//
// The subsystems are published models, one a file, in the packages below this one.
// Patient and Body are plain values without pointers: assigning a Body forks it.
// The package has no clock, no I/O, no goroutine and no randomness of its own.
//
// It is a simulator for testing devices and software. It must not be used to
// decide on the treatment of a person.
package physiology
