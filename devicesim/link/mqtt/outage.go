package mqtt

import "net"

// Break cuts the network of this connection until Heal.
func (c *conn) Break(silent bool) {
	c.mu.Lock()
	if c.healed == nil {
		c.healed = make(chan struct{})
	}
	w := c.wire
	c.mu.Unlock()
	if w != nil {
		w.cut(silent)
	}
}

// Heal mends the network.
func (c *conn) Heal() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.healed != nil {
		close(c.healed)
		c.healed = nil
	}
}

func (c *conn) isCut() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.healed != nil
}

// keep holds the socket of a silent cut open until the device is back or closed,
// so that the broker learns of the cut by its keep-alive alone.
func (c *conn) keep(s net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		s.Close()
		return
	}
	c.kept = append(c.kept, s)
}
