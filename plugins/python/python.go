// Package python holds the SDK for plugins in Python: one file, vitalfleet_plugin.py,
// that a vendor copies beside a model. The Go side only carries it, so that
// `vitalfleet plugin init` can hand it out; it runs on grpcio alone, and the compiled
// protocol lies in it.
package python

import _ "embed"

//go:generate go run ./embedproto

//go:embed vitalfleet_plugin.py
var sdk []byte

// FileName is the name under which a model imports the SDK.
const FileName = "vitalfleet_plugin.py"

// SDK returns the text of the SDK.
func SDK() []byte { return append([]byte(nil), sdk...) }
