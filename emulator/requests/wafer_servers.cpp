#include "emulator/requests/wafer_servers.h"

#include "emulator/step/step_emulator.h"
#include "model/evaluate.h"

#include <algorithm>
#include <map>

namespace waferscope {

namespace {

RequestServers pipelinedServers(const Layout& layout, const Emulation& run)
{
    const bool steady = run.steady.count() > 0; // else a step of one sample, which no other follows
    RequestServers servers;
    servers.count = std::int64_t{layout.execution().systems} * layout.execution().replicas;
    const double rate = steady ? run.samples.count() : run.formulaSamples.count();
    const RequestTurn turn{Seconds{static_cast<double>(servers.count) / rate}, run.fill / layout.system().clock};
    servers.turn = [turn](std::int64_t) { return turn; };
    return servers;
}

/// Batches of any size on one schedule.
class StreamedTurns {
public:
    StreamedTurns(std::shared_ptr<const Layout> layout, const Assumptions& assumptions)
        : m_layout(std::move(layout))
        , m_assumptions(assumptions)
    {
    }

    Result<RequestTurn> operator()(std::int64_t requests)
    {
        constexpr std::int64_t kSizes = 256;
        const std::int64_t batch = m_layout->execution().batch;
        const std::int64_t grain = (batch + kSizes - 1) / kSizes;
        const std::int64_t size = std::min(batch, (requests + grain - 1) / grain * grain);
        if (const auto known = m_turns.find(size); known != m_turns.end())
            return known->second;
        WAFERSCOPE_TRY(const RequestTurn turn, emulated(size));
        return m_turns[size] = turn;
    }

private:
    [[nodiscard]] Result<RequestTurn> emulated(std::int64_t batch) const
    {
        LayoutProblem problem = m_layout->problem();
        problem.execution.batch = batch;
        StreamingSchedule schedule = m_layout->schedule();
        schedule.microBatch = std::min(schedule.microBatch, samplesPerSystem(problem.execution));
        WAFERSCOPE_TRY(const Layout layout, Layout::create(m_layout->name(), std::move(problem), std::move(schedule)));
        const Evaluation evaluation = evaluate(layout, m_assumptions);
        WAFERSCOPE_TRY(const Emulation run, emulateSteps(layout, evaluation, m_assumptions, {.steps = 1}));
        return turnOf(evaluation, run);
    }

    /// Answers leave before the host's time; the last request's input comes before all.
    [[nodiscard]] RequestTurn turnOf(const Evaluation& evaluation, const Emulation& step) const
    {
        const Hertz clock = m_layout->system().clock;
        return {step.cycles / clock, (step.cycles - step.drain + evaluation.streaming().inputOfSample) / clock};
    }

    std::shared_ptr<const Layout> m_layout;
    Assumptions m_assumptions;
    std::map<std::int64_t, RequestTurn> m_turns; ///< by size of the batch
};

} // namespace

Result<RequestServers> waferServers(const std::shared_ptr<const Layout>& layout, const Assumptions& assumptions,
                                    const Emulation& run)
{
    if (layout->execution().run == Run::Train)
        return Error{ErrorCode::Usage, "Requests are for a network that infers: say --run infer."};
    if (layout->mode() == Mode::Pipelined)
        return pipelinedServers(*layout, run);
    RequestServers servers;
    servers.most = layout->execution().batch;
    servers.turn = StreamedTurns{layout, assumptions};
    return servers;
}

} // namespace waferscope
