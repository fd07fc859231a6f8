// Package agp reads recordings of continuous glucose monitoring and makes the
// ambulatory glucose profile of them: statistics with their targets, the time in
// ranges, the modal day and the single days, as one printable HTML file.
//
// The layout is that of the international consensus (Battelino T et al, Diabetes Care
// 42:1593, 2019). The report is of simulated or imported data, for testing; it must
// not be used to decide on the care of a person.
package agp
