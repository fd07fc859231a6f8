package wfdb_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vitalfleet/vitalfleet/devicesim/encoding/wfdb"
	"pgregory.net/rapid"
)

func encode(t interface{ Fatal(...any) }, resolution float64, list ...wfdb.Annotation) []byte {
	var b bytes.Buffer
	w, err := wfdb.NewAnnotationWriter(&b, resolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range list {
		if err := w.Write(a); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func decode(b []byte) ([]wfdb.Annotation, float64, error) {
	var list []wfdb.Annotation
	r := wfdb.NewAnnotationReader(bytes.NewReader(b))
	for {
		a, err := r.Next()
		if errors.Is(err, io.EOF) {
			return list, r.Resolution, nil
		}
		if err != nil {
			return list, r.Resolution, err
		}
		list = append(list, a)
	}
}

// TestAnnotationBytes compares with the layout of annot(5), by hand.
func TestAnnotationBytes(t *testing.T) {
	for name, c := range map[string]struct {
		list []wfdb.Annotation
		want []byte
	}{
		"nothing":  {nil, []byte{0, 0}},
		"a beat":   {[]wfdb.Annotation{{Sample: 18, Code: wfdb.Normal}}, []byte{18, 4, 0, 0}},
		"a rhythm": {[]wfdb.Annotation{{Sample: 1023, Code: wfdb.Rhythm, Text: "(VT"}}, []byte{0xff, 28<<2 | 3, 3, 63 << 2, '(', 'V', 'T', 0, 0, 0}},
		"a skip, high half first": {
			[]wfdb.Annotation{{Sample: 0x12345678, Code: wfdb.Ventricular}},
			[]byte{0, 59 << 2, 0x34, 0x12, 0x78, 0x56, 0, 5 << 2, 0, 0},
		},
		"sub, chn, num": {
			[]wfdb.Annotation{{Code: wfdb.Noise, Subtype: -1, Channel: 2, Number: 3}, {Code: wfdb.Normal, Channel: 2, Number: 3}},
			[]byte{0, 14 << 2, 0xff, 61<<2 | 3, 2, 62 << 2, 3, 60 << 2, 0, 1 << 2, 0, 0},
		},
	} {
		if got := encode(t, 0, c.list...); !bytes.Equal(got, c.want) {
			t.Errorf("%s: % x, want % x", name, got, c.want)
		}
	}
}

func TestAnnotationsReadBackAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []wfdb.Annotation
		at := int64(0)
		for range rapid.IntRange(0, 20).Draw(t, "count") {
			at += rapid.OneOf(rapid.Int64Range(0, 1100), rapid.Int64Range(0, 1<<33)).Draw(t, "interval")
			list = append(list, wfdb.Annotation{
				Sample: at, Code: wfdb.Code(rapid.IntRange(1, 41).Draw(t, "code")), Subtype: rapid.Int8().Draw(t, "subtype"),
				Channel: rapid.Uint8().Draw(t, "channel"), Number: rapid.Int8().Draw(t, "number"), Text: rapid.StringMatching(`[ -~]{0,40}`).Draw(t, "text"),
			})
		}
		resolution := rapid.SampledFrom([]float64{0, 250, 62.5}).Draw(t, "resolution")
		got, found, err := decode(encode(t, resolution, list...))
		if err != nil || found != resolution {
			t.Fatal(err, found)
		}
		if d := cmp.Diff(list, got); d != "" {
			t.Fatal(d)
		}
	})
}

