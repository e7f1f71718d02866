#include "model/pipelined/pipelined_evaluation.h"

#include "core/base/rounding.h"
#include "core/layout/footprint.h"
#include "model/evaluate.h"
#include "model/host/input_rate.h"
#include "model/legality/legality.h"
#include "model/pipelined/active_pes.h"
#include "model/pipelined/kernel_cost.h"
#include "model/pipelined/lanes.h"
#include "model/pipelined/pipeline_timing.h"
#include "model/pipelined/pipelined_formulas.h"
#include "model/pipelined/replica_all_reduce.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

constexpr std::size_t kSpareLanes = 1024; // room for what an edit adds
constexpr double kTrainingPasses = 3.0; // forward, input gradient, weight gradient

/// Fills an Evaluation part by part; every function answers one question of MODEL section 3.
class PipelinedEvaluator {
public:
    PipelinedEvaluator(const LayoutProblem& problem, const Mapping& mapping, const Assumptions& assumptions,
                       const std::optional<KnownMapping>& known)
        : m_problem(problem)
        , m_graph(*problem.graph)
        , m_mapping(mapping)
        , m_assumptions(assumptions)
        , m_known(known)
        , m_model(CostModel::of(problem.execution, problem.system(), assumptions))
    {
    }

    Evaluation evaluate();

private:
    void timeKernels();
    void loadLinks();
    void changeLanes(EdgeId id, std::span<const LaneRun> before);
    [[nodiscard]] bool runsAsBefore(EdgeId id) const;
    void timeEdges();
    void timeAllReduce();
    void timeSchedule();
    void countPes();
    void reportKernels();
    void reportStep();
    void reportMemory();
    void nameBottleneck();
    /// Of a kernel.
    [[nodiscard]] SamplesPerSecond rate(Cycles cycles) const
    {
        return SamplesPerSecond{rateOf<Plain>(m_problem.system().clock, cycles.count(), 1, 1)};
    }
    /// Of so many replicas on each of the systems.
    [[nodiscard]] SamplesPerSecond rateOfAll(Cycles cycles, int replicas) const
    {
        return SamplesPerSecond{
            rateOf<Plain>(m_problem.system().clock, cycles.count(), replicas, m_problem.execution.systems)};
    }
    [[nodiscard]] PeCoord fullestPe(KernelId id) const;

    const LayoutProblem& m_problem;
    const KernelGraph& m_graph;
    const Mapping& m_mapping;
    const Assumptions& m_assumptions;
    const std::optional<KnownMapping>& m_known;
    CostModel m_model;
    Evaluation m_result;
    PipelinedFigures m_figures; ///< of the result
};

Evaluation PipelinedEvaluator::evaluate()
{
    m_figures.replicas = m_problem.execution.replicas;
    timeKernels();
    loadLinks();
    timeEdges();
    timeAllReduce();
    m_figures.inputOfSample = inputCycles(m_problem, m_assumptions);
    timeSchedule();
    m_result.violations = violationsOf(m_graph, m_mapping, m_figures.lanes, m_problem.system(), m_model);
    countPes();
    reportKernels();
    reportMemory();
    reportStep();
    nameBottleneck();
    m_result.figures = std::move(m_figures);
    return std::move(m_result);
}

void PipelinedEvaluator::timeKernels()
{
    for (std::size_t i = 0; i < m_graph.size(); ++i) {
        const PlacedKernel& placed = m_mapping.kernels[i];
        KernelReport report;
        report.name = m_graph.kernels()[i].name;
        report.rectangle = placed.rectangle;
        report.pes = placed.rectangle.peCount();
        report.rotated = placed.rotation == Rotation::R90;
        report.locked = placed.locked;
        report.cycles = cyclesPerSample(m_graph.kernels()[i], placed.arguments, m_model);
        m_figures.deltaT = std::max(m_figures.deltaT, report.cycles);
        m_result.kernels.push_back(std::move(report));
    }
}

/// Whether an edge's lanes are those of the known mapping.
bool PipelinedEvaluator::runsAsBefore(EdgeId id) const
{
    if (!m_known)
        return false;
    const Route& now = m_mapping[id];
    const Route& before = m_known->mapping[id];
    const auto stays = [this](KernelId kernel) {
        return m_mapping[kernel].rectangle == m_known->mapping[kernel].rectangle;
    };
    return now.order == before.order && now.shift == before.shift && stays(m_graph[id].from) && stays(m_graph[id].to);
}

void PipelinedEvaluator::changeLanes(EdgeId id, std::span<const LaneRun> before)
{
    const std::size_t first = m_figures.lanes.size();
    addLanes(m_figures.lanes, m_graph, id, m_mapping[m_graph[id].from].rectangle, m_mapping[m_graph[id].to].rectangle,
             m_mapping[id], RouterConfig::of(m_problem, m_assumptions));
    m_figures.loads.remove(before);
    m_figures.loads.add(std::span(m_figures.lanes).subspan(first));
}

