package plugins

// guard does nothing here: there are no process groups in this sense.
type guard struct{}

func startGuard(int) *guard { return nil }

func (*guard) release() {}
