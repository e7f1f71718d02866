#include "mapping/advice/advice.h"

#include "core/base/names.h"
#include "mapping/advice/batch_choice.h"
#include "mapping/advice/grow_kernel.h"
#include "mapping/advice/replica_choice.h"
#include "mapping/advice/worker_need.h"
#include "mapping/streaming/streaming_scheduler.h"
#include "model/evaluate.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace waferscope {

namespace {

bool hasLocks(const Mapping& mapping)
{
    return std::any_of(mapping.kernels.begin(), mapping.kernels.end(), [](const PlacedKernel& k) { return k.locked; });
}

bool isSound(const Evaluation& evaluation)
{
    return evaluation.legal() && evaluation.memory.worstPe <= evaluation.memory.capacity;
}

/// "12 % more", "1.8 % more", "2.3 times as many".
Sentence gainText(double gain)
{
    const Tenths exact{static_cast<std::int64_t>(std::floor(gain * (gain >= 1.0 ? 10.0 : 1000.0)))};
    if (gain >= 1.0)
        return Sentence::of(Tenths{exact.count + 10}, " times as many");
    return gain >= 0.1 ? Sentence::of(exact.count / 10, " % more") : Sentence::of(exact, " % more");
}

/// "2 workers feed 31 % of what the wafer could take; 7 would saturate it, and the installation has 6."
Sentence feedingText(const WorkerNeed& need, int now, int all)
{
    const std::int64_t percent = std::clamp<std::int64_t>(std::llround(100.0 * need.fed), 1, 99);
    Sentence text =
        Sentence::of(now, now == 1 ? " worker feeds " : " workers feed ", percent, " % of what the wafer could take; ");
    if (!need.saturating)
        return Sentence::of(text, "storage is in the way of more.");
    text = Sentence::of(text, *need.saturating, " would saturate it");
    return *need.saturating <= all ? Sentence::of(text, ".")
                                   : Sentence::of(text, ", and the installation has ", all, ".");
}

/// Whether a larger batch has made an end of waiting for weights.
Sentence bindingText(const MappedLayout& changed)
{
    if (kindOf(changed.evaluation->bottleneck) == BottleneckKind::Compute)
        return "Arithmetic binds from there on.";
    if (kindOf(changed.evaluation->bottleneck) != BottleneckKind::WeightStream)
        return "Weights bind no more from there on.";
    const Layout& layout = *changed.layout;
    return layout.schedule().microBatch < samplesPerSystem(layout.execution())
        ? "Weights still bind, as memory keeps micro-batches small."
        : "Weights still bind.";
}

/// How much better a layout is: what it gains of the number that counts first, and of which.
struct Gain {
    enum class Rank { Step, Samples, Soundness };
    Rank rank = Rank::Step;
    double share = 0.0;
    bool isOfStep = false; ///< said of the samples/s over a step

    friend bool operator<(const Gain& a, const Gain& b)
    {
        return std::pair(a.rank, a.share) < std::pair(b.rank, b.share);
    }
};

class AdviceSearch {
public:
    AdviceSearch(const MappedLayout& now, const Assumptions& assumptions, const JobControl& job,
                 const AdviceConfig& config)
        : m_layout(*now.layout)
        , m_now(*now.evaluation)
        , m_locks(now.layout)
        , m_evaluation(now.evaluation)
        , m_assumptions(assumptions)
        , m_config(config)
        , m_stop(job.stop)
        , m_report(job.report)
    {
    }

    Result<std::optional<Advice>> search()
    {
        tryWorkers();
        tryBatch();
        if (const auto* mapping = std::get_if<Mapping>(&m_layout.arrangement())) {
            enlarge();
            bringTogether();
            placeAnew(*mapping);
            recompute(*mapping);
            replicate(*mapping);
        } else {
            tell(0.3, "Scheduling anew");
            tryMapped("Schedule anew", requestOf(m_layout.mode()));
        }
        changeMode();
        if (m_stop.stop_requested())
            return Error{ErrorCode::Stopped, "The search for advice was stopped."};
        tell(1.0, "Advised");
        return std::move(m_best);
    }

private:
    void tell(double fraction, std::string_view phase) const
    {
        if (m_report)
            m_report(fraction, phase);
    }

    [[nodiscard]] JobControl quietJob() const
    {
        JobControl job;
        job.stop = m_stop;
        return job;
    }

    [[nodiscard]] std::optional<Gain> gainOf(const Evaluation& changed, const Evaluation& before) const
    {
        if (!isSound(changed))
            return std::nullopt;
        if (!isSound(before))
            return Gain{Gain::Rank::Soundness, changed.stepSamples.count(), false};
        const double samples = changed.numbers.samples.count() / before.numbers.samples.count() - 1.0;
        const double step = changed.stepSamples.count() / before.stepSamples.count() - 1.0;
        if (std::min(samples, step) < 0.0)
            return std::nullopt;
        if (changed.mode() != before.mode()) // streaming has no rate but a step's
            return step >= m_config.leastGain ? std::optional(Gain{Gain::Rank::Samples, step, true}) : std::nullopt;
        if (samples >= m_config.leastGain)
            return Gain{Gain::Rank::Samples, samples, false};
        if (step >= m_config.leastGain)
            return Gain{Gain::Rank::Step, step, true};
        return std::nullopt;
    }

