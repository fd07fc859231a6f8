// Package score judges beats that were found in a wave: against the true ones,
// beat by beat, as WFDB's bxb does (ANSI/AAMI EC57), and by the variability of
// their intervals (Task Force of the ESC and NASPE, Circulation 93:1043, 1996;
// sample entropy: Richman JS, Moorman JR, Am J Physiol 278:H2039, 2000).
//
// It serves tests and reports on simulated records and is not for diagnosis.
package score
