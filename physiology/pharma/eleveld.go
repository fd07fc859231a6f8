package pharma

import "math"

// The general-purpose models of Eleveld: sizes by fat-free mass, aging and, for
// children, maturation. They are stated here for adults of term birth; maturation is
// kept because the papers' other terms are relative to it.

// ffmEleveld is the fat-free mass of the papers' reference: a man of 35 years, 70 kg
// and 170 cm.
func ffmEleveld() float64 { return Covariates{Age: 35, Weight: 70, Height: 170}.ffm() }

func sigmoid(x, half, gamma float64) float64 {
	x, half = math.Pow(x, gamma), math.Pow(half, gamma)
	return x / (x + half)
}

// weeks is the post-menstrual age.
func weeks(age float64) float64 { return age*52 + 40 }

var propofolEleveld = Model{
	Name: "Eleveld", Source: "Eleveld 2018 Br J Anaesth 120:942, arterial, without opioids",
	Constants: []Constant{
		{"V1", "6.28*(W/(W+33.6))/(70/(70+33.6))", "L", ""},
		{"V2", "25.5*(W/70)*exp(-0.0156*(age-35))", "L", ""},
		{"V3", "272.8*FFM/FFMref", "L", ""},
		{"CL1", "(1.79+0.31*female)*(W/70)^0.75", "L/min", ""},
		{"CL2", "1.75*((W/70)*exp(-0.0156*(age-35)))^0.75*(1+1.30*(1-Q3mat))", "L/min", ""},
		{"CL3", "1.11*(FFM/FFMref)^0.75*Q3mat/Q3matref", "L/min", ""},
		{"ke0", "0.146*(W/70)^(-0.25)", "1/min", ""},
		{"ke0 circulation", "0.693/(5.7+(age-30)*4.5/48)", "1/min", kazama},
	},
	At: func(c Covariates) Kinetics {
		aged := math.Exp(-0.0156 * (c.Age - 35))
		cl := 1.79
		if c.Female {
			cl = 2.10
		}
		grown := sigmoid(weeks(c.Age), 42.3, 9.05) / sigmoid(weeks(35), 42.3, 9.05)
		q3 := sigmoid(weeks(c.Age), 68.3, 1)
		lean := c.ffm() / ffmEleveld()
		k := clearances(
			6.28*sigmoid(c.Weight, 33.6, 1)/sigmoid(70, 33.6, 1), cl*c.size(0.75)*grown,
			25.5*c.size(1)*aged, 1.75*math.Pow(c.size(1)*aged, 0.75)*(1+1.30*(1-q3)),
			272.8*lean, 1.11*math.Pow(lean, 0.75)*q3/sigmoid(weeks(35), 68.3, 1),
			0.146*c.size(-0.25))
		k.Ke[1] = circulatoryKe0(c)
		return k
	},
}

var remifentanilEleveld = Model{
	Name: "Eleveld", Source: "Eleveld 2017 Anesthesiology 126:1005",
	Constants: []Constant{
		{"V1", "5.81*FFM/FFMref*exp(-0.00554*(age-35))", "L", ""},
		{"V2", "8.82*FFM/FFMref*exp(-0.00327*(age-35))", "L", "another encoding has 8.88"},
		{"V3", "5.03*FFM/FFMref*exp(-0.0315*(age-35))*exp(-0.0260*(W-70))", "L", ""},
		{"CL1", "2.58*(FFM/FFMref)^0.75*mature*womanly*exp(-0.00327*(age-35))", "L/min", ""},
		{"CL2", "1.72*(FFM/FFMref*exp(-0.00327*(age-35)))^0.75*exp(-0.00554*(age-35))*womanly", "L/min", ""},
		{"CL3", "0.124*(FFM/FFMref*exp(-0.0315*(age-35))*exp(-0.0260*(W-70)))^0.75*exp(-0.00554*(age-35))", "L/min", ""},
		{"ke0", "1.09*exp(-0.0289*(age-35))", "1/min", ""},
	},
	At: func(c Covariates) Kinetics {
		lean := c.ffm() / ffmEleveld()
		aged := func(rate float64) float64 { return math.Exp(rate * (c.Age - 35)) }
		womanly := 1.0
		if c.Female {
			womanly += 0.470 * sigmoid(c.Age, 12, 6) * (1 - sigmoid(c.Age, 45, 6))
		}
		mature := sigmoid(c.Weight, 2.88, 2) / sigmoid(70, 2.88, 2)
		v2 := lean * aged(-0.00327)
		v3 := lean * aged(-0.0315) * math.Exp(-0.0260*(c.Weight-70))
		return clearances(
			5.81*lean*aged(-0.00554), 2.58*math.Pow(lean, 0.75)*mature*womanly*aged(-0.00327),
			8.82*v2, 1.72*math.Pow(v2, 0.75)*aged(-0.00554)*womanly,
			5.03*v3, 0.124*math.Pow(v3, 0.75)*aged(-0.00554), 1.09*aged(-0.0289))
	},
}
