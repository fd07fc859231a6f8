package plugins_test

import (
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// cpuOf reads another process's CPU clock.
func cpuOf(b *testing.B, pid int) time.Duration {
	clock := int32(^pid<<3 | 2) // as clock_getcpuclockid makes it
	var ts unix.Timespec
	if _, _, errno := unix.Syscall(unix.SYS_CLOCK_GETTIME, uintptr(clock), uintptr(unsafe.Pointer(&ts)), 0); errno != 0 {
		b.Fatal(errno)
	}
	return time.Duration(ts.Nano())
}
