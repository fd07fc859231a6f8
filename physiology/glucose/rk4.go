package glucose

// rk4 advances x by h minutes with the classical Runge-Kutta method of order 4.
func rk4(p *Params, x *Vector, u *Drive, h float64) {
	k1 := Deriv(p, x, u)
	var y Vector
	for i := range y {
		y[i] = x[i] + h/2*k1[i]
	}
	k2 := Deriv(p, &y, u)
	for i := range y {
		y[i] = x[i] + h/2*k2[i]
	}
	k3 := Deriv(p, &y, u)
	for i := range y {
		y[i] = x[i] + h*k3[i]
	}
	k4 := Deriv(p, &y, u)
	for i := range x {
		x[i] += h / 6 * (k1[i] + 2*(k2[i]+k3[i]) + k4[i])
	}
}
