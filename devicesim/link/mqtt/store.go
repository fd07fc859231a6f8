package mqtt

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// flying is a message that paho has taken and the broker has not acknowledged.
type flying struct {
	packet *packets.PublishPacket
	token  uint64
	order  uint64 // position among the messages of this connection
}

// ledger is the store that paho keeps its session in. It is also where a
// connection learns of acknowledgements: paho's own tokens complete when a
// message is sent again after a reconnect, which is too early, whereas it
// deletes a message from its store on the PUBACK or PUBCOMP and only then.
type ledger struct{ c *conn }

// messageID reads "o.17", the key of outgoing message 17.
func messageID(key string) (uint16, bool) {
	if len(key) < 3 || key[0] != 'o' {
		return 0, false
	}
	id, err := strconv.ParseUint(key[2:], 10, 16)
	return uint16(id), err == nil
}

// Put notes that the message being sent has got its message id.
func (l ledger) Put(key string, p packets.ControlPacket) {
	pub, ok := p.(*packets.PublishPacket)
	if !ok {
		return
	}
	id, ok := messageID(key)
	c := l.c
	c.mu.Lock()
	defer c.mu.Unlock()
	if !ok || !c.staged {
		return
	}
	c.staged = false
	c.order++
	if c.flight == nil {
		c.flight = map[uint16]flying{}
	}
	c.flight[id] = flying{pub, c.stagedToken, c.order}
}

// Del hears of an acknowledgement.
func (l ledger) Del(key string) {
	id, ok := messageID(key)
	if !ok {
		return
	}
	c := l.c
	c.mu.Lock()
	f, ok := c.flight[id]
	delete(c.flight, id)
	if ok && c.again > 0 {
		c.again--
	}
	c.mu.Unlock()
	if ok {
		c.acked(f.token, time.Now(), nil)
		c.kick()
	}
}

// Get returns a copy, because paho marks it as a duplicate while the original
// may still be on its way to the old socket.
func (l ledger) Get(key string) packets.ControlPacket {
	id, ok := messageID(key)
	l.c.mu.Lock()
	defer l.c.mu.Unlock()
	f, found := l.c.flight[id]
	if !ok || !found {
		return nil
	}
	p := *f.packet
	return &p
}

// All returns what has to be sent again, in its order. Paho asks once for each
// connection, and what is published from then on it will not send twice.
func (l ledger) All() []string {
	c := l.c
	c.mu.Lock()
	ids := c.inOrder()
	c.resumed, c.again = true, len(ids)
	c.mu.Unlock()
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = "o." + strconv.Itoa(int(id))
	}
	c.kick()
	return keys
}

// inOrder returns the ids of the packets that fly, oldest first.
func (c *conn) inOrder() []uint16 {
	ids := slices.Collect(maps.Keys(c.flight))
	slices.SortFunc(ids, func(a, b uint16) int { return cmp.Compare(c.flight[a].order, c.flight[b].order) })
	return ids
}

func (ledger) Open()  {}
func (ledger) Close() {}

// Reset is called instead of All when a clean session begins.
func (l ledger) Reset() {
	l.c.mu.Lock()
	defer l.c.mu.Unlock()
	l.c.resumed = true
}
