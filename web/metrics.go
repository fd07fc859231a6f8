package web

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// runMetrics reads the board when Prometheus asks.
type runMetrics struct {
	board   *board
	clients *clients
}

// newMetrics makes the handler of /metrics. Each server has its own registry.
func newMetrics(b *board, c *clients) http.Handler {
	reg := prometheus.NewPedanticRegistry()
	reg.MustRegister(&runMetrics{b, c})
	return promhttp.HandlerFor(reg, promhttp.HandlerOpts{})
}

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("vitalfleet_"+name, help, labels, nil)
}

// Describe sends nothing: what is there depends on the run.
func (m *runMetrics) Describe(chan<- *prometheus.Desc) {}

// Collect sends the figures of the run as they stand.
func (m *runMetrics) Collect(ch chan<- prometheus.Metric) {
	b := m.board
	b.mu.Lock()
	f, plugins := b.fleetNow(), append(b.plugins[:0:0], b.plugins...)
	b.mu.Unlock()
	gauge := func(name, help string, v float64) {
		ch <- prometheus.MustNewConstMetric(describe(name, help), prometheus.GaugeValue, v)
	}
	counter := func(name, help string, v uint64) {
		ch <- prometheus.MustNewConstMetric(describe(name, help), prometheus.CounterValue, float64(v))
	}
	live := 0.0
	if f.State == stateLive {
		live = 1
	}
	gauge("run_live", "1 while a run is live.", live)
	gauge("twins", "Twins of the run.", float64(f.Twins))
	gauge("devices", "Devices of the run.", float64(f.Devices))
	gauge("connected", "Devices whose session stands.", float64(f.Connected))
	gauge("schedule_lag_seconds", "How far the run is behind its schedule.", float64(f.Lag))
	gauge("simulated_seconds", "Simulated time since the start of the run.", float64(f.Elapsed))
	gauge("active_events", "Events in force.", float64(len(f.Active)))
	gauge("console_viewers", "Open websockets.", float64(b.watchers.Load()))
	counter("produced_total", "Messages that devices made.", f.Produced)
	counter("published_total", "Messages that links took.", f.Published)
	counter("acked_total", "Messages that the broker acknowledged.", f.Acked)
	counter("errors_total", "Messages that links refused or gave up.", f.Errors)
	counter("seen_total", "Messages that observers saw.", f.Seen)
	counter("alerts_total", "Alerts that observers took in.", f.Alerts)
	quantile := describe("publish_ack_seconds", "Time to the broker's acknowledgement, of the run.", "quantile")
	ch <- prometheus.MustNewConstMetric(quantile, prometheus.GaugeValue, float64(f.AckP50), "0.5")
	ch <- prometheus.MustNewConstMetric(quantile, prometheus.GaugeValue, float64(f.AckP99), "0.99")
	up := describe("plugin_up", "1 while the plugin's process runs.", "plugin")
	restarts := describe("plugin_restarts_total", "Restarts of the plugin's process.", "plugin")
	for _, p := range plugins {
		running := 0.0
		if p.State == "running" {
			running = 1
		}
		ch <- prometheus.MustNewConstMetric(up, prometheus.GaugeValue, running, p.Name)
		ch <- prometheus.MustNewConstMetric(restarts, prometheus.CounterValue, float64(p.Restarts), p.Name)
	}
}
