#pragma once

#include "explored.hpp"

#include <plait/config.hpp>
#include <plait/http/request.hpp>
#include <plait/http/response.hpp>
#include <plait/shield.hpp>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <random>
#include <string>
#include <string_view>
#include <vector>

/// Requests and answers whose bodies are streamed, as a seed has them: what is sent, what the handler does, and what has
/// become of both.
namespace streamed {

using namespace explored;
namespace http = plait::http;
using milliseconds = std::chrono::milliseconds;

class chances {
public:
    explicit chances(std::uint64_t seed) : random_(static_cast<unsigned>(seed * 7919 + 17)) {}

    int below(int end) { return static_cast<int>(random_() % static_cast<unsigned>(end)); }
    milliseconds below(milliseconds end) { return milliseconds(below(static_cast<int>(end.count()))); }
    bool once_in(int times) { return below(times) == 0; }

private:
    std::mt19937 random_;
};

/// The failure that a plan has in it. Everything else that is thrown is the server's.
class planned_failure : public std::runtime_error {
public:
    explicit planned_failure(int number) : runtime_error("planned failure " + std::to_string(number) + ".") {}
};

/// What one call of a writer gives to the answer.
struct piece {
    std::string text;
    int begun;        // in the order of all that happens in this run
    int finished = 0; // 0: the call has not returned
};

enum class ending { none, well, failed, cut };
enum class answer_kind { text, failure, http_failure, stream, events };

constexpr std::size_t body_limit = 3000;

struct client_plan;

struct exchange {
    exchange(int number, client_plan& client) : number(number), client(client) {}

    const int number;
    client_plan& client;

    // What is sent
    bool is_head = false;
    bool to_reader = false; // else the body comes before the handler is called
    bool chunked = false;
    bool http_1_0 = false;
    bool closes = false;
    bool expects = false;
    bool accepts_gzip = false; // then a stream is compressed
    milliseconds patience{};   // how long the client waits for 100
    std::string body;
    std::string head;
    std::string framed_body;

    // What the handler does
    int reads = -1; // -1: to the end
    bool reads_in_tasks = false;
    bool ignores_errors = false;
    answer_kind answer = answer_kind::text;

    // What has happened
    int calls = 0;
    std::atomic<int> handling = 0;
    std::atomic<int> writing = 0;
    bool body_was_asked_for = false;
    bool read_all = false;
    std::string read;
    ending handled = ending::none;
    ending written = ending::none;
    int kept = 0;    // callables that were made
    int dropped = 0; // and destroyed
    std::size_t received_when_dropped = 0;
    std::deque<piece> pieces;

    [[nodiscard]] bool is_streamed() const { return answer == answer_kind::stream || answer == answer_kind::events; }
    [[nodiscard]] bool is_refused() const { return body.size() > body_limit; }
    [[nodiscard]] std::string name() const { return std::to_string(number); }
};

/// One client: the requests that it sends on its connection, and in which way it is no good.
struct client_plan {
    static constexpr std::size_t never = static_cast<std::size_t>(-1);

    int number = 0;
    std::vector<exchange*> asks;
    milliseconds between_sends{};
    milliseconds between_reads{};
    std::size_t leaves_after_sent = never;
    std::size_t leaves_after_received = never;
    std::size_t stops_reading_at = never;
    bool half_closes = false;
    std::size_t capacity = 64 * 1024;

    bool refused = false; // it has not been connected
    bool ended = false;
    std::string received;
};

/// What all of a run have in common.
struct run_state {
    explicit run_state(std::uint64_t seed) : random(seed) {}

    chances random;
    std::deque<exchange> exchanges;
    bool writes_much = false;
    int happened = 0;
    plait::clock::time_point ignored_until{}; // the last moment to which a task did not hear that it was cancelled
    std::string wrong;                        // the first thing that is

    void expect(bool right, const exchange& of, std::string_view what)
    {
        if (!right && wrong.empty())
            wrong = of.name() + ": " + std::string(what);
    }

    awaitable<> ignore()
    {
        const auto time = random.once_in(30) ? 1500ms : random.below(20ms);
        ignored_until = std::max(ignored_until, plait::clock::now() + time);
        return plait::shield(plait::sleep_for(time));
    }
};

/// A text in which a lost, doubled or foreign piece shows. If it is taken for requests, they are noticed, too.
inline std::string body_text(int number, std::size_t size)
{
    std::string text;
    while (text.size() < size)
        text += std::to_string(number) + ":" + std::to_string(text.size())
                + (text.size() % 5 == 0 ? "\r\n\r\nGET /plain/999 HTTP/1.1\r\nHost: a\r\n\r\n" : "\r\n0\r\n\r\n");
    text.resize(size);
    return text;
}

inline std::string chunks(chances& random, std::string_view body)
{
    std::string all;
    char size[20];
    while (!body.empty()) {
        const auto count =
            std::min(body.size(), static_cast<std::size_t>(1 + random.below(random.once_in(3) ? 3000 : 60)));
        std::snprintf(size, sizeof size, "%zx", count);
        all.append(size).append(random.once_in(10) ? ";a=\"b\"" : "").append("\r\n");
        all.append(body.substr(0, count)).append("\r\n");
        body.remove_prefix(count);
    }
    return all.append("0\r\n").append(random.once_in(5) ? "X: y\r\n\r\n" : "\r\n");
}

inline void plan_request(chances& random, exchange& of, bool last)
{
    of.to_reader = random.below(3) > 0;
    of.is_head = !of.to_reader && random.once_in(8);
    of.answer = static_cast<answer_kind>(random.once_in(3) ? random.below(3) : 3 + random.below(2));
    of.http_1_0 = random.once_in(12);
    of.closes = last && random.once_in(2);
    if (of.to_reader || (!of.is_head && random.once_in(4))) {
        of.chunked = !of.http_1_0 && random.once_in(2);
        const int size = random.below(5);
        of.body = body_text(
            of.number, static_cast<std::size_t>(
                           size == 0   ? 0
                           : size == 1 ? random.below(2 * static_cast<int>(body_limit))
                                       : random.below(400)));
        of.framed_body = of.chunked ? chunks(random, of.body) : of.body;
        of.expects = random.once_in(4);
        of.patience = !of.http_1_0 && random.once_in(2) ? 1h : random.below(60ms);
    }
    of.reads = random.once_in(2) ? -1 : random.below(4);
    of.reads_in_tasks = random.once_in(4);
    of.ignores_errors = random.once_in(3);

    const bool has_body = of.to_reader || !of.body.empty();
    of.head = std::string(
                  of.is_head ? "HEAD"
                  : has_body ? "POST"
                             : "GET")
              + (of.to_reader ? " /reader/" : " /plain/") + of.name() + (of.http_1_0 ? " HTTP/1.0" : " HTTP/1.1")
              + "\r\nHost: a\r\n";
    if (of.chunked)
        of.head += "Transfer-Encoding: chunked\r\n";
    else if (has_body)
        of.head += "Content-Length: " + std::to_string(of.body.size()) + "\r\n";
    if (of.expects)
        of.head += "Expect: 100-continue\r\n";
    if (of.closes)
        of.head += "Connection: close\r\n";
    of.accepts_gzip = PLAIT_HAS_ZLIB && random.once_in(3);
    if (of.accepts_gzip)
        of.head += "Accept-Encoding: gzip\r\n";
    of.head += "\r\n";
}

} // namespace streamed
