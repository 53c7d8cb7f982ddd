#!/usr/bin/env python3
"""Where other systems of templates let data escape, and what becomes of the same here: facts.py EMBED_TEMPLATE TABLE REFUSED

Makes TABLE, a header that facts_test.cpp includes, with all of these templates, and REFUSED, a program of those that must not
compile, for facts_refused_test.py. Each template stands in both as a text of the source, and as a file that is embedded.
"""
import importlib.util
import os
import sys

EVIL = "</script></style>'\"><script>alert(1)</script>"
EVIL_JSON = (r'"\u003C\u002Fscript\u003E\u003C\u002Fstyle\u003E\u0027\"\u003E\u003Cscript\u003Ealert(1)'
             r'\u003C\u002Fscript\u003E"')
EVIL_HTML = "&lt;/script&gt;&lt;/style&gt;&#39;&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
EVIL_URL = "%3C%2Fscript%3E%3C%2Fstyle%3E%27%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E"
NO_CSS = "refused-by-plait"
NO_URL = "about:invalid#refused-by-plait"

SLASH = "stands before in this script: set a constant to the field at its beginning"
WHOLE = "a field in a script is a whole value, behind = ( [ , : ? or return"
QUOTES = "put quotes around the value of the attribute"
REFRESH = "send a header of HTTP instead"
UNKNOWN = "which may hold a URL or code here: use an attribute data-..."
ANYTHING = "a script of this type may be anything"
LOADS = "may load a URL"

