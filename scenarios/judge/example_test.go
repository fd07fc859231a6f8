package judge_test

import (
	"fmt"

	"github.com/vitalfleet/vitalfleet/scenarios/judge"
)

func ExampleScore() {
	truth := []judge.Episode{
		{Patient: "ward-0004", Kind: "spo2-low", Onset: 100, End: 400, Observable: true},
		{Patient: "ward-0007", Kind: "spo2-low", Onset: 200, End: 500, Observable: true},
	}
	alerts := []judge.Alert{
		{Patient: "ward-0004", Kind: "SPO2_LOW", ID: "1", Time: 130},
		{Patient: "ward-0007", Kind: "SPO2_LOW", ID: "2", Time: 300}, // after the window
	}
	s, err := judge.Score(truth, alerts, judge.Rule{Within: 60}, 86400)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("sensitivity %v, %d late, time to alarm %v s\n", s.Sensitivity, s.Late, s.TTAP50)
	// Output: sensitivity 0.5, 1 late, time to alarm 30 s
}

func ExampleDecide() {
	a, parseErr := judge.ParseAssertion("duplicated <= 0.1%")
	if parseErr != nil {
		fmt.Println(parseErr)
		return
	}
	e := judge.Expectation{Name: "no copies", Assert: []judge.Assertion{a}}
	o, err := judge.Decide(e, judge.Accounting{Attempted: 500, Delivered: 500})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(o.Verdict, "-", o.Deciding().Reason)
	// Output: inconclusive - 95% interval 0% to 0.7624% holds the limit: observe more events, or give min_events to let the estimate decide
}

func ExampleAccountant() {
	a := judge.NewAccountant()
	for seq := range uint64(3) {
		a.Sent("ward-0004/oximeter", 0, seq, float64(seq), 0xfeed)
		a.Acked("ward-0004/oximeter", 0, seq)
	}
	a.Seen("ward-0004/oximeter", 0, 0, judge.Arrival{Time: 0.2, Digest: 0xfeed})
	a.Seen("ward-0004/oximeter", 0, 2, judge.Arrival{Time: 2.2, Digest: 0xfeed})
	fmt.Printf("%d lost: %v\n", a.Total(nil).LostAfterAck, a.Losses(nil, 10)[0].Key)
	// Output: 1 lost: {ward-0004/oximeter 0 1}
}
