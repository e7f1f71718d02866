#include "emulator/step/step_emulator.h"

#include "core/words/sentences.h"
#include "emulator/step/schedule/step_source.h"
#include "model/energy.h"

#include <optional>
#include <string>

namespace waferscope {

namespace {

constexpr std::size_t kMostSpans = 20'000'000; // 3 GB; a step has some thousands

/// Steps one after the other become a run, published as they come.
class RunMaker {
public:
    RunMaker(const Layout& layout, const Evaluation& evaluation, std::int64_t steps)
        : m_layout(layout)
        , m_steps(steps)
    {
        m_run.steps = steps;
        m_run.samplesPerStep = samplesPerSystem(layout.execution());
        m_run.formulaSamples = evaluation.numbers.samples;
        for (const Kernel& kernel : layout.graph()->kernels())
            m_run.kernels.push_back({kernel.name, Cycles{0}, Cycles{0}, {}});
    }

    void add(const StepRecord& record, const JobControl& control)
    {
        addSpans(record);
        for (std::size_t kernel = 0; kernel < record.kernels.size(); ++kernel)
            addTime(m_run.kernels[kernel], record.kernels[kernel]);
        m_run.cycles += Cycles{record.length};
        m_run.fill = Cycles{record.firstCompletion};
        m_run.drain = Cycles{record.length - record.lastCompletion};
        m_run.steady = Cycles{record.steady};
        m_run.stalls = record.lost;
        m_steadyCycles += record.steady;
        m_steadySamples = record.steadySamples;
        ++m_added;
        publish(control);
    }

    Emulation finished() &&
    {
        const double steps = static_cast<double>(m_steps);
        const double clock = m_layout.system().clock.count();
        const auto batch = static_cast<double>(m_layout.execution().batch);
        m_run.stepSamples = SamplesPerSecond{batch * clock / (static_cast<double>(m_run.cycles.count()) / steps)};
        m_run.samples = m_run.stepSamples; // of a single sample a step, which no other follows
        if (m_steadyCycles > 0 && m_steadySamples > 0)
            m_run.samples = SamplesPerSecond{static_cast<double>(m_steadySamples) * clock
                                             / (static_cast<double>(m_steadyCycles) / steps)};
        m_run.energy = energyOf(m_layout.system(), m_layout.execution().systems, m_run.cycles);
        if (m_run.energy)
            m_run.energyOfSample = *m_run.energy * (1.0 / (batch * steps));
        return std::move(m_run);
    }

private:
    void addSpans(const StepRecord& record)
    {
        m_chunk.reserve(m_chunk.size() + record.spans.size());
        for (Span span : record.spans) {
            span.step = m_added;
            span.start += m_run.cycles;
            m_chunk.push_back(span);
        }
    }

    static void addTime(KernelTime& sum, const KernelTime& time)
    {
        sum.busy += time.busy;
        sum.idle += time.idle;
        for (std::size_t cause = 0; cause < sum.stalled.size(); ++cause)
            sum.stalled.at(cause) += time.stalled.at(cause);
    }

    void publish(const JobControl& control)
    {
        constexpr std::size_t kLeastOfAChunk = 4096; // short steps share one
        m_run.log.watermark = m_run.cycles;
        if (m_chunk.size() < kLeastOfAChunk && m_added < m_steps)
            return;
        m_run.log.chunks.push_back(std::make_shared<const std::vector<Span>>(std::move(m_chunk)));
        m_chunk.clear();
        control.publish(std::make_shared<const EmulationPartial>(m_run.log, m_added));
        control.report(static_cast<double>(m_added) / static_cast<double>(m_steps), "Emulating steps");
    }

    const Layout& m_layout;
    std::int64_t m_steps;
    Emulation m_run;
    std::vector<Span> m_chunk;
    std::int64_t m_added = 0; ///< steps
    std::int64_t m_steadyCycles = 0; ///< of all steps
    std::int64_t m_steadySamples = 0; ///< of one step, on all systems
};

} // namespace

Result<Emulation> emulateSteps(const Layout& layout, const Evaluation& evaluation, const Assumptions& assumptions,
                               const StepEmulatorConfig& config, const JobControl& control)
{
    if (config.steps < 1)
        return Error{ErrorCode::Usage, "Emulating needs at least one step."};
    if (!evaluation.legal())
        return Error{ErrorCode::DoesNotFit,
                     "This layout cannot run, so it cannot be emulated: "
                         + plain(sentenceOf(evaluation.violations.front(), *layout.graph()))};
    if (layout.graph()->size() == 0)
        return Error{ErrorCode::DoesNotFit, "This network has no kernels, so there is nothing to emulate."};
    WAFERSCOPE_TRY(const std::unique_ptr<StepSource> source, stepsOf(layout, evaluation, assumptions, config.threads));
    RunMaker run(layout, evaluation, config.steps);
    for (std::int64_t step = 0; step < config.steps; ++step) {
        if (control.stopRequested())
            return Error{ErrorCode::Stopped, "The emulation was stopped."};
        WAFERSCOPE_TRY(const StepRecord* const record, source->next(control));
        if (record->spans.size() > kMostSpans / static_cast<std::size_t>(config.steps))
            return Error{ErrorCode::DoesNotFit,
                         "The log of " + std::to_string(config.steps)
                             + " steps would not fit into memory; emulate fewer."};
        run.add(*record, control);
    }
    return std::move(run).finished();
}

} // namespace waferscope
