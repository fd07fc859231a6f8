package physiology

// Handle names an action in force.
type Handle struct {
	slot   uint8
	serial uint32
}
