// Package pharma is drugs: where a dose goes in the body and what it does there.
//
// Pharmacokinetics are mammillary models of one to three compartments with up to two
// effect sites and a first-order depot, each a published model with its covariates
// (registry: Drugs). The linear system is diagonalised once per dose, so that a step
// of any length is exact while the rate of infusion is constant.
//
// Pharmacodynamics act on causes, never on vital signs: agonists and antagonists
// share receptors by competition (Gaddum 1937: response = a/(a + 1 + C/KB)), the rest
// is Hill's equation on a concentration. What the causes do to heart, vessels, breath
// and brain is the business of the body that reads the Effect.
//
// Amounts are ug (mU for vasopressin), volumes L, time s, so concentrations are
// ug/L = ng/mL (mU/L).
//
// Validity: adults within the covariates of each paper; children, pregnancy, protein
// binding, active metabolites and metabolic interactions are not modelled. Constants
// of grade K rest on weaker ground than a read paper and name the paper to check. Not
// for dosing of a person.
package pharma
