// Package fit turns a person's recorded data into a twin with uncertainty: glucose
// from a continuous monitor, insulin and reported carbohydrate.
//
// The estimate is the most probable patient given the data (maximum a posteriori) in
// standard normal scores of the cohort that the patient may belong to; what the data
// do not tell stays at the cohort's middle with the cohort's spread. Nuisances are
// estimated with it: gain, offset and drift of the sensor, the daily course of insulin
// sensitivity, and how far each reported meal is from what was eaten. The residual is
// autocorrelated and may have outliers; both are part of the likelihood. The posterior
// is Laplace's, a normal distribution around the estimate.
//
// Sources: UVA/Padova S2008 (package glucose); Levenberg-Marquardt after Moré JJ, 1978;
// robust weights of Student's t after Lange KL et al., JASA 84:881, 1989.
//
// A fitted twin repeats in simulation what was recorded, within the model's limits. It
// must not be used to decide on insulin or on any treatment.
package fit
