#include "mapping/placement/placement_problem.h"

#include "core/base/pe_set.h"

#include <algorithm>

namespace waferscope {

std::int64_t PlacementProblem::freePes() const
{
    return pesOutside({{0, 0}, width, height}, obstacles);
}

std::vector<std::size_t> depthFirstOrder(std::size_t kernels, const std::vector<PlacementStream>& streams)
{
    std::vector<int> missing(kernels, 0);
    std::vector<std::vector<std::size_t>> targets(kernels);
    for (const PlacementStream& stream : streams) {
        ++missing[stream.to];
        targets[stream.from].push_back(stream.to);
    }
    std::vector<std::size_t> stack;
    for (std::size_t kernel = kernels; kernel-- > 0;)
        if (missing[kernel] == 0)
            stack.push_back(kernel);
    std::vector<std::size_t> order;
    while (!stack.empty()) {
        const std::size_t kernel = stack.back();
        stack.pop_back();
        order.push_back(kernel);
        for (auto target = targets[kernel].rbegin(); target != targets[kernel].rend(); ++target)
            if (--missing[*target] == 0)
                stack.push_back(*target);
    }
    for (std::size_t kernel = 0; kernel < kernels && order.size() < kernels; ++kernel) // on a cycle: as they come
        if (std::find(order.begin(), order.end(), kernel) == order.end())
            order.push_back(kernel);
    return order;
}

std::vector<std::size_t> randomOrder(const PlacementProblem& problem, Random& random)
{
    auto streams = problem.streams;
    for (std::size_t at = streams.size(); at > 1; --at)
        std::swap(streams[at - 1], streams[random.below(at)]);
    return depthFirstOrder(problem.size(), streams);
}

} // namespace waferscope
