#include "mapping/streaming_evaluation.h"

#include "core/rounding.h"
#include "mapping/evaluate.h"
#include "mapping/streaming_course.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

/// How many times one is the other, to a tenth, written the same in every locale.
std::string timesText(Cycles longer, Cycles shorter)
{
    const std::int64_t tenths = longer.count() * 10 / std::max<std::int64_t>(1, shorter.count());
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

/// Fills an Evaluation part by part; every function answers one question of MODEL section 4.
class StreamingEvaluator {
public:
    StreamingEvaluator(const Layout& layout, const Assumptions& assumptions)
        : m_layout(layout)
        , m_graph(*layout.graph)
        , m_schedule(std::get<StreamingSchedule>(layout.arrangement))
        , m_assumptions(assumptions)
        , m_cost(StreamingCost::of(layout, m_schedule, assumptions))
    {
    }

    Evaluation evaluate();

private:
    void reportMemory(const StreamingCourse& course);
    void warnOfDeadPes();
    void timeStep(const StreamingCourse& course);
    void reportStep();
    void reportKernels();
    void nameBottleneck();
    [[nodiscard]] std::int64_t share() const
    {
        return ceilDivide(m_layout.execution.batch, m_layout.execution.systems);
    }
    [[nodiscard]] SamplesPerSecond batchOver(double seconds) const
    {
        return SamplesPerSecond{static_cast<double>(m_layout.execution.batch) / std::max(seconds, 1e-12)};
    }
    [[nodiscard]] double secondsOf(Cycles cycles) const { return (cycles / m_cost.clock).count(); }

    const Layout& m_layout;
    const KernelGraph& m_graph;
    const StreamingSchedule& m_schedule;
    const Assumptions& m_assumptions;
    StreamingCost m_cost;
    Evaluation m_result;
    std::vector<Cycles> m_duration; ///< by phase: until the next may start
};

Evaluation StreamingEvaluator::evaluate()
{
    m_result.mode = Mode::WeightStreaming;
    m_result.microBatches = ceilDivide(share(), m_schedule.microBatch);
    const StreamingCourses courses(m_graph, m_cost, m_layout.system().usableSram());
    StreamingCourse course = courses.of(m_schedule.retention);
    reportMemory(course);
    warnOfDeadPes();
    timeStep(course);
    m_duration = std::move(course.durations);
    m_result.phases = std::move(course.phases);
    reportStep();
    reportKernels();
    nameBottleneck();
    return std::move(m_result);
}

void StreamingEvaluator::reportMemory(const StreamingCourse& course)
{
    MemoryReport& memory = m_result.memory;
    memory.capacity = m_layout.system().usableSram();
    memory.worstPe = course.worstPe;
    memory.total = Bytes{static_cast<std::int64_t>(course.mostBytes)};
    memory.fullestPe = PeCoord{0, 0};
    if (memory.worstPe > memory.capacity)
        m_result.warnings.push_back({"A micro-batch of " + std::to_string(m_schedule.microBatch) + " keeps "
                                         + std::to_string(memory.worstPe.count()) + " bytes on a PE, which has "
                                         + std::to_string(memory.capacity.count())
                                         + ": use a smaller micro-batch, recompute or spill.",
                                     {},
                                     PeCoord{0, 0}});
}

/// Layers lie over the whole fabric; nothing is known of how they would go around.
void StreamingEvaluator::warnOfDeadPes()
{
    const System& system = m_layout.system();
    const std::int64_t dead = system.peCount() - system.livePeCount();
    if (dead > 0)
        m_result.warnings.push_back(
            {std::to_string(dead) + " dead PE" + (dead == 1 ? " is" : "s are")
                 + " counted as if working: in weight streaming layers lie over the whole fabric.",
             {},
             system.deadPes.front().origin});
}

/// step = stream(first) + sum of max(t, stream of the next) + tail (MODEL section 4).
void StreamingEvaluator::timeStep(const StreamingCourse& course)
{
    for (const StreamedPhase& phase : course.phases) {
        m_result.stepCompute += phase.compute * m_result.microBatches;
        m_result.transmission += (phase.streamIn + phase.streamOut) * m_result.microBatches;
    }
    if (m_cost.run == Run::Train) {
        const Kernel& last = m_graph[course.phases.back().kernel];
        const Cycles latency{static_cast<std::int64_t>(m_assumptions["store_latency_cycles"])};
        m_result.tail =
            m_cost.streamOut(last, Phase::WeightGradient) + m_cost.streamIn(last, Phase::Forward) + latency * 2;
    }
    m_result.input = inputCycles(m_layout, m_assumptions) * share();
    const Cycles working = course.ofStep(m_result.microBatches) + m_result.tail;
    m_result.step = Seconds{secondsOf(std::max(working, m_result.input)) + m_assumptions["host_seconds"]};
}

void StreamingEvaluator::reportStep()
{
    const double seconds = m_result.step.count();
    double held = 0.0;
    double computing = 0.0;
    double total = 0.0;
    double macs = 0.0;
    for (std::size_t i = 0; i < m_result.phases.size(); ++i) {
        const auto pes = static_cast<double>(m_result.phases[i].filled.peCount());
        const auto duration = static_cast<double>(m_duration[i].count());
        held += pes * duration;
        computing += pes * static_cast<double>(m_result.phases[i].compute.count());
        total += duration;
        if (m_result.phases[i].phase != Phase::Recompute) // the same once more is not useful
            macs += static_cast<double>(m_graph[m_result.phases[i].kernel].macs);
    }
    const auto pes = static_cast<double>(m_layout.system().peCount());
    m_result.numbers.samples = batchOver(seconds);
    m_result.numbers.compute = batchOver(secondsOf(m_result.stepCompute));
    m_result.numbers.transmission = batchOver(secondsOf(m_result.transmission));
    m_result.numbers.activePes = total > 0.0 ? held / (pes * total) : 0.0;
    m_result.numbers.computeUtilization = held > 0.0 ? computing / held : 0.0;
    m_result.inputSamples = batchOver(secondsOf(m_result.input));
    m_result.stepSamples = batchOver(seconds);
    m_result.tokensPerSecond = tokensPerSecond(m_graph, m_result.numbers.samples);
    m_result.latency = Seconds{seconds};
    const auto samples = static_cast<double>(share());
    m_result.arithmeticEfficiency = macs * samples / (pes * m_cost.macsPerCycle * m_cost.clock.count() * seconds);
    m_result.areaBound =
        batchOver(macs * samples / (pes * m_cost.macsPerCycle * m_cost.efficiency * m_cost.clock.count()));
}

void StreamingEvaluator::reportKernels()
{
    const auto pes = static_cast<double>(m_layout.system().peCount());
    for (std::size_t k = 0; k < m_graph.size(); ++k) {
        Cycles compute{0};
        Cycles wire{0};
        Cycles duration{0};
        for (std::size_t i = 0; i < m_result.phases.size(); ++i)
            if (m_result.phases[i].kernel == KernelId{k}) {
                compute += m_result.phases[i].compute;
                wire += m_result.phases[i].streamIn + m_result.phases[i].streamOut;
                duration += m_duration[i];
            }
        KernelReport report;
        report.name = m_graph.kernels()[k].name;
        report.rectangle = m_cost.filled(m_graph.kernels()[k]);
        report.cycles = compute;
        const auto times = [&](Cycles cycles) {
            return batchOver(secondsOf(std::max(cycles, Cycles{1}) * m_result.microBatches));
        };
        report.numbers = {
            times(duration), times(compute), times(wire), static_cast<double>(report.rectangle.peCount()) / pes,
            duration.count() > 0 ? static_cast<double>(compute.count()) / static_cast<double>(duration.count()) : 0.0};
        report.memory.weights = m_cost.tilePerPe(m_graph.kernels()[k]);
        report.memory.activations = m_cost.activationsPerPe(m_graph.kernels()[k]);
        m_result.kernels.push_back(std::move(report));
    }
}

void StreamingEvaluator::nameBottleneck()
{
    Bottleneck& bottleneck = m_result.bottleneck;
    const auto slowest = std::max_element(m_duration.begin(), m_duration.end());
    const StreamedPhase& phase = m_result.phases[static_cast<std::size_t>(slowest - m_duration.begin())];
    bottleneck.kernel = phase.kernel;
    bottleneck.where = m_graph[phase.kernel].name;
    const double host = m_assumptions["host_seconds"];
    if (host > m_result.step.count() / 2) {
        bottleneck.kind = BottleneckKind::Host;
        bottleneck.where = "host";
        bottleneck.sentence = "Host-bound: the fixed host time is more than half of a step.";
    } else if (m_result.input > m_result.stepCompute && m_result.input > m_result.transmission) {
        bottleneck.kind = BottleneckKind::Input;
        bottleneck.where = "input";
        bottleneck.sentence =
            "Input-bound: the host needs " + std::to_string(m_result.input.count()) + " cycles to deliver a batch.";
    } else if (m_result.transmission > m_result.stepCompute) {
        bottleneck.kind = BottleneckKind::WeightStream;
        bottleneck.sentence = "Bound by the weight stream, most at " + bottleneck.where
            + ": weights and gradients take " + timesText(m_result.transmission, m_result.stepCompute)
            + " times as long as the arithmetic.";
    } else {
        bottleneck.kind = BottleneckKind::Compute;
        bottleneck.sentence = "Compute-bound, most at " + bottleneck.where + ": arithmetic takes "
            + timesText(m_result.stepCompute, m_result.transmission) + " times as long as weights and gradients.";
    }
}

} // namespace

Evaluation evaluateStreaming(const Layout& layout, const Assumptions& assumptions)
{
    return StreamingEvaluator(layout, assumptions).evaluate();
}

} // namespace waferscope
