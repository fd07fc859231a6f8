// Package control is controllers of therapy as pure functions: what a controller
// orders follows from its settings, its memory and a reading, and from nothing else.
// Devices, simulations and what-ifs run the same code.
//
// Sources: the basal-bolus controller of simglucose (Xie 2018); the temporary basal
// rates of OpenAPS oref0, determine-basal, in its plain form: temporary basal from
// eventual glucose, without carbohydrate absorption curves, autosens or microboluses.
// Dosing rules of 500 and 1800: Davidson PC et al, Endocr Pract 14:1095, 2008.
//
// Limits: the loop knows no meals but those that are announced to its bolus calculator.
// It is for testing devices and software, never for dosing a person.
package control