# What is refused, and a part of the reason.
REFUSED = [
    # CVE-2023-24538, go#59234, go#9200: template literals
    ("<script>var a = `{{x}}`</script>", SLASH),
    ("<script>`${function(){return `{{x}}+1`}()}`</script>", SLASH),
    # CVE-2023-24540: white space that only JavaScript knows
    ("<script>x =\u00a0{{x}};</script>", WHOLE),
    ("<script>x =\ufeff{{x}};</script>", WHOLE),
    ("<script>x =\u2028{{x}};</script>", SLASH),
    # CVE-2023-29400, guava#8387: an empty value without quotes
    ("<p name={{x}}>", QUOTES),
    ("<a href={{x}}>", QUOTES),
    ("<a href=/a/{{x}}>", QUOTES),
    # CVE-2023-39318, CVE-2023-39319: comments of HTML, and what looks like tags, in scripts
    ("<script><!-- {{x}}</script>", "<!-- in a script changes where it ends"),
    ("<script>var s = '<!--<script>'; x = {{x}}</script>", "<!-- in a script changes where it ends"),
    ("<script>#!/a\nx = {{x}}</script>", SLASH),
    ("<script>\n--> a\nx = {{x}}</script>", SLASH),
    # CVE-2026-27142, CVE-2026-39823, go#79644, gsx#171: meta refresh
    ("<meta http-equiv=refresh content=\"0;url={{x}}\">", REFRESH),
    ("<meta http-equiv='refresh' content='0; url \t= {{x}}'>", REFRESH),
    ("<meta http-equiv='refresh' content='0; {{x}}'>", REFRESH),
    ("<meta content='0; {{x}}' http-equiv='refresh'>", REFRESH),
    ("<meta http-equiv='{{x}}' content='0; url=a'>", "which decides what other parts of the page mean"),
    # go#78039, go#31327: types of scripts
    ("<script type='text/javascript' type='unknown'>[{{x}}]</script>", "has the attribute type twice"),
    ("<script type=importmap>{\"imports\": {\"a\": {{x}}}}</script>", ANYTHING),
    ("<script type=speculationrules>{\"a\": {{x}}}</script>", ANYTHING),
    ("<script type='text/template'>[{{x}}]</script>", ANYTHING),
    # CVE-2026-32289, go#80161: braces in branches
    ("<script>`${ {{#each list as v}} { {{else}} { { {{/each}} } } {{x}}}`</script>", SLASH),
    # CVE-2026-56858, go#80435, go#80897, go#81117: regular expressions
    ("<script>if(true){/{{x}}/g.test(\"x\")}</script>", SLASH),
    ("<script>await /{{x}}/</script>", SLASH),
    ("<script>`a`/{{x}}/b</script>", SLASH),
    ("<script>x = {{x}}/b/g</script>", "a field in a script is a whole value"),
    ("<script>x = {{x}} // a\n/b/g</script>", "a field in a script is a whole value"),
    # go#79773, go#80158, go#80162, go#80163: handlers, and attributes that no one knows
    ("<svg/onload=\"{{x}}\">", "which is code"),
    ("<body ONLOAD='f({{x}})'>", "which is code"),
    ("<svg><animate to='{{x}}'/></svg>", UNKNOWN),
    ("<svg><animate from='{{x}}'/></svg>", UNKNOWN),
    ("<svg><animate values='{{x}}'/></svg>", UNKNOWN),
    ("<iframe sandbox='{{x}}'></iframe>", UNKNOWN),
    ("<iframe src='{{x}}'></iframe>", "begin the URL with a path"),
    ("<script src='{{x}}'></script>", "begin the URL with a path"),
    # CSS
    ("<p style='background: url({{x}})'>", LOADS),
    ("<p style='background: URL(\"{{x}}\")'>", LOADS),
    ("<p style='width: expression({{x}})'>", LOADS),
    ("<style>p { content: '{{x}}' }</style>", "in a string of CSS"),
    ("<p style='{{x}}: red'>", "a field can only be a value in CSS"),
    ("<p style='{{#if yes}}background: {{x}}{{/if}}(//evil)'>", "write ; behind each declaration"),
    # URLs
    ("<a href='javascript:{{x}}'>", "a field cannot follow this scheme"),
    ("<a href='{{x}}:alert(1)'>", "the field and the colon would make a scheme"),
    ("<a href='{{#if yes}}/foo?a={{else}}/bar/{{/if}}{{x}}'>", "branches before the field end in different parts"),
    ("<a href='https://a{{#if yes}}/b{{/if}}&amp;c={{x}}'>", "branches before the field end in different parts"),
    # safehtml#18, go: typed HTML
    ("<iframe srcdoc='{{x}}'></iframe>", "srcdoc holds a whole page"),
    # What stands in branches and loops
    ("{{#if yes}}<a{{/if}}", "each must close what it opens"),
    ("{{#each list as v}}<a{{/each}}", "it must close what it opens"),
    ("<script>{{#if yes}}a = '{{/if}}'; b = {{x}}</script>", "each must close what it opens"),
    ("<script>{{#each list as v}}b = {{x}}; a = /'/;{{/each}}</script>", SLASH),
    ("<script>[{{#each list as v}}{{v}}{{#if not @last}}, {{/if}}{{/each}}]</script>", "write the whole list as {{list}}"),
    ("<{{x}}>", "a field cannot be a part of a tag's name"),
    ("<b {{x}}>", "a field cannot make attributes"),
    ("<!-- {{x}} -->", "a field cannot stand in a comment of HTML"),
    ("<p>{{{x}}}</p>", "there is no output without escaping"),
    ("<p>{{nobody}}</p>", "has no described member nobody"),
    ("<p>{{list}}</p>", "cannot be shown: name one of its members, loop over it"),
    ("<p>{{#if x}}{{x}}</p>", "{{#if}} is not closed: {{/if}} is missing"),
]

