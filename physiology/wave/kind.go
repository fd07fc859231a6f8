package wave

import "slices"

// Kind is a wave: a lead, a pressure, a probe.
type Kind uint8

// The kinds of waves. Each family begins at a number of its own, so that one that
// grows moves no other.
const (
	ECGI Kind = iota
	ECGII
	ECGIII
	ECGaVR
	ECGaVL
	ECGaVF
	ECGV1
	ECGV2
	ECGV3
	ECGV4
	ECGV5
	ECGV6
)

const firstTest Kind = 32 // of the test waves, performance.go

// Info describes a wave.
type Info struct {
	ID               string
	Title            string
	Unit             string
	Gain             float64 // counts per unit of a 16 bit recording that holds the wave's whole range
	Rate             float64 // usual, Hz
	MinRate, MaxRate float64 // Hz
	MDC              uint32  // IEEE 11073-10101 code, 0 for none
	LOINC            string  // empty for none
}

// family is a block of kinds that the same generator makes.
type family struct {
	first Kind
	infos []Info
}

// families are all waves that there are, in the order of Kinds.
var families = [...]family{
	{ECGI, leadInfos[:]},
	{firstTest, testInfos[:]},
	{firstPPG, ppgInfos[:]},
	{firstPressure, pressureInfos[:]},
	{firstResp, respInfos[:]},
	{firstCO2, co2Infos[:]},
	{firstPCG, pcgInfos[:]},
	{firstLungSound, lungSoundInfos[:]},
	{firstAccel, accelInfos[:]},
}

// Kinds are all waves, in the order of their numbers.
func Kinds() []Kind {
	var all []Kind
	for _, f := range families {
		for i := range f.infos {
			all = append(all, f.first+Kind(i))
		}
	}
	return all
}

// Info describes the wave; its ID is empty for a number that is no wave.
func (k Kind) Info() Info {
	for _, f := range families {
		if k >= f.first && int(k-f.first) < len(f.infos) {
			return f.infos[k-f.first]
		}
	}
	return Info{}
}

// String is the wave's ID.
func (k Kind) String() string { return k.Info().ID }

// Lookup finds a wave by its ID.
func Lookup(id string) (Kind, bool) {
	for _, f := range families {
		if i := slices.IndexFunc(f.infos, func(n Info) bool { return n.ID == id }); i >= 0 && id != "" {
			return f.first + Kind(i), true
		}
	}
	return 0, false
}

// Set are the waves that a name stands for: those of a set such as ecg12, or the one
// of that ID.
func Set(name string) ([]Kind, bool) {
	if name == "ecg12" {
		return []Kind{ECGI, ECGII, ECGIII, ECGaVR, ECGaVL, ECGaVF, ECGV1, ECGV2, ECGV3, ECGV4, ECGV5, ECGV6}, true
	}
	if k, ok := Lookup(name); ok {
		return []Kind{k}, true
	}
	return nil, false
}
