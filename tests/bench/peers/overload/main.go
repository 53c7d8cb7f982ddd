// A server whose handler holds a processor for so many microseconds, as overload_server.cpp does. It is told its port and
// that time.
package main

import (
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"time"
)

func main() {
	micros, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	cost := time.Duration(micros) * time.Microsecond
	http.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		for begin := time.Now(); time.Since(begin) < cost; {
		}
		io.WriteString(w, "worked")
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], nil))
}
