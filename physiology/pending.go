package physiology

import (
	"errors"
	"math/rand/v2"
)

var errPending = errors.New("physiology: not yet in this commit")

type actionKind uint8

type Condition struct {
	Name   string
	Params map[string]float64
}
type ConditionInfo struct {
	Name, Doc string
	Params    []Param
	Refused   string // a plain reason why this version cannot model it, "" when it can
}

func Conditions() []ConditionInfo { return nil }
func BindCondition(name string, with map[string]any) (Condition, []ArgError) {
	return Condition{}, []ArgError{{Message: errPending.Error()}}
}

type PersonKnown struct {
	Age, Height, Weight, VO2Max float64 // 0: unknown
	Sex                         Sex
	SexKnown                    bool
	Conditions                  []Condition
}

func SamplePerson(known PersonKnown, rng *rand.Rand) Person { return Person{} }

type Distribution struct{ Mean, SD, Min, Max float64 } // SD 0: fixed
type ProfileInfo struct {
	Name, Doc   string
	Age         Distribution
	FemaleShare float64
	Height      Distribution // 0: from age and sex
	Weight      Distribution
	VO2Max      Distribution
	Conditions  []Condition
	Refused     string
}

func Profiles() []ProfileInfo                       { return nil }
func ProfileByName(name string) (ProfileInfo, bool) { return ProfileInfo{}, false }

type Patient struct {
	Person struct{ Age, Height, Weight float64 }
}

func Reference(p Person) (Patient, error)              { return Patient{}, errPending }
func Sample(p Person, rng *rand.Rand) (Patient, error) { return Patient{}, errPending }

type Body struct{ Time float64 }

func New(p *Patient, env Environment) (Body, error)              { return Body{}, errPending }
func (b *Body) Step(p *Patient, in *Inputs, dt float64)          { b.Time += dt }
func (b *Body) Observe(p *Patient, want []Signal, dst []float64) {}

type Inputs struct{ Environment Environment }

func NewInputs(env Environment) Inputs { return Inputs{Environment: env} }
func (in *Inputs) Begin(p *Patient, b *Body, a Args, until float64) (Handle, error) {
	return Handle{}, errPending
}
func (in *Inputs) End(p *Patient, b *Body, h Handle) {}

func Actions() []Action                        { return nil }
func ActionByName(name string) (*Action, bool) { return nil, false }
func (a *Action) Bind(with map[string]any) (Args, []ArgError) {
	return Args{}, []ArgError{{Message: errPending.Error()}}
}
