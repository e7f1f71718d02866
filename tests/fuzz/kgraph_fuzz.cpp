#include "core/base/check.h"
#include "formats/contest/kgraph.h"
#include "mapping/contest/place_contest.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

/// Any bytes are a problem or one line that says why not; a problem of a few kernels is solved or refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto problem = waferscope::readKernelGraph(text, "problem.kgraph");
    if (!problem.ok()) {
        WAFERSCOPE_CHECK(!problem.error().message.empty());
        WAFERSCOPE_CHECK(problem.error().message.find('\n') == std::string::npos);
        return 0;
    }
    const bool isSmall =
        problem.value().kernels.size() <= 4 && problem.value().width <= 100 && problem.value().height <= 100;
    if (isSmall)
        static_cast<void>(waferscope::placeContest(problem.value(), {1, 20}, {}));
    return 0;
}
