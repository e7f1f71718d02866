#include "model/streaming/streaming_evaluation.h"

#include "core/base/rounding.h"
#include "model/evaluate.h"
#include "model/host/input_rate.h"
#include "model/pipelined/pipelined_formulas.h"
#include "model/streaming/streamed_step.h"
#include "model/streaming/streaming_course.h"

#include <algorithm>
#include <optional>

namespace waferscope {

namespace {

/// Fills an Evaluation part by part; every function answers one question of MODEL section 4.
class StreamingEvaluator {
public:
    StreamingEvaluator(const LayoutProblem& problem, const StreamingSchedule& schedule, const Assumptions& assumptions)
        : m_problem(problem)
        , m_graph(*problem.graph)
        , m_schedule(schedule)
        , m_assumptions(assumptions)
        , m_cost(StreamingCost::of(problem, schedule, assumptions))
    {
    }

    Evaluation evaluate();

private:
    void reportMemory(const StreamingCourse& course);
    void warnOfDeadPes();
    void cutBatch();
    [[nodiscard]] StreamingCourse courseOf(std::int64_t microBatch) const;
    void timeStep(const StreamingCourse& course, const StreamingCourse* smaller);
    [[nodiscard]] Cycles fedStep(const StreamingCourse& course, const StreamingCourse* smaller) const;
    void sumUp(const StreamedStep<Plain>& step);
    void reportStep(const StreamedStep<Plain>& step);
    void reportKernels(const StreamedStep<Plain>& step);
    void leaveOutIdleStreams();
    void nameBottleneck();
    [[nodiscard]] std::int64_t share() const { return samplesPerSystem(m_problem.execution); }
    [[nodiscard]] SamplesPerSecond rate(double seconds) const ///< of one batch in that time
    {
        return SamplesPerSecond{batchOver<Plain>(m_problem.execution, seconds)};
    }
    [[nodiscard]] double seconds(Cycles cycles) const { return secondsOf<Plain>(cycles.count(), m_cost.clock); }
    [[nodiscard]] static StreamedStep<Plain>::Part partOf(const StreamingCourse& course, std::int64_t count);

