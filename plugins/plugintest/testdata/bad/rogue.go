package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/vitalfleet/vitalfleet/devicesim"
)

// begin is the start of the runs in which a rogue goes wrong after twenty seconds.
var begin = time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC)

// first reports whether this process is the first that asks, by the file MARK.
var first = sync.OnceValue(func() bool {
	f, err := os.OpenFile(os.Getenv("MARK"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return false
	}
	defer f.Close()
	_, err = fmt.Fprint(f, os.Getpid())
	return err == nil
})

// rogue is what a plugin does in mid-run that a run must survive.
func (b *gauges) rogue(in *devicesim.Input, out *devicesim.Outbox) {
	if in.Time.Sub(begin) < 20*time.Second {
		return
	}
	switch b.wrong {
	case "run-babble":
		fmt.Println(strings.Repeat("1|1|unix|/etc/passwd|grpc\n", 2000))
		fmt.Fprint(os.Stderr, strings.Repeat("{\"@message\":1}\n", 2000), strings.Repeat("x", 1<<18), "\n")
		return
	case "run-panic-always":
		panic("the model is wrong")
	}
	if !strings.HasPrefix(b.wrong, "run-") || !first() {
		return
	}
	switch b.wrong {
	case "run-kill":
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	case "run-stop":
		_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
	case "run-panic":
		panic("the model is wrong")
	case "run-hang":
		select {}
	case "run-huge":
		out.Send(devicesim.Message{}, append(out.Begin(), make([]byte, 65<<20)...))
	case "run-hoard":
		b.hoardMemory()
	}
}

// hoardMemory grows for as long as a host that watches needs to see it.
func (b *gauges) hoardMemory() {
	if b.hoard == nil {
		time.Sleep(1200 * time.Millisecond) // no longer young
	}
	for range 4 {
		b.hoard = append(b.hoard, []byte(strings.Repeat("leak", 5<<20)))
		time.Sleep(100 * time.Millisecond)
	}
}

// poison is what one device does to all, again and again.
func (b *gauges) poison(device int32, at time.Time) {
	if b.wrong == "run-poison" && b.names[device] == "ward-0002-gauge" && at.Sub(begin) >= 20*time.Second {
		panic("division by zero")
	}
}

// breed leaves a process behind that holds the pipes.
func breed() {
	child := exec.Command("sleep", "300")
	child.Stdout, child.Stderr = os.Stdout, os.Stderr
	if err := child.Start(); err != nil {
		panic(err)
	}
	_ = os.WriteFile(os.Getenv("MARK"), fmt.Append(nil, child.Process.Pid), 0o600)
}
