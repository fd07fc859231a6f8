// Package plugins hosts vendors' device models: programs that serve the protocol
// of package devicev1 over hashicorp/go-plugin. Start runs one and gives its
// models as devicesim.Models, so that a run cannot tell them from built-in ones.
//
// The host survives any plugin. Each runs in a process group of its own that dies
// with the host; whatever it writes is read line by line with limits on length
// and rate; every call has a deadline, and a miss, a crash or a reply that breaks
// the protocol kills the group.
//
// A crash is transparent: a model's time, signals and seed come from the host, so
// the host keeps a snapshot of the devices and what it sent since, and after a
// restart restores and replays. The caller waits longer and sees the same messages.
// A plugin that keeps failing is quarantined: its devices fall silent.
//
// Plugins are trusted as far as any program that the user starts: they are not
// sandboxed. Pin a plugin's SHA-256 to run only the one that was tested. Process
// groups and the death signal are Linux's; on macOS and Windows a plugin learns
// of the host's death by the end of its standard input.
package plugins
