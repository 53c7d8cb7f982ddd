#include "http/listen/shortage.hpp"

#include "platform/descriptors.hpp"

#include "http/connection/server_log.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/errc.hpp>

#include <string>
#include <utility>

namespace asio = boost::asio;

namespace plait::http {

namespace {

bool is_shortage(boost::system::error_code failed) noexcept
{
    return failed == asio::error::no_descriptors || failed == boost::system::errc::too_many_files_open_in_system;
}

std::string what_is_done()
{
    std::string text = "there are no more descriptors";
    if (const std::size_t limit = platform::descriptor_limit(); limit > 0)
        text.append(" (this process may have ").append(std::to_string(limit)).append(")");
    return text.append(", so connections that have been idle longest are closed for new ones");
}

} // namespace

shortage::membership::membership(shortage& of, executor here, std::function<bool()> shed)
    : of_(of), self_(std::make_shared<member>(member{here, std::move(shed)}))
{
    plait::detail::locked inside(of_.lock_);
    of_.members_.push_back(self_);
}

shortage::membership::~membership()
{
    self_->left = true;
    plait::detail::locked inside(of_.lock_);
    std::erase(of_.members_, self_);
}

bool shortage::membership::make_room(boost::system::error_code why)
{
    if (!is_shortage(why))
        return false;
    if (of_.begins())
        detail::write_log(of_.options_, log_level::warning, what_is_done(), why.message());
    if (self_->shed())
        return true;
    of_.ask_others(*self_);
    return false;
}

bool shortage::begins() noexcept
{
    plait::detail::locked inside(lock_);
    return told_.begins(clock::now());
}

void shortage::ask_others(const member& asking)
{
    plait::detail::locked inside(lock_);
    for (const std::shared_ptr<member>& each : members_)
        if (each.get() != &asking)
            asio::post(each->here, [each] {
                if (!each->left)
                    static_cast<void>(each->shed());
            });
}

} // namespace plait::http
