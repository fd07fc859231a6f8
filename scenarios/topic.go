package scenarios

import "strings"

// topicMatches applies an MQTT topic filter: + is one level, # all that follow,
// and neither stands for a first level that begins with $ (MQTT 3.1.1, section 4.7).
func topicMatches(filter, topic string) bool {
	if strings.HasPrefix(topic, "$") && !strings.HasPrefix(filter, "$") {
		return false
	}
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
