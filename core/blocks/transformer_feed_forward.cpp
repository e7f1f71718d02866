#include "core/blocks/transformer_parts.h"

namespace waferscope {

namespace {

/// The matrices of all experts of one layer, stacked.
struct ExpertTables {
    TensorId weight; ///< [experts, inputs, outputs]
    std::optional<TensorId> bias; ///< [experts, outputs]
    std::int64_t outputs = 0;
};

ExpertTables makeTables(GraphBuilder& graph, const std::string& path, const Shape& shape, Bias bias)
{
    ExpertTables tables{graph.parameter(path + "/weight", shape), {}, shape[2]};
    if (bias == Bias::Yes)
        tables.bias = graph.parameter(path + "/bias", {shape[0], shape[2]});
    return tables;
}

/// A linear layer with the matrix of one expert.
void addExpertLinear(GraphBuilder& graph, Flow& flow, const std::string& path, const ExpertTables& tables,
                     std::int64_t expert)
{
    graph.beginLayer(path, LayerKind::Linear);
    const TensorId which = graph.number(path + "/expert", expert);
    flow.tensor = graph.add("MatMul", {flow.tensor, graph.add("Gather", {tables.weight, which})});
    if (tables.bias)
        flow.tensor = graph.add("Add", {flow.tensor, graph.add("Gather", {tables.bias, which})});
    flow.features = tables.outputs;
}

void addGate(GraphBuilder& graph, Flow& flow, Flow& gate, const std::string& path, Pointwise activation)
{
    addPointwise(graph, gate, path + "/activation", activation);
    graph.beginLayer(path + "/multiply", LayerKind::Pointwise);
    flow.tensor = graph.add("Mul", {flow.tensor, gate.tensor});
}

/// The share of one expert in a position's result: [batch, sequence, 1].
TensorId shareOf(GraphBuilder& graph, TensorId shares, const std::string& path, std::int64_t expert)
{
    return graph.add("Gather", {shares, graph.integers(path + "/share", {expert})}, {{"axis", std::int64_t{-1}}});
}

} // namespace

void addFeedForward(GraphBuilder& graph, Flow& flow, const std::string& path, const TransformerSizes& sizes)
{
    Flow gate = flow;
    addLinear(graph, flow, path + "/expand", sizes.feedForward, sizes.feedForwardBias);
    if (sizes.isGated) {
        addLinear(graph, gate, path + "/gate", sizes.feedForward, sizes.feedForwardBias);
        addGate(graph, flow, gate, path, sizes.activation);
    } else {
        addPointwise(graph, flow, path + "/activation", sizes.activation);
    }
    addLinear(graph, flow, path + "/contract", sizes.hidden, sizes.feedForwardBias);
}

namespace {

/// Adds the part that every position goes through, as strongly as a trained share says where there is one.
void addSharedPart(GraphBuilder& graph, Flow& flow, const Flow& input, const std::string& path,
                   const TransformerSizes& sizes)
{
    TransformerSizes own = sizes;
    own.feedForward = sizes.experts.shared;
    Flow branch = input;
    addFeedForward(graph, branch, path, own);
    if (sizes.experts.hasSharedGate) {
        Flow share = input;
        addLinear(graph, share, path + "/share", 1, Bias::No);
        addPointwise(graph, share, path + "/share/activation", Pointwise::Sigmoid);
        graph.beginLayer(path + "/multiply", LayerKind::Pointwise);
        branch.tensor = graph.add("Mul", {branch.tensor, share.tensor});
    }
    addResidual(graph, flow, branch, path + "/mix");
}

} // namespace

void addExperts(GraphBuilder& graph, Flow& flow, const std::string& path, const TransformerSizes& sizes)
{
    const std::int64_t experts = sizes.experts.count;
    const Flow input = flow;
    Flow router = flow;
    addLinear(graph, router, path + "/router", sizes.experts.count, sizes.experts.routerBias);
    const TensorId shares = graph.add("Softmax", {router.tensor}, {{"axis", std::int64_t{-1}}});
    const Shape wide{experts, sizes.hidden, sizes.experts.feedForward};
    const Shape narrow{experts, sizes.experts.feedForward, sizes.hidden};
    const ExpertTables expand = makeTables(graph, path + "/expand", wide, sizes.feedForwardBias);
    const std::optional<ExpertTables> gates =
        sizes.isGated ? std::optional{makeTables(graph, path + "/gate", wide, sizes.feedForwardBias)} : std::nullopt;
    const ExpertTables contract = makeTables(graph, path + "/contract", narrow, sizes.feedForwardBias);
    for (std::int64_t expert = 0; expert < sizes.experts.routed; ++expert) {
        const std::string own = path + "/expert" + std::to_string(expert + 1);
        Flow branch = input;
        addExpertLinear(graph, branch, own + "/expand", expand, expert);
        if (gates) {
            Flow gate = input;
            addExpertLinear(graph, gate, own + "/gate", *gates, expert);
            addGate(graph, branch, gate, own, sizes.activation);
        } else {
            addPointwise(graph, branch, own + "/activation", sizes.activation);
        }
        addExpertLinear(graph, branch, own + "/contract", contract, expert);
        graph.beginLayer(own + "/mix", LayerKind::Pointwise);
        branch.tensor = graph.add("Mul", {branch.tensor, shareOf(graph, shares, own, expert)});
        flow.tensor = expert == 0 ? branch.tensor : graph.add("Add", {flow.tensor, branch.tensor});
    }
    flow.features = sizes.hidden;
    if (sizes.experts.shared > 0)
        addSharedPart(graph, flow, input, path + "/shared", sizes);
}

} // namespace waferscope
