#pragma once

#include "stream_exchange.hpp"

#include <support/gzip_reader.hpp>

#include <charconv>
#include <optional>

namespace streamed {

/// What a client has received, answer by answer, beside what was written.
class judge {
public:
    /// In a calm run each answer comes. In an orderly one, which may stop early, each answer that begins is whole.
    judge(const client_plan& client, bool calm, bool orderly)
        : client_(client), rest_(client.received), calm_(calm), orderly_(orderly)
    {
        for (const exchange* each : client.asks)
            if (!look_at(*each))
                break;
        expect(rest_.empty(), "bytes follow the last answer");
    }

    [[nodiscard]] const std::string& wrong() const { return wrong_; }

private:
    struct answer {
        int status = 0;
        bool closes = false;
        bool is_chunked = false;
        bool is_gzip = false;
        std::optional<std::size_t> length;
        std::string body;
        bool whole = true;
    };

    void expect(bool right, std::string_view what)
    {
        if (!right && wrong_.empty())
            wrong_ = what;
    }

    /// Returns whether another answer may follow.
    bool look_at(const exchange& of)
    {
        int told_to_go_on = 0;
        for (constexpr std::string_view told = "HTTP/1.1 100 Continue\r\n\r\n"; rest_.starts_with(told);
             ++told_to_go_on)
            rest_.remove_prefix(told.size());
        const bool may = of.expects && !of.http_1_0 && (!of.to_reader || of.body_was_asked_for);
        expect(told_to_go_on <= (may ? 1 : 0), of.name() + ": 100 Continue is not due");
        const bool has_waited = of.patience > 1s && client_.asks.front() == &of; // else an earlier answer may have come
        if (calm_ && may && of.to_reader && !of.body.empty() && has_waited)
            expect(told_to_go_on == 1 || of.is_refused(), of.name() + ": no 100 Continue has come");

        const std::size_t head_end = rest_.find("\r\n\r\n");
        if (head_end == std::string_view::npos) {
            expect(!calm_, of.name() + ": no answer has come");
            rest_ = {};
            return false;
        }
        answer seen = read_head(rest_.substr(0, head_end + 2));
        rest_.remove_prefix(head_end + 4);
        read_body(of, seen);
        look_at_status(of, seen);
        if (seen.status == 200)
            look_at_body(of, seen);
        if (!seen.whole || seen.closes) {
            expect(rest_.empty(), of.name() + ": bytes follow the last answer");
            return false;
        }
        return true;
    }

    static answer read_head(std::string_view head)
    {
        const auto value = [&](std::string_view name) {
            const std::size_t at = head.find(name);
            return at == head.npos ? std::string_view() : head.substr(at + name.size());
        };
        answer seen;
        seen.status = std::stoi(std::string(head.substr(9, 3)));
        seen.closes = value("\r\nConnection: ").starts_with("close");
        seen.is_gzip = value("\r\nContent-Encoding: ").starts_with("gzip");
        seen.is_chunked = value("\r\nTransfer-Encoding: ").starts_with("chunked");
        if (const std::string_view length = value("\r\nContent-Length: "); !length.empty())
            seen.length = std::stoul(std::string(length));
        return seen;
    }

    void read_body(const exchange& of, answer& seen)
    {
        if (of.is_head)
            return;
        if (seen.is_chunked)
            return read_chunks(of, seen);
        const std::size_t count = std::min(seen.length.value_or(rest_.size()), rest_.size());
        expect(seen.length || seen.closes, of.name() + ": nothing says where the body ends");
        seen.body = rest_.substr(0, count);
        seen.whole = !seen.length || count == *seen.length;
        rest_.remove_prefix(count);
    }

    void read_chunks(const exchange& of, answer& seen)
    {
        seen.whole = false;
        while (const std::size_t line = rest_.find("\r\n") + 1) {
            std::size_t size = 0;
            const auto [end, failed] = std::from_chars(rest_.data(), rest_.data() + line - 1, size, 16);
            if (failed != std::errc() || end != rest_.data() + line - 1)
                return expect(false, of.name() + ": there is no chunk");
            rest_.remove_prefix(line + 1);
            if (size == 0) {
                seen.whole = rest_.starts_with("\r\n");
                if (seen.whole)
                    rest_.remove_prefix(2);
                else
                    rest_ = {};
                return;
            }
            seen.body += rest_.substr(0, size);
            if (rest_.size() < size + 2)
                break;
            expect(rest_.substr(size, 2) == "\r\n", of.name() + ": a chunk is too long");
            rest_.remove_prefix(size + 2);
        }
        rest_ = {};
    }

