// Package file lets messages leave into a file, to standard output or into
// nothing: the links of runs without a network. A line of NDJSON holds one
// message, as in a run directory's capture.ndjson:
//
//	{"device":"ward-0001-oximeter","time":"2026-01-15T08:00:40.000Z","topic":"…","qos":1,"retain":false,"payload":"base64"}
//
// Every message is acknowledged before Publish returns. There is no broker, so
// there are no sessions, no Wills and no retained messages to be had here.
package file

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// ErrClosed is the error of a Publish after Close.
var ErrClosed = errors.New("file link closed")

// Link writes the messages of all its connections to one writer, in the order
// in which they were published.
type Link struct {
	now func() time.Time

	mu     sync.Mutex
	w      *bufio.Writer // nil: nothing is written
	file   io.Closer     // nil: not ours to close
	line   []byte
	err    error // the first write that failed; nothing is written after it
	closed bool
}

// New returns a link that writes to w. Now stamps the lines and the
// acknowledgements: give the run's virtual clock. Call Flush or Close at the end.
func New(w io.Writer, now func() time.Time) *Link {
	return &Link{now: now, w: bufio.NewWriterSize(w, 64<<10)}
}

// Create returns a link that writes to a new file, or an emptied one.
func Create(path string, now func() time.Time) (*Link, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("create the message file: %w", err)
	}
	l := New(f, now)
	l.file = f
	return l, nil
}

// Null returns a link that takes and acknowledges everything and keeps nothing:
// the link of a run in virtual time.
func Null(now func() time.Time) *Link { return &Link{now: now} }

// Stdout returns a link that writes to standard output.
func Stdout(now func() time.Time) *Link { return New(os.Stdout, now) }

// Connect returns a connection that stands until it is closed. The identity's
// State hears of it before Connect returns.
func (l *Link) Connect(ctx context.Context, id devicesim.Identity) (devicesim.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("connect %s: %w", id.Device, err)
	}
	c := &conn{link: l, id: id, prefix: appendString([]byte(`{"device":`), id.Device), up: true}
	if id.State != nil {
		id.State(true, nil)
	}
	return c, nil
}

// Flush writes what is buffered. It returns the first error of any write so far.
func (l *Link) Flush() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.flush()
}

func (l *Link) flush() error {
	if l.w == nil || l.err != nil {
		return l.err
	}
	l.err = l.failed(l.w.Flush())
	return l.err
}

// Close flushes and closes the file. Messages published later are refused.
func (l *Link) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	l.closed = true
	err := l.flush()
	if l.file != nil {
		err = errors.Join(err, l.file.Close())
	}
	return err
}

func (l *Link) failed(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("write messages: %w", err)
}

// write appends one line. It allocates nothing once the line buffer has grown.
func (l *Link) write(prefix []byte, p devicesim.Packet, at time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return ErrClosed
	}
	if l.w == nil || l.err != nil {
		return l.err
	}
	b := append(l.line[:0], prefix...)
	b = append(b, `,"time":"`...)
	b = at.UTC().AppendFormat(b, "2006-01-02T15:04:05.000Z")
	b = append(b, `","topic":`...)
	b = appendString(b, p.Topic)
	b = append(b, `,"qos":`...)
	b = append(b, '0'+p.QoS)
	b = append(b, `,"retain":`...)
	if p.Retain {
		b = append(b, `true,"payload":"`...)
	} else {
		b = append(b, `false,"payload":"`...)
	}
	b = base64.StdEncoding.AppendEncode(b, p.Payload)
	b = append(b, "\"}\n"...)
	l.line = b
	_, err := l.w.Write(b)
	l.err = l.failed(err)
	return l.err
}

// conn is the connection of one device.
type conn struct {
	link   *Link
	id     devicesim.Identity
	prefix []byte // the line up to the device's name

	mu sync.Mutex
	up bool
}

// Publish writes the message and acknowledges it.
func (c *conn) Publish(p devicesim.Packet) error {
	if p.QoS > 2 {
		return fmt.Errorf("publish %s: QoS %d does not exist", p.Topic, p.QoS)
	}
	if !c.Connected() {
		return ErrClosed
	}
	at := c.link.now()
	if err := c.link.write(c.prefix, p, at); err != nil {
		return err
	}
	if c.id.Acked != nil {
		c.id.Acked(p.Token, at, nil)
	}
	return nil
}

// Connected reports whether the connection has not been closed.
func (c *conn) Connected() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.up
}

// Close ends the connection and flushes the link.
func (c *conn) Close(context.Context) error {
	c.mu.Lock()
	was := c.up
	c.up = false
	c.mu.Unlock()
	if !was {
		return nil
	}
	if c.id.State != nil {
		c.id.State(false, nil)
	}
	return c.link.Flush()
}

const hex = "0123456789abcdef"

// appendString appends s as a JSON string; bytes that are no UTF-8 become the
// replacement character, as in package encoding/json.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			b = appendASCII(b, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		b = utf8.AppendRune(b, r)
		i += n
	}
	return append(b, '"')
}

func appendASCII(b []byte, c byte) []byte {
	switch {
	case c == '"' || c == '\\':
		return append(b, '\\', c)
	case c < 0x20:
		return append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
	}
	return append(b, c)
}
