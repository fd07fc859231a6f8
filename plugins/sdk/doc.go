// Package sdk is what a vendor imports to serve device models to vitalfleet:
//
//	func main() { sdk.Serve(acme.Oximeter{}) }
//
// A model is a devicesim.Model; what its batches can do beyond Step (Snapshotter,
// Injector, Commander) is served too. It must read no clock and no random source
// of its own: time, signals and seed come from the host, which kills, restores and
// replays a plugin without anybody noticing. A panic in a model becomes an error
// with its stack. The package does not limit what the program does otherwise.
package sdk
