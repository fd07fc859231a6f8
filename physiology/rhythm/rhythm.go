// Package rhythm is the heart's conduction system as an automaton: sinus node, atria,
// AV node, bundles, ventricles, escape and ectopic foci, re-entry circuits, accessory
// pathway, fibrillation, and the pacemaker or defibrillator that is implanted. It gives
// the times and kinds of electrical events, the ground truth of every
// electrocardiogram, and what the circulation feels of them. Train gives the times of
// breaths.
//
// Sources. Sinus node: integral pulse frequency modulation, Hyndman BW, Mohn RK,
// Automedica 1:239, 1975. AV node and atrial fibrillation: Cohen RJ, Berger RD,
// Dushane TE, IEEE Trans Biomed Eng 30:769, 1983, doi:10.1109/TBME.1983.325080 (to
// check); with a pacemaker: Lian J, Mussig D, Lang V, IEEE Trans Biomed Eng 53:1512,
// 2006, doi:10.1109/TBME.2006.876627 (to check). Each file names what it adds.
//
// Block, Wenckebach groups, compensatory pauses, fusion, the irregularity of
// fibrillation, the ratios of flutter and escape come out of conduction and refractory
// times; none of them is written down as a sequence of beats.
//
// It is not a model of tissue: no wave fronts, no action potentials, one value for each
// structure. It must not be used to judge a real patient's or device's rhythm.
package rhythm
