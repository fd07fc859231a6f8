package circulation

import "math"

// Compressions of the chest move blood through an arrested heart: the cardiac pump.
// Each squeeze empties a share of what a ventricle holds against the pressure behind
// its valve; between squeezes it fills from the veins, so that flow fades when they
// are empty and rises with the resistance that keeps the arteries full.
//
// Sources: Redberg RF et al, Circulation 88:534, 1993 (the ventricles are squeezed);
// Gruben KG et al, IEEE Trans Biomed Eng 37:204, 1990, and Kim H et al, 2008
// (stroke 25 ± 8 mL at 80 a minute, output 17-27 % of normal, arterial pressure
// about 75/35 mmHg).
//
// Limits: no thoracic pump apart from the heart, no recoil pressure, ideal valves.
const (
	squeezed = 0.095 // share of a ventricle's blood over its squeezed volume; calibrated to a fifth to a quarter of normal output
	pressE   = 1.2   // mmHg/mL, the elastance that a full compression lends the wall; calibrated
)

// compress finds the flows of both ventricles under compressions at standstill.
func (f *Flow) compress(p *Params, t *Tone) {
	share := squeezed * t.Press
	f.EDV, f.SV, f.Gl = stroke(f.Ppv, p.P0, p.KElv, p.Vulv+pesL*math.Max(f.Psa-t.Chest, 0)/pressE, share)
	_, svr, gr := stroke(f.Pra-t.Chest, p.P0, p.KErv, p.Vurv+pesR*math.Max(f.Ppa, 0)/pressE, share)
	f.Ql, f.Gl = f.SV*t.PressRate, f.Gl*t.PressRate
	f.Qr, f.Gr = svr*t.PressRate, gr*t.PressRate
}
