#include "model/pipelined/pipeline_timing.h"

#include "core/base/check.h"
#include "core/base/rounding.h"

#include <algorithm>

namespace waferscope {

namespace {

/// `to` of sample n begins at least `weight` cycles after `from` of sample n - `tokens`.
struct Arc {
    std::size_t from = 0;
    std::size_t to = 0;
    std::int64_t weight = 0;
    std::int64_t tokens = 0;
};

/// The starts of a sample, as nodes: input of every replica, forward of every stage, backward of every stage.
struct Nodes {
    std::size_t replicas = 1;
    std::size_t stages = 0;

    [[nodiscard]] std::size_t forward(std::size_t stage) const { return replicas + stage; }
    [[nodiscard]] std::size_t backward(std::size_t stage) const { return replicas + stages + stage; }
    [[nodiscard]] std::size_t count() const { return replicas + 2 * stages; }
    [[nodiscard]] std::optional<std::size_t> stageOf(std::size_t node) const
    {
        return node < replicas ? std::nullopt : std::optional((node - replicas) % stages);
    }
};

/// What a stream asks of the stages at its ends, forward and back.
void addStream(std::vector<Arc>& arcs, const PipelineModel& model, const Nodes& nodes, const PipelineStream& stream)
{
    const PipelineStage& to = model.stages[stream.to];
    arcs.push_back(
        {nodes.forward(stream.to), nodes.forward(stream.from), to.forward - stream.distance, stream.slotCount});
    if (model.trains)
        arcs.push_back({nodes.backward(stream.from), nodes.backward(stream.to),
                        model.stages[stream.from].backward() - stream.distance - to.loss, stream.slotCount});
}

/// All reasons to wait but those of one group or stream alone, in an order in which one round nearly suffices.
std::vector<Arc> arcsOf(const PipelineModel& model, const Nodes& nodes)
{
    std::vector<Arc> arcs;
    for (std::size_t replica = 1; replica < model.replicas && !model.inputs.empty(); ++replica)
        arcs.push_back({replica - 1, replica, model.input, 0});
    if (model.replicas > 1 && !model.inputs.empty())
        arcs.push_back({model.replicas - 1, 0, model.input, 1});
    for (const PipelineInput& input : model.inputs)
        arcs.push_back({input.replica, nodes.forward(input.to), model.input, 0});
    for (std::size_t stage = 0; stage < nodes.stages; ++stage)
        for (const std::size_t id : model.into[stage]) {
            const PipelineStream& stream = model.streams[id];
            arcs.push_back({nodes.forward(stream.from), nodes.forward(stage), stream.forward + stream.distance, 0});
        }
    for (std::size_t stage = model.trains ? nodes.stages : 0; stage-- > 0;) {
        arcs.push_back({nodes.forward(stage), nodes.backward(stage), model.stages[stage].forward, 0});
        for (const std::size_t id : model.from[stage]) {
            const PipelineStream& stream = model.streams[id];
            arcs.push_back({nodes.backward(stream.to), nodes.backward(stage),
                            model.stages[stream.to].loss + stream.backward + stream.distance, 0});
        }
    }
    for (const PipelineStream& stream : model.streams)
        addStream(arcs, model, nodes, stream);
    for (const PipelineInput& input : model.inputs)
        arcs.push_back({nodes.forward(input.to), input.replica, model.stages[input.to].forward, input.slotCount});
    return arcs;
}

/// The longest that any group, stream or the input needs for a sample by itself.
std::int64_t longestAlone(const PipelineModel& model)
{
    std::int64_t longest = 1;
    for (const PipelineStage& stage : model.stages)
        longest = std::max({longest, stage.forward, stage.backward()});
    for (const PipelineStream& stream : model.streams)
        longest = std::max({longest, stream.forward, model.trains ? stream.backward : 0});
    const std::int64_t input = model.inputs.empty() ? 0 : model.input;
    return std::max(longest, input * static_cast<std::int64_t>(model.replicas));
}

/// Raises a ratio of cycles to samples until starts at that pace satisfy every arc.
class CycleRatio {
public:
    CycleRatio(std::vector<Arc> arcs, std::size_t nodes, std::int64_t least)
        : m_arcs(std::move(arcs))
        , m_cycles(least)
        , m_starts(nodes)
        , m_reason(nodes)
    {
        while (!settle()) { }
    }

    [[nodiscard]] std::int64_t cycles() const { return m_cycles; }
    [[nodiscard]] std::int64_t samples() const { return m_samples; }
    /// Nodes of the cycle that asked for the ratio; empty when the least one does.
    [[nodiscard]] const std::vector<std::size_t>& critical() const { return m_critical; }
    /// The earliest start of a node, in 1 / samples() of a cycle.
    [[nodiscard]] std::int64_t start(std::size_t node) const { return m_starts[node]; }

private:
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

