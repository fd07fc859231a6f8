package mqtt

import "time"

// kick starts the goroutine that carries packets to paho, if there is something
// to carry and nobody does.
func (c *conn) kick() {
	c.mu.Lock()
	start := !c.sending && c.may()
	if start {
		c.sending = true
	}
	if c.closing {
		c.changed.Broadcast()
	}
	c.mu.Unlock()
	if start {
		go c.carry()
	}
}

// may reports whether the next packet can go now.
func (c *conn) may() bool {
	return c.up && c.resumed && c.again == 0 && !c.ended && c.queue.len() > 0 && len(c.flight) < c.link.target.InFlight
}

func (c *conn) carry() {
	for {
		c.mu.Lock()
		if !c.may() {
			c.sending = false
			c.changed.Broadcast()
			c.mu.Unlock()
			return
		}
		i, w := c.queue.pop(), c.wire
		if i.qos == 0 {
			c.zeros++
		} else {
			c.staged, c.stagedToken = true, i.token
		}
		c.mu.Unlock()
		if i.qos == 0 {
			c.sendOnce(i, w)
		} else {
			c.send(i, w)
		}
	}
}

// send hands a packet of QoS 1 or 2 to paho, which puts it into the ledger. From
// then on only the ledger reports it.
func (c *conn) send(i item, w *wire) {
	token := c.client.Publish(i.topic, i.qos, i.retain, i.payload)
	var err error
	select {
	case <-token.Done():
		err = token.Error()
	default:
	}
	c.mu.Lock()
	untaken := c.staged // giveUp has not reported it, nor has Put moved it
	c.staged = false
	c.mu.Unlock()
	switch {
	case untaken:
		c.acked(i.token, time.Now(), err)
	case err != nil:
		w.fail(err) // it is in the ledger, but not on the wire: a reconnect sends it
	}
}

// sendOnce writes a packet of QoS 0 and waits for the write. Paho reports a
// packet as written that it has dropped for want of a connection, and so does a
// dead wire: whatever was on its way when the connection broke counts as lost.
func (c *conn) sendOnce(i item, w *wire) {
	token := c.client.Publish(i.topic, 0, i.retain, i.payload)
	<-token.Done()
	err := token.Error()
	if err == nil && w.broken() {
		err = ErrLost
	}
	c.acked(i.token, time.Now(), err)
	c.mu.Lock()
	c.zeros--
	c.changed.Broadcast()
	c.mu.Unlock()
}
