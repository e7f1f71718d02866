#include "emulator/step/schedule/pipeline_model.h"

#include "core/base/check.h"
#include "model/host/host_all_reduce.h"
#include "model/pipelined/kernel_cost.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

PipelineStage stageOf(const Layout& layout, const Evaluation& evaluation, const CostModel& cost, KernelId id)
{
    const Kernel& kernel = (*layout.graph())[id];
    const ExecutionArguments& arguments = layout.mapping()[id].arguments;
    PipelineStage stage;
    stage.forward = evaluation.kernels.at(id.index()).cycles.count();
    stage.last = layout.graph()->edgesFrom(id).empty();
    if (cost.run == Run::Infer)
        return stage;
    stage.inputGradient = kernel.needsInputGradient;
    stage.weightGradient = kernel.hasWeightGradient();
    stage.gradients = stage.inputGradient || stage.weightGradient ? stage.forward : 0;
    stage.loss = stage.last ? lossCycles(kernel, arguments, cost).count() : 0;
    stage.update = (updateCycles(kernel, arguments, cost) + evaluation.kernels[id.index()].allReduce).count();
    stage.inFlight = 2 * layout.graph()->levelsBeforeLast(id) + 1; // also where recomputation stores none of them
    return stage;
}

PipelineStream streamOf(const Layout& layout, const Evaluation& evaluation, const PipelineModel& model, EdgeId id)
{
    const Edge& edge = (*layout.graph())[id];
    const EdgeTiming& timing = evaluation.pipelined().edges.at(id.index());
    const std::int64_t producer = model.stages[edge.from.index()].forward;
    const std::int64_t consumer = model.stages[edge.to.index()].gradients;
    const std::int64_t transfer = timing.transfer.count();
    PipelineStream stream;
    stream.from = edge.from.index();
    stream.to = edge.to.index();
    stream.forward = std::max(producer, transfer);
    stream.backward = std::max(consumer, transfer);
    stream.forwardLinkBound = transfer > producer;
    stream.backwardLinkBound = transfer > consumer;
    stream.distance = timing.distance.count() * layout.system().hopLatency.count();
    stream.slotCount = slotsOf(*layout.graph(), id);
    return stream;
}

} // namespace

std::int64_t hostCycles(const Layout& layout, const Assumptions& assumptions)
{
    return static_cast<std::int64_t>(std::ceil(assumptions[kHostSeconds] * layout.system().clock.count()));
}

PipelineModel pipelineModel(const Layout& layout, const Evaluation& evaluation, const Assumptions& assumptions)
{
    WAFERSCOPE_CHECK(layout.mode() == Mode::Pipelined);
    const KernelGraph& graph = *layout.graph();
    WAFERSCOPE_CHECK(evaluation.kernels.size() == graph.size()
                     && evaluation.pipelined().edges.size() == graph.edges().size());
    const CostModel cost = CostModel::of(layout.execution(), layout.system(), assumptions);
    PipelineModel model;
    model.trains = cost.run == Run::Train;
    model.batch = samplesPerReplica(layout.execution());
    model.replicas = static_cast<std::size_t>(graph.replicas());
    model.allReduce =
        static_cast<std::int64_t>(std::ceil(hostAllReduce(layout.problem()).count() * layout.system().clock.count()));
    model.input = evaluation.pipelined().inputOfSample.count();
    model.host = hostCycles(layout, assumptions);
    for (std::size_t k = 0; k < graph.size(); ++k)
        model.stages.push_back(stageOf(layout, evaluation, cost, KernelId{k}));
    model.into.resize(graph.size());
    model.from.resize(graph.size());
    for (std::size_t e = 0; e < graph.edges().size(); ++e) {
        model.streams.push_back(streamOf(layout, evaluation, model, EdgeId{e}));
        model.from[model.streams[e].from].push_back(e);
        model.into[model.streams[e].to].push_back(e);
    }
    for (const NetworkInput& input : graph.inputs())
        model.inputs.push_back({input.to.index(), 2 + graph.level(input.to), model.replicaOf(input.to.index())});
    return model;
}

} // namespace waferscope
