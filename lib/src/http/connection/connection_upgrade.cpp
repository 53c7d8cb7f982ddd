// The end of HTTP on a connection that goes on with another protocol.
#include "http/connection/connection.hpp"

#include "http/connection/upgrade.hpp"
#include "http/connection/write_response.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <memory>
#include <string>
#include <utility>

namespace plait::http::detail {

/// Answers a request whose handler has chosen another protocol, or a status that no answer may have.
[[gnu::cold, gnu::noinline]] bool connection::answer_unusual()
{
    request_state& current = *current_;
    const http::status chosen = current.answer->status();
    if (!current.request.upgrade_ || !may_upgrade(chosen)) {
        current.request.upgrade_.reset();
        if (!is_final(chosen))
            return answer_wrong_status();
        current.request.take_to(*current.answer);
        return current.answer->is_streamed() ? begin_stream()
               : current.answer->is_file()   ? begin_file()
                                             : answer(*current.answer);
    }
    current.request.take_to(*current.answer);
    append_upgrade_head(current.out.text, *current.answer, loop_.date.at(loop_.now));
    current.input.consume(current.consumed);
    life_.upgrades();
    if (loop_.ends.are_told())
        ends(chosen, ending::upgraded, current.input.size());
    return true;
}

/// Destroys a connection that is over, or hands over what another protocol goes on with.
[[gnu::noinline]] void connection::leave() noexcept
{
    if (life_.at() == life::state::upgraded) {
        if (hand_over())
            return; // this connection may be gone
        close(ending::upgraded);
    }
    if (over())
        loop_.connections.remove(*this);
}

bool connection::hand_over() noexcept
{
    loop_state& loop = loop_;
    plait::detail::door opened(loop.here);
    acting_ =
        true; // what the upgrade or the log tells this connection, as a drain, waits until it has been handed over
    std::unique_ptr<upgrade> next(current_->request.upgrade_.release());
    handover given(*this, loop);
    try {
        given.read = current_->input.bytes();
        next->begin(given);
    } catch (...) {
        loop.log("an upgraded connection ended", std::current_exception());
    }
    next.reset();
    const bool taken = given.taken();
    if (!taken) // else this connection may be gone
        acting_ = false;
    return taken;
}

held_stream handover::take(open_connection& next, byte_stream::user& reads)
{
    held_stream stream = of_->give_way(next, reads);
    of_ = nullptr;
    return stream;
}

held_stream connection::give_way(open_connection& next, byte_stream::user& reads)
{
    if ((told_ & to_cancel) != 0) // the next connection would not hear of it
        throw boost::system::system_error(boost::asio::error::operation_aborted);
    stream_.wait_to_read(reads);
    never_expires();
    give_back_place();
    drop_state();
    loop_.connections.replace(*this, next);
    return {&stream_, stream_block_deleter{this}};
}

void stream_block_deleter::operator()(byte_stream*) const noexcept
{
    delete of;
}

} // namespace plait::http::detail
