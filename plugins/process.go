package plugins

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
	hcrunner "github.com/hashicorp/go-plugin/runner"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// maxSocketDir is the longest folder in which a Unix socket still finds a name.
const maxSocketDir = 60

// process is one run of a plugin's program, connected.
type process struct {
	devicev1.DeviceModelClient
	generation int // counts the runs of the plugin, from 1
	runner     *runner
	conn       *grpc.ClientConn
	dir        string
	begun      time.Time
	retiring   atomic.Bool // it is about to be replaced: batches save their devices
	once       sync.Once
}

// launch starts the program and waits for its handshake. The caller must end the
// process with kill or stop.
func launch(ctx context.Context, c *Config, generation int) (*process, error) {
	if len(c.Dir) > maxSocketDir {
		return nil, fmt.Errorf("folder %s is too long for a socket's path: set Config.Dir to one of at most %d bytes", c.Dir, maxSocketDir)
	}
	dir, err := os.MkdirTemp(c.Dir, "vfp-") // MkdirTemp makes it 0700
	if err != nil {
		return nil, fmt.Errorf("folder for the plugin's socket: %w", err)
	}
	p := &process{generation: generation, dir: dir, begun: time.Now()}
	release := func() bool { return true }
	client := goplugin.NewClient(&goplugin.ClientConfig{
		HandshakeConfig:  devicev1.Handshake(),
		Plugins:          goplugin.PluginSet{devicev1.PluginName: &devicev1.Plugin{}},
		AllowedProtocols: []goplugin.Protocol{goplugin.ProtocolGRPC},
		Logger:           hclog.NewNullLogger(),
		StartTimeout:     c.Timeouts.Handshake,
		SkipHostEnv:      true, // a host's secrets are none of the plugin's business
		UnixSocketConfig: &goplugin.UnixSocketConfig{TempDir: dir},
		RunnerFunc: func(_ hclog.Logger, cmd *exec.Cmd, _ string) (hcrunner.Runner, error) {
			p.runner = newRunner(c.Path, c.Args, append(environment(c.Env), cmd.Env...), dir, newVoice(c.Log))
			release = context.AfterFunc(ctx, func() { _ = p.runner.Kill(ctx) })
			return p.runner, nil
		},
	})
	addr, err := handshake(ctx, client, p)
	release()
	if err == nil {
		err = p.connect(addr, c.ReplyBytes)
	}
	if err != nil {
		p.kill()
		return nil, fmt.Errorf("plugin %s: %w", c.Path, err)
	}
	return p, nil
}

// handshake is go-plugin's start, cut short by ctx.
func handshake(ctx context.Context, client *goplugin.Client, p *process) (net.Addr, error) {
	addr, err := client.Start()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil && p.runner.pid() != 0:
		return nil, fmt.Errorf("no handshake: %w (last said: %q): is it a vitalfleet plugin?", err, p.runner.voice.lastWords())
	}
	return addr, err
}

// environment is what a plugin inherits: what programs need to run at all.
func environment(extra []string) []string {
	env := []string{devicev1.LifelineEnv + "=1"}
	for _, key := range []string{"PATH", "HOME", "TMPDIR", "LANG", "TZ", "SYSTEMROOT", "TEMP", "GOCOVERDIR"} {
		if v, ok := os.LookupEnv(key); ok {
			env = append(env, key+"="+v)
		}
	}
	return append(env, extra...)
}

// connect makes the connection for all calls. go-plugin's own client is not used
// beyond the handshake: its Close waits for ever on a stopped plugin.
func (p *process) connect(addr net.Addr, replyBytes int) error {
	const window = 16 << 20 // a batch's request or reply in one go
	conn, err := grpc.NewClient("passthrough:///plugin",
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, addr.Network(), addr.String())
		}),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDisableServiceConfig(),
		grpc.WithStaticStreamWindowSize(window), grpc.WithStaticConnWindowSize(window),
		grpc.WithReadBufferSize(256<<10), grpc.WithWriteBufferSize(256<<10),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(replyBytes)),
	)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	p.conn = conn
	p.DeviceModelClient = devicev1.NewDeviceModelClient(conn)
	go p.drainStdio()
	return nil
}

// drainStdio reads what a Go plugin prints: go-plugin redirects it into a stream,
// and a plugin whose stream nobody reads blocks. It ends with the connection.
func (p *process) drainStdio() {
	stream, err := p.conn.NewStream(context.Background(), &grpc.StreamDesc{ServerStreams: true}, "/plugin.GRPCStdio/StreamStdio")
	if err != nil || stream.SendMsg(&emptypb.Empty{}) != nil || stream.CloseSend() != nil {
		return
	}
	for {
		var msg emptypb.Empty // the stream's own message is private to go-plugin: field 2 is the text
		if stream.RecvMsg(&msg) != nil {
			return
		}
		readLines(strings.NewReader(stdioText(msg.ProtoReflect().GetUnknown())), func(line []byte) { p.runner.voice.hear("print", line) })
	}
}

func stdioText(raw []byte) string {
	for len(raw) > 0 {
		num, typ, n := protowire.ConsumeTag(raw)
		if n < 0 {
			return ""
		}
		raw = raw[n:]
		if num == 2 && typ == protowire.BytesType {
			text, _ := protowire.ConsumeBytes(raw)
			return string(text)
		}
		if n = protowire.ConsumeFieldValue(num, typ, raw); n < 0 {
			return ""
		}
		raw = raw[n:]
	}
	return ""
}

// stop lets the plugin end by itself and kills it if it does not within d.
func (p *process) stop(d time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	_ = p.conn.Invoke(ctx, "/plugin.GRPCController/Shutdown", &emptypb.Empty{}, &emptypb.Empty{})
	_ = p.runner.lifeline.Close()
	select {
	case <-p.runner.exited:
	case <-ctx.Done():
	}
	p.kill()
}

// kill ends the process and all that belongs to it, and waits until it is gone.
func (p *process) kill() {
	p.once.Do(func() {
		if p.conn != nil {
			_ = p.conn.Close()
		}
		if p.runner != nil && p.runner.pid() != 0 {
			_ = p.runner.Kill(context.Background())
			select {
			case <-p.runner.exited:
			case <-time.After(2 * time.Second): // a process in the kernel's hands: leave it
			}
		}
		_ = os.RemoveAll(p.dir)
	})
}

// obituary explains an error by the end of the process, if it ends within a moment:
// that is where a broken connection comes from.
func (p *process) obituary(err error) error {
	select {
	case <-p.runner.exited:
	case <-time.After(50 * time.Millisecond):
	}
	return p.obituaryNow(err)
}

// obituaryNow is obituary without waiting.
func (p *process) obituaryNow(err error) error {
	select {
	case <-p.runner.exited:
	default:
		return err
	}
	text := "process ended (" + p.runner.status + ")"
	if words := p.runner.voice.lastWords(); words != "" {
		text += ": " + words
	}
	return errors.New(text)
}
