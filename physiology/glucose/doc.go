// Package glucose is glucose and insulin: the UVA/Padova type 1 simulator in its
// S2008 form as published, its meals, a population to draw patients from, and
// stated extensions for people whom S2008 does not describe.
//
// Sources: Dalla Man C, Rizza RA, Cobelli C, "Meal simulation model of the
// glucose-insulin system", IEEE TBME 54:1740, 2007, doi 10.1109/TBME.2007.893506;
// Dalla Man C, Raimondo DM, Rizza RA, Cobelli C, "GIM, simulation software of meal
// glucose-insulin model", JDST 1:323, 2007; Kovatchev BP et al., "In silico
// preclinical trials", JDST 3:44, 2009 (S2008).
//
// Validity: S2008 was identified on meals and insulin of everyday size in people at
// rest. It has no counter-regulation, no exercise and no time of day: those are
// extensions of this package with a switch each, and not part of the published model.
//
// It is a simulator for testing devices and software. It must not be used to decide
// on insulin or on any treatment.
package glucose
