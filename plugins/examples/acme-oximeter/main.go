// Command acme-oximeter is an example of a vendor's plugin: a finger oximeter with
// the quirks of a real product. It sends its own terse JSON, several readings a
// message, in tenths, with status bits and a counter of one byte; its clock runs
// fast; and when the probe comes off its firmware repeats the last reading for four
// seconds before it says so. The device does not exist.
package main

import "github.com/vitalfleet/vitalfleet/plugins/sdk"

func main() { sdk.Serve(newModel()) }
