package wave

// spike draws a pacemaker's stimulus.
func (e *ecg) spike(time float64) {
	s := e.shape.Spike
	if s == (Spike{}) {
		s = Spike{Amplitude: 5, Width: 0.0005}
	}
	e.pulse(time, within(s.Width, 0.0001, 0.002, 0.0005), within(s.Amplitude, -700, 700, 0))
}

// pulse draws a rectangle, mV in lead II.
func (e *ecg) pulse(time, width, size float64) {
	v := alongII(size)
	for i := range e.rows {
		e.amp[i] = float32(v.dot(e.sight[i]))
	}
	e.canvas.pulse(time, width, e.amp[:e.rows])
}

// alongII is a dipole that lead II sees as a potential, mV.
func alongII(size float64) dipole {
	v := dipole{0.30, 0.88, 0.10}
	return v.times(size / v.dot(leadVector(ECGII)))
}

// compression draws the artefact of a chest compression: the electrodes move with the
// chest, down and back.
func (e *ecg) compression(time float64) {
	size := within(e.shape.Press, 0, 5, 0)
	if size == 0 {
		size = 1
	}
	e.sway(time, 0.22, dipole{0.35, 0.85, 0.30}.times(size/1.5), -0.5)
}
