package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestSpO2Low(t *testing.T) {
	tests := []struct {
		name   string
		values string // a value a second: g 97, l 85, m 91 (neither), b 85 of bad quality
		want   []int  // seconds at which alerts are raised
	}{
		{"never low", strings.Repeat("g", 60), nil},
		{"nine seconds are too short", "g" + strings.Repeat("l", 10) + "gggg", nil},
		{"ten seconds", "g" + strings.Repeat("l", 11) + "gggg", []int{11}},
		{"bad quality does not count", "g" + strings.Repeat("b", 30), nil},
		{"bad quality does not interrupt", "g" + strings.Repeat("lb", 8), []int{11}},
		{"a good value interrupts", "llllllllgllllllll", nil},
		{"no second alert before it is clear", strings.Repeat("l", 15) + "ggggg" + strings.Repeat("l", 15) + strings.Repeat("m", 20) + strings.Repeat("l", 15), []int{10}},
		{"a second episode", strings.Repeat("l", 15) + strings.Repeat("g", 15) + strings.Repeat("l", 15), []int{10, 40}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			chosen, err := selectRules("spo2")
			if err != nil {
				t.Fatal(err)
			}
			w := newWard(chosen, nil)
			var got []int
			for i, v := range test.values {
				quality := "ok"
				if v == 'b' {
					quality = "motion"
				}
				r, err := parseReading([]byte(observation("p", i, map[rune]int{'g': 97, 'l': 85, 'm': 91, 'b': 85}[v], quality)))
				if err != nil {
					t.Fatal(err)
				}
				for _, a := range w.observe(&r) {
					got = append(got, int(a.Time.Sub(start0).Seconds()))
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("alerts at %v, want %v", got, test.want)
			}
		})
	}
}

func TestBacklogRaisesNoAlarm(t *testing.T) {
	chosen, _ := selectRules("spo2")
	w := newWard(chosen, nil)
	r, _ := parseReading([]byte(observation("p", 1000, 97, "ok")))
	w.observe(&r)
	for i := range 100 {
		r, _ := parseReading([]byte(observation("p", i, 80, "ok")))
		if a := w.observe(&r); a != nil {
			t.Fatalf("old value %d raised %+v", i, a)
		}
	}
}

func TestDeduplicatorTakesEachOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, seen := deduplicator{}, map[uint64]bool{}
		for _, seq := range rapid.SliceOfN(rapid.Uint64Range(0, 30), 0, 200).Draw(t, "seqs") {
			r := &reading{Device: "d", Stream: "obs", Seq: seq}
			if got := d.first(r); got == seen[seq] {
				t.Fatalf("observation %d: first %v, seen before %v", seq, got, seen[seq])
			}
			seen[seq] = true
		}
		for i, s := range d[streamKey{"d", "obs", 0}] {
			if all := d[streamKey{"d", "obs", 0}]; s.from > s.to || i > 0 && all[i-1].to+1 >= s.from {
				t.Fatalf("spans %v are not apart and in order", all)
			}
		}
	})
}

func TestFaultsHitTheirShareAndTheSameEveryTime(t *testing.T) {
	f := faults{"lose": 0.01, "duplicate": 0.01}
	n, both := 0, 0
	for seq := range uint64(100_000) {
		lost := f.hits("lose", "d", seq)
		if lost {
			n++
			if f.hits("duplicate", "d", seq) {
				both++
			}
		}
		if again := f.hits("lose", "d", seq); again != lost || f.hits("corrupt", "d", seq) {
			t.Fatal("a hit is not a function of device and number, or a fault that is off hits")
		}
	}
	if n < 850 || n > 1150 || both > 40 {
		t.Errorf("%d of 100,000 hit at 1 %%, %d of them by another fault too", n, both)
	}
}

func TestFlagsSayWhatIsWrong(t *testing.T) {
	for args, want := range map[string]string{
		"--bad nonsense":      "no such way",
		"--bad lose=2":        "from 0 to 1",
		"--bad lose=NaN":      "from 0 to 1",
		"--bad late=x":        "write 40s",
		"--alarms nothing":    "there are spo2",
		"--alarms spo2 extra": "unexpected argument",
	} {
		var help bytes.Buffer
		if _, err := parse(strings.Fields(args), &help); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", args, err, want)
		}
	}
}

func TestHelpNamesEveryWayToBeBad(t *testing.T) {
	var help bytes.Buffer
	parse([]string{"--help"}, &help)
	for _, k := range kinds() {
		if !strings.Contains(help.String(), k.name) || !strings.Contains(help.String(), k.help) {
			t.Errorf("--help does not explain %s", k.name)
		}
	}
}

func FuzzPayload(f *testing.F) {
	f.Add([]byte(observation("p", 1, 97, "ok")))
	f.Add([]byte(`{"value":`))
	f.Add([]byte(`{"time":"`))
	f.Fuzz(func(t *testing.T, p []byte) {
		parseReading(p)
		corrupt(p)
		restamp(p, time.Unix(0, 0))
	})
}
