#include "mapping/thread_limit.h"

#include <tbb/global_control.h>

namespace waferscope {

struct ThreadLimit::Control {
    explicit Control(std::size_t threads)
        : limit(tbb::global_control::max_allowed_parallelism, threads)
    {
    }
    tbb::global_control limit;
};

ThreadLimit::ThreadLimit(int threads)
    : m_control(threads > 0 ? std::make_unique<Control>(static_cast<std::size_t>(threads)) : nullptr)
{
}

ThreadLimit::~ThreadLimit() = default;

} // namespace waferscope
