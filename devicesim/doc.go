// Package devicesim defines what a simulated medical device is: a Model opens
// devices in batches, a Batch turns what patients' bodies do into the messages
// that a real device of that kind would send, and a Link carries them away.
//
// A device sees only the signals that its Model declared, and only as columns
// of numbers: it cannot tell a body in this process from one elsewhere, which
// is why a vendor's plugin and a built-in device are the same thing to a run.
//
// The package reads no clock and holds no source of randomness: time comes with
// each Input, randomness from the seed in each Spec. It is not for medical use;
// every message says that it is simulated.
package devicesim
