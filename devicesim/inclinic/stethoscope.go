package inclinic

import (
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/alarm"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/instrument"
	"github.com/vitalfleet/vitalfleet/devicesim/sensor/module"
)

// stethoscope is a digital stethoscope for remote auscultation: it records 15 s of
// sound on a schedule, and says the rate of the first heart sound and whether there is
// sound between the sounds. What it found stands until the next recording. The sound
// itself is sent where the config asks for it.
func stethoscope() instrument.Table {
	murmur := instrument.Sign("murmur", "murmur", module.Murmur)
	murmur.Priority, murmur.Delay = alarm.Low, 5*time.Second
	rate := devicesim.Code{ID: "hr", Unit: "/min", LOINC: "8867-4"}
	return instrument.Table{
		Type: "dig-steth", Title: "Digital stethoscope", Segment: devicesim.InClinic, Period: time.Minute, Battery: 20 * time.Hour,
		Help: "Records 15 s of heart and lung sound at 4 kHz on a schedule; heart rate from the first sound, and a flag for murmurs, by its own detector.",
		Channels: []instrument.Channel{
			instrument.Heard(rate, module.SoundRate, 250),
			instrument.Heard(devicesim.Code{ID: "murmur", Unit: "1"}, module.Murmur, 1),
			instrument.Level(),
		},
		Waves: instrument.Microphone(), Modules: instrument.Auscultation(), Sensing: true, Lacks: []string{"sensor.stuck", "sensor.noise"},
		Recording: instrument.Recording{Length: 15 * time.Second, Every: time.Hour},
		Rules: []instrument.Rule{
			murmur,
			instrument.Technical("poor-contact", "hr", instrument.Off),
			instrument.LowBattery(),
		},
	}
}
