#include "mapping/placement/row/row_streams.h"

#include <algorithm>

namespace waferscope {

std::optional<RowStreams> RowStreams::of(const PlacementProblem& problem)
{
    RowStreams row;
    row.m_place.resize(problem.size());
    row.m_kernels.resize(problem.size());
    for (std::size_t place = 0; place < problem.size(); ++place) {
        row.m_place[problem.order[place]] = place;
        row.m_kernels[place].kernel = problem.order[place];
        row.m_kernels[place].lastTarget = place;
    }
    for (std::size_t stream = 0; stream < problem.streams.size(); ++stream) {
        const auto& [from, to, weight] = problem.streams[stream];
        const std::size_t first = row.m_place[from];
        const std::size_t second = row.m_place[to];
        if (first >= second)
            return std::nullopt;
        Kernel& source = row.m_kernels[first];
        Kernel& target = row.m_kernels[second];
        source.lastTarget = std::max(source.lastTarget, second);
        source.streamWeight += weight;
        target.streamWeight += weight;
        target.sources.push_back(stream);
        if (!target.nearest || row.m_place[problem.streams[*target.nearest].from] < first)
            target.nearest = stream;
        for (std::size_t place = first; place <= second; ++place) {
            const bool isEnd = place == first || place == second;
            row.m_kernels[place].lengthPrice += problem.weights.wire * weight * (isEnd ? 0.5 : 1.0);
        }
    }
    return row;
}

} // namespace waferscope
