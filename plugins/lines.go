package plugins

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"
)

// Limits on what a plugin may say.
const (
	maxLine     = 4096 // bytes of a line that are kept
	lineBurst   = 200  // lines at once
	linesPerSec = 50
	tailLines   = 8 // last lines, kept to explain a crash
)

// readLines calls emit for each line of r, cut to maxLine bytes, until r ends.
func readLines(r io.Reader, emit func(line []byte)) {
	br := bufio.NewReaderSize(r, maxLine)
	for {
		line, err := br.ReadSlice('\n')
		if len(line) > 0 {
			emit(bytes.TrimRight(line, "\r\n"))
		}
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = br.ReadSlice('\n')
		}
		if err != nil {
			return
		}
	}
}

// voice is all that a plugin process says on its streams: it goes to the log, as
// far as the rate allows, and its end is remembered.
type voice struct {
	log *slog.Logger

	mu      sync.Mutex
	tail    []string
	tokens  float64
	last    time.Time
	dropped int // since a line came through
	lines   int // in all
	lost    int // in all
}

func newVoice(log *slog.Logger) *voice {
	return &voice{log: log, tokens: lineBurst, last: time.Now()}
}

// hear takes one line of the named stream.
func (v *voice) hear(stream string, line []byte) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if stream == "stderr" {
		v.tail = append(v.tail, string(line))
		v.tail = v.tail[max(0, len(v.tail)-tailLines):]
	}
	v.lines++
	now := time.Now()
	v.tokens = min(lineBurst, v.tokens+now.Sub(v.last).Seconds()*linesPerSec)
	v.last = now
	if v.tokens < 1 {
		v.dropped++
		v.lost++
		return
	}
	v.tokens--
	if v.dropped > 0 {
		v.log.Warn("plugin says too much: lines dropped", "dropped", v.dropped)
		v.dropped = 0
	}
	level, msg, attrs := parseLine(line)
	v.log.LogAttrs(context.Background(), level, msg, append(attrs, slog.String("from", stream))...)
}

// count is how many lines were heard, and how many of them were dropped.
func (v *voice) count() (lines, dropped int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.lines, v.lost
}

// lastWords returns the end of what the process said on stderr: the line of a Go
// panic or fatal error if there is one, else the last line.
func (v *voice) lastWords() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.tail) == 0 {
		return ""
	}
	for _, l := range v.tail {
		if strings.HasPrefix(l, "panic:") || strings.HasPrefix(l, "fatal error:") {
			return l
		}
	}
	return v.tail[len(v.tail)-1]
}

// parseLine reads a line of slog or hclog JSON; anything else is a message as it
// stands. It believes nothing about the types of the fields.
func parseLine(line []byte) (slog.Level, string, []slog.Attr) {
	var fields map[string]json.RawMessage
	if len(line) == 0 || line[0] != '{' || json.Unmarshal(line, &fields) != nil {
		return slog.LevelInfo, string(line), nil
	}
	msg, ok := take(fields, "msg", "@message")
	if !ok {
		return slog.LevelInfo, string(line), nil
	}
	level := slog.LevelInfo
	if text, ok := take(fields, "level", "@level"); ok {
		if level.UnmarshalText([]byte(text)) != nil {
			level = slog.LevelInfo
		}
	}
	take(fields, "time", "@timestamp")
	var attrs []slog.Attr
	for key, raw := range fields {
		attrs = append(attrs, slog.String(key, plain(raw)))
	}
	slices.SortFunc(attrs, func(a, b slog.Attr) int { return strings.Compare(a.Key, b.Key) })
	return level, msg, attrs
}

// take removes the first of the keys that is there and returns its text.
func take(fields map[string]json.RawMessage, keys ...string) (string, bool) {
	for _, key := range keys {
		if raw, ok := fields[key]; ok {
			delete(fields, key)
			return plain(raw), true
		}
	}
	return "", false
}

// plain is a JSON string's content, or any other JSON value as it is written.
func plain(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}
