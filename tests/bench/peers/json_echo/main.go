// A server that reads an order of JSON and writes it again, as json_echo.cpp does. It is told its port.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
)

type customer struct {
	Name  string  `json:"name"`
	Email string  `json:"email"`
	Phone *string `json:"phone"`
	IsNew bool    `json:"is_new"`
}

type item struct {
	ID     int64    `json:"id"`
	Title  string   `json:"title"`
	Pieces int      `json:"pieces"`
	Price  float64  `json:"price"`
	Tags   []string `json:"tags"`
}

type order struct {
	Number   int64    `json:"number"`
	Customer customer `json:"customer"`
	Items    []item   `json:"items"`
	Note     string   `json:"note"`
}

func main() {
	http.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		var read order
		if err := json.NewDecoder(r.Body).Decode(&read); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(read)
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], nil))
}
