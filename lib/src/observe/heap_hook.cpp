#include "observe/heap_hook.hpp"

namespace plait::detail {

constinit std::atomic<heap_samples*> linked_heap_samples{nullptr};

} // namespace plait::detail
