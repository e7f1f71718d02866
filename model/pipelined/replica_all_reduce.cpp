#include "model/pipelined/replica_all_reduce.h"

#include "model/pipelined/kernel_cost.h"

#include <algorithm>

namespace waferscope {

namespace {

/// The ways between the replicas of one kernel; the first replica is the root.
class AllReduceTree {
public:
    AllReduceTree(const KernelGraph& graph, const Mapping& mapping)
        : m_graph(graph)
        , m_mapping(mapping)
        , m_replicas(static_cast<std::size_t>(m_graph.replicas()))
        , m_columns(static_cast<std::size_t>(std::max(1, m_mapping.replicaColumns)))
    {
    }

    /// Lanes of a kernel of the first replica between all its replicas, as edges `firstEdge` + replica.
    void addLanesOf(std::size_t kernel, std::size_t firstEdge, std::vector<LaneRun>& lanes,
                    const RouterConfig& config) const
    {
        const std::int64_t values = gradientValues(m_graph.kernels()[kernel]);
        Route route;
        route.shift = static_cast<int>(kernel); // kernels on the same rows keep out of each other's way
        for (std::size_t replica = 1; replica < m_replicas && values > 0; ++replica)
            addLanes(lanes, EdgeId{firstEdge + replica}, values, rectangleOf(kernel, parentOf(replica)),
                     rectangleOf(kernel, replica), route, config);
    }

    /// Hops and replicas on the way from the root to the farthest replica.
    struct Way {
        std::int64_t hops = 0;
        std::int64_t replicas = 0;
    };
    [[nodiscard]] Way longestWay(std::span<const LaneRun> lanes, std::size_t firstEdge) const
    {
        std::vector<Way> ways(m_replicas);
        Way longest;
        for (std::size_t replica = 1; replica < m_replicas; ++replica) {
            const Way& before = ways[parentOf(replica)];
            const std::int64_t hops = longestLane(lanesOfEdge(lanes, EdgeId{firstEdge + replica})).count();
            ways[replica] = {before.hops + hops, before.replicas + 1};
            longest.hops = std::max(longest.hops, ways[replica].hops);
            longest.replicas = std::max(longest.replicas, ways[replica].replicas);
        }
        return longest;
    }

private:
    [[nodiscard]] std::size_t parentOf(std::size_t replica) const
    {
        return replica % m_columns == 0 ? replica - m_columns : replica - 1;
    }
    [[nodiscard]] const PeRect& rectangleOf(std::size_t kernel, std::size_t replica) const
    {
        return m_mapping.kernels[replica * m_graph.kernelsOfReplica() + kernel].rectangle;
    }

    const KernelGraph& m_graph;
    const Mapping& m_mapping;
    std::size_t m_replicas;
    std::size_t m_columns;
};

} // namespace

ReplicaAllReduce allReduceOf(const LayoutProblem& problem, const Mapping& mapping, const RouterConfig& config)
{
    const KernelGraph& graph = *problem.graph;
    const auto replicas = static_cast<std::size_t>(graph.replicas());
    if (replicas == 1 || problem.execution.run == Run::Infer)
        return {};
    const System& system = problem.system();
    const AllReduceTree tree(graph, mapping);
    RouterConfig gradients = config;
    gradients.precision = Precision::Fp32;
    std::vector<LaneRun> lanes;
    for (std::size_t kernel = 0; kernel < graph.kernelsOfReplica(); ++kernel)
        tree.addLanesOf(kernel, kernel * replicas, lanes, gradients);
    LinkLoads loads(system.columns, system.rows);
    loads.add(lanes);

    ReplicaAllReduce allReduce{std::vector<Cycles>(graph.size()), Wavelets{loads.worst(lanes)}};
    const std::int64_t ramps = 2 * system.rampLatency.count() + 1;
    for (std::size_t kernel = 0; kernel < graph.kernelsOfReplica(); ++kernel) {
        const auto first = std::partition_point(
            lanes.begin(), lanes.end(), [&](const LaneRun& run) { return run.edge.index() < kernel * replicas; });
        const auto last = std::partition_point(
            first, lanes.end(), [&](const LaneRun& run) { return run.edge.index() < (kernel + 1) * replicas; });
        if (first == last)
            continue;
        const std::span<const LaneRun> own(first, last);
        const AllReduceTree::Way way = tree.longestWay(own, kernel * replicas);
        const std::int64_t oneWay = loads.worst(own) + way.hops * system.hopLatency.count();
        for (std::size_t replica = 0; replica < replicas; ++replica)
            allReduce.kernels[replica * graph.kernelsOfReplica() + kernel] =
                Cycles{2 * oneWay + ramps * (way.replicas + 1)};
    }
    return allReduce;
}

} // namespace waferscope
