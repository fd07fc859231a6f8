package plainjson

import "embed"

//go:embed schema/*.json
var schemas embed.FS

// Schema returns the JSON Schema (2020-12) of a stream's payloads, "" for a
// stream that this encoding does not have.
func Schema(stream string) string {
	text, err := schemas.ReadFile("schema/" + stream + ".schema.json")
	if err != nil {
		return ""
	}
	return string(text)
}
