// Package fit turns a person's recorded data into a twin with uncertainty: glucose
// from a continuous monitor, insulin and reported carbohydrate.
//
// The estimate is the most probable patient given the data (maximum a posteriori) in
// standard normal scores of the cohort that the patient may belong to; what the data
// do not tell stays at the cohort's middle with the cohort's spread. Nuisances are
// estimated with it: gain, offset and drift of the sensor, the daily course of insulin
// sensitivity, and how far each reported meal is from what was eaten. The residual is
// autocorrelated, of order 2 as published errors of monitors are, and may have outliers;
// both are part of the likelihood. The posterior has several modes, which are looked for
// and weighed by their evidence; its draws are Laplace's, moved towards the posterior
// itself by some steps of a Markov chain.
//
// Recordings of daily life have what no model knows. There each day is left out in turn,
// and how well it is forecast says how far forecasts of the sensor are followed and how
// wide their bands are; what inputs do to glucose stays the model's.
//
// Sources: UVA/Padova S2008 (package glucose); Levenberg-Marquardt after Moré JJ, 1978;
// robust weights of Student's t after Lange KL et al., JASA 84:881, 1989; residuals after
// Vettoretti M et al., Sensors 19:5320, 2019; chain after Cotter SL et al., Statist Sci
// 28:424, 2013 (to check).
//
// A fitted twin repeats in simulation what was recorded, within the model's limits. It
// must not be used to decide on insulin or on any treatment.
package fit
