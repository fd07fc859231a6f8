package python_test

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/types/descriptorpb"

	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
	"github.com/vitalfleet/vitalfleet/plugins/python"
)

func ExampleSDK() {
	text := string(python.SDK())
	fmt.Println(strings.Contains(text, "class Model:"))
	// Output: true
}

// The protocol in the SDK is the protocol: go generate ./plugins/python writes it.
func TestProtocolIsCurrent(t *testing.T) {
	found := regexp.MustCompile(`(?s)DESCRIPTOR = """\n(.*?)"""`).FindSubmatch(python.SDK())
	if found == nil {
		t.Fatal("the SDK has no descriptor")
	}
	raw, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(string(found[1]), "\n", ""))
	if err != nil {
		t.Fatal(err)
	}
	var got descriptorpb.FileDescriptorProto
	if err := proto.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	if !proto.Equal(&got, protodesc.ToFileDescriptorProto(devicev1.File_device_proto)) {
		t.Error("device.proto has changed: run go generate ./plugins/python")
	}
}
