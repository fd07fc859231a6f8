package devicesim_test

import (
	"fmt"
	"testing"
)

func TestZZ(t *testing.T) {
	for _, c := range []string{"ecg-patch", "bedside-monitor", "pulse-oximeter"} {
		b := admit(t, c, `{"waves":["all"]}`)
		for range 30 {
			b.stay(1)
			for _, a := range b.alarms {
				fmt.Println(c, b.now, a)
			}
			b.alarms = nil
		}
	}
}
