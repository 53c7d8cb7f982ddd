#pragma once

#include <plait/bytes.hpp>
#include <plait/http/middleware.hpp>

#include <cstddef>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

namespace plait::http {

/// What `compress` compresses, and how. Each setter returns the options.
///
///     app.use(compress(compress_options().level(6).type("application/vnd.shop")));
///
/// Errors: `std::invalid_argument` for a level that is not from 1 to 9, for what is no media type, and for a negative size.
///
/// Threads: a value: one thread at a time.
///
/// Cost: a block of memory for each type that is added.
class compress_options {
public:
    /// Smaller bodies stay as they are; 1 KiB by default. A stream has no size, and is compressed.
    compress_options& least_size(plait::detail::byte_limit);
    /// How hard zlib tries, from 1 to 9; 5 by default. 1 takes half of the time, and makes JSON a third larger; 9 takes six times
    /// as long, for a tenth (`bench_middleware`).
    compress_options& level(int value);
    /// A media type beside those that are compressed by default: text/*, application/json, javascript, xml, wasm and a few
    /// like them, all that end with +json, +xml or +text, image/svg+xml and image/bmp, font/ttf and font/otf.
    compress_options& type(std::string_view name);
    /// Whether answers are compressed also if another site has made the user's browser ask: see `compress`.
    compress_options& cross_site(bool value = true);

private:
    friend class compressor;

    std::size_t least_size_ = 1024;
    int level_ = 5;
    bool cross_site_ = false;
    std::vector<std::string> types_;
};

/// A middleware that compresses answers by gzip for clients that accept it (Accept-Encoding, RFC 9110 section 12.5.3).
///
///     app.use(compress());
///
/// It stands ahead of the others, as it looks at what they set. It compresses bodies of texts in memory, from 1 KiB on, if
/// they become smaller, and the bodies of `stream` and `events`: what is written between two waits goes out at once, so that
/// a client has an event when it was sent. It leaves alone
///
/// - answers with Set-Cookie, Content-Encoding, Content-Range, a digest, or `Cache-Control: no-transform`; 206; and errors
///   that are thrown, as their answers are made behind all middlewares;
/// - large files: they are sent as they are on the disk, where a compressed one may stand beside each.
///
/// Each answer that it could have compressed says `Vary: Accept-Encoding`. A strong ETag becomes a weak one with the
/// compression, as other bytes stand for the same content: If-None-Match works with it, If-Match does not. HEAD is answered
/// with the fields of GET.
///
/// BREACH: compression tells secrets. Where an answer has a secret, such as a token against cross-site requests, and also
/// repeats something of the request, such as what was searched for, its size tells whether what is repeated is like the
/// secret. Who can make a user's browser ask often enough, and see the encrypted sizes, learns the secret letter by letter.
/// So an answer is not compressed if another site has made the browser ask (Sec-Fetch-Site, which browsers send over HTTPS)
/// with the user's cookies or password; `compress_options::cross_site` allows it. Browsers from before 2023 may not say who
/// made them ask. So do without compression where an answer shows a secret beside what the client has sent:
///
///     app.get("/search", search, route_options().use(no_compression()));
///
/// Without zlib (config.hpp: PLAIT_HAS_ZLIB) this leaves all answers as they are.
///
/// Cancellation: a body of more than 64 KiB is compressed in pieces, between which other tasks run, and which a cancellation
///   ends.
///
/// Threads: any number of loops.
///
/// Cost: 8 ms of a thread for 1 MiB of JSON at level 5, which leaves a fifth of it; 0.4 ms for 64 KiB, 17 us for 4 KiB. What a
///   stream has written between two waits is compressed without a break, an event in any case. 0.2 us and 3 blocks of memory
///   for an answer that the client does not accept compressed, 7 for one that it does (`bench_middleware`). A stream that
///   waits keeps 2 KiB more; each thread that compresses keeps 260 KiB.
[[nodiscard]] middleware
compress(compress_options options = {}, std::source_location where = std::source_location::current());

/// A middleware that keeps answers from being compressed: it adds `Cache-Control: no-transform`, which holds for `compress`,
/// wherever that stands, and for proxies, which may compress, too. A handler may also set that itself.
///
/// Threads: any number of loops.
///
/// Cost: 0.2 us and 6 blocks of memory (`bench_middleware`).
[[nodiscard]] middleware no_compression(std::source_location where = std::source_location::current());

} // namespace plait::http