    void look_at_status(const exchange& of, const answer& seen)
    {
        const int planned = of.answer == answer_kind::failure        ? 500
                            : of.answer == answer_kind::http_failure ? 409
                                                                     : 200;
        const bool is_read_first = !of.to_reader || !of.chunked; // else the handler may have answered before the limit
        const bool is_refused = of.is_refused() && seen.status == 413;
        const bool is_planned = seen.status == planned && !(of.is_refused() && is_read_first);
        const bool is_cut = seen.status == 400 || seen.status == 408 || seen.status == 503;
        expect(
            is_planned || is_refused || (is_cut && !calm_),
            of.name() + ": the status is " + std::to_string(seen.status) + " and not " + std::to_string(planned));
        if (seen.status == 200)
            expect(of.handled == ending::well, of.name() + ": 200 without the handler's answer");
    }

    void look_at_body(const exchange& of, const answer& seen)
    {
        if (of.is_head)
            return expect(
                of.pieces.empty() && of.written == ending::none, of.name() + ": HEAD has called the callable");
        if (!of.is_streamed()) {
            const std::string body = "answer " + of.name();
            return expect(seen.whole ? seen.body == body : body.starts_with(seen.body), of.name() + ": a wrong text");
        }
        expect(seen.is_chunked == !of.http_1_0, of.name() + ": wrongly framed");
        const bool whole = seen.is_chunked && seen.whole;
        if (whole)
            expect(
                of.written == ending::well || (of.written == ending::cut && of.answer == answer_kind::events),
                of.name() + ": whole, though the callable has failed");
        else if (orderly_ && of.written != ending::failed)
            expect(of.http_1_0, of.name() + ": not whole");
        expect(seen.is_gzip == of.accepts_gzip, of.name() + ": compressed, or not, against what was asked");
        const bool comes = whole || (calm_ && of.written == ending::well);
        if (!seen.is_gzip) {
            look_at_pieces(of, seen.body, comes);
        } else {
            const gzip_reader read(seen.body);
            expect(read.is_right && (read.is_whole || !comes), of.name() + ": a gzip file that is wrong");
            const bool may_end = of.written == ending::well || of.answer == answer_kind::events;
            expect(!read.is_whole || may_end, of.name() + ": a gzip file that ends, though the callable has failed");
            look_at_pieces(of, read.text, comes);
        }
        if (whole)
            expect(
                client_.received.size() - rest_.size() <= of.received_when_dropped + 2 * client_.capacity,
                of.name() + ": the callable was dropped before the last byte");
    }

    /// Each piece is there once at most, unharmed, and behind those that were written before it was begun.
    void look_at_pieces(const exchange& of, std::string_view body, bool whole)
    {
        std::vector<bool> seen(of.pieces.size());
        int last_begun = 0;
        while (!body.empty()) {
            if (of.answer == answer_kind::events && body.starts_with(":\n\n")) {
                body.remove_prefix(3);
                continue;
            }
            std::size_t found = 0;
            while (found < of.pieces.size() && (seen[found] || !body.starts_with(of.pieces[found].text)))
                ++found;
            if (found == of.pieces.size()) {
                bool is_begin = of.answer == answer_kind::events && std::string_view(":\n\n").starts_with(body);
                for (std::size_t i = 0; i < seen.size(); ++i)
                    is_begin = is_begin || (!seen[i] && std::string_view(of.pieces[i].text).starts_with(body));
                expect(
                    is_begin && !whole, of.name() + ": no piece that was written: " + std::string(body.substr(0, 50)));
                break;
            }
            const piece& next = of.pieces[found];
            expect(next.finished == 0 || next.finished > last_begun, of.name() + ": pieces out of order");
            last_begun = std::max(last_begun, next.begun);
            seen[found] = true;
            body.remove_prefix(next.text.size());
        }
        for (std::size_t i = 0; whole && i < seen.size(); ++i)
            expect(
                seen[i] || of.pieces[i].finished == 0 || of.written == ending::cut, of.name() + ": a piece is missing");
    }

    const client_plan& client_;
    std::string_view rest_;
    const bool calm_;
    const bool orderly_;
    std::string wrong_;
};

} // namespace streamed
