package plainjson

import "strconv"

// Alarm is one change of one alarm, in the words of IEC 60601-1-8 and IHE PCD-04.
type Alarm struct {
	Code     string // "spo2-low"
	Priority string // "high", "medium", "low"
	Kind     string // "physiological", "technical"
	State    string // "active", "latched", "inactive"
	Phase    string // "start", "continue", "escalate", "end"
	ID       string // the same in every message of one alarm; unique over all devices
}

// AppendAlarm appends an alarm message.
func AppendAlarm(dst []byte, h *Header, s Stamp, a Alarm) []byte {
	dst = h.open(dst, StreamAlarm, s)
	dst = append(dst, `,"alarm":{"code":`...)
	dst = appendText(dst, a.Code)
	dst = appendMember(dst, `,"priority":`, a.Priority)
	dst = appendMember(dst, `,"kind":`, a.Kind)
	dst = appendMember(dst, `,"state":`, a.State)
	dst = appendMember(dst, `,"phase":`, a.Phase)
	dst = appendMember(dst, `,"id":`, a.ID)
	return append(dst, `}}`...)
}

// Status is whether a device is there. It is what a retained status topic holds
// and what a Will says.
type Status struct {
	State   string  // "online", "offline"
	Reason  string  // why, "" if there is nothing to say
	Battery float64 // %, below 0 if the device runs on mains
}

// AppendStatus appends a status message.
func AppendStatus(dst []byte, h *Header, s Stamp, st Status) []byte {
	dst = h.open(dst, StreamStatus, s)
	dst = append(dst, `,"status":{"state":`...)
	dst = appendText(dst, st.State)
	if st.Reason != "" {
		dst = appendMember(dst, `,"reason":`, st.Reason)
	}
	if st.Battery >= 0 && finite(st.Battery) {
		dst = append(dst, `,"battery":`...)
		dst = AppendNumber(dst, st.Battery, 0)
	}
	return append(dst, `}}`...)
}

// AppendEvent appends an event message: something that happened to the device
// itself, such as "restarted".
func AppendEvent(dst []byte, h *Header, s Stamp, code string) []byte {
	dst = h.open(dst, StreamEvent, s)
	dst = appendMember(dst, `,"event":{"code":`, code)
	return append(dst, `}}`...)
}

func appendMember(dst []byte, name, value string) []byte {
	return appendText(append(dst, name...), value)
}

// AppendAlarmID appends the id of the n-th alarm that a device raised since its
// boot: "device:boot:n".
func AppendAlarmID(dst []byte, device string, boot, n uint32) []byte {
	dst = append(dst, device...)
	dst = append(dst, ':')
	dst = strconv.AppendUint(dst, uint64(boot), 10)
	dst = append(dst, ':')
	return strconv.AppendUint(dst, uint64(n), 10)
}
