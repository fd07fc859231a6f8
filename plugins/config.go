package plugins

import (
	"log/slog"
	"path/filepath"
	"time"
)

// Config says which plugin to run and within what limits. Only Path is required.
type Config struct {
	Name   string       // for logs and State; "": the file's name
	Path   string       // executable
	Args   []string     // arguments, without the program's name
	Env    []string     // added to the few variables that a plugin inherits: "KEY=value"
	SHA256 string       // expected hash of the executable in hex, checked before each start; "": any
	Dir    string       // where the socket's folder (0700) is made; "": the system's temporary folder
	Log    *slog.Logger // nil: silent

	// OnState is told of every change of Status, one call at a time. It must not
	// block nor call the Plugin.
	OnState func(State)

	Timeouts      Timeouts
	Restart       Restart
	SnapshotEvery int // steps of a batch between two snapshots; 0: 64
	JournalBytes  int // memory for a batch's inputs since its last snapshot; 0: 32 MiB. When full, a snapshot comes earlier
	ReplyBytes    int // longest reply that is read; 0: 64 MiB
	// MemoryBytes is how much memory the process may have resident: above it the
	// devices are saved and go on in a new process. 0: 2 GiB; negative: no limit.
	// It is watched on Linux alone.
	MemoryBytes int64
}

// Timeouts are the deadlines of a plugin's answers. Zero: the default.
type Timeouts struct {
	Handshake time.Duration // from start to the handshake, 5 s
	Describe  time.Duration // of Describe and Validate, 1 s
	Step      time.Duration // of one Step, Inject or Command, 2 s
	Open      time.Duration // of one Open, Snapshot, Restore or Close, 10 s
}

// Restart says how a plugin that failed is brought back. Zero: the default.
type Restart struct {
	First    time.Duration // wait after the first failure, 100 ms; doubled with each further one
	Max      time.Duration // longest wait, 30 s
	Failures int           // so many failures within Window quarantine the plugin, 5
	Window   time.Duration // 60 s
}

func (c Config) withDefaults() Config {
	if c.Name == "" {
		c.Name = pluginName(filepath.Base(c.Path))
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	c.Log = c.Log.With("plugin", c.Name)
	orDefault(&c.Timeouts.Handshake, 5*time.Second)
	orDefault(&c.Timeouts.Describe, time.Second)
	orDefault(&c.Timeouts.Step, 2*time.Second)
	orDefault(&c.Timeouts.Open, 10*time.Second)
	orDefault(&c.Restart.First, 100*time.Millisecond)
	orDefault(&c.Restart.Max, 30*time.Second)
	orDefault(&c.Restart.Failures, 5)
	orDefault(&c.Restart.Window, time.Minute)
	orDefault(&c.SnapshotEvery, 64)
	orDefault(&c.JournalBytes, 32<<20)
	orDefault(&c.ReplyBytes, 64<<20)
	if c.MemoryBytes == 0 {
		c.MemoryBytes = 2 << 30
	}
	return c
}

func orDefault[T int | time.Duration](v *T, to T) {
	if *v <= 0 {
		*v = to
	}
}
