#include <plait/http/detail/shared_closure.hpp>

namespace plait::http::detail {

shared_closure::shared_closure(std::unique_ptr<closure> made)
    : shared_(new std::shared_ptr<closure>(std::move(made))), kept_(shared_->get())
{
}

shared_closure::shared_closure(const shared_closure& other)
    : shared_(other.shared_ ? new std::shared_ptr<closure>(*other.shared_) : nullptr), kept_(other.kept_)
{
}

shared_closure::~shared_closure()
{
    delete shared_;
}

} // namespace plait::http::detail
