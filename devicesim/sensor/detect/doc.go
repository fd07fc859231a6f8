// Package detect finds beats and breaths in sampled waves, as the devices that
// record them do: QRS complexes, ventricular fibrillation and asystole in an ECG;
// pulses in an arterial pressure or a plethysmogram; saturation and perfusion in
// two plethysmograms; breaths in an impedance, a flow or a capnogram; and the
// rate that a monitor shows of them.
//
// The detectors are written from the published methods that their files name and
// know nothing of what made a wave: what they say of a wave is a judgement of it.
// Each is a plain value made by its New function; assigning it forks it. Advance
// takes the next samples and appends what was found, as positions in the stream
// that count from 0; it allocates nothing but room for what is found, and finds
// the same whatever pieces the stream comes in.
//
// They are for simulated devices and for judging simulated waves, and not for
// medical use.
package detect
