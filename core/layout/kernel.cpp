#include "core/layout/kernel.h"

#include "core/base/check.h"
#include "core/base/names.h"

#include <algorithm>
#include <limits>

namespace waferscope {

Result<KernelGraph> KernelGraph::create(std::vector<Kernel> kernels, std::vector<Edge> edges,
                                        std::vector<NetworkInput> inputs)
{
    for (const Edge& edge : edges)
        if (!(edge.from < edge.to) || edge.to.index() >= kernels.size())
            return Error{ErrorCode::InvalidInput, "The kernels' streams do not follow the kernels' order."};
    for (const NetworkInput& input : inputs)
        if (input.to.index() >= kernels.size())
            return Error{ErrorCode::InvalidInput,
                         "The input " + printable(input.name) + " feeds a kernel that does not exist."};
    for (const Kernel& kernel : kernels)
        if (kernel.convs.empty())
            return Error{ErrorCode::InvalidInput, "The kernel " + printable(kernel.name) + " has nothing to compute."};

    KernelGraph graph;
    graph.m_kernels = std::move(kernels);
    graph.m_edges = std::move(edges);
    graph.m_inputs = std::move(inputs);
    graph.indexEdges();
    return graph;
}

KernelGraph KernelGraph::replicated(int replicas) const
{
    WAFERSCOPE_CHECK(m_replicas == 1 && replicas >= 1);
    KernelGraph all;
    all.m_replicas = replicas;
    for (int replica = 0; replica < replicas; ++replica) {
        const std::size_t first = static_cast<std::size_t>(replica) * size();
        const auto inReplica = [first](KernelId id) { return KernelId{first + id.index()}; };
        for (const Kernel& kernel : m_kernels) {
            all.m_kernels.push_back(kernel);
            if (replica > 0)
                all.m_kernels.back().name += " (" + std::to_string(replica + 1) + ")";
        }
        for (const Edge& edge : m_edges)
            all.m_edges.push_back({inReplica(edge.from), inReplica(edge.to), edge.elements});
        for (const NetworkInput& input : m_inputs)
            all.m_inputs.push_back({input.name, inReplica(input.to), input.elements, input.bytes});
    }
    all.indexEdges();
    return all;
}

std::optional<KernelId> KernelGraph::likeIn(const KernelGraph& other, KernelId id) const
{
    const std::string& name = (*this)[firstLike(id)].name;
    const auto first = std::find_if(other.m_kernels.begin(), other.m_kernels.end(),
                                    [&name](const Kernel& kernel) { return kernel.name == name; });
    if (first == other.m_kernels.end())
        return std::nullopt;
    const std::size_t replica = id.index() / kernelsOfReplica();
    const std::size_t wanted = replica < static_cast<std::size_t>(other.m_replicas) ? replica : 0;
    return KernelId{wanted * other.kernelsOfReplica() + static_cast<std::size_t>(first - other.m_kernels.begin())};
}

std::vector<KernelId> KernelGraph::allLike(const std::vector<KernelId>& ofFirst) const
{
    std::vector<KernelId> all;
    for (std::size_t first = 0; first < size(); first += kernelsOfReplica())
        for (const KernelId id : ofFirst)
            all.emplace_back(first + id.index());
    return all;
}

void KernelGraph::indexEdges()
{
    m_into.resize(size());
    m_from.resize(size());
    for (std::size_t i = 0; i < m_edges.size(); ++i) {
        m_from[m_edges[i].from.index()].emplace_back(i);
        m_into[m_edges[i].to.index()].emplace_back(i);
    }
    m_level.assign(size(), 0);
    for (std::size_t k = 0; k < size(); ++k)
        for (const EdgeId id : m_into[k])
            m_level[k] = std::max(m_level[k], m_level[m_edges[id.index()].from.index()] + 1);
    delayLevels();
    m_beforeLast.assign(size(), 0);
    for (std::size_t k = size(); k-- > 0;)
        for (const EdgeId id : m_from[k])
            m_beforeLast[k] = std::max(m_beforeLast[k], m_beforeLast[m_edges[id.index()].to.index()] + 1);
}

/// Whether what it reads is no larger than what it gives.
bool KernelGraph::readsLittle(KernelId id) const
{
    std::int64_t read = 0;
    for (const EdgeId edge : m_into[id.index()])
        read += m_edges[edge.index()].elements;
    for (const NetworkInput& input : m_inputs)
        if (input.to == id)
            read += input.elements;
    return read <= m_kernels[id.index()].outputElements;
}

void KernelGraph::delayLevels()
{
    for (std::size_t k = size(); k-- > 0;) {
        if (m_from[k].empty() || !readsLittle(KernelId{k}))
            continue;
        int latest = std::numeric_limits<int>::max();
        for (const EdgeId id : m_from[k])
            latest = std::min(latest, m_level[m_edges[id.index()].to.index()] - 1);
        m_level[k] = latest;
    }
}

const Kernel& KernelGraph::operator[](KernelId id) const
{
    WAFERSCOPE_CHECK(id.index() < m_kernels.size());
    return m_kernels[id.index()];
}

const Edge& KernelGraph::operator[](EdgeId id) const
{
    WAFERSCOPE_CHECK(id.index() < m_edges.size());
    return m_edges[id.index()];
}

const std::vector<EdgeId>& KernelGraph::edgesInto(KernelId id) const
{
    WAFERSCOPE_CHECK(id.index() < m_into.size());
    return m_into[id.index()];
}

const std::vector<EdgeId>& KernelGraph::edgesFrom(KernelId id) const
{
    WAFERSCOPE_CHECK(id.index() < m_from.size());
    return m_from[id.index()];
}

int KernelGraph::level(KernelId id) const
{
    WAFERSCOPE_CHECK(id.index() < m_level.size());
    return m_level[id.index()];
}

int KernelGraph::levelsBeforeLast(KernelId id) const
{
    WAFERSCOPE_CHECK(id.index() < m_beforeLast.size());
    return m_beforeLast[id.index()];
}

int KernelGraph::jumpOf(EdgeId id) const
{
    const Edge& edge = (*this)[id];
    return level(edge.to) - level(edge.from) - 1;
}

std::int64_t KernelGraph::parametersOfReplica() const
{
    std::int64_t parameters = 0;
    for (std::size_t kernel = 0; kernel < kernelsOfReplica(); ++kernel)
        parameters += m_kernels[kernel].parameters;
    return parameters;
}

} // namespace waferscope