# A template, the value of x, which the list has before "b", and what becomes of it.
SHOWN = [
    ("<p title='{{x}}' data-a=\"{{x}}\">{{x}}</p>", EVIL,
     f"<p title='{EVIL_HTML}' data-a=\"{EVIL_HTML}\">{EVIL_HTML}</p>"),
    ("<title>{{x}}</title><textarea>{{x}}</textarea>", EVIL,
     f"<title>{EVIL_HTML}</title><textarea>{EVIL_HTML}</textarea>"),
    # CVE-2023-24539: what ends a style
    ("<style>p { width: {{x}}/{{x}} }</style>", EVIL, f"<style>p {{ width: {NO_CSS}/{NO_CSS} }}</style>"),
    ("<p style='color: {{x}}'>", "red;\"><script>", f"<p style='color: {NO_CSS}'>"),
    ("<p style='color: {{x}}'>", "expression(alert(1))", f"<p style='color: {NO_CSS}'>"),
    ("<p style='color: {{x}}'>", "-moz-binding", f"<p style='color: {NO_CSS}'>"),
    ("<p style='color: {{#if yes}}{{x}}{{else}}red{{/if}}'>", "red;}", f"<p style='color: {NO_CSS}'>"),
    ("<style>{{#if yes}}a { content: \"}\" }{{/if}} b { color: {{x}} }</style>", EVIL,
     f"<style>a {{ content: \"}}\" }} b {{ color: {NO_CSS} }}</style>"),
    # CVE-2023-24540, CVE-2024-24785
    ("<script>x =\v{{x}};</script>", EVIL, f"<script>x =\v{EVIL_JSON};</script>"),
    ("<script>x = {{nan}};</script>", "", "<script>x = null;</script>"),
    ("<script>x = {{x}};</script>", "\u2028<!--`${", r'<script>x = "\u2028\u003C!--\u0060${";</script>'),
    # CVE-2026-39826, go#31327: types of scripts
    ("<script type=\"\">x = {{x}}</script>", EVIL, f"<script type=\"\">x = {EVIL_JSON}</script>"),
    ("<script type=\" \">x = {{x}}</script>", EVIL, f"<script type=\" \">x = {EVIL_JSON}</script>"),
    ("<script type=\"\t\">x = {{x}}</script>", EVIL, f"<script type=\"\t\">x = {EVIL_JSON}</script>"),
    ("<script type=module>f({{x}})</script>", EVIL, f"<script type=module>f({EVIL_JSON})</script>"),
    ("<script type='application/ld+json'>{\"a\": {{list}}}</script>", EVIL,
     f"<script type='application/ld+json'>{{\"a\": [{EVIL_JSON},\"b\"]}}</script>"),
    # Branches and loops of scripts
    ("<script>{{#if yes}}a = \"b'\";{{/if}} x = {{x}};</script>", EVIL, f"<script>a = \"b'\"; x = {EVIL_JSON};</script>"),
    ("<script>{{#each list as v}}f({{v}});{{/each}}</script>", EVIL, f"<script>f({EVIL_JSON});f(\"b\");</script>"),
    ("<script>\n{{#if yes}}\na = {{x}}\n{{/if}}\nb = 1\n</script>", EVIL, f"<script>\na = {EVIL_JSON}\nb = 1\n</script>"),
    ("<script>a = {{x}} // it's\nb = {{x}}</script>", EVIL, f"<script>a = {EVIL_JSON} // it's\nb = {EVIL_JSON}</script>"),
    ("<script>x = [{{#each list as v}}{{v}},{{/each}}];</script>", EVIL, f"<script>x = [{EVIL_JSON},\"b\",];</script>"),
    # go#79773, go#80158: attributes behind a slash, of SVG, and ping
    ("<a/href=\"{{x}}\">", "javascript:alert(1)", f"<a/href=\"{NO_URL}\">"),
    ("<a ping='{{x}}'>", "javascript:alert(1)", f"<a ping='{NO_URL}'>"),
    ("<svg><rect fill='{{x}}' filter='{{x}}' clip-path='{{x}}' cursor='{{x}}'/></svg>", "url(//evil)",
     f"<svg><rect fill='{NO_CSS}' filter='{NO_CSS}' clip-path='{NO_CSS}' cursor='{NO_CSS}'/></svg>"),
    # go#17441: each URL of a srcset
    ("<img srcset=\"{{x}}\">", "/x#,javascript:alert(1)", f"<img srcset=\"/x#,{NO_URL}\">"),
    # URLs
    ("<a href='{{x}}'>", " java\nscript:alert(1)", f"<a href='{NO_URL}'>"),
    ("<a href='{{#if yes}}{{x}}{{else}}/y{{/if}}'>", "javascript:alert(1)", f"<a href='{NO_URL}'>"),
    ("<a href='/{{x}}'>", "/evil.example", "<a href='/%2Fevil.example'>"),
    ("<a href='/a?b={{x}}'>", EVIL, f"<a href='/a?b={EVIL_URL}'>"),
    ("<a href='/a{{#each list as v}}{{#if @first}}?{{else}}&amp;{{/if}}v={{v}}{{/each}}'>", EVIL,
     f"<a href='/a?v={EVIL_URL}&amp;v=b'>"),
    ("<a href='/a{{#if yes}}?b={{x}}{{/if}}{{#if yes}}&amp;c={{x}}{{/if}}'>", "d&e=f",
     "<a href='/a?b=d%26e%3Df&amp;c=d%26e%3Df'>"),
    ("<meta name=keywords content='{{#each list as v}}{{v}}, {{/each}}'>", EVIL,
     f"<meta name=keywords content='{EVIL_HTML}, b, '>"),
    # safehtml#18, maud#468: typed HTML in an attribute
    ("<p title=\"{{html}}\">{{html}}</p>", "", "<p title=\"&lt;b title=&quot;a&quot;&gt;\"><b title=\"a\"></p>"),
]


