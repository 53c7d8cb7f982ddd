#include "front_page.hpp"

#include <plait/run_concurrent.hpp>
#include <plait/timed.hpp>

#include <utility>

using plait::awaitable;

namespace {

// Awaits the source of a block. If the source fails, the block gets the error, and the page goes on.
awaitable<void> fill(page_block& block, plait::clock::time_point start, awaitable<void> source)
{
    block.begin = plait::clock::now() - start;
    try {
        co_await std::move(source);
    } catch (const source_error& failed) {
        block.lines.clear();
        block.error = failed.what();
    }
    block.end = plait::clock::now() - start;
}

} // namespace

awaitable<front_page> build_front_page(const sources& from, bool concurrent, std::string city)
{
    front_page page;
    page.concurrent = concurrent;
    auto& [person, news, sky] = page.blocks;
    person.title = "Profile";
    news.title = "News";
    sky.title = "Weather";

    // The sources have different signatures. These closures make them alike. They read and write the variables out
    // here.
    auto load_person = [&]() -> awaitable<> {
        const profile found = co_await from.fetch_profile(7);
        person.lines = {found.name, found.about};
    };
    auto load_news = [&]() -> awaitable<> { news.lines = co_await from.fetch_news("local", 3); };
    auto load_sky = [&]() -> awaitable<> {
        weather now;
        co_await from.fetch_weather(city, now);
        sky.lines = {city + ": " + std::to_string(now.celsius) + " °C, " + now.sky};
    };

    const auto start = plait::clock::now();
    auto fill_person = [&] { return fill(person, start, load_person()); };
    auto fill_news = [&] { return fill(news, start, load_news()); };
    auto fill_sky = [&] { return fill(sky, start, load_sky()); };

    auto fill_all = [&]() -> awaitable<> {
        if (concurrent) {
            co_await plait::run_concurrent(fill_person, fill_news, fill_sky);
        } else {
            co_await fill_person();
            co_await fill_news();
            co_await fill_sky();
        }
    };
    page.total = co_await plait::timed(fill_all);
    co_return page;
}

shown_page show(const front_page& page)
{
    std::vector<waterfall_row> rows;
    for (const page_block& each : page.blocks)
        rows.push_back({each.title, each.begin, each.end, !each.error.empty()});
    return {&page, make_waterfall(rows, page.total)};
}
