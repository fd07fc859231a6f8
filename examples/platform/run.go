package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// devices is where the devices speak; of the streams below it the platform takes
// observations, waveforms and the devices' own alarms.
const devices = "vitalfleet/v1/+/+/+/+/"

// streams returns the topics that the platform subscribes to.
func streams() []string { return []string{devices + "obs", devices + "alarm", devices + "wave"} }

// patience is how long the platform tries to finish what it has taken when it
// is told to stop.
const patience = 5 * time.Second

// run is the platform, until ctx ends.
func run(ctx context.Context, c config, out io.Writer, log *slog.Logger) error {
	chosen, err := selectRules(c.alarms)
	if err != nil {
		return err
	}
	u, err := url.Parse(c.broker)
	if err != nil || u.Host == "" {
		return fmt.Errorf("broker %q is not a URL: write mqtt://127.0.0.1:1883", c.broker)
	}
	publisher, err := connect(options(u, c.client+"-out"))
	if err != nil {
		return fmt.Errorf("connect to %s: %w", c.broker, err)
	}
	p := &platform{
		log: log, relay: newRelay(publisher, c.bad), ward: newWard(chosen, c.bad), seen: deduplicator{},
		poster: newPoster(c.webhook, c.bad.seconds("late"), log), inbox: make(chan message, 1<<16), quit: make(chan struct{}),
	}
	return p.serve(ctx, u, c.client, out)
}

// platform takes one observation after the other.
type platform struct {
	log    *slog.Logger
	inbox  chan message
	quit   chan struct{}
	seen   deduplicator
	ward   *ward
	relay  *relay
	poster *poster
}

func (p *platform) serve(ctx context.Context, broker *url.URL, id string, out io.Writer) error {
	alerting, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	worked := make(chan struct{})
	go func() {
		defer close(worked)
		p.work(alerting)
	}()
	subscriber, err := p.subscribe(broker, id)
	if err == nil {
		fmt.Fprintln(out, "ready")
		<-ctx.Done()
		subscriber.Unsubscribe(streams()...).WaitTimeout(patience)
		subscriber.Disconnect(250)
	}
	close(p.quit)
	<-worked
	p.relay.finish(patience)
	time.AfterFunc(patience, stop)
	p.poster.wait()
	return err
}

// work handles what arrives and, at the end, what has arrived.
func (p *platform) work(ctx context.Context) {
	for {
		select {
		case m := <-p.inbox:
			p.handle(ctx, m)
			continue
		default:
		}
		select {
		case m := <-p.inbox:
			p.handle(ctx, m)
		case <-p.quit:
			return
		}
	}
}

func (p *platform) subscribe(broker *url.URL, id string) (paho.Client, error) {
	o := options(broker, id)
	granted := make(chan error, 1)
	o.SetDefaultPublishHandler(func(_ paho.Client, m paho.Message) {
		if m.Retained() {
			return
		}
		select {
		case p.inbox <- message{m.Topic(), m.Payload()}:
		case <-p.quit:
		}
	})
	o.SetOnConnectHandler(func(c paho.Client) {
		select {
		case granted <- subscribeAll(c):
		default: // it is a reconnect
		}
	})
	c, err := connect(o)
	if err == nil {
		err = <-granted
	}
	if err != nil {
		return nil, fmt.Errorf("subscribe to %s: %w", strings.Join(streams(), ", "), err)
	}
	return c, nil
}

// subscribeAll subscribes to every stream and returns when all are granted.
func subscribeAll(c paho.Client) error {
	filters := map[string]byte{}
	for _, topic := range streams() {
		filters[topic] = 1
	}
	token := c.SubscribeMultiple(filters, nil).(*paho.SubscribeToken)
	token.Wait()
	if err := token.Error(); err != nil {
		return err
	}
	for topic, granted := range token.Result() {
		if granted > 2 {
			return fmt.Errorf("the broker refuses %s", topic)
		}
	}
	return nil
}

func (p *platform) handle(ctx context.Context, m message) {
	r, err := parseReading(m.payload)
	if err != nil {
		p.log.Warn("message passed on unread", "topic", m.topic, "error", err)
		p.relay.pass(m, nil)
		return
	}
	if !p.seen.first(&r) {
		return // the fleet sends at least once
	}
	if strings.HasSuffix(m.topic, "/obs") {
		for _, a := range p.ward.observe(&r) {
			p.log.Info("alarm", "patient", a.Patient, "code", a.Code, "time", a.Time, "id", a.ID)
			p.poster.post(ctx, a)
		}
	}
	p.relay.pass(m, &r)
}

func options(broker *url.URL, id string) *paho.ClientOptions {
	o := paho.NewClientOptions().SetProtocolVersion(4).SetClientID(id).SetCleanSession(false).
		SetConnectTimeout(patience).SetMaxReconnectInterval(500 * time.Millisecond)
	o.Servers = []*url.URL{broker}
	return o
}

func connect(o *paho.ClientOptions) (paho.Client, error) {
	c := paho.NewClient(o)
	token := c.Connect()
	token.Wait()
	return c, token.Error()
}
