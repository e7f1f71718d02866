#include "model/pipelined/pipeline_model.h"

#include "core/base/check.h"
#include "model/host/host_all_reduce.h"
#include "model/pipelined/kernel_cost.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

class ModelMaker {
public:
    ModelMaker(const LayoutProblem& problem, const Mapping& mapping, const std::vector<KernelReport>& kernels,
               const PipelinedFigures& figures, const Assumptions& assumptions)
        : m_graph(*problem.graph)
        , m_mapping(mapping)
        , m_kernels(kernels)
        , m_figures(figures)
        , m_hop(problem.system().hopLatency.count())
        , m_cost(CostModel::of(problem.execution, problem.system(), assumptions))
    {
    }

    [[nodiscard]] bool trains() const { return m_cost.run == Run::Train; }

    [[nodiscard]] PipelineStage stageOf(KernelId id) const
    {
        const Kernel& kernel = m_graph[id];
        const ExecutionArguments& arguments = m_mapping[id].arguments;
        PipelineStage stage;
        stage.forward = m_kernels.at(id.index()).cycles.count();
        stage.last = m_graph.edgesFrom(id).empty();
        if (!trains())
            return stage;
        stage.inputGradient = kernel.needsInputGradient;
        stage.weightGradient = kernel.hasWeightGradient();
        if (stage.inputGradient || stage.weightGradient)
            stage.gradients = gradientCycles(kernel, arguments, m_cost).count();
        stage.loss = stage.last ? lossCycles(kernel, arguments, m_cost).count() : 0;
        stage.update = (updateCycles(kernel, arguments, m_cost) + m_kernels[id.index()].allReduce).count();
        stage.inFlight = m_figures.stash.empty() ? 0 : m_figures.stash[id.index()];
        return stage;
    }

    [[nodiscard]] PipelineStream streamOf(EdgeId id, const std::vector<PipelineStage>& stages) const
    {
        const Edge& edge = m_graph[id];
        const EdgeTiming& timing = m_figures.edges.at(id.index());
        const std::int64_t producer = stages[edge.from.index()].forward;
        const std::int64_t consumer = stages[edge.to.index()].gradients;
        const std::int64_t transfer = timing.transfer.count();
        PipelineStream stream;
        stream.from = edge.from.index();
        stream.to = edge.to.index();
        stream.forward = std::max(producer, transfer);
        stream.backward = std::max(consumer, transfer);
        stream.forwardLinkBound = transfer > producer;
        stream.backwardLinkBound = transfer > consumer;
        stream.distance = timing.distance.count() * m_hop;
        stream.slotCount = slotsOf(m_graph, id);
        return stream;
    }

private:
    const KernelGraph& m_graph;
    const Mapping& m_mapping;
    const std::vector<KernelReport>& m_kernels;
    const PipelinedFigures& m_figures;
    std::int64_t m_hop;
    CostModel m_cost;
};

} // namespace

std::int64_t hostCycles(const System& system, const Assumptions& assumptions)
{
    return static_cast<std::int64_t>(std::ceil(assumptions[kHostSeconds] * system.clock.count()));
}

PipelineModel pipelineModel(const LayoutProblem& problem, const Mapping& mapping,
                            const std::vector<KernelReport>& kernels, const PipelinedFigures& figures,
                            const Assumptions& assumptions)
{
    const KernelGraph& graph = *problem.graph;
    WAFERSCOPE_CHECK(kernels.size() == graph.size() && figures.edges.size() == graph.edges().size());
    const ModelMaker maker(problem, mapping, kernels, figures, assumptions);
    PipelineModel model;
    model.trains = maker.trains();
    model.batch = samplesPerReplica(problem.execution);
    model.replicas = static_cast<std::size_t>(graph.replicas());
    model.systems = problem.execution.systems;
    model.allReduce =
        static_cast<std::int64_t>(std::ceil(hostAllReduce(problem).count() * problem.system().clock.count()));
    model.input = figures.inputOfSample.count();
    model.host = hostCycles(problem.system(), assumptions);
    for (std::size_t k = 0; k < graph.size(); ++k)
        model.stages.push_back(maker.stageOf(KernelId{k}));
    model.into.resize(graph.size());
    model.from.resize(graph.size());
    for (std::size_t e = 0; e < graph.edges().size(); ++e) {
        model.streams.push_back(maker.streamOf(EdgeId{e}, model.stages));
        model.from[model.streams[e].from].push_back(e);
        model.into[model.streams[e].to].push_back(e);
    }
    for (const NetworkInput& input : graph.inputs())
        model.inputs.push_back({input.to.index(), slotsOfInput(graph, input.to), model.replicaOf(input.to.index())});
    return model;
}

} // namespace waferscope
