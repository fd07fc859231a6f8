// Package report says what a run proved, to people and to machines: on the terminal, as report.json and as JUnit XML.
//
// The report is a plain value that the runner fills from the outcomes of package judge; renderers only print it. Every
// rendering says that the data were simulated: no patient existed, and nothing in it supports a clinical decision.
package report
