package plugins_test

import (
	"fmt"

	"github.com/vitalfleet/vitalfleet/plugins"
)

func ExamplePin_Check() {
	pin := plugins.Pin{Version: "1.2.0"}
	fmt.Println(pin.Check("acme-spo2", "1.3.0", ""))
	// Output: plugin acme-spo2 is version "1.3.0", pinned is "1.2.0": install that version or change the pin
}