void PipelinedEvaluator::loadLinks()
{
    const System& system = m_problem.system();
    m_figures.loads = m_known ? m_known->figures.loads : LinkLoads(system.columns, system.rows);
    m_figures.lanes.reserve(m_known ? m_known->figures.lanes.size() + kSpareLanes : 0);
    for (std::size_t i = 0; i < m_graph.edges().size(); ++i) {
        const std::span<const LaneRun> before =
            m_known ? lanesOfEdge(m_known->figures.lanes, EdgeId{i}) : std::span<const LaneRun>();
        if (runsAsBefore(EdgeId{i}))
            m_figures.lanes.insert(m_figures.lanes.end(), before.begin(), before.end());
        else
            changeLanes(EdgeId{i}, before);
    }
}

void PipelinedEvaluator::timeEdges()
{
    const std::int64_t bytes = valueSize(m_problem.execution.precision).count();
    for (std::size_t i = 0; i < m_graph.edges().size(); ++i) {
        const std::span<const LaneRun> own = lanesOfEdge(m_figures.lanes, EdgeId{i});
        if (runsAsBefore(EdgeId{i}) && m_figures.loads.equalOn(own, m_known->figures.loads)) {
            m_figures.edges.push_back(m_known->figures.edges[i]);
            m_figures.transmissionOfSample = std::max(m_figures.transmissionOfSample, m_figures.edges.back().transfer);
            continue;
        }
        EdgeTiming timing;
        timing.transfer = Cycles{std::max<std::int64_t>(1, m_figures.loads.worst(own))};
        timing.distance = longestLane(own);
        timing.wavelets = Wavelets{(m_graph.edges()[i].elements * bytes + 3) / 4};
        m_figures.transmissionOfSample = std::max(m_figures.transmissionOfSample, timing.transfer);
        m_figures.edges.push_back(timing);
    }
}

void PipelinedEvaluator::timeAllReduce()
{
    const ReplicaAllReduce allReduce = allReduceOf(m_problem, m_mapping, RouterConfig::of(m_problem, m_assumptions));
    m_figures.allReduce = allReduce.fullest;
    for (std::size_t i = 0; i < allReduce.kernels.size(); ++i)
        m_result.kernels[i].allReduce = allReduce.kernels[i];
}

/// How many samples a kernel stashes follows from the schedule, and from that the memory.
void PipelinedEvaluator::timeSchedule()
{
    PipelineTiming timing = timingOf(pipelineModel(m_problem, m_mapping, m_result.kernels, m_figures, m_assumptions));
    m_figures.scheduleOfSample = Cycles{timing.cycles / timing.samples};
    if (timing.stage)
        m_figures.waiting = KernelId{*timing.stage};
    m_figures.fill = Cycles{timing.fill};
    m_figures.update = Cycles{timing.update};
    m_figures.stash = std::move(timing.stash);
    m_model = m_model.keeping(m_figures.stash);
}

void PipelinedEvaluator::countPes()
{
    const ActivePes active = activePesOf(m_mapping, m_figures.lanes, m_problem.system());
    m_result.numbers.activePes = activeShare<Plain>(active.inKernels, active.passing, m_problem.system());
}

void PipelinedEvaluator::reportKernels()
{
    for (std::size_t i = 0; i < m_graph.size(); ++i) {
        KernelReport& report = m_result.kernels[i];
        const Cycles transmission{kernelTransmission<Plain>(m_graph, KernelId{i}, m_figures.edges)};
        report.numbers.compute = rate(report.cycles);
        if (!m_graph.edgesInto(KernelId{i}).empty() || !m_graph.edgesFrom(KernelId{i}).empty())
            report.numbers.transmission = rate(transmission);
        report.numbers.samples = rate(std::max(report.cycles, transmission));
        report.numbers.activePes = areaShare<Plain>(report, m_problem.system());
        report.numbers.computeUtilization = kernelUtilization<Plain>(report.cycles.count(), m_figures.deltaT.count());
    }
    m_result.numbers.compute = rateOfAll(m_figures.deltaT, m_figures.replicas);
    if (m_figures.transmissionOfSample > Cycles{0})
        m_result.numbers.transmission = rateOfAll(m_figures.transmissionOfSample, m_figures.replicas);
    m_result.numbers.samples = rateOfAll(periodOf(m_figures), m_figures.replicas);
    m_result.numbers.computeUtilization = utilizationOf<Plain>(m_result.kernels, m_figures.deltaT.count());
    m_result.inputSamples = rateOfAll(m_figures.inputOfSample, 1);
    m_result.tokensPerSecond = tokensPerSecond(m_graph, m_result.numbers.samples);
}

