package web_test

import (
	"fmt"

	"github.com/vitalfleet/vitalfleet/web"
)

func ExampleCheckListen() {
	fmt.Println(web.CheckListen("127.0.0.1:8080"))
	fmt.Println(web.CheckListen("0.0.0.0:8080") != nil)
	// Output:
	// <nil>
	// true
}
