// Command embedproto writes the compiled protocol into the Python SDK. It is run by
// go generate in the folder of package python; a test holds the file to it.
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"regexp"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"

	"github.com/vitalfleet/vitalfleet/plugins/devicev1"
)

func main() {
	if err := run("vitalfleet_plugin.py"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(protodesc.ToFileDescriptorProto(devicev1.File_device_proto))
	if err != nil {
		return err
	}
	var lines strings.Builder
	for code := base64.StdEncoding.EncodeToString(raw); code != ""; {
		n := min(100, len(code))
		lines.WriteString(code[:n] + "\n")
		code = code[n:]
	}
	place := regexp.MustCompile(`(?s)(DESCRIPTOR = """\n).*?(""")`)
	return os.WriteFile(path, place.ReplaceAll(text, []byte("${1}"+lines.String()+"${2}")), 0o644)
}
