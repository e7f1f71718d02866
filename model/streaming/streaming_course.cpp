#include "model/streaming/streaming_course.h"

#include "core/base/rounding.h"
#include "model/host/input_rate.h"
#include "model/streaming/streamed_step.h"

#include <algorithm>
#include <utility>

namespace waferscope {

namespace {

/// Attention has no weights that would have to come in its order, so it goes head by head: of scores that are not kept
/// there is one head's at a time, and so it is with their gradients.
std::int64_t slicesOf(const KernelGraph& graph, KernelId id)
{
    const ConvShape& conv = graph[id].convs.front();
    if (graph[id].kind != KernelKind::Product || graph.edgesFrom(id).size() != 1)
        return 1;
    const Kernel& reader = graph[graph[graph.edgesFrom(id).front()].to];
    return reader.kind == KernelKind::Product && reader.convs.front().groups == conv.groups ? conv.groups : 1;
}

} // namespace

/// Follows one micro-batch forward and back, and what is on the fabric meanwhile.
class CourseMaker {
public:
    CourseMaker(const StreamingCourses& courses, const std::vector<Retention>& retention)
        : m_courses(courses)
        , m_retention(retention)
        , m_isThere(courses.m_layers.size(), false)
        , m_live(courses.m_inputs)
    {
        m_course.phases.reserve(courses.m_layers.size() * (courses.m_run == Run::Train ? 3 : 1));
    }

    StreamingCourse make()
    {
        for (std::size_t i = 0; i < m_isThere.size(); ++i)
            runForward(i);
        if (m_courses.m_run == Run::Train)
            for (std::size_t i = m_isThere.size(); i-- > 0;)
                runBack(i);
        followOverlap();
        return std::move(m_course);
    }

private:
    using LayerCost = StreamingCourses::LayerCost;

    [[nodiscard]] const LayerCost& layer(std::size_t i) const { return m_courses.m_layers[i]; }
    [[nodiscard]] Retention retentionOf(std::size_t i) const
    {
        return i < m_retention.size() && m_courses.hasChoice(KernelId{i}) ? m_retention[i] : Retention::Keep;
    }
    [[nodiscard]] bool leaves(std::size_t i) const
    {
        return m_courses.m_run == Run::Infer || retentionOf(i) != Retention::Keep;
    }

    void take(std::size_t i)
    {
        if (m_isThere[i])
            return;
        m_isThere[i] = true;
        m_live += leaves(i) ? layer(i).passing : layer(i).activations;
        m_liveBytes += leaves(i) ? layer(i).allPassing : layer(i).allActivations;
    }
    void letGo(std::size_t i)
    {
        if (!m_isThere[i])
            return;
        m_isThere[i] = false;
        m_live -= leaves(i) ? layer(i).passing : layer(i).activations;
        m_liveBytes -= leaves(i) ? layer(i).allPassing : layer(i).allActivations;
    }

    void add(std::size_t i, Phase phase, Cycles compute, Cycles in, Cycles out, Bytes besides = {})
    {
        m_course.phases.push_back({KernelId{i}, phase, compute, in, out, layer(i).filled.ofBand, m_kept, true,
                                   m_courses.m_leastPhase, layer(i).filled.bands, m_courses.m_bandWidth});
        const PeMemory held{
            .weights = layer(i).tile, .gradients = besides, .optimizer = {}, .activations = m_live, .buffers = {}};
        m_needed.push_back(held.total());
        if (m_needed.back() > m_course.worstPe) {
            m_course.worstPe = m_needed.back();
            m_course.ofWorstPe = held;
        }
        m_course.mostBytes = std::max(m_course.mostBytes, m_liveBytes);
    }

    void runForward(std::size_t i)
    {
        take(i);
        const bool keeps = m_courses.m_run == Run::Train && retentionOf(i) == Retention::Keep;
        if (keeps)
            m_kept += layer(i).activations;
        const bool spills = m_courses.m_run == Run::Train && retentionOf(i) == Retention::Spill;
        add(i, Phase::Forward, layer(i).forward, layer(i).weights, spills ? layer(i).spill : Cycles{0});
        for (const EdgeId edge : m_courses.m_graph.edgesInto(KernelId{i})) {
            const std::size_t from = m_courses.m_graph[edge].from.index();
            if (layer(from).lastReader == i && leaves(from))
                letGo(from);
        }
        if (layer(i).lastReader == i && leaves(i))
            letGo(i);
    }

    /// What a layer reads and, of a recurrent one, its own states.
    void bringBack(std::size_t i)
    {
        std::vector<std::size_t> open;
        for (const EdgeId edge : m_courses.m_graph.edgesInto(KernelId{i}))
            open.push_back(m_courses.m_graph[edge].from.index());
        if (m_courses.m_graph[KernelId{i}].kind == KernelKind::Recurrent)
            open.push_back(i);
        std::vector<std::size_t> again;
        while (!open.empty()) {
            const std::size_t from = open.back();
            open.pop_back();
            if (m_isThere[from])
                continue;
            take(from);
            if (retentionOf(from) == Retention::Spill) {
                m_coming += layer(from).spill;
                continue;
            }
            again.push_back(from);
            for (const EdgeId edge : m_courses.m_graph.edgesInto(KernelId{from}))
                open.push_back(m_courses.m_graph[edge].from.index());
        }
        std::sort(again.begin(), again.end());
        for (const std::size_t from : again)
            add(from, Phase::Recompute, layer(from).forward, layer(from).weights + takeComing(), Cycles{0});
    }

    Cycles takeComing() { return std::exchange(m_coming, Cycles{0}); }