func TestCodesHaveTheirSigns(t *testing.T) {
	table := "N1 L2 R3 a4 V5 F6 J7 A8 S9 E10 j11 /12 Q13 ~14 |16 s18 T19 *20 D21 \"22 =23 p24 B25 ^26 t27 +28 u29 ?30 !31 [32 ]33 e34 n35 @36 x37 f38 (39 )40 r41"
	for _, pair := range strings.Fields(table) {
		var code int
		if _, err := fmt.Sscan(pair[1:], &code); err != nil {
			t.Fatal(err)
		}
		got, ok := wfdb.CodeOf(pair[:1])
		if !ok || int(got) != code || wfdb.Code(code).String() != pair[:1] {
			t.Errorf("%s: code %d, sign %q", pair, got, wfdb.Code(code))
		}
		if beat := strings.Contains("NLRaVFJASEj/QBenfr?", pair[:1]); got.IsBeat() != beat {
			t.Errorf("%s: a beat: %v", pair, got.IsBeat())
		}
	}
	for _, sign := range []string{"", " ", "k", "NN"} {
		if c, ok := wfdb.CodeOf(sign); ok {
			t.Errorf("%q is code %d", sign, c)
		}
	}
	if wfdb.Code(15).IsBeat() || wfdb.Code(200).String() != "" || wfdb.Code(0).IsBeat() {
		t.Error("codes without a sign")
	}
}

func TestAnnotationsRefused(t *testing.T) {
	for name, list := range map[string][]wfdb.Annotation{
		"code 0":         {{}},
		"a pseudo-code":  {{Code: 59}},
		"back in time":   {{Sample: 5, Code: 1}, {Sample: 4, Code: 1}},
		"before 0":       {{Sample: -1, Code: 1}},
		"too long":       {{Code: 22, Text: strings.Repeat("x", 256)}},
		"a zero in text": {{Code: 22, Text: "a\x00b"}},
	} {
		w, err := wfdb.NewAnnotationWriter(io.Discard, 0)
		for _, a := range list {
			err = errors.Join(err, w.Write(a))
		}
		if err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, err := wfdb.NewAnnotationWriter(io.Discard, -1); err == nil {
		t.Error("a resolution below 0 was taken")
	}
	good := encode(t, 0, wfdb.Annotation{Sample: 9999, Code: 28, Text: "(AFIB"})
	for n := range len(good) {
		if _, _, err := decode(good[:n]); err == nil {
			t.Errorf("%d of %d bytes were taken", n, len(good))
		}
	}
	if _, _, err := decode([]byte{1, 63 << 2, 0, 0, 0, 0}); err == nil {
		t.Error("a text without an annotation was taken")
	}
}

func FuzzAnnotations(f *testing.F) {
	f.Add(encode(f, 360, wfdb.Annotation{Sample: 70000, Code: 28, Text: "(AFIB"}, wfdb.Annotation{Sample: 70001, Code: 1, Channel: 1, Subtype: 3}))
	f.Add([]byte{0, 59 << 2, 0xff, 0xff, 0xff, 0xff, 1, 4, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		list, _, err := decode(b)
		if len(list) > len(b) {
			t.Errorf("%d annotations in %d bytes", len(list), len(b))
		}
		if err != nil {
			return
		}
		w, err := wfdb.NewAnnotationWriter(io.Discard, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range list {
			if w.Write(a) != nil {
				return // what is read may lie in no order that is written
			}
		}
		again, _, err := decode(encode(t, 0, list...))
		if err != nil || len(again) != len(list) {
			t.Errorf("%v became %v (%v)", list, again, err)
		}
	})
}

func Example() {
	var atr bytes.Buffer
	w, err := wfdb.NewAnnotationWriter(&atr, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range []wfdb.Annotation{{Sample: 0, Code: wfdb.Rhythm, Text: "(N"}, {Sample: 77, Code: wfdb.Normal}, {Sample: 250, Code: wfdb.Ventricular}} {
		if err := w.Write(a); err != nil {
			fmt.Println(err)
			return
		}
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
		return
	}
	r := wfdb.NewAnnotationReader(&atr)
	for {
		a, err := r.Next()
		if err != nil {
			break
		}
		fmt.Printf("%d %s%s\n", a.Sample, a.Code, a.Text)
	}
	// Output:
	// 0 +(N
	// 77 N
	// 250 V
}