    /// `reason` is a sentence of its own, or empty.
    [[nodiscard]] static Sentence promiseOf(const Sentence& action, const Gain& gain, const Sentence& reason)
    {
        if (gain.rank == Gain::Rank::Soundness)
            return Sentence::of(action, ": it fits, and no rule is broken.");
        if (gain.isOfStep)
            return Sentence::of(action, ": ", gainText(gain.share), " samples/s over a step.");
        return Sentence::of(action, ": ", gainText(gain.share), reason.parts().empty() ? " samples/s." : " samples/s. ",
                            reason);
    }

    /// True when it is the best so far.
    bool consider(const Sentence& action, const MappedLayout& changed, const Sentence& reason = {})
    {
        const std::optional<Gain> gain = gainOf(*changed.evaluation, m_now);
        if (!gain || (m_best && !(m_gain < *gain)))
            return false;
        m_gain = *gain;
        m_best = Advice{promiseOf(action, *gain, reason), action, changed};
        return true;
    }

    bool tryLayout(const Sentence& action, Layout layout, const Sentence& reason = {})
    {
        auto shared = std::make_shared<const Layout>(std::move(layout));
        auto evaluation = std::make_shared<const Evaluation>(evaluate(*shared, m_assumptions));
        return consider(action, {std::move(shared), std::move(evaluation)}, reason);
    }

    /// The same arrangement, run otherwise.
    void tryExecution(const Sentence& action, Execution execution, const Sentence& reason = {})
    {
        Result<Layout> changed = m_layout.withExecution(std::move(execution));
        if (changed.ok())
            tryLayout(action, std::move(changed).value(), reason);
    }

    [[nodiscard]] MapRequest requestOf(Mode mode) const
    {
        MapRequest request = requestLike(m_locks);
        request.mode = mode;
        return request;
    }

    /// What a search finds; none when nothing fits.
    [[nodiscard]] std::optional<MappedLayout> mappedFor(MapRequest request) const
    {
        if (m_stop.stop_requested())
            return std::nullopt;
        request.placing = m_config.placing;
        const Result<MappedLayout> mapped = mapNetwork(request, m_assumptions, quietJob());
        if (!mapped.ok())
            return std::nullopt;
        MappedLayout changed = mapped.value();
        if (request.mode == m_layout.mode())
            changed.layout = std::make_shared<const Layout>(changed.layout->withName(m_layout.name()));
        return changed;
    }

    /// Not to fit is no advice.
    void tryMapped(const Sentence& action, const MapRequest& request)
    {
        if (const std::optional<MappedLayout> mapped = mappedFor(request))
            consider(action, *mapped);
    }

    /// As few more as deliver as much as all; where there are no more, what would be needed.
    void tryWorkers()
    {
        tell(0.0, "More workers");
        const WorkerNeed need = workerNeedOf(m_layout, m_now, m_assumptions);
        if (need.fed >= 1.0 || !isSound(m_now))
            return;
        const Sentence reason = feedingText(need, m_layout.execution().workers, m_layout.installation()->workers);
        if (need.most > m_layout.execution().workers) {
            Execution execution = m_layout.execution();
            execution.workers = need.most;
            tryExecution(Sentence::of(need.most, " workers"), std::move(execution), reason);
        } else if (const Gain gain{Gain::Rank::Step, 1.0 / need.fed - 1.0, false}; gain.share >= m_config.leastGain) {
            const Sentence action =
                need.saturating ? Sentence::of(*need.saturating, " workers") : Sentence("Faster storage");
            m_gain = gain;
            m_best = Advice{Sentence::of(action, ": ", reason), action, {m_locks, m_evaluation}, false};
        }
    }

    void tryBatch()
    {
        constexpr std::int64_t kMostBatch = 1'000'000'000; // what commands and window take
        tell(0.1, "A larger batch");
        if (m_layout.execution().run == Run::Infer || m_layout.execution().batch > kMostBatch / 2)
            return;
        const Sentence action = Sentence::of("Batch ", m_layout.execution().batch * 2);
        MapRequest request = requestOf(m_layout.mode());
        request.execution.batch *= 2;
        if (std::holds_alternative<WeightStreamBound>(m_now.bottleneck))
            return tryBatchBeyondWeights(kMostBatch);
        if (m_layout.mode() == Mode::WeightStreaming)
            return tryMapped(action, request);
        tryExecution(action, std::move(request.execution));
    }

