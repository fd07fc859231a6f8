package web

import (
	"encoding/json"
	"sync"

	"github.com/gorilla/websocket"
)

type runMessage struct {
	T        string  `json:"t"`
	Epoch    uint32  `json:"epoch"`
	State    string  `json:"state"`
	Scenario string  `json:"scenario"`
	Seed     uint64  `json:"seed"`
	Mode     string  `json:"mode"`
	Step     num     `json:"step"`
	Duration num     `json:"duration"`
	Twins    int     `json:"twins"`
	Devices  int     `json:"devices"`
	Groups   []group `json:"groups"`
	Phases   []phase `json:"phases"`
}

type phase struct {
	Name string `json:"name"`
	From num    `json:"from"`
	To   num    `json:"to"`
}

// runNow describes what does not change during the run.
func (b *board) runNow() runMessage {
	out := runMessage{T: "run", Epoch: b.epoch, State: b.state, Groups: []group{}, Phases: []phase{}}
	if r := b.roster; r != nil {
		out.Scenario, out.Seed, out.Mode = r.Scenario, r.Seed, r.Mode
		out.Step, out.Duration = num(r.Step.Seconds()), num(r.Duration.Seconds())
		out.Twins, out.Devices, out.Groups = len(r.Twins), len(r.Devices), append(out.Groups, b.groups...)
		for _, p := range r.Phases {
			out.Phases = append(out.Phases, phase{p.Name, num(p.From.Seconds()), num(p.To.Seconds())})
		}
	}
	return out
}

// messageCache holds the fleet message of one version, made by whoever needs it
// first and sent to everybody.
type messageCache struct {
	mu      sync.Mutex
	version uint64
	message *websocket.PreparedMessage
}

type fleetMessage struct {
	T string `json:"t"`
	fleetState
}

// message returns the fleet message as it stands. Only the copy is made under
// the board's lock.
func (b *board) message() (*websocket.PreparedMessage, uint64, error) {
	b.cache.mu.Lock()
	defer b.cache.mu.Unlock()
	b.mu.Lock()
	if b.cache.message != nil && b.cache.version == b.version {
		b.mu.Unlock()
		return b.cache.message, b.cache.version, nil
	}
	state := b.fleetNow()
	b.mu.Unlock()
	data, err := json.Marshal(fleetMessage{"fleet", state})
	if err != nil {
		return nil, 0, err
	}
	m, err := websocket.NewPreparedMessage(websocket.TextMessage, data)
	b.cache.message, b.cache.version = m, state.Version
	return m, state.Version, err
}
