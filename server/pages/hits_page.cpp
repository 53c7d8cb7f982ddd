#include "hits_page.hpp"

std::string hits_html(int count)
{
    // The page has an empty icon in it, so that no browser requests /favicon.ico.
    return R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>plait: a hit counter</title><link rel="icon" href="data:,"><style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1d2733; }
.count { font-size: 4rem; font-weight: 600; line-height: 1; margin: 1rem 0; }
code { background: #eef2f6; border-radius: 4px; padding: .1rem .3rem; }
</style></head>
<body><h1>A hit counter</h1>
<p class="count">)"
        + std::to_string(count) + R"(</p>
<p>So often was this page asked for since the server started, on all its threads. <code>curl</code> counts too, and gets the
number alone.</p>
<ul>
<li><a href="/page?mode=serial">A page of three blocks</a> that are fetched one after another, in 6 seconds,</li>
<li><a href="/page?mode=concurrent">the same page</a> when they are fetched all at once, in 3;</li>
<li><a href="/hits">the hits as JSON</a>, which does not count;</li>
<li><a href="/equal-sums">two equal sums</a> among random numbers, which keeps a core busy for 0.1 s: something to profile;</li>
<li><a href="/plaintext">a text</a>, <a href="/json">a JSON object</a>, <a href="/echo">an echo</a>,
<a href="/healthz">how the server is</a>;</li>
<li><a href="/debug/">what the server does</a>: profiles and tasks, for programs on its machine.</li>
</ul>
</body></html>
)";
}
