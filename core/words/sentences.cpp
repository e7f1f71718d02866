#include "core/words/sentences.h"

#include "core/base/names.h"

#include <algorithm>

namespace waferscope {

namespace {

/// Says what it visits, with the names of one graph.
class Wording {
public:
    explicit Wording(const KernelGraph& graph)
        : m_graph(graph)
    {
    }

    Sentence operator()(const OutsideFabric& v) const
    {
        return Sentence::of(name(v.kernel), " reaches outside the fabric.");
    }
    Sentence operator()(const OnDeadPes& v) const
    {
        if (v.covered == 1)
            return Sentence::of(name(v.kernel), " covers the dead PE ", v.where, ".");
        return Sentence::of(name(v.kernel), " covers ", v.covered, " dead PEs, the first at ", v.where, ".");
    }
    Sentence operator()(const MemoryShort& v) const
    {
        return Sentence::of(name(v.kernel), " needs ", v.needed, " bytes on a PE, which has ", v.capacity, ".");
    }
    Sentence operator()(const KernelsOverlap& v) const
    {
        return Sentence::of(name(v.first), " overlaps ", name(v.second), ".");
    }
    Sentence operator()(const ReservedColor& v) const
    {
        return Sentence::of("The stream from ", ends(v.stream), " has colour ", v.color, ", but kernels may use ", 0,
                            " to ", v.usable - 1, " only.");
    }
    Sentence operator()(const OneColorBothWays& v) const
    {
        return Sentence::of("The stream from ", ends(v.stream), " has colour ", v.color,
                            " both for its values and for their gradients.");
    }
    Sentence operator()(const ColorShared& v) const
    {
        return Sentence::of("The streams from ", ends(v.first), " and from ", ends(v.second), " both use colour ",
                            v.color, " in router ", v.where, ".");
    }
    Sentence operator()(const NoColorLeft& v) const
    {
        const std::string among = v.others.empty() ? "" : ", among them " + ends(v.others.front());
        return Sentence::of("No colour is left for the stream from ", ends(v.stream), ": router ", v.where, " has ",
                            v.usable, " for kernels and carries ", v.others.size() + 1,
                            v.others.empty() ? " stream" : " streams", among, ".");
    }

    Sentence operator()(const MicroBatchTooLarge& w) const
    {
        return Sentence::of("A micro-batch of ", w.microBatch, " keeps ", w.needed, " bytes on a PE, which has ",
                            w.capacity, ": use a smaller micro-batch, recompute or spill.");
    }
    Sentence operator()(const DeadPesCounted& w) const
    {
        return Sentence::of(w.dead, w.dead == 1 ? " dead PE is" : " dead PEs are",
                            " counted as if working: in weight streaming layers lie over the whole fabric.");
    }

    Sentence operator()(const KernelBound& b) const
    {
        return Sentence::of("Compute-bound at ", name(b.kernel), ": ", b.cycles, " cycles a sample on ", b.pes,
                            " PEs.");
    }
    Sentence operator()(const LinkBound& b) const
    {
        return Sentence::of("Transmission-bound at ", ends(b.stream), ": its fullest link carries ", b.wavelets,
                            " wavelets a sample, the slowest kernel takes ", b.slowestKernel, " cycles.");
    }
    Sentence operator()(const SampleInputBound& b) const
    {
        return Sentence::of("Input-bound: the host delivers a sample of ", b.sample, " bytes every ", b.cycles,
                            " cycles.");
    }
    Sentence operator()(const ScheduleBound& b) const
    {
        return Sentence::of("Bound by waiting around ", name(b.kernel), ": samples follow each other every ", b.cycles,
                            " cycles, the slowest kernel takes ", b.slowestKernel, ".");
    }
    Sentence operator()(const ArithmeticBound& b) const
    {
        return Sentence::of("Compute-bound, most at ", name(b.kernel), ": arithmetic takes ",
                            times(b.arithmetic, b.streams), " times as long as weights and gradients.");
    }
    Sentence operator()(const WeightStreamBound& b) const
    {
        return Sentence::of("Bound by the weight stream, most at ", name(b.kernel), ": weights and gradients take ",
                            times(b.streams, b.arithmetic), " times as long as the arithmetic.");
    }
    Sentence operator()(const BatchInputBound& b) const
    {
        return Sentence::of("Input-bound: the host needs ", b.cycles, " cycles to deliver a batch.");
    }
    Sentence operator()(const HostBound& /*b*/) const
    {
        return "Host-bound: the fixed host time is more than half of a step.";
    }

private:
    [[nodiscard]] std::string name(KernelId kernel) const { return printable(m_graph[kernel].name); }
    [[nodiscard]] std::string ends(EdgeId stream) const
    {
        return name(m_graph[stream].from) + " to " + name(m_graph[stream].to);
    }

    /// How many times one is the other, rounded down.
    static Tenths times(Cycles longer, Cycles shorter)
    {
        return {longer.count() * 10 / std::max<std::int64_t>(1, shorter.count())};
    }

    const KernelGraph& m_graph;
};

} // namespace

Sentence sentenceOf(const Violation& violation, const KernelGraph& graph)
{
    return std::visit(Wording(graph), violation);
}

Sentence sentenceOf(const LayoutWarning& warning, const KernelGraph& graph)
{
    return std::visit(Wording(graph), warning);
}

Sentence sentenceOf(const Bottleneck& bottleneck, const KernelGraph& graph)
{
    return std::visit(Wording(graph), bottleneck);
}

std::string placeNameOf(const Bottleneck& bottleneck, const KernelGraph& graph)
{
    if (const auto* link = std::get_if<LinkBound>(&bottleneck))
        return graph[graph[link->stream].from].name + " to " + graph[graph[link->stream].to].name;
    if (const std::optional<KernelId> kernel = kernelOf(bottleneck, graph))
        return graph[*kernel].name;
    return std::string(nameOf(kindOf(bottleneck)));
}

std::string_view nameOf(ViolationKind kind)
{
    switch (kind) {
    case ViolationKind::OutsideFabric: return "outside-fabric";
    case ViolationKind::DeadPes: return "dead-pes";
    case ViolationKind::Memory: return "memory";
    case ViolationKind::Overlap: return "overlap";
    case ViolationKind::ReservedColor: return "reserved-color";
    case ViolationKind::OneColorBothWays: return "one-color-both-ways";
    case ViolationKind::ColorShared: return "color-shared";
    case ViolationKind::NoColorLeft: break;
    }
    return "no-color-left";
}

std::string_view nameOf(WarningKind kind)
{
    switch (kind) {
    case WarningKind::MicroBatch: return "micro-batch";
    case WarningKind::DeadPes: break;
    }
    return "dead-pes";
}

std::string_view nameOf(BottleneckKind kind)
{
    switch (kind) {
    case BottleneckKind::Compute: return "compute";
    case BottleneckKind::Transmission: return "transmission";
    case BottleneckKind::Input: return "input";
    case BottleneckKind::WeightStream: return "weight-stream";
    case BottleneckKind::Host: break;
    }
    return "host";
}

} // namespace waferscope
