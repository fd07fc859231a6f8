package rhythm

// Territory is the wall of the left ventricle that an injury current comes from.
type Territory uint8

// The territories.
const (
	Anterior Territory = iota
	Inferior
	Lateral
	Diffuse // subendocardial: depression in most leads
)

// Shape is the layer of morphology that goes with any rhythm.
type Shape struct {
	Bundle     Conduction // LeftBlock, RightBlock or NormalConduction
	Preexcited bool       // an accessory pathway conducts from atria to ventricles
	Territory  Territory  // of ST
	ST         float32    // mV at J + 60 ms in the leads over the territory
	QTc        float32    // s; 0 is the person's own
	Potassium  float32    // mmol/L that the electrocardiogram shows; 0 is the body's
}
