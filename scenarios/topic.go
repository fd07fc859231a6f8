package scenarios

import "strings"

// topicMatches applies an MQTT topic filter: + is one level, # all that follow
// (MQTT 3.1.1, section 4.7).
func topicMatches(filter, topic string) bool {
	for {
		f, restF, moreF := strings.Cut(filter, "/")
		if f == "#" {
			return true
		}
		t, restT, moreT := strings.Cut(topic, "/")
		if f != "+" && f != t {
			return false
		}
		if !moreF || !moreT {
			return moreF == moreT || (moreF && restF == "#")
		}
		filter, topic = restF, restT
	}
}
