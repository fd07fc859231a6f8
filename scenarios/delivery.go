package scenarios

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// slots is into how many moments a tick is cut for sending, so that devices that
// report on the same tick do not all speak in the same millisecond.
const slots = 200

// dialers is how many connections are made at a time.
const dialers = 48

// delivery carries messages from the ticks to the links, each at its own
// moment, and hears what became of them. It lives in wall time: nothing of it
// reaches back into the simulation.
type delivery struct {
	plan   *plan
	clock  Clock
	conns  []conn
	lanes  []*lane
	links  map[string]devicesim.Link // by target
	joined atomic.Int64              // devices whose connection has been asked for
	online atomic.Int64              // devices whose session stands

	later   []int // connections to be made during the run, by time
	joining sync.WaitGroup
	quit    chan struct{} // closed when nobody need join any more
	stopped bool
}

// conn is one connection with its state.
type conn struct {
	standing atomic.Bool
	asked    atomic.Bool
	cuts     int // outages in force; of the run's own goroutine

	// Under the lock of its lane:
	open   devicesim.Conn
	failed error    // why it was not made
	parked []letter // what the devices said before it was made
}

// mail is one message on its way to the link.
type mail struct {
	conn    int32
	slot    int32
	qos     byte
	retain  bool
	id      messageID
	topic   string
	payload []byte
}

// messageID names a message in the accounts.
type messageID struct {
	device int32
	stream uint8
	boot   uint32
	seq    uint64
}

func newDelivery(p *plan, clock Clock, links map[string]devicesim.Link) *delivery {
	d := &delivery{plan: p, clock: clock, links: links, conns: make([]conn, len(p.conns)), quit: make(chan struct{})}
	for range workers() {
		d.lanes = append(d.lanes, newLane(d))
	}
	for i, c := range p.conns {
		if c.joins > 0 {
			d.later = append(d.later, i)
		}
	}
	slices.SortStableFunc(d.later, func(a, b int) int { return cmp.Compare(p.conns[a].joins, p.conns[b].joins) })
	return d
}

