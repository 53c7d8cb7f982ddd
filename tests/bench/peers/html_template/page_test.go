// Go's html/template with the page of tests/bench/orders_page.hpp: tests/bench/compare.py --peers tests/bench/peers ...
package page

import (
	"bytes"
	"fmt"
	"html/template"
	"testing"
)

type order struct {
	Title, Note, Link string
	Pieces            int
	Price             float64
	Late              bool
}

type ordersPage struct {
	Title, City string
	Orders      []order
}

var page = template.Must(template.New("page").Funcs(template.FuncMap{"inc": func(i int) int { return i + 1 }}).Parse(
	`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Title}}</title></head>
<body><h1>{{.Title}}</h1>
<p class="place" data-city="{{.City}}">From <a href="/cities?name={{.City}}">{{.City}}</a>, {{if .Orders}}all of them{{else}}none{{end}}.</p>
<table>
{{range $i, $o := .Orders}}<tr class="{{if .Late}}late{{else}}in time{{end}}"><td>{{inc $i}}</td><td title="{{.Note}}"><a href="{{.Link}}">{{.Title}}</a></td><td>{{.Pieces}}</td><td>{{.Price}} EUR</td></tr>
{{end}}</table>
</body></html>
`))

func manyOrders(count int) ordersPage {
	made := ordersPage{Title: "Orders of O'Hara & Co", City: "Köln"}
	for i := 0; i < count; i++ {
		made.Orders = append(made.Orders, order{fmt.Sprintf("Teapot <%d>, blue", i), "as \"last time\", with care",
			fmt.Sprintf("https://shop.example/items/%d?ref=list&page=2", i), i, 12.5 * float64(i), i%3 == 0})
	}
	return made
}

func BenchmarkPage(b *testing.B) {
	for _, count := range []int{0, 20, 200} {
		data := manyOrders(count)
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			for i := 0; i < b.N; i++ {
				var out bytes.Buffer
				if err := page.Execute(&out, data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
