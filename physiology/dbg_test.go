package physiology_test

import (
	"fmt"
	"testing"

	. "github.com/vitalfleet/vitalfleet/physiology"
)

func show(name string, r trace, every int) {
	fmt.Println("==", name)
	for i := 0; i < len(r.rows); i += every {
		q := r.rows[i]
		fmt.Printf("%6d hr %5.1f bp %5.1f/%5.1f map %5.1f co %5.2f rr %4.1f ve %5.1f sa %5.1f sp %5.1f pa %5.1f co2 %5.1f et %4.1f tc %5.2f ts %5.2f vo2 %4.0f uo %4.0f ef %4.1f n2 %2.0f c %1.0f cohb %4.1f\n", i, q[HR], q[SBP], q[DBP], q[MAP], q[CO], q[RR], q[VE], q[SaO2], q[SpO2], q[PaO2], q[PaCO2], q[EtCO2], q[TempCore], q[TempSkin], q[VO2], q[UrineFlow], q[EF], q[NEWS2], q[Consciousness], q[COHb])
	}
}

func TestDbg(t *testing.T) {
	show("sepsis", run(t, adult(), 1, 36000, event{60, "patient.sepsis", with{"severity": 1.0}, 0}), 3600)
	show("sepsis to shock 2h sev .8, treat 3h", run(t, adult(), 1, 36000, event{60, "patient.sepsis", with{"severity": 0.8, "to_shock": "2h"}, 0}, event{10800, "patient.treat-sepsis", with{"fluids": "30 mL/kg"}, 0}), 3600)
	for _, to := range []string{"1h", "3h", "6h", "12h", "24h"} {
		r := run(t, adult(), 1, 100000, event{60, "patient.sepsis", with{"severity": 1.0, "to_shock": to}, 0})
		fmt.Println(to, r.below(MAP, 65, 0)/3600)
	}
}
