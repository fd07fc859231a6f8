// Package sensor is the physics between a true value and a displayed one, as
// small stages that a device model composes: transport delay, response lag,
// calibration error and drift, autocorrelated noise, quantisation, battery,
// clock, and the averaging of beats and breaths.
//
// Every stage is a plain value of fixed size with a pure step: equal values given
// equal inputs and an equal random stream go on equally. The stages read no clock.
// Time constants and errors are the caller's; the stages hold no figures of their
// own. They are for simulated devices and are not for medical use.
package sensor
