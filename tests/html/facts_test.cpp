#include <html/facts.hpp>

#include <facts_table.hpp>
#include <support/folder.hpp>

#include <doctest/doctest.h>

#include <fstream>

TEST_SUITE_BEGIN("facts");

namespace {

plait::html_template<fact_data> from_file(const folder& files, std::string_view text)
{
    const std::string path = files.file("page.html");
    std::ofstream(path, std::ios::binary) << text;
    return plait::template_file(path);
}

} // namespace

TEST_CASE(
    "where data escaped from other systems' templates, they stay in their places: in a source, embedded, from a file")
{
    const folder files;
    for (const shown_fact& each : shown_facts) {
        CAPTURE(each.text);
        const fact_data data{each.x};
        CHECK(each.in_source.render(data) == each.page);
        CHECK(each.embedded.render(data) == each.page);
        CHECK(from_file(files, each.text).render(data) == each.page);
    }
}

TEST_CASE("what does not compile is refused in a file, for the same reason")
{
    const folder files;
    for (const refused_fact& each : refused_facts) {
        CAPTURE(each.text);
        std::string reason;
        try {
            (void)from_file(files, each.text).render({});
        } catch (const plait::template_error& refused) {
            reason = refused.what();
        }
        CHECK(reason.find(each.reason) != std::string::npos);
    }
}

TEST_SUITE_END();
