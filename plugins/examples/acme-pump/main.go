// Command acme-pump is an example of a plugin that acts on the body: an infusion
// pump delivers what it is set to into the patient, stops when the line is occluded
// or the bag is empty, and takes commands. The device does not exist, and nothing
// here is a dose for anybody.
package main

import "github.com/vitalfleet/vitalfleet/plugins/sdk"

func main() { sdk.Serve(newModel()) }
