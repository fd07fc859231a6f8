package judge

// Fault is what was wrong with a message that an observer saw: a set of bits, 0 for nothing. A lost message is not among
// them, since nobody sees it; see [Accountant.Losses].
type Fault uint8

// The faults, named as in Accounting.
const (
	Duplicated Fault = 1 << iota
	Unexpected
	Corrupted
	Retimed
	Reordered
	Late
)

// Faults lists the faults with their names.
func Faults() map[string]Fault {
	return map[string]Fault{
		"duplicated": Duplicated, "unexpected": Unexpected, "corrupted": Corrupted,
		"retimed": Retimed, "reordered": Reordered, "late": Late,
	}
}
