package instrument

import (
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim/sensor/alarm"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/module"
	"github.com/vitalfleet/vitalfleet/physiology"
)

// What a sensor needs of the pulse pressure, in mmHg: under it a finger gives no
// plethysmogram, and a cuff feels no oscillation, worth measuring.
const (
	fingerPulse = 12
	cuffPulse   = 10
)

// Saturation is SpO2 by transmission at the finger. Bias and noise add up in
// quadrature to an Arms of 2, 3 and 3.8 % over 70-100 %, where the ceiling of
// ISO 80601-2-61 is 4 %. The average over 8 s makes a value 4 s old in the mean,
// on top of the blood's delay, which is part of the body's signal.
func Saturation() Channel {
	return Channel{
		Code: SignalCode(physiology.SpO2, 150456, "2708-6"), Site: "finger", Signal: physiology.SpO2,
		Needs: physiology.PulsePressure, Enough: fingerPulse, Quantity: module.Saturation,
		Response: 4 * time.Second, Averaged: true, Settle: 8 * time.Second, Low: 0, High: 100, Resolution: 1,
		Errors: [3]Error{{Bias: 1.6, SD: 1.2, Tau: time.Minute}, {Bias: 2.4, SD: 1.8, Tau: time.Minute}, {Bias: 3, SD: 2.3, Tau: time.Minute}},
		Scale:  saturationError, Motion: Error{Bias: -8, SD: 6}, Spike: -40,
	}
}

// saturationError scales the error with the true saturation in percent: the error
// of the light's ratio grows as saturation falls, so that it is about 0.6 of the
// class's Arms at 97 % and 1.4 of it at 70 %. Over 70-100 % the root mean square
// of the scale is 1.
func saturationError(saturation float64) float64 {
	return 0.5 + 0.03*min(max(100-saturation, 0), 40)
}

// FingerPulse is the pulse rate beside Saturation.
func FingerPulse() Channel {
	return Channel{
		Code: SignalCode(physiology.PulseRate, 149530, "8867-4"), Site: "finger", Signal: physiology.PulseRate,
		Needs: physiology.PulsePressure, Enough: fingerPulse, Quantity: module.PulseRate,
		Response: 4 * time.Second, Averaged: true, Settle: 8 * time.Second, Low: 0, High: 300, Resolution: 1,
		Errors: noisy(10*time.Second, 1, 2, 4), Motion: Error{Bias: 25, SD: 15}, Spike: 250,
	}
}

// HeartRate is the rate of the beats that an ECG finds, averaged over six
// intervals between peaks. Monitors quote 1 /min.
func HeartRate() Channel {
	return Channel{
		Code: SignalCode(physiology.HR, 147842, "8867-4"), Site: "ecg", Source: FromBeats, Quantity: module.HeartRate, Settle: 2 * time.Second,
		Low: 0, High: 300, Resolution: 1, Errors: noisy(5*time.Second, 0.4, 1.5, 4), Motion: Error{Bias: 20, SD: 15}, Spike: 250,
	}
}

// Respiration is the rate of the breaths found in the impedance of the chest,
// over the leads of the ECG.
func Respiration() Channel {
	return Channel{
		Code: SignalCode(physiology.RR, 151578, "9279-1"), Site: "ecg", Source: FromBreaths, Signal: physiology.RR, Settle: 10 * time.Second,
		Low: 0, High: 120, Resolution: 1, Errors: noisy(30*time.Second, 0.7, 1.5, 3), Motion: Error{Bias: 6, SD: 6}, Spike: 60,
	}
}

// CuffTime is how long a cuff inflates and deflates, in seconds.
func CuffTime() [2]float64 { return [2]float64{30, 40} }

