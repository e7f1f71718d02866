#include "core/layout/evaluation.h"

#include <algorithm>

namespace waferscope {

Cycles longestExchange(const Evaluation& evaluation)
{
    Cycles longest{0};
    for (const KernelReport& kernel : evaluation.kernels)
        longest = std::max(longest, kernel.exchange);
    return longest;
}

} // namespace waferscope
