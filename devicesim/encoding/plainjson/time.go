package plainjson

import (
	"fmt"
	"time"
)

const (
	millisecond = int64(time.Millisecond)
	day         = 24 * 60 * 60 * 1000 // ms
)

// AppendTime appends t, nanoseconds since the Unix epoch, as RFC 3339 in UTC with
// milliseconds. Parts of a millisecond are cut off, towards the past.
func AppendTime(dst []byte, t int64) []byte {
	ms := floorDiv(t, millisecond)
	days := floorDiv(ms, day)
	ms -= days * day
	year, month, dayOfMonth := civil(days)
	dst = append2(dst, year/100)
	dst = append2(dst, year%100)
	dst = append2(append(dst, '-'), month)
	dst = append2(append(dst, '-'), dayOfMonth)
	dst = append2(append(dst, 'T'), int(ms/3600000))
	dst = append2(append(dst, ':'), int(ms/60000%60))
	dst = append2(append(dst, ':'), int(ms/1000%60))
	ms %= 1000
	dst = append(dst, '.', '0'+byte(ms/100))
	dst = append2(dst, int(ms%100))
	return append(dst, 'Z')
}

func append2(dst []byte, n int) []byte { return append(dst, '0'+byte(n/10), '0'+byte(n%10)) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// civil turns days since 1970-01-01 into a date of the Gregorian calendar, by
// counting in eras of 400 years that begin on the first of March.
func civil(days int64) (year, month, dayOfMonth int) {
	z := days + 719468
	era := floorDiv(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	month = int(mp) + 3
	if month > 12 {
		month -= 12
	}
	year = int(yoe + era*400)
	if month <= 2 {
		year++
	}
	return year, month, int(doy - (153*mp+2)/5 + 1)
}

// daysSinceEpoch is the inverse of civil.
func daysSinceEpoch(year, month, dayOfMonth int) int64 {
	y, m := int64(year), int64(month)
	if m <= 2 {
		y--
		m += 12
	}
	era := floorDiv(y, 400)
	yoe := y - era*400
	doy := (153*(m-3)+2)/5 + int64(dayOfMonth) - 1
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468
}

// parseTime reads RFC 3339. The form that AppendTime writes is read without
// help from the time package, which is several times slower.
func parseTime(b []byte) (int64, error) {
	if len(b) == 24 && b[23] == 'Z' && b[19] == '.' {
		if t, ok := parseOwnTime(b); ok {
			return t, nil
		}
	}
	t, err := time.Parse(time.RFC3339Nano, string(b))
	if err != nil {
		return 0, fmt.Errorf("time %q is not RFC 3339 with a zone, such as 2026-01-15T08:00:40.000Z", b)
	}
	if y := t.Year(); y < 1678 || y > 2261 {
		return 0, fmt.Errorf("time %q lies outside the years 1678 to 2261", b)
	}
	return t.UnixNano(), nil
}

func parseOwnTime(b []byte) (int64, bool) {
	const form = "dddd-dd-ddTdd:dd:dd.dddZ"
	for i := range len(form) {
		if form[i] == 'd' && (b[i] < '0' || b[i] > '9') || form[i] != 'd' && b[i] != form[i] {
			return 0, false
		}
	}
	year, month, dayOfMonth := two(b)*100+two(b[2:]), two(b[5:]), two(b[8:])
	hour, minute, second := two(b[11:]), two(b[14:]), two(b[17:])
	if year < 1678 || year > 2261 || month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > 28 || hour > 23 || minute > 59 || second > 59 {
		return 0, false // the ends of months are left to the time package
	}
	ms := int64(b[20]-'0')*100 + int64(two(b[21:]))
	s := daysSinceEpoch(year, month, dayOfMonth)*86400 + int64(hour*3600+minute*60+second)
	return s*int64(time.Second) + ms*millisecond, true
}

func two(b []byte) int { return int(b[0]-'0')*10 + int(b[1]-'0') }
