// Sends requests at a given rate, whether they are answered or not, as many clients do that know nothing of each other. A
// tool that waits for answers asks less of a server that is slow, and so hides what its users would see.
//
//     open_load PORT TARGET CONNECTIONS SECONDS RATE [SEED]
//
// The times between requests are random, as those of independent clients, with a mean of 1 / RATE. With a rate of 0 each
// connection sends its next request when it has been answered, which shows what the server can do at best. A latency
// counts from the time at which the request was meant to be sent. So does the lag, up to when it was sent: it shows
// whether this program itself was too slow. A request goes to a connection that waits for none, if there is one. The
// first second does not count.
//
// It prints one line of JSON: rates for each second, and times in microseconds.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using clock_type = std::chrono::steady_clock;
using time_point = clock_type::time_point;
using namespace std::chrono_literals;

constexpr auto warm_up = 1s;
constexpr auto last_answers = 2s; // are waited for

[[noreturn]] void fail(const char* what)
{
    std::perror(what);
    std::exit(1);
}

double micros(clock_type::duration time)
{
    return std::chrono::duration<double, std::micro>(time).count();
}

double percentile(std::vector<double>& all, double part)
{
    if (all.empty())
        return 0;
    const auto place = static_cast<std::ptrdiff_t>(
        std::min(static_cast<double>(all.size()) * part, static_cast<double>(all.size() - 1)));
    std::nth_element(all.begin(), all.begin() + place, all.end());
    return all[static_cast<std::size_t>(place)];
}

struct counts {
    std::vector<double> good;
    std::vector<double> refused;
    std::vector<double> lag;
    std::size_t sent = 0;
    std::size_t other = 0;
    std::size_t closed = 0;
    std::size_t unanswered = 0;
};

struct connection {
    int descriptor = -1;
    std::deque<time_point> meant; // when the requests were to be sent that were not answered yet
    std::string unsent;
    std::string received;
    bool idle = true; // is among those that wait for no answer
};

