#include <plait/http/files.hpp>

#include "http/file_answer.hpp"
#include "http/parse/accept_encoding.hpp"
#include "http/parse/static_path.hpp"
#include "http/route/path.hpp"
#include "platform/open_beneath.hpp"
#include <plait/blocking.hpp>
#include <plait/http/http_error.hpp>

#include <boost/system/errc.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace plait::http {

namespace {

using platform::file_kind;
using platform::lookup;
using platform::opened_file;

struct precompressed_kind {
    std::string_view coding;
    std::string_view ending;
};

// Of codings that a client likes as much, the first one is sent.
constexpr precompressed_kind precompressed_kinds[]{{"br", ".br"}, {"zstd", ".zst"}, {"gzip", ".gz"}};

class served_folder {
public:
    served_folder(const std::string& folder, const files_options& options) : folder_(folder), options_(options) {}

    /// Returns none if the disk has to be asked, with `lookup::at_once`.
    [[nodiscard]] std::optional<response> answer(const request&, std::string_view path, lookup) const;

private:
    /// Returns false if the disk has to be asked. `failed` may be set otherwise.
    [[nodiscard]] bool
    open(const std::string& name, lookup how, opened_file& to, boost::system::error_code& failed) const
    {
        to = folder_.open(name, options_.follow_links() ? platform::links::all : platform::links::inside, how, failed);
        return failed != boost::system::errc::operation_would_block;
    }
    [[nodiscard]] bool open_precompressed(
        const request&, const std::string& name, lookup, opened_file& to, std::string_view& coding) const;

    platform::folder folder_;
    files_options options_;
};

/// Where a folder is whose path lacks its slash. The path is clean, so that no browser takes it for another host.
std::string with_slash(const request& request)
{
    const std::string_view target = request.target();
    return detail::safe_location(detail::cleaned(request.path()))
        .append("/")
        .append(detail::safe_location(target.substr(std::min(target.find('?'), target.size()))));
}

/// Opens the file that the client likes best, in place of the one that is open already, if there is one. Returns false if
/// the disk has to be asked.
bool served_folder::open_precompressed(
    const request& request, const std::string& name, lookup how, opened_file& to, std::string_view& coding) const
{
    int best = std::max(0, detail::accepted_coding(request.fields(), "identity") - 1); // of the file as it is
    for (const precompressed_kind& each : precompressed_kinds) {
        const int liked = detail::accepted_coding(request.fields(), each.coding);
        if (liked <= best)
            continue;
        opened_file found;
        boost::system::error_code failed;
        if (!open(name + std::string(each.ending), how, found, failed))
            return false;
        if (failed || found.kind != file_kind::regular)
            continue;
        best = liked;
        to = std::move(found);
        coding = each.coding;
    }
    return true;
}

std::optional<response> served_folder::answer(const request& request, std::string_view path, lookup how) const
{
    std::optional<std::string> name = detail::static_path(path, options_.show_dot_files());
    const bool is_folder = name && (name->empty() || name->ends_with('/'));
    if (!name || (is_folder && options_.index().empty()))
        throw http_error(status::not_found);
    if (is_folder)
        *name += options_.index();

    opened_file opened;
    boost::system::error_code failed;
    if (!open(*name, how, opened, failed))
        return std::nullopt;
    if (failed)
        detail::refuse_file(failed);
    if (opened.kind == file_kind::folder && !is_folder)
        return redirect(with_slash(request), status::moved_permanently);
    if (opened.kind != file_kind::regular)
        throw http_error(status::not_found);

    detail::file_account about;
    about.name = *name;
    about.cache_control = options_.cache_control();
    about.varies = options_.precompressed();
    if (about.varies && !open_precompressed(request, *name, how, opened, about.coding))
        return std::nullopt;
    return detail::answer_with_file(opened, about, request, how);
}

} // namespace

/// Lets `files` see the path behind the prefix as the client sent it: an encoded slash is no slash.
struct detail::raw_path {
    static std::string_view of(const request& request) { return request.raw_parameter("path"); }
};

router files(const std::string& folder, const files_options& options, std::source_location where)
{
    const auto served = std::make_shared<const served_folder>(folder, options);
    const auto answer_with_file = [served](request& request) -> awaitable<response> {
        const std::string_view path = detail::raw_path::of(request);
        std::optional<response> answer = served->answer(request, path, lookup::at_once);
        if (!answer) {
            const auto ask_the_disk = [&] { answer = served->answer(request, path, lookup::waits); };
            co_await blocking(ask_the_disk);
        }
        co_return *std::move(answer);
    };
    router made;
    made.get({"/{path...}", where}, answer_with_file);
    return made;
}

} // namespace plait::http
