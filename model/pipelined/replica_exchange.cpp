#include "model/pipelined/replica_exchange.h"

#include "model/pipelined/kernel_cost.h"

#include <algorithm>

namespace waferscope {

namespace {

/// The ways between the copies of one kernel; the first copy is the root.
class ExchangeTree {
public:
    ExchangeTree(const KernelGraph& graph, const Mapping& mapping)
        : m_graph(graph)
        , m_mapping(mapping)
        , m_copies(static_cast<std::size_t>(m_graph.copies()))
        , m_columns(static_cast<std::size_t>(std::max(1, m_mapping.replicaColumns)))
    {
    }

    /// Lanes of a kernel of the first copy between all its copies, as edges `firstEdge` + copy.
    void addLanesOf(std::size_t kernel, std::size_t firstEdge, std::vector<LaneRun>& lanes,
                    const RouterConfig& config) const
    {
        const std::int64_t values = gradientValues(m_graph.kernels()[kernel]);
        Route route;
        route.shift = static_cast<int>(kernel); // kernels on the same rows keep out of each other's way
        for (std::size_t copy = 1; copy < m_copies && values > 0; ++copy)
            addLanes(lanes, EdgeId{firstEdge + copy}, values, rectangleOf(kernel, parentOf(copy)),
                     rectangleOf(kernel, copy), route, config);
    }

    /// Hops and copies on the way from the root to the farthest copy.
    struct Way {
        std::int64_t hops = 0;
        std::int64_t copies = 0;
    };
    [[nodiscard]] Way longestWay(std::span<const LaneRun> lanes, std::size_t firstEdge) const
    {
        std::vector<Way> ways(m_copies);
        Way longest;
        for (std::size_t copy = 1; copy < m_copies; ++copy) {
            const Way& before = ways[parentOf(copy)];
            const std::int64_t hops = longestLane(lanesOfEdge(lanes, EdgeId{firstEdge + copy})).count();
            ways[copy] = {before.hops + hops, before.copies + 1};
            longest.hops = std::max(longest.hops, ways[copy].hops);
            longest.copies = std::max(longest.copies, ways[copy].copies);
        }
        return longest;
    }

private:
    [[nodiscard]] std::size_t parentOf(std::size_t copy) const
    {
        return copy % m_columns == 0 ? copy - m_columns : copy - 1;
    }
    [[nodiscard]] const PeRect& rectangleOf(std::size_t kernel, std::size_t copy) const
    {
        return m_mapping.kernels[copy * m_graph.kernelsOfCopy() + kernel].rectangle;
    }

    const KernelGraph& m_graph;
    const Mapping& m_mapping;
    std::size_t m_copies;
    std::size_t m_columns;
};

} // namespace

ReplicaExchange exchangeOf(const LayoutProblem& problem, const Mapping& mapping, const RouterConfig& config)
{
    const KernelGraph& graph = *problem.graph;
    const auto copies = static_cast<std::size_t>(graph.copies());
    if (copies == 1 || problem.execution.run == Run::Infer)
        return {};
    const System& system = problem.system();
    const ExchangeTree tree(graph, mapping);
    RouterConfig gradients = config;
    gradients.precision = Precision::Fp32;
    std::vector<LaneRun> lanes;
    for (std::size_t kernel = 0; kernel < graph.kernelsOfCopy(); ++kernel)
        tree.addLanesOf(kernel, kernel * copies, lanes, gradients);
    LinkLoads loads(system.columns, system.rows);
    loads.add(lanes);

    ReplicaExchange exchange{std::vector<Cycles>(graph.size()), Wavelets{loads.worst(lanes)}};
    const std::int64_t ramps = 2 * system.rampLatency.count() + 1;
    for (std::size_t kernel = 0; kernel < graph.kernelsOfCopy(); ++kernel) {
        const auto first = std::partition_point(lanes.begin(), lanes.end(),
                                                [&](const LaneRun& run) { return run.edge.index() < kernel * copies; });
        const auto last = std::partition_point(
            first, lanes.end(), [&](const LaneRun& run) { return run.edge.index() < (kernel + 1) * copies; });
        if (first == last)
            continue;
        const std::span<const LaneRun> own(first, last);
        const ExchangeTree::Way way = tree.longestWay(own, kernel * copies);
        const std::int64_t oneWay = loads.worst(own) + way.hops * system.hopLatency.count();
        for (std::size_t copy = 0; copy < copies; ++copy)
            exchange.kernels[copy * graph.kernelsOfCopy() + kernel] = Cycles{2 * oneWay + ramps * (way.copies + 1)};
    }
    return exchange;
}

} // namespace waferscope
