#include <plait/http/body_reader.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace plait::http {

std::optional<std::string_view> body_reader::text_source::take()
{
    if (rest_.empty())
        return std::nullopt;
    const std::string_view piece = rest_.substr(0, most_);
    rest_.remove_prefix(piece.size());
    return piece;
}

awaitable<std::optional<std::string_view>> body_reader::read()
{
    if (reading_)
        throw std::logic_error("body_reader::read: another task reads this body at the moment; let one task read it");
    struct reading {
        bool& flag;
        explicit reading(bool& set) noexcept : flag(set) { flag = true; }
        reading(const reading&) = delete;
        reading& operator=(const reading&) = delete;
        ~reading() { flag = false; }
    } const now(reading_);

    from_->ask();
    try {
        co_await from_->come.wait();
    } catch (...) {
        from_->gives_up();
        throw;
    }
    co_return from_->take();
}

awaitable<std::string> body_reader::read_all()
{
    std::string all;
    while (const auto piece = co_await read())
        all += *piece;
    co_return all;
}

} // namespace plait::http
