package spec

// Source is the text of a scenario and where it came from.
type Source struct {
	Name string // file name as shown in problems
	Text []byte
	Dir  string // folder that extends and imports are read from and stay inside; "" refuses them
}

// Options are what surrounds a scenario when it is read: overrides, and the
// registries of what exists in this program. The zero value is usable: no
// overrides, no environment, device types unchecked.
type Options struct {
	Params     map[string]string                   // --param name=value
	Set        []string                            // --set path=value, in order
	Seed       *uint64                             // --seed
	TimeMode   string                              // --time
	Speed      float64                             // --speed, 0 is not given
	Broker     string                              // --broker: URL of every target
	Env        func(string) (string, bool)         // environment, for ${env.NAME} and VITALFLEET_*; nil is empty
	Cell       Cell                                // cell of the matrix to read; nil is the first
	Devices    func(typ string) (DeviceInfo, bool) // device types of this program
	Types      []string                            // their names, for "did you mean"
	Executable func(kind string) bool              // kinds that this program can execute; nil is none
}

// DeviceInfo is what validation needs to know about a device type.
type DeviceInfo struct {
	Type         string
	Title        string
	ConfigSchema string   // JSON Schema of settings; "" allows any
	Codes        []string // measured codes
	Faults       []string
}