// CuffPressures are systolic, diastolic and mean pressure of an oscillometric
// cuff, in this order, measured no more often than every. Systolic pressure is
// found early in the deflation and diastolic pressure late. Offsets between
// devices and noise add up to an SD of 5 mmHg in class clinical, where
// ISO 81060-2 allows 8.
func CuffPressures(every time.Duration) []Channel {
	return []Channel{
		cuffPressure(physiology.SBP, 150021, "8480-6", every, 0.7, 1),
		cuffPressure(physiology.DBP, 150022, "8462-4", every, 0.2, 0.75),
		cuffPressure(physiology.MAP, 150023, "8478-0", every, 0.45, 0.8),
	}
}

// cuffPressure is one of them: age is where in the measurement it is found, 0
// being the end, and share scales the error, which is smaller at lower pressures.
func cuffPressure(s physiology.Signal, mdc uint32, loinc string, every time.Duration, age, share float64) Channel {
	return Channel{
		Code: SignalCode(s, mdc, loinc), Site: "cuff", Signal: s, Needs: physiology.PulsePressure, Enough: cuffPulse,
		Spot: true, Every: every, Age: age, Low: 10, High: 300, Resolution: 1, Motion: Error{Bias: 12, SD: 15}, Spike: 120,
		Errors: [3]Error{{Bias: 3 * share, SD: 4 * share}, {Bias: 4.5 * share, SD: 5.5 * share}, {Bias: 8 * share, SD: 9 * share}},
	}
}

// CuffPulse is the pulse rate that a cuff counts while it deflates.
func CuffPulse() Channel {
	return Channel{
		Code: SignalCode(physiology.PulseRate, 149546, "8867-4"), Site: "cuff", Signal: physiology.PulseRate,
		Needs: physiology.PulsePressure, Enough: cuffPulse, Spot: true, Age: 0.4, Low: 0, High: 250, Resolution: 1,
		Errors: noisy(0, 1.5, 2.5, 5), Motion: Error{Bias: 15, SD: 15}, Spike: 200,
	}
}

// OrderPressures is a Table's Reconcile for cuff pressures whose first channel is
// at the given place: it keeps systolic above mean above diastolic pressure, as
// every cuff's algorithm does.
func OrderPressures(first int) func(values []float64) {
	return func(values []float64) {
		sys, dia, mean := &values[first], &values[first+1], &values[first+2]
		if *sys < *dia+4 {
			middle := (*sys + *dia) / 2
			*sys, *dia = middle+2, middle-2
		}
		if *sys-*dia >= 4 {
			*mean = min(max(*mean, *dia+1), *sys-1)
		}
	}
}

// noisy is errors without an offset, by class.
func noisy(tau time.Duration, clinical, consumer, poor float64) [3]Error {
	return [3]Error{{SD: clinical, Tau: tau}, {SD: consumer, Tau: tau}, {SD: poor, Tau: tau}}
}

// Limit is a physiological alarm of medium priority with the usual delay of 10 s
// and 5 s of hold, whose limit and delay the config may change.
func Limit(code, channel string, when When, limit float64) Rule {
	return Rule{Rule: ruleOf(code, alarm.Medium, 10*time.Second), Channel: channel, When: when, Limit: limit}
}

// Extreme is a physiological alarm of high priority with a fixed limit.
func Extreme(code, channel string, when When, limit float64) Rule {
	delay := 5 * time.Second
	if when == Silence {
		delay = 0 // the limit is a time already
	}
	return Rule{Rule: ruleOf(code, alarm.High, delay), Channel: channel, When: when, Limit: limit, Fixed: true}
}

// Technical is a technical alarm of low priority.
func Technical(code, channel string, when When) Rule {
	r := Rule{Rule: ruleOf(code, alarm.Low, 5*time.Second), Channel: channel, When: when, Fixed: true}
	r.Kind, r.Hold = alarm.Technical, 0
	return r
}

func ruleOf(code string, p alarm.Priority, delay time.Duration) alarm.Rule {
	hold := 5 * time.Second
	if delay == 0 {
		hold = 0
	}
	return alarm.Rule{Code: code, Priority: p, Delay: delay, Hold: hold}
}