// connectAll makes the connections of all who are there from the start. The
// first one alone, so that a target that is not there is told at once and once.
func (d *delivery) connectAll(ctx context.Context) error {
	var first []int
	for i, c := range d.plan.conns {
		if c.joins == 0 {
			first = append(first, i)
		}
	}
	if len(first) == 0 {
		return nil
	}
	if err := d.connect(ctx, first[0]); err != nil {
		return &RunError{Code: ExitUnreachable, Err: err}
	}
	errs := make([]error, len(first))
	var wg sync.WaitGroup
	var next atomic.Int64
	for range min(dialers, len(first)) {
		wg.Go(func() {
			for {
				i := int(next.Add(1))
				if i >= len(first) || ctx.Err() != nil {
					return
				}
				errs[i] = d.connect(ctx, first[i])
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := errors.Join(errs...); err != nil {
		return &RunError{Code: ExitUnreachable, Err: err}
	}
	return nil
}

// connect makes one connection and tells its status topic that it stands.
func (d *delivery) connect(ctx context.Context, i int) error {
	p, c := &d.plan.conns[i], &d.conns[i]
	l := d.lanes[i%len(d.lanes)]
	if !c.asked.Swap(true) {
		d.joined.Add(int64(len(p.devices)))
	}
	id := p.identity
	id.Acked = l.acked
	id.State = func(up bool, _ error) {
		if c.standing.Swap(up) != up {
			n := int64(len(p.devices))
			if !up {
				n = -n
			}
			d.online.Add(n)
		}
	}
	open, err := d.links[p.target].Connect(ctx, id)
	if err != nil {
		return fmt.Errorf("connect %s to target %s: %w", id.ClientID, p.target, err)
	}
	id.State(open.Connected(), nil)
	if p.status != "" {
		err = open.Publish(devicesim.Packet{Topic: p.status, Payload: statusPayload(id.Device, "online"), QoS: 1, Retain: true, Token: noToken})
	}
	l.settle(c, open, nil)
	if err != nil {
		return fmt.Errorf("status of %s: %w", id.ClientID, err)
	}
	return nil
}

// made is a connection, nil while it has not been made.
func (d *delivery) made(i int) devicesim.Conn {
	l := d.lanes[i%len(d.lanes)]
	l.mu.Lock()
	defer l.mu.Unlock()
	return d.conns[i].open
}

// joinDue connects those whose time has come, in the background: a ramp does not
// wait for a slow broker.
func (d *delivery) joinDue(ctx context.Context, now time.Duration, failed func(error)) {
	for len(d.later) > 0 && d.plan.conns[d.later[0]].joins <= now {
		i := d.later[0]
		d.later = d.later[1:]
		d.joining.Go(func() { d.keepJoining(ctx, i, failed) })
	}
}

// The waits of a device that cannot connect, wall time.
const (
	firstRejoin = time.Second
	lastRejoin  = 30 * time.Second
)

// keepJoining connects a device, and goes on trying while the broker is away.
func (d *delivery) keepJoining(ctx context.Context, i int, failed func(error)) {
	for wait := firstRejoin; ; wait = min(2*wait, lastRejoin) {
		err := d.connect(ctx, i)
		if err != nil {
			failed(err)
		}
		if d.made(i) != nil {
			return
		}
		interrupted := sleep(ctx, wait, false, d.quit) != nil
		if interrupted || d.over() {
			d.lanes[i%len(d.lanes)].settle(&d.conns[i], nil, err) // what it said is given up, and counted
			return
		}
	}
}

// over reports whether nobody need join any more.
func (d *delivery) over() bool {
	select {
	case <-d.quit:
		return true
	default:
		return false
	}
}

// share counts the connected devices among those that have joined.
func (d *delivery) share(keep func(device int32) bool) (up, all int) {
	for i := range d.conns {
		c := &d.conns[i]
		if !c.asked.Load() {
			continue
		}
		standing := c.standing.Load()
		for _, n := range d.plan.conns[i].devices {
			if !keep(int32(n)) {
				continue
			}
			all++
			if standing {
				up++
			}
		}
	}
	return up, all
}

// stop ends the lanes when their mail is out. A second call only waits.
func (d *delivery) stop() {
	if !d.stopped {
		d.stopped = true
		close(d.quit)
		for _, l := range d.lanes {
			close(l.in)
		}
	}
	d.joining.Wait()
}

// noToken marks packets that nobody accounts for.
const noToken = ^uint64(0)

// start lets the lanes run until their mail is closed.
func (d *delivery) start(ctx context.Context, wg *sync.WaitGroup) {
	for _, l := range d.lanes {
		wg.Go(func() {
			for b := range l.in {
				l.send(ctx, b)
			}
		})
	}
}

// post hands a tick's mail to the lanes. It blocks when they are too far
// behind: the run then lags, and says so, instead of losing anything.
func (d *delivery) post(ctx context.Context, at time.Duration, mails []mail) error {
	for _, m := range mails {
		l := d.lanes[int(m.conn)%len(d.lanes)]
		l.next = append(l.next, m)
	}
	for _, l := range d.lanes {
		if len(l.next) == 0 {
			continue
		}
		b := l.next
		l.next = l.take()
		slices.SortStableFunc(b, func(x, y mail) int { return cmp.Compare(x.slot, y.slot) })
		select {
		case l.in <- bag{at, b}:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// collect calls each with what has become of messages since the last call.
func (d *delivery) collect(each func(o outcome)) {
	for _, l := range d.lanes {
		l.mu.Lock()
		done := l.done
		l.done, l.told = l.told[:0], done
		l.mu.Unlock()
		for _, o := range done {
			each(o)
		}
	}
}

// inFlight is how many messages wait for their acknowledgement.
func (d *delivery) inFlight() int {
	n := 0
	for _, l := range d.lanes {
		l.mu.Lock()
		n += len(l.flights) - len(l.free)
		l.mu.Unlock()
	}
	return n
}

// close disconnects everybody, in parallel, as far as ctx allows.
func (d *delivery) close(ctx context.Context) error {
	errs := make([]error, len(d.conns))
	var wg sync.WaitGroup
	var next atomic.Int64
	next.Store(-1)
	for range min(dialers, len(d.conns)) {
		wg.Go(func() {
			for {
				i := int(next.Add(1))
				if i >= len(d.conns) {
					return
				}
				if open := d.made(i); open != nil {
					errs[i] = open.Close(ctx)
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}