class load {
public:
    load(std::uint16_t port, const std::string& target, std::size_t connections)
        : port_(port), request_("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), all_(connections),
          set_(epoll_create1(0))
    {
        for (connection& each : all_) {
            open(each);
            idle_.push_back(&each);
        }
    }

    void run(std::chrono::seconds length, double rate, std::uint64_t seed)
    {
        std::mt19937_64 random(seed);
        auto pause = [&] {
            const double uniform = (static_cast<double>(random() >> 11) + 0.5) / 9007199254740992.0;
            return std::chrono::duration_cast<clock_type::duration>(
                std::chrono::duration<double>(-std::log(uniform) / rate));
        };
        begin_ = clock_type::now();
        end_ = begin_ + warm_up + length;
        closed_ = rate <= 0;
        time_point next = closed_ ? end_ : begin_ + pause();
        if (closed_)
            for (connection& each : all_)
                send(each, begin_);
        for (time_point now = begin_; now < end_ + last_answers; now = clock_type::now()) {
            for (; next <= now && next < end_; next += pause())
                send(choose(), next);
            if (now >= end_ && waiting_ == 0)
                break;
            receive(now >= end_ || next - now > 1ms ? 1 : 0);
        }
        told_.unanswered = waiting_;
    }

    counts& told() { return told_; }

private:
    [[nodiscard]] bool is_counted(time_point meant) const { return meant >= begin_ + warm_up && meant < end_; }

    void open(connection& of)
    {
        of.descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port_);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (connect(of.descriptor, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0)
            fail("open_load: connect");
        const int on = 1;
        setsockopt(of.descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        fcntl(of.descriptor, F_SETFL, O_NONBLOCK);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = &of;
        if (epoll_ctl(set_, EPOLL_CTL_ADD, of.descriptor, &event) != 0)
            fail("open_load: epoll_ctl");
    }
    /// What was not answered on a connection that was closed never is.
    void reopen(connection& of)
    {
        ++told_.closed;
        ::close(of.descriptor);
        waiting_ -= of.meant.size();
        told_.other += of.meant.size();
        of.meant.clear();
        of.unsent.clear();
        of.received.clear();
        open(of);
        becomes_idle(of);
    }
    connection& choose()
    {
        while (!idle_.empty()) {
            connection& last = *idle_.back();
            idle_.pop_back();
            last.idle = false;
            if (last.meant.empty())
                return last;
        }
        turn_ = (turn_ + 1) % all_.size();
        return all_[turn_];
    }
    void becomes_idle(connection& of)
    {
        if (closed_) {
            if (const time_point now = clock_type::now(); now < end_)
                send(of, now);
        } else if (!std::exchange(of.idle, true)) {
            idle_.push_back(&of);
        }
    }
    void send(connection& by, time_point meant)
    {
        by.meant.push_back(meant);
        ++waiting_;
        by.unsent += request_;
        flush(by);
        if (is_counted(meant)) {
            ++told_.sent;
            told_.lag.push_back(micros(clock_type::now() - meant));
        }
    }
    static void flush(connection& of)
    {
        const ssize_t written = ::send(of.descriptor, of.unsent.data(), of.unsent.size(), MSG_NOSIGNAL);
        if (written > 0)
            of.unsent.erase(0, static_cast<std::size_t>(written));
    }
    void receive(int milliseconds)
    {
        epoll_event events[256];
        const int count = epoll_wait(set_, events, 256, milliseconds);
        for (int i = 0; i < count; ++i) {
            connection& of = *static_cast<connection*>(events[i].data.ptr);
            char buffer[65536];
            const ssize_t got = recv(of.descriptor, buffer, sizeof(buffer), 0);
            if (got == 0 || (got < 0 && errno != EAGAIN)) {
                reopen(of);
                continue;
            }
            if (got > 0)
                of.received.append(buffer, static_cast<std::size_t>(got));
            if (!of.unsent.empty())
                flush(of);
            while (take_answer(of)) {
            }
        }
    }
    bool take_answer(connection& of)
    {
        const std::size_t head = of.received.find("\r\n\r\n");
        if (head == std::string::npos)
            return false;
        constexpr std::string_view length_field = "Content-Length: ";
        const std::size_t at = of.received.find(length_field);
        std::size_t length = 0;
        if (at < head)
            std::from_chars(of.received.data() + at + length_field.size(), of.received.data() + head, length);
        if (of.received.size() < head + 4 + length)
            return false;
        const int status = std::atoi(of.received.c_str() + std::strlen("HTTP/1.1 "));
        of.received.erase(0, head + 4 + length);
        if (of.meant.empty())
            return false; // nobody asked
        const time_point meant = of.meant.front();
        of.meant.pop_front();
        --waiting_;
        if (is_counted(meant)) {
            const double took = micros(clock_type::now() - meant);
            if (status == 200)
                told_.good.push_back(took);
            else if (status == 503)
                told_.refused.push_back(took);
            else
                ++told_.other;
        }
        if (of.meant.empty())
            becomes_idle(of);
        return !of.received.empty();
    }

    const std::uint16_t port_;
    const std::string request_;
    std::vector<connection> all_;
    const int set_;
    std::vector<connection*> idle_;
    std::size_t turn_ = 0;
    std::size_t waiting_ = 0;
    bool closed_ = false;
    time_point begin_;
    time_point end_;
    counts told_;
};

} // namespace

int main(int argc, char** argv)
{
    if (argc < 6) {
        std::fputs("open_load PORT TARGET CONNECTIONS SECONDS RATE [SEED]\n", stderr);
        return 1;
    }
    const double seconds = std::atof(argv[4]);
    load made(static_cast<std::uint16_t>(std::atoi(argv[1])), argv[2], static_cast<std::size_t>(std::atoi(argv[3])));
    made.run(
        std::chrono::seconds(std::atoi(argv[4])), std::atof(argv[5]),
        argc > 6 ? static_cast<std::uint64_t>(std::atoll(argv[6])) : 1);
    counts& told = made.told();
    std::printf(
        "{\"sent\": %.1f, \"good\": %.1f, \"refused\": %.1f, \"good_p50\": %.0f, \"good_p99\": %.0f, "
        "\"refused_p50\": %.0f, \"refused_p99\": %.0f, \"lag_p50\": %.0f, \"lag_p99\": %.0f, "
        "\"other\": %zu, \"closed\": %zu, \"unanswered\": %zu}\n",
        static_cast<double>(told.sent) / seconds, static_cast<double>(told.good.size()) / seconds,
        static_cast<double>(told.refused.size()) / seconds, percentile(told.good, 0.5), percentile(told.good, 0.99),
        percentile(told.refused, 0.5), percentile(told.refused, 0.99), percentile(told.lag, 0.5),
        percentile(told.lag, 0.99), told.other, told.closed, told.unanswered);
}
