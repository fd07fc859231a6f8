package plugins

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// numberAt reads the whole number at a JSON Pointer (RFC 6901) in a payload. It is
// the slow way, for plugins that send no columns of numbers.
func numberAt(payload []byte, pointer string) (uint64, bool) {
	if pointer == "" || pointer[0] != '/' {
		return 0, false
	}
	dec := json.NewDecoder(bytes.NewReader(payload))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil {
		return 0, false
	}
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	for token := range strings.SplitSeq(pointer[1:], "/") {
		switch node := v.(type) {
		case map[string]any:
			v = node[unescape.Replace(token)]
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(node) {
				return 0, false
			}
			v = node[i]
		default:
			return 0, false
		}
	}
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	u, err := strconv.ParseUint(n.String(), 10, 64)
	return u, err == nil
}
