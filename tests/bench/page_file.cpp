// A file of a user with a page of 4 KB, for what it costs to compile: see compile_cost.py.
#include <plait/html/html_template.hpp>

#include <boost/describe/class.hpp>

#include <string>
#include <vector>

struct order {
    std::string title;
    int pieces;
    double price;
};
BOOST_DESCRIBE_STRUCT(order, (), (title, pieces, price))

struct page_data {
    std::string title;
    std::string color;
    std::string link;
    bool serial;
    int count;
    std::vector<order> orders;
};
BOOST_DESCRIBE_STRUCT(page_data, (), (title, color, link, serial, count, orders))

constexpr plait::html_template<page_data> page([] {
    return R"html(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{title}}</title><link rel="icon" href="data:,"><style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1d2733; }
nav a { margin-right: 1rem; } nav a[aria-current] { font-weight: 600; color: inherit; text-decoration: none; }
.blocks { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 1rem; margin: 1.5rem 0; }
.blocks section { border: 1px solid #d5dde5; border-radius: 8px; padding: .75rem 1rem; }
.total { font-size: 1.1rem; color: {{color}}; }
</style></head>
<body><h1 title="{{title}}">{{title}}</h1>
<nav><a href="/page?mode=serial&amp;q={{title}}"{{#if serial}} aria-current="page"{{/if}}>serial</a></nav>
<section id="s1" class="{{#if serial}}on{{else}}off{{/if}}"><h2>{{title}}</h2>
<p class="error" role="alert" data-title="{{title}}">An order of {{count}} pieces; <a href="{{link}}">see {{color}}</a></p>
{{#each orders as order1}}
<li class="row"><span class="number">{{@number}}</span> <b>{{order1.title}}</b>, {{order1.pieces}} of <i>{{order1.price}}</i></li>
{{/each}}
</section>
<section id="s2" class="{{#if serial}}on{{else}}off{{/if}}"><h2>{{title}}</h2>
<p class="error" role="alert" data-title="{{title}}">An order of {{count}} pieces; <a href="{{link}}">see {{color}}</a></p>
{{#each orders as order2}}
<li class="row"><span class="number">{{@number}}</span> <b>{{order2.title}}</b>, {{order2.pieces}} of <i>{{order2.price}}</i></li>
{{/each}}
</section>
<section id="s3" class="{{#if serial}}on{{else}}off{{/if}}"><h2>{{title}}</h2>
<p class="error" role="alert" data-title="{{title}}">An order of {{count}} pieces; <a href="{{link}}">see {{color}}</a></p>
{{#each orders as order3}}
<li class="row"><span class="number">{{@number}}</span> <b>{{order3.title}}</b>, {{order3.pieces}} of <i>{{order3.price}}</i></li>
{{/each}}
</section>
<section id="s4" class="{{#if serial}}on{{else}}off{{/if}}"><h2>{{title}}</h2>
<p class="error" role="alert" data-title="{{title}}">An order of {{count}} pieces; <a href="{{link}}">see {{color}}</a></p>
{{#each orders as order4}}
<li class="row"><span class="number">{{@number}}</span> <b>{{order4.title}}</b>, {{order4.pieces}} of <i>{{order4.price}}</i></li>
{{/each}}
</section>
<section id="s5" class="{{#if serial}}on{{else}}off{{/if}}"><h2>{{title}}</h2>
<p class="error" role="alert" data-title="{{title}}">An order of {{count}} pieces; <a href="{{link}}">see {{color}}</a></p>
{{#each orders as order5}}
<li class="row"><span class="number">{{@number}}</span> <b>{{order5.title}}</b>, {{order5.pieces}} of <i>{{order5.price}}</i></li>
{{/each}}
</section>
<section id="s6" class="{{#if serial}}on{{else}}off{{/if}}"><h2>{{title}}</h2>
<p class="error" role="alert" data-title="{{title}}">An order of {{count}} pieces; <a href="{{link}}">see {{color}}</a></p>
{{#each orders as order6}}
<li class="row"><span class="number">{{@number}}</span> <b>{{order6.title}}</b>, {{order6.pieces}} of <i>{{order6.price}}</i></li>
{{/each}}
</section>
<section id="s7" class="{{#if serial}}on{{else}}off{{/if}}"><h2>{{title}}</h2>
<p class="error" role="alert" data-title="{{title}}">An order of {{count}} pieces; <a href="{{link}}">see {{color}}</a></p>
{{#each orders as order7}}
<li class="row"><span class="number">{{@number}}</span> <b>{{order7.title}}</b>, {{order7.pieces}} of <i>{{order7.price}}</i></li>
{{/each}}
</section>
<section id="s8" class="{{#if serial}}on{{else}}off{{/if}}"><h2>{{title}}</h2>
<p class="error" role="alert" data-title="{{title}}">An order of {{count}} pieces; <a href="{{link}}">see {{color}}</a></p>
{{#each orders as order8}}
<li class="row"><span class="number">{{@number}}</span> <b>{{order8.title}}</b>, {{order8.pieces}} of <i>{{order8.price}}</i></li>
{{/each}}
</section>
<section id="s9" class="{{#if serial}}on{{else}}off{{/if}}"><h2>{{title}}</h2>
<p class="error" role="alert" data-title="{{title}}">An order of {{count}} pieces; <a href="{{link}}">see {{color}}</a></p>
{{#each orders as order9}}
<li class="row"><span class="number">{{@number}}</span> <b>{{order9.title}}</b>, {{order9.pieces}} of <i>{{order9.price}}</i></li>
{{/each}}
</section>
<script>const orders = {{orders}};</script>
</body></html>
)html";
});

std::string make(const page_data& data)
{
    return page.render(data);
}
