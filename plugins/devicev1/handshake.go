package devicev1

import (
	"context"

	goplugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

// What host and plugin agree on before the first call.
const (
	ProtocolVersion = 1
	CookieKey       = "VITALFLEET_PLUGIN"
	CookieValue     = "device-v1"
	PluginName      = "device" // the key of the served plugin in go-plugin's set
	// LifelineEnv is set by a host that holds the plugin's standard input open for
	// as long as it lives: end of file there means that the host is gone.
	LifelineEnv = "VITALFLEET_PLUGIN_LIFELINE"
)

// Handshake returns go-plugin's handshake of this protocol.
func Handshake() goplugin.HandshakeConfig {
	return goplugin.HandshakeConfig{ProtocolVersion: ProtocolVersion, MagicCookieKey: CookieKey, MagicCookieValue: CookieValue}
}

// Plugin makes a DeviceModelServer servable by go-plugin.
type Plugin struct {
	goplugin.NetRPCUnsupportedPlugin
	Models DeviceModelServer
}

// GRPCServer registers the device models.
func (p *Plugin) GRPCServer(_ *goplugin.GRPCBroker, s *grpc.Server) error {
	RegisterDeviceModelServer(s, p.Models)
	return nil
}

// GRPCClient returns a DeviceModelClient.
func (p *Plugin) GRPCClient(_ context.Context, _ *goplugin.GRPCBroker, c *grpc.ClientConn) (any, error) {
	return NewDeviceModelClient(c), nil
}
