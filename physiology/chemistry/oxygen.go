package chemistry

// Reach is the share of their demand for oxygen that the tissues can take from blood of
// arterial content ca and mixed venous content cv, mL/L, when working muscle makes the
// share work of the demand.
//
// Tissues are supplied unevenly, so that uptake begins to fall when the body as a whole
// extracts a moderate share of what it is brought, 45 % at rest, and falls to nothing
// smoothly. With the delivery x relative to that at the threshold,
//
//	uptake = u·(2 − u)·demand,  u = min(x, 1),  extraction 1 − cv/ca = uptake/delivery
//
// which is solved for u by the contents alone, so that blood in the vessels goes on
// giving when the flow stops. Muscle at work extracts 85 %. Under floor, the content at
// the least PO2 that drives oxygen into cells, nothing more is taken than is left.
//
// Sources: Schumacker PT, Cain SM, Intensive Care Med 13:223, 1987 (supply dependency);
// Ronco JJ et al, JAMA 270:1724, 1993 (critical extraction 0.60 ± 0.13 in man); Lieberman
// JA et al, Anesthesiology 92:407, 2000 (no dependency down to 7.3 mL/kg/min). The
// quadratic form is of our own.
func Reach(cv, ca, floor, work float64) float64 {
	const atRest, atWork = 0.45, 0.85 // extraction
	most := atRest + (atWork-atRest)*min(max(work, 0), 1)
	u := 2 - (1-cv/max(ca, 1))/most
	u = min(max(u, 0), 1)
	return u * (2 - u) * min(cv/max(floor, 1), 1)
}
