package plugins

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// Session is one run of a plugin's program without supervision: nothing restarts
// it and nothing is replayed. It is for tests of plugins; runs use Start.
type Session struct {
	devicev1.DeviceModelClient
	proc *process
}

// Dial starts the program and waits for its handshake. Nothing is asked of it.
// The caller must end the Session with Stop, HangUp or Kill.
func Dial(ctx context.Context, c Config) (*Session, error) {
	c = c.withDefaults()
	if _, err := checkExecutable(c.Path, c.SHA256); err != nil {
		return nil, err
	}
	proc, err := launch(ctx, &c, 1)
	if err != nil {
		return nil, err
	}
	return &Session{DeviceModelClient: proc.DeviceModelClient, proc: proc}, nil
}

// PID is the process id.
func (s *Session) PID() int { return s.proc.runner.pid() }

// Memory is the memory that the process has resident, in bytes; false where the
// system does not tell.
func (s *Session) Memory() (int64, bool) { return residentBytes(s.PID()) }

// Said counts the lines that the process wrote on its streams, and those of them
// that were dropped because there were too many.
func (s *Session) Said() (lines, dropped int) { return s.proc.runner.voice.count() }

// Obituary explains the error of a call by the end of the process, if it ended.
func (s *Session) Obituary(err error) error {
	if err == nil {
		return nil
	}
	return s.proc.obituary(err)
}

// Stop asks the process to end and kills it when it has not within d. The error
// says that it had to be killed, or that it ended badly.
func (s *Session) Stop(d time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	_ = s.proc.conn.Invoke(ctx, "/plugin.GRPCController/Shutdown", &emptypb.Empty{}, &emptypb.Empty{})
	return s.ended(d, "it was asked to end")
}

// HangUp ends the process's standard input, as the death of the host does, and
// kills the process when it has not ended within d.
func (s *Session) HangUp(d time.Duration) error {
	_ = s.proc.runner.lifeline.Close()
	return s.ended(d, "its standard input ended")
}

func (s *Session) ended(d time.Duration, why string) error {
	defer s.proc.kill()
	select {
	case <-s.proc.runner.exited:
	case <-time.After(d):
		return fmt.Errorf("it is still there %v after %s", d, why)
	}
	if status := s.proc.runner.status; status != "exit status 0" {
		return fmt.Errorf("after %s it ended with %s", why, status)
	}
	return nil
}

// Kill ends the process at once.
func (s *Session) Kill() { s.proc.kill() }

// Answered reports whether the error of a call is the plugin's considered answer,
// which the host hands on; any other counts as a crash.
func Answered(err error) bool { return answered(err) }
