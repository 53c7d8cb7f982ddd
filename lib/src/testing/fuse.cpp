#include <plait/testing/fuse.hpp>

#include <plait/error.hpp>

#include <boost/system/system_error.hpp>

#include <exception>
#include <stdexcept>
#include <string>

namespace plait::testing {

namespace {

class category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "plait.testing"; }

    std::string message(int value) const override
    {
        switch (static_cast<fault>(value)) {
        case fault::blown_fuse:
            return "a fuse has blown, as the test wants it";
        }
        return "unknown fault " + std::to_string(value);
    }
};

bool is_of(const fuse& blown, const std::exception_ptr& thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& known) {
        return known.code() == blown.error();
    } catch (...) {
        return false;
    }
}

[[noreturn]] void fail(const fuse& lit, const std::exception_ptr& thrown)
{
    const std::string where =
        lit.blown() ? "after operation " + std::to_string(lit.at()) + " had failed" : "though no operation had failed";
    const std::string text = "for_each_fuse: the test failed, " + where + ": " + describe(thrown);
    try {
        std::rethrow_exception(thrown);
    } catch (...) {
        std::throw_with_nested(std::runtime_error(text));
    }
}

} // namespace

const boost::system::error_category& fault_category() noexcept
{
    static const category instance;
    return instance;
}

boost::system::error_code make_error_code(fault value) noexcept
{
    return {static_cast<int>(value), fault_category()};
}

fuse& fuse::fails_with(error_code error) noexcept
{
    error_ = error;
    return *this;
}

fuse& fuse::keeps_failing() noexcept
{
    keeps_failing_ = true;
    return *this;
}

fuse::error_code fuse::strike() noexcept
{
    ++count_;
    return count_ == at_ || (keeps_failing_ && blown()) ? error_ : error_code();
}

void fuse::check()
{
    if (const error_code failed = strike())
        throw boost::system::system_error(failed, "operation " + std::to_string(count_));
}

std::size_t for_each_fuse(const std::function<void(fuse&)>& test, std::size_t most)
{
    for (std::size_t at = 1; at <= most; ++at) {
        fuse burning(at);
        std::exception_ptr thrown;
        try {
            test(burning);
        } catch (...) {
            thrown = std::current_exception();
        }
        if (thrown && !(burning.blown() && is_of(burning, thrown)))
            fail(burning, thrown);
        if (!burning.blown())
            return at - 1;
    }
    throw std::runtime_error(
        "for_each_fuse: the test has no end: each of " + std::to_string(most)
        + " runs came to its operation that fails");
}

} // namespace plait::testing
