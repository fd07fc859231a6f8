// Package web is the console: one HTTP and websocket server that lets people
// watch a run and steer it. The pages are built files embedded in the binary.
//
// A run is watched through a scenarios.Sink and steered through a
// scenarios.Controller; nothing here can change what a run computes. The sink
// copies what somebody looks at under a short lock and returns; everything else
// (sorting, encoding, sending) happens on the goroutines of the viewers, so the
// slowest viewer delays nobody but itself.
//
// The wire is described in PROTOCOL.md. The server speaks to loopback only; see
// CheckListen. What it shows is simulated and must not be used for the care of
// anybody.
package web
