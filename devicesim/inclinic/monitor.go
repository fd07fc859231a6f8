package inclinic

import (
	"slices"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/alarm"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/instrument"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/module"
	"github.com/vitalfleet/vitalfleet/physiology"
)

// monitor is a bedside monitor: ECG, oximetry, impedance respiration, a cuff at
// its own interval, a temperature probe, and a capnograph where configured. The
// rates come from the beats and breaths that it detects. Cuff pressures stand in
// the first report after their interval, which ends the measurement.
func monitor() instrument.Table {
	return instrument.Table{
		Type: "bedside-monitor", Title: "Bedside monitor", Segment: devicesim.InClinic, Period: time.Second, Cuff: instrument.CuffTime(),
		Help: "Measures heart rate, SpO2, respiration, cuff pressure, temperature and (etco2: true) end-tidal CO2, and alarms by limits.",
		Channels: slices.Concat(
			[]instrument.Channel{instrument.HeartRate(), instrument.Saturation(), instrument.Respiration()},
			instrument.CuffPressures(15*time.Minute), []instrument.Channel{temperature(), capnograph()},
			instrument.ArterialLine(), instrument.VenousLine(), []instrument.Channel{instrument.PerfusionIndex(), instrument.PacedShare()},
		),
		Waves: slices.Concat(
			instrument.Leads("ecg", 250, "ecg_i", "ecg_ii", "ecg_iii", "ecg_avr", "ecg_avl", "ecg_avf", "ecg_v1", "ecg_v2", "ecg_v3", "ecg_v4", "ecg_v5", "ecg_v6"),
			instrument.Impedance("ecg"), instrument.Lights(), instrument.Transducer("art", "abp"), instrument.Transducer("cvp", "cvp"), instrument.Airway(),
		),
		Modules: []instrument.Module{
			instrument.Lead("ecg", "ecg_ii", "ecg_i", "ecg_iii", "ecg_v5", "ecg_v1", "ecg_v2", "ecg_v3", "ecg_v4", "ecg_v6", "ecg_avl", "ecg_avf", "ecg_avr"),
			instrument.Chest("ecg"), instrument.Probe(), instrument.Line("art", "abp"), instrument.Line("cvp", "cvp"), instrument.Capnometer(),
		},
		Reconcile: instrument.OrderPressures(3),
		Rules:     rules(),
		Settings: map[string]string{
			"nibp_interval": `{"type":"string","pattern":"^([0-9]+(s|m|h))+$","default":"15m","description":"time between cuff measurements"}`,
			"etco2":         `{"type":"boolean","default":false,"description":"a capnograph is fitted"}`,
			"averaging":     `{"type":"string","enum":["4s","8s","16s"],"default":"8s","description":"window of the SpO2 average"}`,
		},
	}
}

// temperature is a core temperature probe.
func temperature() instrument.Channel {
	return instrument.Channel{
		Code: instrument.SignalCode(physiology.TempCore, 150368, "8329-5"), Site: "temp", Signal: physiology.TempCore,
		Response: 20 * time.Second, Settle: time.Minute, Low: 15, High: 45, Resolution: 0.1, Motion: instrument.Error{SD: 0.1}, Spike: -5,
		Errors: [3]instrument.Error{
			{Bias: 0.05, SD: 0.03, Tau: 5 * time.Minute}, {Bias: 0.1, SD: 0.06, Tau: 5 * time.Minute}, {Bias: 0.2, SD: 0.1, Tau: 5 * time.Minute},
		},
	}
}

// capnograph is a side-stream capnograph: it shows the last breath's value. The
// limit of ISO 80601-2-55 is 0.43 vol% + 8 % of the reading, about 6 mmHg at 38.
func capnograph() instrument.Channel {
	return instrument.Channel{
		Code: instrument.SignalCode(physiology.EtCO2, 151708, "19891-1"), Site: "airway", Source: instrument.FromCO2, Quantity: module.EndTidal, Option: "etco2", Settle: 10 * time.Second,
		Low: 0, High: 150, Resolution: 1, Motion: instrument.Error{Bias: -3, SD: 3}, Spike: 60,
		Errors: [3]instrument.Error{
			{Bias: 1, SD: 0.7, Tau: 30 * time.Second}, {Bias: 1.8, SD: 1.2, Tau: 30 * time.Second}, {Bias: 3, SD: 2, Tau: 30 * time.Second},
		},
	}
}

func rules() []instrument.Rule {
	warm, cold := instrument.Limit("temp-high", "temp_core", instrument.Above, 39), instrument.Limit("temp-low", "temp_core", instrument.Below, 35)
	warm.Priority, cold.Priority = alarm.Low, alarm.Low
	return []instrument.Rule{
		instrument.Extreme("asystole", "hr", instrument.Silence, 4),
		instrument.Sign("vfib", "hr", module.Fibrillates),
		instrument.Sign("vtach", "hr", module.BroadRun),
		instrument.Extreme("hr-extreme-high", "hr", instrument.Above, 180),
		instrument.Extreme("hr-extreme-low", "hr", instrument.Below, 30),
		instrument.Extreme("apnea", "rr", instrument.Silence, 20),
		instrument.Extreme("spo2-desat", "spo2", instrument.Below, 80),
		instrument.Limit("hr-high", "hr", instrument.Above, 130),
		instrument.Limit("hr-low", "hr", instrument.Below, 40),
		instrument.Limit("spo2-low", "spo2", instrument.Below, 90),
		instrument.Limit("rr-high", "rr", instrument.Above, 30),
		instrument.Limit("rr-low", "rr", instrument.Below, 8),
		instrument.Limit("sbp-high", "sbp", instrument.Above, 180),
		instrument.Limit("sbp-low", "sbp", instrument.Below, 90),
		warm, cold,
		instrument.Limit("etco2-high", "etco2", instrument.Above, 60),
		instrument.Limit("etco2-low", "etco2", instrument.Below, 20),
		instrument.Technical("lead-off", "hr", instrument.Off),
		instrument.Technical("probe-off", "spo2", instrument.Off),
		instrument.Technical("cuff-off", "sbp", instrument.Off),
		instrument.Technical("temp-probe-off", "temp_core", instrument.Off),
		instrument.Technical("low-perfusion", "spo2", instrument.Weak),
	}
}