PeCoord PipelinedEvaluator::fullestPe(KernelId id) const
{
    const PlacedKernel& placed = m_mapping[id];
    const PeMemory weight = memoryOf(m_graph, id, placed.arguments, PeRole::WeightGradient, m_model);
    const PeMemory forward = memoryOf(m_graph, id, placed.arguments, PeRole::Forward, m_model);
    const bool lastGroup = m_model.run == Run::Train && weight.total() > forward.total();
    const Footprint size = footprint(m_graph[id], placed.arguments, m_model.run);
    const int column = lastGroup ? size.width - 1 : 0;
    const PeRect& rect = placed.rectangle;
    if (placed.rotation == Rotation::R0)
        return {rect.origin.x + column, rect.bottom() - 2};
    return {rect.origin.x + 1, rect.origin.y + column};
}

void PipelinedEvaluator::reportMemory()
{
    MemoryReport& memory = m_result.memory;
    memory.capacity = m_model.usableSram;
    for (std::size_t i = 0; i < m_graph.size(); ++i) {
        const KernelId id{i};
        const ExecutionArguments& arguments = m_mapping.kernels[i].arguments;
        PeMemory& worst = m_result.kernels[i].memory;
        std::int64_t pesOfGroup = 0; // but the reduce rows
        for (const ChannelSplit& split : arguments.splits)
            pesOfGroup += std::int64_t{arguments.height} * arguments.width * split.inputs * split.outputs;
        for (const PeRole role : {PeRole::Forward, PeRole::InputGradient, PeRole::WeightGradient}) {
            if (m_model.run == Run::Infer && role != PeRole::Forward)
                continue;
            const PeMemory here = memoryOf(m_graph, id, arguments, role, m_model);
            memory.total += here.total() * pesOfGroup;
            worst = here.total() > worst.total() ? here : worst;
        }
        if (!memory.fullestPe || worst.total() > memory.worstPe) {
            memory.worstPe = worst.total();
            memory.ofWorstPe = worst;
            memory.fullestPe = fullestPe(id);
        }
    }
}

void PipelinedEvaluator::reportStep()
{
    const double clock = m_problem.system().clock.count();
    const std::int64_t share = samplesPerReplica(m_problem.execution);
    const Cycles ofStep = m_figures.fill + periodOf(m_figures) * (share - 1) + m_figures.update;
    const double seconds = static_cast<double>(ofStep.count()) / clock + m_assumptions[kHostSeconds];
    double macs = 0.0; // of a sample in every replica
    for (const Kernel& kernel : m_graph.kernels())
        macs += doneMacs(kernel, m_model.density, m_model.attentionShare);
    m_result.step = Seconds{seconds};
    m_result.stepSamples = SamplesPerSecond{static_cast<double>(m_problem.execution.batch) / seconds};
    m_result.latency = m_figures.fill / m_problem.system().clock;
    const double passes = m_model.run == Run::Train ? kTrainingPasses : 1.0;
    m_result.arithmeticEfficiency = passes * macs
        / (static_cast<double>(m_problem.system().peCount()) * m_model.macsPerCycle
           * static_cast<double>(periodOf(m_figures).count()));
}

void PipelinedEvaluator::nameBottleneck()
{
    if (const Seconds host{m_assumptions[kHostSeconds]}; host.count() > m_result.step.count() / 2) {
        m_result.bottleneck = HostBound{host, m_result.step};
        return;
    }
    const Cycles worked = std::max(m_figures.deltaT, m_figures.transmissionOfSample);
    if (m_figures.inputOfSample * m_figures.replicas > worked) {
        m_result.bottleneck = SampleInputBound{sampleBytes(m_graph), m_figures.inputOfSample};
        return;
    }
    if (m_figures.waiting && m_figures.scheduleOfSample > worked) {
        m_result.bottleneck = ScheduleBound{*m_figures.waiting, m_figures.scheduleOfSample, m_figures.deltaT};
        return;
    }
    if (m_figures.transmissionOfSample > m_figures.deltaT) {
        const auto slowest = std::max_element(m_figures.edges.begin(), m_figures.edges.end(),
                                              [](const auto& a, const auto& b) { return a.transfer < b.transfer; });
        const EdgeId stream{static_cast<std::size_t>(slowest - m_figures.edges.begin())};
        m_result.bottleneck = LinkBound{stream, Wavelets{m_figures.transmissionOfSample.count()}, m_figures.deltaT};
        return;
    }
    const auto slowest = std::max_element(m_result.kernels.begin(), m_result.kernels.end(),
                                          [](const auto& a, const auto& b) { return a.cycles < b.cycles; });
    const KernelId kernel{static_cast<std::size_t>(slowest - m_result.kernels.begin())};
    m_result.bottleneck = KernelBound{kernel, slowest->cycles, slowest->rectangle.peCount()};
}

} // namespace

Evaluation evaluatePipelined(const LayoutProblem& problem, const Mapping& mapping, const Assumptions& assumptions,
                             const std::optional<KnownMapping>& known)
{
    return PipelinedEvaluator(problem, mapping, assumptions, known).evaluate();
}

} // namespace waferscope
