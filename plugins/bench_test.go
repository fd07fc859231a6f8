//go:build linux

package plugins_test

import (
	"fmt"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// BenchmarkStep compares a model behind the process border with the same model in
// this process. CPU-ns counts both processes.
func BenchmarkStep(b *testing.B) {
	for _, name := range []string{"ecg-patch", "pulse-oximeter"} {
		for _, n := range []int{1, 100, 1000, 10000} {
			b.Run(fmt.Sprintf("%s/%d/inside", name, n), func(b *testing.B) { benchStep(b, byType(b, catalogue(), name), n, 0) })
			b.Run(fmt.Sprintf("%s/%d/plugin", name, n), func(b *testing.B) {
				p := start(b, self("catalogue"))
				benchStep(b, byType(b, p.Models(), name), n, p.State().PID)
			})
		}
	}
}

func benchStep(b *testing.B, m devicesim.Model, n, pid int) {
	batch, err := m.Open(b.Context(), specs(n))
	if err != nil {
		b.Fatal(err)
	}
	defer batch.Close()
	in := newInput(m.Describe(), n)
	var out devicesim.Outbox
	before, k := cpu(b, pid), 0
	var took []time.Duration
	b.ReportAllocs()
	for b.Loop() {
		in.at(k)
		for row := range in.Due {
			in.Due[row] = true
		}
		k++
		out.Reset()
		begin := time.Now()
		if err := batch.Step(b.Context(), &in.Input, &out); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[(len(took)*99-1)/100].Microseconds())/1000, "p99-ms")
	used := float64(cpu(b, pid) - before)
	b.ReportMetric(used/float64(b.N*n), "CPU-ns/device")
	b.ReportMetric(float64(b.N*n)/used*1e9, "devices/CPU-s")
	b.ReportMetric(float64(len(out.Begin()))/float64(n), "B-sent/device")
}

// cpu is the processor time of this process and of pid.
func cpu(b *testing.B, pid int) time.Duration {
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		b.Fatal(err)
	}
	total := time.Duration(own.Utime.Nano() + own.Stime.Nano())
	if pid != 0 {
		total += cpuOf(b, pid)
	}
	return total
}