    /// False, with a larger ratio, when some cycle asks for more.
    bool settle()
    {
        std::fill(m_starts.begin(), m_starts.end(), 0);
        std::fill(m_reason.begin(), m_reason.end(), kNone);
        while (relax())
            if (raise())
                return false;
        return true;
    }

    bool relax()
    {
        bool changed = false;
        for (std::size_t i = 0; i < m_arcs.size(); ++i) {
            const Arc& arc = m_arcs[i];
            const std::int64_t start = m_starts[arc.from] + arc.weight * m_samples - arc.tokens * m_cycles;
            if (start <= m_starts[arc.to])
                continue;
            m_starts[arc.to] = start;
            m_reason[arc.to] = i;
            changed = true;
        }
        return changed;
    }

    /// Whether reasons run in a circle, which only a cycle that asks for more makes them do.
    bool raise()
    {
        std::vector<std::size_t> seenFrom(m_starts.size(), kNone);
        for (std::size_t origin = 0; origin < m_starts.size(); ++origin)
            for (std::size_t node = origin; m_reason[node] != kNone; node = m_arcs[m_reason[node]].from) {
                if (seenFrom[node] == origin) {
                    raiseTo(node);
                    return true;
                }
                if (seenFrom[node] != kNone)
                    break;
                seenFrom[node] = origin;
            }
        return false;
    }

    void raiseTo(std::size_t first)
    {
        std::int64_t weight = 0;
        std::int64_t tokens = 0;
        m_critical.clear();
        std::size_t node = first;
        do {
            const Arc& arc = m_arcs[m_reason[node]];
            weight += arc.weight;
            tokens += arc.tokens;
            m_critical.push_back(node);
            node = arc.from;
        } while (node != first);
        WAFERSCOPE_CHECK(tokens > 0 && weight * m_samples > tokens * m_cycles);
        m_cycles = weight;
        m_samples = tokens;
    }

    std::vector<Arc> m_arcs;
    std::int64_t m_cycles;
    std::int64_t m_samples = 1;
    std::vector<std::int64_t> m_starts; ///< by node
    std::vector<std::size_t> m_reason; ///< by node: the arc that holds it back most
    std::vector<std::size_t> m_critical;
};

/// The stage whose loss and gradients together take so long, where no forward pass does.
std::optional<std::size_t> boundByItsLoss(const PipelineModel& model, std::int64_t cycles)
{
    std::optional<std::size_t> found;
    for (std::size_t stage = 0; stage < model.stages.size(); ++stage) {
        if (model.stages[stage].forward >= cycles)
            return std::nullopt;
        if (model.stages[stage].backward() == cycles)
            found = stage;
    }
    return found;
}

/// Of the stages on a cycle the one that works longest on a sample.
std::optional<std::size_t> longestOf(const std::vector<std::size_t>& cycle, const PipelineModel& model,
                                     const Nodes& nodes)
{
    std::optional<std::size_t> longest;
    for (const std::size_t node : cycle)
        if (const auto stage = nodes.stageOf(node))
            if (!longest || model.stages[*stage].forward > model.stages[*longest].forward)
                longest = stage;
    return longest;
}

} // namespace

PipelineTiming timingOf(const PipelineModel& model)
{
    const Nodes nodes{model.replicas, model.stages.size()};
    const CycleRatio ratio(arcsOf(model, nodes), nodes.count(), longestAlone(model));
    PipelineTiming timing;
    timing.cycles = ratio.cycles();
    timing.samples = ratio.samples();
    timing.stage =
        ratio.critical().empty() ? boundByItsLoss(model, ratio.cycles()) : longestOf(ratio.critical(), model, nodes);
    timing.stash.resize(model.stages.size());
    std::int64_t renewed = 0;
    std::int64_t longestUpdate = 0;
    for (std::size_t stage = 0; stage < model.stages.size(); ++stage) {
        const PipelineStage& self = model.stages[stage];
        const std::int64_t forwardEnd = ratio.start(nodes.forward(stage)) + self.forward * ratio.samples();
        const std::int64_t backwardEnd = ratio.start(nodes.backward(stage)) + self.backward() * ratio.samples();
        const std::int64_t end = ceilDivide(model.trains ? backwardEnd : forwardEnd, ratio.samples());
        timing.fill = std::max(timing.fill, end);
        renewed = std::max(renewed, end + self.update);
        longestUpdate = std::max(longestUpdate, self.update);
        if (model.trains) // in units of 1 / samples of a cycle, a period is `cycles` long
            timing.stash[stage] = ceilDivide(backwardEnd - forwardEnd, ratio.cycles()) + 1;
    }
    timing.update = model.allReduce > 0 ? model.allReduce + longestUpdate : renewed - timing.fill;
    return timing;
}

} // namespace waferscope