    void tryBatchBeyondWeights(std::int64_t most)
    {
        const auto map = [this](std::int64_t batch) {
            MapRequest request = requestOf(Mode::WeightStreaming);
            request.execution.batch = batch;
            return mappedFor(request);
        };
        if (const auto choice = batchBeyondWeights({m_locks, m_evaluation}, most, map))
            consider(Sentence::of("Batch ", choice->batch), choice->mapped, bindingText(choice->mapped));
    }

    /// The slowest kernel takes the free space beside it, then the one that is slowest now.
    void enlarge()
    {
        tell(0.2, "Larger kernels");
        if (kindOf(m_now.bottleneck) != BottleneckKind::Compute)
            return;
        std::vector<std::string> grown;
        Layout layout = m_layout;
        for (int i = 0; i < m_config.mostEnlarged && !m_stop.stop_requested(); ++i) {
            const KernelId slowest = slowestKernel(layout, m_assumptions);
            std::optional<Layout> larger = grownKernel(layout, slowest, m_assumptions, m_stop);
            if (!larger)
                return;
            layout = std::move(*larger);
            const std::string& name = (*layout.graph())[slowest].name;
            if (std::find(grown.begin(), grown.end(), name) == grown.end())
                grown.push_back(name);
            Sentence action = Sentence::of("Enlarge ", printable(grown.front()));
            if (grown.size() > 1)
                action = Sentence::of(action, " and ", grown.size() - 1, " more");
            tryLayout(action, layout);
        }
    }

    /// One end of the stream that binds beside the other.
    void bringTogether()
    {
        tell(0.4, "Kernels nearer to each other");
        const auto* bound = std::get_if<LinkBound>(&m_now.bottleneck);
        if (!bound)
            return;
        const Edge& edge = (*m_layout.graph())[bound->stream];
        for (const auto& [mover, anchor] : {std::pair(edge.to, edge.from), std::pair(edge.from, edge.to)})
            for (Layout& moved : movedBeside(m_layout, mover, anchor, m_assumptions)) {
                if (m_stop.stop_requested())
                    return;
                tryLayout("Move " + printable((*m_layout.graph())[mover].name) + " beside "
                              + printable((*m_layout.graph())[anchor].name),
                          std::move(moved));
            }
    }

    /// Locks are a person's own: they go only where that gains more than all that keeps them.
    void placeAnew(const Mapping& mapping)
    {
        tell(0.5, "Placing anew");
        MapRequest request = requestOf(Mode::Pipelined);
        if (!hasLocks(mapping))
            return tryMapped("Place anew", request);
        const std::optional<MappedLayout> others = mappedFor(request);
        if (others)
            consider("Place the others anew", *others);
        request.locks = nullptr;
        const std::optional<MappedLayout> all = mappedFor(request);
        if (all && (!others || gainOf(*all->evaluation, *others->evaluation)))
            consider("Unlock and place anew", *all);
    }

    void recompute(const Mapping& mapping)
    {
        tell(0.65, "Activations");
        if (m_layout.execution().run == Run::Infer)
            return;
        MapRequest request = requestOf(Mode::Pipelined);
        request.execution.recompute = !request.execution.recompute;
        tryMapped(std::string(request.execution.recompute ? "Recompute" : "Keep") + " activations and place "
                      + (hasLocks(mapping) ? "the others anew" : "anew"),
                  request);
    }

    void replicate(const Mapping& mapping)
    {
        tell(0.75, "Replicas of the network");
        for (const int replicas :
             promisingReplicas(m_layout, m_now, m_assumptions, m_config.leastGain, m_config.mostReplicated, m_stop)) {
            MapRequest request = requestOf(Mode::Pipelined);
            request.execution.replicas = replicas;
            request.locks = nullptr; // a replica lies on a tile of its own
            tryMapped(Sentence::of(hasLocks(mapping) ? "Unlock and place " : "Place ", replicas, " replicas"), request);
        }
    }

    void changeMode()
    {
        tell(0.8, "The other mode");
        if (m_layout.mode() == Mode::Pipelined)
            tryMapped("Stream weights", requestOf(Mode::WeightStreaming));
        else
            tryMapped("Run pipelined", requestOf(Mode::Pipelined));
    }

    const Layout& m_layout;
    const Evaluation& m_now;
    std::shared_ptr<const Layout> m_locks; ///< the layout itself
    std::shared_ptr<const Evaluation> m_evaluation; ///< the same as m_now
    const Assumptions& m_assumptions;
    AdviceConfig m_config;
    std::stop_token m_stop;
    std::function<void(double, std::string_view)> m_report;
    Gain m_gain;
    std::optional<Advice> m_best;
};

} // namespace

Result<std::optional<Advice>> adviseOn(const MappedLayout& now, const Assumptions& assumptions, const JobControl& job,
                                       const AdviceConfig& config)
{
    return AdviceSearch(now, assumptions, job, config).search();
}

} // namespace waferscope
