package spec

// node is one value of the file with its place and its origin.
type node struct{}
