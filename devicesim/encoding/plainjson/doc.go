// Package plainjson is the default encoding of what a device says: one flat JSON
// object a message, with units in plain sight and the codes of IEEE 11073 and
// LOINC beside each value. Version 1 of the format:
//
//	{"v":1,"simulated":true,"patient":"ward-0001","device":"ward-0001-oximeter",
//	 "type":"pulse-oximeter","stream":"obs","boot":0,"seq":17,
//	 "time":"2026-01-15T08:00:40.000Z",
//	 "obs":[{"code":"spo2","value":97,"unit":"%","mdc":150456,"loinc":"2708-6","quality":"ok"}]}
//
// A chunk of a wave has "stream":"wave" and, instead of obs, samples that stand
// for offset + gain * sample from the message's time on:
//
//	"wave":{"code":"ecg_ii","rate":250,"unit":"mV","gain":0.005,"offset":0,"samples":[0,1,-1]}
//
// A value that cannot be given is left out and its quality says why. The JSON
// Schema of each stream is what Schema returns.
//
// The encoder appends to a buffer and the decoder points into the payload, so
// that neither allocates in the common case. Both are for simulated data only.
package plainjson