    void runBack(std::size_t i)
    {
        const LayerCost& cost = layer(i);
        bringBack(i);
        if (m_courses.m_graph[KernelId{i}].needsInputGradient)
            add(i, Phase::InputGradient, cost.inputGradient, cost.weights + takeComing(), Cycles{0},
                cost.inputGradientBytes);
        add(i, Phase::WeightGradient, cost.weightGradient, takeComing(), cost.gradients);
        if (retentionOf(i) == Retention::Keep)
            m_kept -= cost.activations;
        m_course.phases.back().activationsKept = m_kept;
        letGo(i);
    }

    /// t, or the stream of the next where that takes longer; their sum where two tiles do not fit.
    void followOverlap()
    {
        for (std::size_t i = 0; i < m_course.phases.size(); ++i) {
            StreamedPhase& phase = m_course.phases[i];
            const bool isLast = i + 1 == m_course.phases.size();
            const StreamedPhase& next = m_course.phases[isLast ? 0 : i + 1];
            const Bytes nextTile = isLast ? Bytes{0} : layer(next.kernel.index()).tile;
            phase.overlapped = m_needed[i] + nextTile <= m_courses.m_capacity;
            m_course.durations.emplace_back(
                phaseDuration<Plain>(cyclesOf(phase), next.streamIn.count(), phase.overlapped));
            m_course.once += m_course.durations.back();
        }
    }

    const StreamingCourses& m_courses;
    const std::vector<Retention>& m_retention;
    std::vector<char> m_isThere; ///< by KernelId
    std::vector<Bytes> m_needed; ///< by phase, per PE
    Bytes m_live; ///< per PE
    Bytes m_kept; ///< per PE: since forward, for the backward pass
    double m_liveBytes = 0.0; ///< on the fabric
    Cycles m_coming; ///< activations that the next phase must wait for
    StreamingCourse m_course;
};

StreamingCourses::StreamingCourses(const KernelGraph& graph, const StreamingCost& cost, Bytes capacity)
    : m_graph(graph)
    , m_capacity(capacity)
    , m_run(cost.run)
    , m_leastPhase(cost.leastPhase)
    , m_bandWidth(static_cast<int>(cost.columns))
{
    const std::int64_t pes = cost.columns * cost.rows;
    m_inputs = Bytes{ceilDivide(sampleBytes(graph).count() * cost.microBatch, pes)};
    for (std::size_t i = 0; i < graph.size(); ++i)
        m_layers.push_back(costOf(cost, KernelId{i}));
}

StreamingCourses::LayerCost StreamingCourses::costOf(const StreamingCost& cost, KernelId id) const
{
    const Kernel& kernel = m_graph[id];
    LayerCost layer;
    layer.forward = cost.compute(kernel, Phase::Forward);
    layer.inputGradient = cost.compute(kernel, Phase::InputGradient);
    layer.weightGradient = cost.compute(kernel, Phase::WeightGradient);
    layer.weights = cost.streamIn(kernel, Phase::Forward);
    layer.gradients = cost.streamOut(kernel, Phase::WeightGradient);
    layer.spill = cost.spill(kernel);
    layer.tile = cost.tilePerPe(kernel);
    layer.filled = cost.filled(kernel);
    layer.lastReader = id.index();
    for (const EdgeId edge : m_graph.edgesFrom(id))
        layer.lastReader = std::max(layer.lastReader, m_graph[edge].to.index());
    const std::int64_t slices = slicesOf(m_graph, id);
    layer.activations = cost.activationsPerPe(kernel);
    layer.passing = Bytes{ceilDivide(layer.activations.count(), slices)};
    layer.allActivations = cost.activationBytes(kernel);
    layer.allPassing = layer.allActivations / static_cast<double>(slices);
    std::int64_t gradients = kernel.inputElements;
    for (const EdgeId edge : m_graph.edgesInto(id))
        if (const std::int64_t of = slicesOf(m_graph, m_graph[edge].from); of > 1)
            gradients -= m_graph[edge].elements - ceilDivide(m_graph[edge].elements, of);
    layer.inputGradientBytes = cost.inputGradientPerPe(kernel, gradients);
    return layer;
}

StreamingCourse StreamingCourses::of(const std::vector<Retention>& retention) const
{
    return CourseMaker(*this, retention).make();
}

bool StreamingCourses::hasChoice(KernelId id) const
{
    return m_run == Run::Train
        && (m_layers[id.index()].lastReader != id.index() || m_graph[id].kind == KernelKind::Recurrent);
}

Cycles StreamingCourses::price(KernelId id, Retention retention) const
{
    const LayerCost& layer = m_layers[id.index()];
    switch (retention) {
    case Retention::Keep: return Cycles{0};
    case Retention::Recompute: return std::max(layer.forward, layer.weights);
    case Retention::Spill: break;
    }
    const Cycles hidden = std::max(layer.forward, layer.weights);
    return layer.spill + std::max(Cycles{0}, layer.spill - hidden);
}

CourseCycles<Plain> StreamingCourse::cycles() const
{
    return {phases.front().streamIn.count(), once.count(), cyclesOf(phases.back()), phases.back().overlapped};
}

Cycles StreamingCourse::ofStep(std::int64_t microBatches, const StreamingCourse* smaller) const
{
    if (!smaller)
        return Cycles{cyclesOfStep<Plain>(cycles(), microBatches, nullptr)};
    const CourseCycles<Plain> last = smaller->cycles();
    return Cycles{cyclesOfStep<Plain>(cycles(), microBatches, &last)};
}

} // namespace waferscope