def literal(text):
    """A string of C++."""
    escaped = "".join(chr(each) if 32 <= each < 127 and chr(each) not in '"\\?' else f"\\{each:03o}"
                      for each in text.encode())
    return f'"{escaped}"'


def in_source(text):
    return f"[] {{ return std::string_view({literal(text)}, {len(text.encode())}); }}"


def embedded_files(embed):
    rows = [("refused", text) for text, _ in REFUSED] + [("shown", text) for text, *_ in SHOWN]
    counts = {"refused": 0, "shown": 0}
    for kind, text in rows:
        name = f"{kind}_{counts[kind]}.html"
        counts[kind] += 1
        yield kind, embed.header(name, {name: text.encode()}).decode()


def table(embed):
    yield '#pragma once\n\n#include <html/facts.hpp>\n'
    yield from (header.replace("#pragma once", "") for kind, header in embedded_files(embed) if kind == "shown")
    yield "inline const refused_fact refused_facts[] = {"
    yield from (f"    {{{literal(text)}, {literal(reason)}}}," for text, reason in REFUSED)
    yield "};\n\ninline const shown_fact shown_facts[] = {"
    yield from (f"    {{{literal(text)}, {literal(x)}, {literal(page)},\n     {in_source(text)}, templates::shown_{i}_html}},"
                for i, (text, x, page) in enumerate(SHOWN))
    yield "};"


LINES_APART = 10


def refused(embed):
    yield '#include <html/facts.hpp>\n'
    yield from (header.replace("#pragma once", "") for kind, header in embedded_files(embed) if kind == "refused")
    for i, (text, _) in enumerate(REFUSED):
        text = "\n" * (LINES_APART * i) + text  # g++ tells each reason once, and so each one needs a line of its own
        yield f"void in_source_{i}() {{ (void)plait::html_template<fact_data>({in_source(text)}); }}"
        yield f"void embedded_{i}() {{ (void)plait::html_template<fact_data>(templates::refused_{i}_html); }}"


def main():
    path, *targets = sys.argv[1:]
    spec = importlib.util.spec_from_file_location("embed_template", path)
    embed = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(embed)
    for target, lines in zip(targets, (table, refused)):
        with open(target, "w", encoding="utf-8") as file:
            file.write("\n".join(lines(embed)) + "\n")


if __name__ == "__main__":
    main()
