package sdk

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"time"

	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/vitalfleet/vitalfleet/devicesim"
	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

// Logger returns a logger whose lines on stderr the host understands. Call it
// before Serve.
func Logger() *slog.Logger {
	return slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// Serve serves the models to the host that started this program, and returns when
// the host has no more use for it. It ends the program when the host is gone. A
// program that was not started by a host says so on stderr and exits with 1.
func Serve(models ...devicesim.Model) {
	if os.Getenv(devicev1.LifelineEnv) != "" {
		go exitAtEOF(os.Stdin)
	}
	if os.Getenv(devicev1.CookieKey) == devicev1.CookieValue {
		go exitWithParent(os.Getppid())
	}
	goplugin.Serve(&goplugin.ServeConfig{
		HandshakeConfig: devicev1.Handshake(),
		Plugins:         goplugin.PluginSet{devicev1.PluginName: &devicev1.Plugin{Models: NewServer(models...)}},
		GRPCServer:      newGRPCServer,
		Logger:          hclog.NewNullLogger(),
	})
}

// exitAtEOF ends the program when r does: the host holds the other end.
func exitAtEOF(r io.Reader) {
	_, _ = io.Copy(io.Discard, r)
	os.Exit(0)
}

// exitWithParent ends the program when it has been given to another parent. It
// looks twice a second.
func exitWithParent(parent int) {
	for range time.Tick(500 * time.Millisecond) {
		if os.Getppid() != parent {
			os.Exit(0)
		}
	}
}

func newGRPCServer(opts []grpc.ServerOption) *grpc.Server {
	const window = 16 << 20 // a batch's request or reply in one go
	return grpc.NewServer(append(opts,
		grpc.MaxRecvMsgSize(256<<20),
		grpc.StaticStreamWindowSize(window), grpc.StaticConnWindowSize(window),
		grpc.ReadBufferSize(256<<10), grpc.WriteBufferSize(256<<10),
		grpc.UnaryInterceptor(recoverPanic),
	)...)
}

// recoverPanic turns a panic into an error that counts as a crash.
func recoverPanic(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (reply any, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = status.Error(codes.Internal, fmt.Sprintf("panic in %s: %v\n%s", info.FullMethod, v, debug.Stack()))
		}
	}()
	return handle(ctx, req)
}