    const LayoutProblem& m_problem;
    const KernelGraph& m_graph;
    const StreamingSchedule& m_schedule;
    const Assumptions& m_assumptions;
    StreamingCost m_cost;
    Evaluation m_result;
    StreamingFigures m_figures; ///< of the result
    bool m_inputBinds = false;
};

Evaluation StreamingEvaluator::evaluate()
{
    cutBatch();
    StreamingCourse course = courseOf(m_figures.microBatch);
    std::optional<StreamingCourse> smaller;
    if (m_figures.lastMicroBatch < m_figures.microBatch)
        smaller = courseOf(m_figures.lastMicroBatch);
    reportMemory(course);
    warnOfDeadPes();
    timeStep(course, smaller ? &*smaller : nullptr);
    std::vector<StreamedStep<Plain>::Part> parts{partOf(course, m_figures.microBatches - (smaller ? 1 : 0))};
    if (smaller)
        parts.push_back(partOf(*smaller, 1));
    m_figures.phases = std::move(course.phases);
    if (smaller)
        m_figures.lastPhases = std::move(smaller->phases);
    const StreamedStep<Plain> step(std::move(parts));
    sumUp(step);
    reportStep(step);
    reportKernels(step);
    nameBottleneck();
    leaveOutIdleStreams();
    m_result.figures = std::move(m_figures);
    return std::move(m_result);
}

/// What streams nothing has no transmission rate: attention's products, layers without weights.
void StreamingEvaluator::leaveOutIdleStreams()
{
    std::vector<bool> streams(m_result.kernels.size(), false);
    for (const StreamedPhase& phase : m_figures.phases)
        if (phase.streamIn + phase.streamOut > Cycles{0})
            streams[phase.kernel.index()] = true;
    for (std::size_t i = 0; i < streams.size(); ++i)
        if (!streams[i])
            m_result.kernels[i].numbers.transmission.reset();
    if (m_figures.streamsOfStep == Cycles{0})
        m_result.numbers.transmission.reset();
}

/// A system's share of a batch in micro-batches, the last of which takes what is left.
void StreamingEvaluator::cutBatch()
{
    m_figures.microBatch = m_cost.microBatch;
    m_figures.microBatches = ceilDivide(share(), m_cost.microBatch);
    m_figures.lastMicroBatch = share() - m_cost.microBatch * (m_figures.microBatches - 1);
}

StreamingCourse StreamingEvaluator::courseOf(std::int64_t microBatch) const
{
    StreamingCost cost = m_cost;
    cost.microBatch = microBatch;
    return StreamingCourses(m_graph, cost, m_problem.system().usableSram()).of(m_schedule.retention);
}

void StreamingEvaluator::reportMemory(const StreamingCourse& course)
{
    MemoryReport& memory = m_result.memory;
    memory.capacity = m_problem.system().usableSram();
    memory.worstPe = course.worstPe;
    memory.ofWorstPe = course.ofWorstPe;
    memory.total = Bytes{static_cast<std::int64_t>(course.mostBytes)};
    memory.fullestPe = PeCoord{0, 0};
    if (memory.worstPe > memory.capacity)
        m_result.warnings.emplace_back(MicroBatchTooLarge{m_cost.microBatch, memory.worstPe, memory.capacity});
}

/// Layers lie over the whole fabric; nothing is known of how they would go around.
void StreamingEvaluator::warnOfDeadPes()
{
    const System& system = m_problem.system();
    const std::int64_t dead = system.peCount() - system.livePeCount();
    if (dead > 0)
        m_result.warnings.emplace_back(DeadPesCounted{dead});
}

StreamedStep<Plain>::Part StreamingEvaluator::partOf(const StreamingCourse& course, std::int64_t count)
{
    StreamedStep<Plain>::Part part{{}, count};
    for (std::size_t i = 0; i < course.phases.size(); ++i) {
        const StreamedPhase& phase = course.phases[i];
        part.entries.push_back({phase.kernel, cyclesOf(phase), course.durations[i].count(), phase.pes()});
    }
    return part;
}

/// step = stream(first) + sum of max(t, stream of the next) + tail (MODEL section 4), unless input is late.
void StreamingEvaluator::timeStep(const StreamingCourse& course, const StreamingCourse* smaller)
{
    if (m_cost.run == Run::Train) {
        const Kernel& last = m_graph[course.phases.back().kernel];
        const auto latency = static_cast<std::int64_t>(m_assumptions[kStoreLatency]);
        m_figures.tail = Cycles{cyclesOfTail<Plain>(m_cost.streamOut(last, Phase::WeightGradient).count(),
                                                    m_cost.streamIn(last, Phase::Forward).count(), latency)};
    }
    m_figures.inputOfSample = inputCycles(m_problem, m_assumptions);
    m_figures.inputOfBatch = m_figures.inputOfSample * share();
    const Cycles working = course.ofStep(m_figures.microBatches - (smaller ? 1 : 0), smaller);
    const Cycles slower = std::max(working, fedStep(course, smaller)) + m_figures.tail;
    const double host = m_assumptions[kHostSeconds];
    m_result.step = Seconds{secondsOfStep<Plain>(slower.count(), m_figures.inputOfBatch.count(), m_cost.clock, host)};
    m_inputBinds = m_result.step.count() > seconds(working + m_figures.tail) + host;
}

Cycles StreamingEvaluator::fedStep(const StreamingCourse& course, const StreamingCourse* smaller) const
{
    const std::int64_t between = m_figures.microBatches - kQueuedMicroBatches - 1;
    if (between < 0)
        return Cycles{0};
    const auto inputOf = [this](std::int64_t samples) { return (m_figures.inputOfSample * samples).count(); };
    const CourseCycles<Plain> last = smaller ? smaller->cycles() : course.cycles();
    return Cycles{cyclesOfFedStep<Plain>(course.cycles(), smaller ? &last : nullptr, between,
                                         inputOf(m_figures.microBatch), inputOf(m_figures.lastMicroBatch))};
}

/// What its phases come to over a step.
void StreamingEvaluator::sumUp(const StreamedStep<Plain>& step)
{
    m_figures.computeOfStep = Cycles{step.computing()};
    m_figures.streamsOfStep = Cycles{step.streaming()};
}

void StreamingEvaluator::reportStep(const StreamedStep<Plain>& step)
{
    const double ofStep = m_result.step.count();
    double macs = 0.0; // of a sample
    for (const StreamedPhase& phase : m_figures.phases)
        if (phase.phase != Phase::Recompute) // the same once more is not useful
            macs += m_cost.macs(m_graph[phase.kernel]);
    const auto pes = static_cast<double>(m_problem.system().peCount());
    m_result.numbers.samples = rate(ofStep);
    m_result.numbers.compute = rate(seconds(m_figures.computeOfStep));
    m_result.numbers.transmission = rate(seconds(m_figures.streamsOfStep));
    m_result.numbers.activePes = step.activeShare(m_problem.system());
    m_result.numbers.computeUtilization = step.utilization();
    m_result.inputSamples = rate(seconds(m_figures.inputOfBatch));
    m_result.stepSamples = rate(ofStep);
    m_result.tokensPerSecond = tokensPerSecond(m_graph, m_result.numbers.samples);
    m_result.latency = Seconds{ofStep};
    const auto samples = static_cast<double>(share());
    m_result.arithmeticEfficiency = macs * samples / (pes * m_cost.macsPerCycle * m_cost.clock.count() * ofStep);
    m_result.areaBound = rate(macs * samples / (pes * m_cost.macsPerCycle * m_cost.efficiency * m_cost.clock.count()));
}

void StreamingEvaluator::reportKernels(const StreamedStep<Plain>& step)
{
    for (std::size_t k = 0; k < m_graph.size(); ++k) {
        const KernelId id{k};
        const auto rateOf = [&](std::int64_t cycles) {
            return SamplesPerSecond{step.rate(cycles, m_problem.execution, m_cost.clock)};
        };
        KernelReport report;
        report.name = m_graph[id].name;
        const StreamingCost::Filled filled = m_cost.filled(m_graph[id]);
        report.rectangle = filled.ofBand;
        report.rectangle.width += (filled.bands - 1) * static_cast<int>(m_cost.columns);
        report.pes = filled.ofBand.peCount() * filled.bands;
        report.cycles = Cycles{step.computingOnce(id)};
        report.numbers = {rateOf(step.duration(id)), rateOf(step.computing(id)), rateOf(step.streaming(id)),
                          areaShare<Plain>(report, m_problem.system()), step.utilization(id)};
        report.memory.weights = m_cost.tilePerPe(m_graph[id]);
        report.memory.activations = m_cost.activationsPerPe(m_graph[id]);
        m_result.kernels.push_back(std::move(report));
    }
}

/// The layer that works longest, or whose weights and gradients are awaited longest.
void StreamingEvaluator::nameBottleneck()
{
    const Cycles arithmetic = m_figures.computeOfStep;
    const Cycles streams = m_figures.streamsOfStep;
    const Seconds host{m_assumptions[kHostSeconds]};
    const auto longest = [this](const auto& part) {
        return std::max_element(m_figures.phases.begin(), m_figures.phases.end(),
                                [&](const StreamedPhase& a, const StreamedPhase& b) { return part(a) < part(b); })
            ->kernel;
    };
    if (host.count() > m_result.step.count() / 2)
        m_result.bottleneck = HostBound{host, m_result.step};
    else if (m_inputBinds)
        m_result.bottleneck = BatchInputBound{m_figures.inputOfBatch};
    else if (streams > arithmetic)
        m_result.bottleneck = WeightStreamBound{
            longest([](const StreamedPhase& phase) { return phase.streamIn + phase.streamOut; }), arithmetic, streams};
    else
        m_result.bottleneck =
            ArithmeticBound{longest([](const StreamedPhase& phase) { return phase.compute; }), arithmetic, streams};
}

} // namespace

Evaluation evaluateStreaming(const LayoutProblem& problem, const StreamingSchedule& schedule,
                             const Assumptions& assumptions)
{
    return StreamingEvaluator(problem, schedule, assumptions).evaluate();
}

} // namespace waferscope
