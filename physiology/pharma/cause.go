package pharma

import "math"

// Cause is something in the body that drugs act on.
type Cause uint8

// The causes. Those up to sympatholysis and those of breath and sleep add up as
// concentration over C50; the others as Max times Hill's equation.
const (
	alpha1 Cause = iota // receptors, by agonists
	beta1
	beta2
	v1
	blockBeta1 // receptors, by competitive antagonists
	blockBeta2
	blockMu
	sympatholysis  // sympathetic firing is divided by 1 + this
	hypnosis       // of cortex: consciousness and BIS
	dissociation   // of consciousness without BIS
	mu             // opioid receptors of the brain stem, (C/C50)^gamma
	hypnoticBreath // the same of hypnotics
	vagolysis
	vagotonia // added to the firing of the vagus, 1/s
	reflexLoss
	setPoint
	dilation
	pooling
	depression
	analgesia
	loop
	antidiuresis
	ace
	calcium
	antipyresis
	bronchi

	causeCount = int(bronchi) + 1
	lastSum    = dissociation
	lastPower  = hypnoticBreath
)

// String names the cause for documentation.
func (c Cause) String() string {
	return [...]string{
		"alpha-1 receptors", "beta-1 receptors", "beta-2 receptors", "V1 receptors",
		"block of beta-1 receptors", "block of beta-2 receptors", "block of opioid receptors",
		"sympathetic outflow", "hypnosis", "dissociation", "opioid depression of breathing", "hypnotic depression of breathing",
		"vagal block", "vagal drive, 1/s", "loss of reflex gain", "set point of pressure, mmHg", "dilatation of arterioles", "pooling in veins, mL",
		"depression of the heart", "analgesia", "loop diuresis", "antidiuresis", "inhibition of ACE", "block of calcium channels",
		"antipyresis", "bronchodilatation",
	}[c]
}

// of is the response to a concentration.
func (r *Response) of(c float64) float64 {
	switch {
	case r.Gamma == 0:
		return c / r.C50
	case r.Max == 0:
		return power(c/r.C50, r.Gamma)
	}
	x := power(c/r.C50, r.Gamma)
	return r.Max * x / (1 + x)
}

// power is x^g for x >= 0, quickly for the exponents in use.
func power(x, g float64) float64 {
	switch g {
	case 1:
		return x
	case 1.5:
		return x * math.Sqrt(x)
	case 2:
		return x * x
	case 3:
		return x * x * x
	}
	return math.Pow(x, g)
}
