// Package instrument makes a device model out of a table: which signals feed
// which channels, how each channel lags and errs, which alarms watch it, and what
// can fail. It runs the stages of package sensor in their order, keeps the faults,
// raises the alarms, and writes the plain JSON of the obs, alarm and event streams.
//
// A built-in device is a Table, with a Driver where it acts on its own, so all of them share one
// behaviour: values start settled, every random draw comes from the device's own
// seed, a step allocates nothing, and a snapshot continues bit for bit.
//
// The figures in a table are typical or quoted limits of a class of devices, not
// claims about a product. Nothing here is for medical use.
package instrument
