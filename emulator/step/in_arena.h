#pragma once

#include <tbb/info.h>
#include <tbb/task_arena.h>

#include <algorithm>

namespace waferscope {

/// Runs `work` with at most `threads` threads, 0 for all of the machine. Results must not depend on the number.
template <typename Work>
void inArena(int threads, const Work& work)
{
    tbb::task_arena arena(threads > 0 ? threads : std::max(1, tbb::info::default_concurrency()));
    arena.execute(work);
}

} // namespace waferscope
